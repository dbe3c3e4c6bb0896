package io.promisedesk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.icegreen.greenmail.configuration.PropertiesBasedGreenMailConfigurationBuilder;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.GreenMailUtil;
import com.icegreen.greenmail.util.ServerSetup;
import java.io.IOException;
import java.net.CookieManager;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * The real jar with the variables of {@code docker-compose.yml} and the memory of {@code docker/java.options}: set up
 * once, then two nodes that start together on one database and one mailbox.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TwoNodesIT {

    private static final Path LOGS = Path.of("target", "two-nodes");
    private static final Duration START = Duration.ofSeconds(240);
    private static final int MEGABYTES = 800;
    private static final String PASSWORD = "a-long-secret-of-ours";
    private static final String PEOPLE =
            """
            teams:
              - {key: service, name: Customer service, zone: Europe/Berlin}
              - {key: technical, name: Technical support, zone: Europe/Berlin}
            people: []
            """;
    private static final Map<String, String> GIVEN = Map.of(
            "POSTGRES_PASSWORD", "postgres-of-this-test",
            "PROMISEDESK_URL", "http://localhost",
            "PROMISEDESK_ADMIN_ID", "ada",
            "PROMISEDESK_ADMIN_PASSWORD", PASSWORD,
            "PROMISEDESK_MAIL_FROM", "Support <support@example.com>",
            "PROMISEDESK_MAIL_IMAP_USER", "support@example.com",
            "PROMISEDESK_MAIL_IMAP_PASSWORD", PASSWORD);

    static Compose compose;
    static String database;
    static GreenMail mail;
    static JdbcClient jdbc;
    static List<Node> nodes = new ArrayList<>();

    private record Node(String name, int port, Process process) {

        URI at(String path) {
            return URI.create("http://127.0.0.1:" + port + path);
        }

        String log() throws IOException {
            return Files.readString(LOGS.resolve(name + ".log"));
        }

        long residentMegabytes() throws IOException {
            return Files.readAllLines(Path.of("/proc", String.valueOf(process.pid()), "status")).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                    .findFirst()
                    .orElseThrow();
        }
    }

    @BeforeAll
    static void startNodes() throws Exception {
        Files.createDirectories(LOGS);
        Files.writeString(LOGS.resolve("people.yaml"), PEOPLE);
        compose = Compose.read();
        database = EmbeddedDatabase.newDatabase();
        jdbc = JdbcClient.create(new DriverManagerDataSource(database, "postgres", "postgres"));
        mail = new GreenMail(new ServerSetup[] {
                    new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP),
                    new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_IMAP)
                })
                .withConfiguration(new PropertiesBasedGreenMailConfigurationBuilder().build(mailCatcher()));
        mail.start();

        Node setup = start("setup", "setup");
        assertThat(setup.process().waitFor(START.toSeconds(), TimeUnit.SECONDS))
                .as(setup.log())
                .isTrue();
        assertThat(setup.process().exitValue()).as(setup.log()).isZero();
        nodes.add(start("app", "node-1"));
        nodes.add(start("app", "node-2"));
        for (Node node : nodes) {
            await().atMost(START)
                    .pollInterval(Duration.ofMillis(500))
                    .until(() -> !node.process().isAlive() || isReady(node));
            assertThat(node.process().isAlive()).as(node.log()).isTrue();
        }
    }

    @AfterAll
    static void stopNodes() throws InterruptedException {
        nodes.forEach(node -> node.process().destroy());
        for (Node node : nodes) {
            if (!node.process().waitFor(20, TimeUnit.SECONDS)) {
                node.process().destroyForcibly();
            }
        }
        if (mail != null) {
            mail.stop();
        }
    }

    @Test
    @Order(1)
    void refusesToStartWithoutItsSecrets() throws Exception {
        Map<String, String> variables = variables("app");
        variables.remove("SPRING_DATASOURCE_PASSWORD");
        variables.put("PROMISEDESK_ADMIN_PASSWORD", "demo");
        Node node = start("without-secrets", variables);

        assertThat(node.process().waitFor(START.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(node.process().exitValue()).isNotZero();
        assertThat(node.log()).contains("SPRING_DATASOURCE_PASSWORD", "PROMISEDESK_ADMIN_PASSWORD");
    }

    @Test
    @Order(2)
    void aLogInOnOneNodeWorksOnTheOther() throws Exception {
        // Cookies do not tell ports apart, as behind one proxy.
        HttpClient browser =
                HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
        assertThat(get(browser, nodes.get(1), "/api/processes").statusCode()).isEqualTo(401);

        logIn(browser, nodes.get(0));

        HttpResponse<String> answer = get(browser, nodes.get(1), "/api/processes");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).contains("\"process\":\"ticket\"");
    }

    @Test
    @Order(3)
    void bothNodesShareOneDeployment() {
        assertThat(count("select count(*) from act_re_deployment")).isOne();
        assertThat(count("select max(version_) from act_re_procdef")).isOne();
    }

    @Test
    @Order(4)
    void aMailBecomesOneTicketAlsoWhenTheNodeThatReadsIsKilled() throws Exception {
        await().atMost(Duration.ofSeconds(20)).until(() -> reader() != null);
        write("First");
        await().atMost(Duration.ofSeconds(30)).until(() -> tickets() == 1);

        Node reader = reader();
        reader.process().destroyForcibly().waitFor();
        nodes.remove(reader);
        write("Second");

        await().atMost(Duration.ofSeconds(60)).until(() -> tickets() == 2);
        assertThat(nodes.get(0).log()).contains("This node reads the mailbox");
    }

    @Test
    @Order(5)
    void aNodeStaysSmallUnderLoad() throws Exception {
        Node node = nodes.get(0);
        HttpClient browser =
                HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
        logIn(browser, node);
        for (int i = 0; i < 200; i++) {
            assertThat(get(browser, node, "/api/tickets?limit=50").statusCode()).isEqualTo(200);
        }

        assertThat(node.residentMegabytes()).isLessThan(MEGABYTES);
        System.out.println("Resident memory of a node: " + node.residentMegabytes() + " MB");
    }

    private static Node start(String service, String name) throws IOException {
        return start(name, variables(service));
    }

    private static Node start(String name, Map<String, String> variables) throws IOException {
        int port = freePort();
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@docker/java.options",
                "-jar",
                "target/promisedesk.jar");
        builder.environment()
                .keySet()
                .removeIf(variable -> variable.matches("(SPRING|PROMISEDESK|SERVER|CAMUNDA|JAVA)_.*"));
        builder.environment().putAll(variables);
        builder.environment().put("SERVER_PORT", String.valueOf(port));
        builder.redirectErrorStream(true)
                .redirectOutput(LOGS.resolve(name + ".log").toFile());
        return new Node(name, port, builder.start());
    }

    /** What the compose file passes; only the addresses are those of this machine. */
    private static Map<String, String> variables(String service) {
        Map<String, String> variables = new HashMap<>(compose.environment(service, GIVEN));
        variables.put(
                "PROMISEDESK_PEOPLE_FILE", LOGS.resolve("people.yaml").toUri().toString());
        variables.put("SPRING_DATASOURCE_URL", database);
        variables.put("SPRING_DATASOURCE_USERNAME", "postgres");
        variables.put("SPRING_MAIL_HOST", "127.0.0.1");
        variables.put("SPRING_MAIL_PORT", String.valueOf(mail.getSmtp().getPort()));
        variables.put("PROMISEDESK_MAIL_IMAP_HOST", "127.0.0.1");
        variables.put(
                "PROMISEDESK_MAIL_IMAP_PORT", String.valueOf(mail.getImap().getPort()));
        return variables;
    }

    private static Properties mailCatcher() {
        Properties options = new Properties();
        Matcher option = Pattern.compile("-D([\\w.]+)(?:=(\\S+))?")
                .matcher(compose.environment("mail").get("GREENMAIL_OPTS"));
        while (option.find()) {
            options.setProperty(option.group(1), option.group(2) == null ? "" : option.group(2));
        }
        return options;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static boolean isReady(Node node) {
        try {
            return get(HttpClient.newHttpClient(), node, "/actuator/health/readiness")
                            .statusCode()
                    == 200;
        } catch (IOException | InterruptedException e) {
            return false;
        }
    }

    private static void logIn(HttpClient browser, Node node) throws IOException, InterruptedException {
        Matcher token = Pattern.compile("name=\"_csrf\"[^>]*value=\"([^\"]+)\"")
                .matcher(get(browser, node, "/login").body());
        assertThat(token.find()).isTrue();
        String form = "username=ada&password=" + encoded(PASSWORD) + "&_csrf=" + encoded(token.group(1));
        HttpResponse<String> answer = browser.send(
                HttpRequest.newBuilder(node.at("/login"))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString(form))
                        .build(),
                BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(302);
        assertThat(answer.headers().firstValue("Location").orElse("")).doesNotContain("error");
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static HttpResponse<String> get(HttpClient browser, Node node, String path)
            throws IOException, InterruptedException {
        return browser.send(HttpRequest.newBuilder(node.at(path)).build(), BodyHandlers.ofString());
    }

    private static Node reader() throws IOException {
        for (Node node : nodes) {
            if (node.log().contains("This node reads the mailbox")) {
                return node;
            }
        }
        return null;
    }

    private static void write(String subject) {
        GreenMailUtil.sendTextEmail(
                "support@example.com",
                "carol@example.org",
                subject,
                "Please help.",
                mail.getSmtp().getServerSetup());
    }

    private static long tickets() {
        return count("select count(*) from ticket_ticket");
    }

    private static long count(String query) {
        return jdbc.sql(query).query(Long.class).single();
    }
}
