package io.promisedesk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.icegreen.greenmail.util.GreenMailUtil;
import io.promisedesk.Nodes.Node;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.net.CookieManager;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * The real jar with the variables of {@code docker-compose.yml} and the memory of {@code docker/java.options}: set up
 * once, then two nodes that start together on one database and one mailbox. What is promised is due in seconds.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TwoNodesIT {

    private static final int MEGABYTES = 800;
    private static final String PEOPLE =
            """
            teams:
              - {key: service, name: Customer service, zone: Europe/Berlin}
              - {key: technical, name: Technical support, zone: Europe/Berlin}
            people:
              - {id: anna, name: Anna, email: anna@example.com, language: en, zone: UTC, roles: [agent], teams: [service]}
              - {id: boris, name: Boris, email: boris@example.com, language: en, zone: UTC, roles: [agent], teams: [service]}
              - {id: vera, name: Vera, email: vera@example.com, language: en, zone: UTC, roles: [supervisor], teams: [service]}
            """;
    /** Enough for both nodes to reach for the same timers again and again. */
    private static final int PROMISES = 10;

    static Nodes desk;
    static List<Node> nodes = new ArrayList<>();

    @BeforeAll
    static void startNodes() throws Exception {
        desk = new Nodes(Path.of("target", "two-nodes"), PEOPLE);
        desk.hurry();
        desk.give("CAMUNDA_BPM_JOBEXECUTION_LOCKTIMEINMILLIS", "5000");
        desk.give("PROMISEDESK_MAIL_LEASE", "5s");
        desk.give("PROMISEDESK_HANDOVER_GRACE", "1s");
        desk.setUp();
        nodes.add(desk.start("node-1", desk.variables("app")));
        nodes.add(desk.start("node-2", desk.variables("app")));
        for (Node node : nodes) {
            desk.awaitReady(node);
        }
    }

    @AfterAll
    static void stopNodes() throws InterruptedException {
        desk.close();
    }

    @Test
    @Order(1)
    void refusesToStartWithoutItsSecrets() throws Exception {
        Map<String, String> variables = desk.variables("app");
        variables.remove("SPRING_DATASOURCE_PASSWORD");
        variables.put("PROMISEDESK_ADMIN_PASSWORD", "demo");
        Node node = desk.start("without-secrets", variables);

        assertThat(node.process().waitFor(Nodes.START.toSeconds(), TimeUnit.SECONDS))
                .isTrue();
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
        assertThat(desk.count("select count(*) from act_re_deployment")).isOne();
        assertThat(desk.count("select max(version_) from act_re_procdef")).isOne();
    }

    @Test
    @Order(4)
    void twoNodesTellOfABrokenPromiseOnce() throws Exception {
        for (int i = 1; i <= PROMISES; i++) {
            write("Promise " + i);
        }
        // Response and resolution of each, at risk and overdue: two nodes look for every one of these timers.
        await().atMost(Duration.ofSeconds(120))
                .until(() -> desk.count("select count(*) from sla_rung where rung = '100%'") == 2 * PROMISES);
        awaitSent();

        assertThat(tickets()).isEqualTo(PROMISES);
        assertThat(desk.count("select count(*) from notification_notice where kind = 'overdue' and person = 'vera'"))
                .isEqualTo(2 * PROMISES);
        assertThat(
                        desk.count(
                                """
                        select count(*) from notification_notice n where state = 'SENT'
                            and not exists (select from notification_mail m where m.key = n.mail)
                        """))
                .as("notices whose mail is missing")
                .isZero();
        List<String> told = new ArrayList<>();
        for (MimeMessage mail : desk.mailTo("vera@example.com")) {
            told.add(mail.getMessageID());
        }
        assertThat(told).isNotEmpty().doesNotHaveDuplicates();
        assertThat(desk.count("select count(*) from act_ru_job where retries_ = 0"))
                .isZero();
    }

    @Test
    @Order(5)
    void aMailBecomesOneTicketAlsoWhenTheNodeThatReadsIsKilled() throws Exception {
        await().atMost(Duration.ofSeconds(20)).until(() -> reader() != null);
        long before = tickets();
        write("First");
        await().atMost(Duration.ofSeconds(30)).until(() -> tickets() == before + 1);

        Node reader = reader();
        reader.kill();
        nodes.remove(reader);
        write("Second");

        await().atMost(Duration.ofSeconds(60)).until(() -> tickets() == before + 2);
        assertThat(nodes.get(0).log()).contains("This node reads the mailbox");
    }

    @Test
    @Order(6)
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

    @Test
    @Order(7)
    void aHandOverThatIsKilledLosesNothingAndRepeatsNothing() throws Exception {
        List<String> numbers = desk.list("select number from ticket_ticket order by number");
        for (String number : numbers) {
            nodes.get(0).post("/api/tickets/" + number + "/assign", "{\"owner\":\"anna\"}", 200);
        }
        // Anna's shift has just ended, Boris's has begun; the next node to start finds that nobody has planned them.
        desk.change(
                """
                insert into roster_shift (team, start_at, end_at, people, source) values
                    ('service', now() - interval '8 hours', now(), '{anna}', 'desk'),
                    ('service', now(), now() + interval '8 hours', '{boris}', 'desk')
                """);
        nodes.add(desk.start("planner", desk.variables("app")));
        await().atMost(Nodes.START)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> desk.count("select count(*) from handover_sender") > 0);
        for (Node node : nodes) {
            node.kill();
        }
        Node again = desk.start("again", desk.variables("app"));
        desk.awaitReady(again);
        await().atMost(Duration.ofSeconds(60))
                .until(() -> desk.count(
                                """
                                        select (select count(*) from handover_shift where end_at < now() and settled_at is null)
                                             + (select count(*) from handover_move where done_at is null)
                                        """)
                        == 0);
        awaitSent();

        assertThat(desk.list("select distinct owner from ticket_ticket")).containsExactly("boris");
        assertThat(desk.list("select ticket || ' ' || state from handover_line order by ticket"))
                .containsExactlyElementsOf(
                        numbers.stream().map(number -> number + " AUTOMATIC").toList());
        assertThat(desk.list("select task_def_key_ || ' ' || assignee_ from act_ru_task where assignee_ = 'boris'"))
                .containsOnlyOnce("userTask_takeOverTickets boris");
        assertThat(desk.count("select count(*) from notification_mail where kind = 'handover-automatic'"))
                .isOne();
    }

    private static void awaitSent() {
        await().atMost(Duration.ofSeconds(60))
                .until(() -> desk.count(
                                """
                                select (select count(*) from notification_mail where state <> 'SENT')
                                     + (select count(*) from notification_notice where state = 'WAITING' and not held_for_shift)
                                """)
                        == 0);
    }

    private static void logIn(HttpClient browser, Node node) throws IOException, InterruptedException {
        Matcher token = Pattern.compile("name=\"_csrf\"[^>]*value=\"([^\"]+)\"")
                .matcher(get(browser, node, "/login").body());
        assertThat(token.find()).isTrue();
        String form = "username=ada&password=" + encoded(Nodes.PASSWORD) + "&_csrf=" + encoded(token.group(1));
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
        GreenMailUtil.sendTextEmail("support@example.com", "carol@example.org", subject, "Please help.", desk.smtp());
    }

    private static long tickets() {
        return desk.count("select count(*) from ticket_ticket");
    }
}
