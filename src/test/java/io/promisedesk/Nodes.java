package io.promisedesk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.icegreen.greenmail.configuration.PropertiesBasedGreenMailConfigurationBuilder;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.promisedesk.sla.ReplayedLedgers;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * The real jar with the variables of {@code docker-compose.yml} and the memory of {@code docker/java.options}, as processes
 * of their own; database and mail server live outside of them. A folder holds their logs and {@code people.yaml}.
 */
final class Nodes implements AutoCloseable {

    static {
        // When a node is killed, the mail server's thread that talked to it ends with an exception.
        Awaitility.doNotCatchUncaughtExceptionsByDefault();
    }

    static final Duration START = Duration.ofSeconds(240);
    static final String PASSWORD = "a-long-secret-of-ours";

    private static final Map<String, String> GIVEN = Map.of(
            "POSTGRES_PASSWORD", "postgres-of-this-test",
            "PROMISEDESK_URL", "http://localhost",
            "PROMISEDESK_ADMIN_ID", "ada",
            "PROMISEDESK_ADMIN_PASSWORD", PASSWORD,
            "PROMISEDESK_MAIL_FROM", "Support <support@example.com>",
            "PROMISEDESK_MAIL_IMAP_USER", "support@example.com",
            "PROMISEDESK_MAIL_IMAP_PASSWORD", PASSWORD);

    private final Path folder;
    private final Compose compose;
    private final String database;
    private final GreenMail mail;
    private final JdbcClient jdbc;
    private final Map<String, String> given = new HashMap<>();
    private final List<Node> started = new ArrayList<>();

    record Node(String name, int port, Process process, Path logFile) {

        URI at(String path) {
            return URI.create("http://127.0.0.1:" + port + path);
        }

        String log() throws IOException {
            return Files.readString(logFile);
        }

        boolean isReady() {
            try {
                return HttpClient.newHttpClient()
                                .send(
                                        HttpRequest.newBuilder(at("/actuator/health/readiness"))
                                                .build(),
                                        BodyHandlers.discarding())
                                .statusCode()
                        == 200;
            } catch (IOException | InterruptedException e) {
                return false;
            }
        }

        /** Asks for something as the administrator; the answer's status must be that. */
        void post(String path, String body, int status) {
            String basic = Base64.getEncoder().encodeToString(("ada:" + PASSWORD).getBytes(StandardCharsets.UTF_8));
            try {
                var answer = HttpClient.newHttpClient()
                        .send(
                                HttpRequest.newBuilder(at(path))
                                        .header("Authorization", "Basic " + basic)
                                        .header("Content-Type", "application/json")
                                        .POST(HttpRequest.BodyPublishers.ofString(body))
                                        .build(),
                                BodyHandlers.ofString());
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        /** As {@code kill -9} does. */
        void kill() throws InterruptedException {
            process.destroyForcibly().waitFor();
        }

        long residentMegabytes() throws IOException {
            return Files.readAllLines(Path.of("/proc", String.valueOf(process.pid()), "status")).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** An empty database and an empty mail server; the folder's {@code people.yaml} says who works here. */
    Nodes(Path folder, String people) throws IOException {
        this.folder = Files.createDirectories(folder);
        Files.writeString(folder.resolve("people.yaml"), people);
        this.compose = Compose.read();
        this.database = EmbeddedDatabase.newDatabase();
        this.jdbc = JdbcClient.create(new DriverManagerDataSource(database, "postgres", "postgres"));
        this.mail = new GreenMail(new ServerSetup[] {
                    new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP),
                    new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_IMAP)
                })
                .withConfiguration(new PropertiesBasedGreenMailConfigurationBuilder().build(mailCatcher()));
        mail.start();
    }

    /** The one-off service {@code setup}: creates the tables. */
    void setUp() throws Exception {
        Node setup = start("setup", variables("setup"));
        assertThat(setup.process().waitFor(START.toSeconds(), TimeUnit.SECONDS))
                .as(setup.log())
                .isTrue();
        assertThat(setup.process().exitValue()).as(setup.log()).isZero();
    }

    /** From now on nodes run the same processes, but what is promised is due in seconds instead of hours, day and night. */
    void hurry() throws IOException {
        Path models = folder.resolve("models");
        for (String source : List.of("processes", "forms")) {
            try (var files = Files.walk(Path.of(source))) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    Path copy = models.resolve(file);
                    Files.createDirectories(copy.getParent());
                    String text = Files.readString(file);
                    if (file.endsWith("service-level.dmn")) {
                        text = text.replaceAll("\"PT(\\d+)H\"", "\"PT$1S\"").replace("business-hours", "always");
                    }
                    Files.writeString(copy, text);
                }
            }
        }
        given.put("PROMISEDESK_PROCESSES_FOLDER", models.toAbsolutePath().toString());
        given.put("PROMISEDESK_MAIL_DIGESTPAUSE", "1s");
    }

    /** A variable that the compose file leaves to the operator, for all nodes to come. */
    void give(String variable, String value) {
        given.put(variable, value);
    }

    Node start(String name, Map<String, String> variables) throws IOException {
        int port = freePort();
        Path log = folder.resolve(name + ".log");
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
        builder.redirectErrorStream(true).redirectOutput(log.toFile());
        Node node = new Node(name, port, builder.start(), log);
        started.add(node);
        return node;
    }

    void awaitReady(Node node) throws IOException {
        await().atMost(START)
                .pollInterval(Duration.ofMillis(500))
                .until(() -> !node.process().isAlive() || node.isReady());
        assertThat(node.process().isAlive()).as(node.log()).isTrue();
    }

    /** What the compose file passes to that service; only the addresses are those of this machine. */
    Map<String, String> variables(String service) {
        Map<String, String> variables = new HashMap<>(compose.environment(service, GIVEN));
        variables.put("SPRING_DATASOURCE_URL", database);
        variables.put("SPRING_DATASOURCE_USERNAME", "postgres");
        variables.put("SPRING_MAIL_HOST", "127.0.0.1");
        variables.put("SPRING_MAIL_PORT", String.valueOf(mail.getSmtp().getPort()));
        variables.put("PROMISEDESK_MAIL_IMAP_HOST", "127.0.0.1");
        variables.put(
                "PROMISEDESK_MAIL_IMAP_PORT", String.valueOf(mail.getImap().getPort()));
        variables.put(
                "PROMISEDESK_PEOPLE_FILE", folder.resolve("people.yaml").toUri().toString());
        variables.putAll(given);
        return variables;
    }

    ServerSetup smtp() {
        return mail.getSmtp().getServerSetup();
    }

    /** What has arrived for an address, oldest first. */
    List<MimeMessage> mailTo(String address) {
        return List.of(mail.getReceivedMessagesForDomain(address));
    }

    long count(String query) {
        return jdbc.sql(query).query(Long.class).single();
    }

    /** Settled promises whose verdict is not what their ledger says. */
    List<String> wrongVerdicts() {
        return ReplayedLedgers.differing(jdbc);
    }

    List<String> list(String query) {
        return jdbc.sql(query).query(String.class).list();
    }

    void change(String statement) {
        jdbc.sql(statement).update();
    }

    @Override
    public void close() throws InterruptedException {
        started.forEach(node -> node.process().destroy());
        for (Node node : started) {
            if (!node.process().waitFor(20, TimeUnit.SECONDS)) {
                node.kill();
            }
        }
        mail.stop();
    }

    private Properties mailCatcher() {
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
}
