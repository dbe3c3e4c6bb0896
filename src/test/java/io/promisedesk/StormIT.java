package io.promisedesk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.promisedesk.Nodes.Node;
import jakarta.mail.internet.MimeMessage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * After an outage everything is due at once. Two nodes of the real jar begin to catch up, and in the middle of it one is
 * killed (-9) and the database server is restarted. Every promise is told of once, nobody is asked twice to decide.
 *
 * <p>{@code -Dstorm.tickets=2500} for a storm of ten thousand timers.
 */
class StormIT {

    private static final int TICKETS = Integer.getInteger("storm.tickets", 150);
    /** Of each ticket response and resolution are late. */
    private static final int LATE = 2 * TICKETS;

    private static final Duration PATIENCE = Duration.ofSeconds(60 + LATE / 5);

    private static final String TOLD = "select count(*) from sla_rung where rung = '100%'";

    static Nodes nodes;

    @BeforeAll
    static void prepare() throws Exception {
        nodes = new Nodes(
                Path.of("target", "storm"),
                """
                teams:
                  - {key: service, name: Customer service, zone: Europe/Berlin}
                people:
                  - {id: vera, name: Vera, email: vera@example.com, language: en, zone: UTC, roles: [supervisor], teams: [service]}
                """);
        nodes.hurry();
        nodes.give("CAMUNDA_BPM_JOBEXECUTION_LOCKTIMEINMILLIS", "5000");
        nodes.give("PROMISEDESK_MAIL_LEASE", "5s");
        nodes.setUp();
    }

    @AfterAll
    static void stop() throws Exception {
        nodes.close();
    }

    @Test
    void tellsOfEveryPromiseOnceThoughANodeIsKilledAndTheDatabaseRestarted() throws Exception {
        nodes.give("CAMUNDA_BPM_JOBEXECUTION_ENABLED", "false");
        Node day = start("day");
        IntStream.rangeClosed(1, TICKETS).parallel().forEach(n -> open(day, n));
        day.kill();
        nodes.give("CAMUNDA_BPM_JOBEXECUTION_ENABLED", "true");

        Node unlucky = nodes.start("unlucky", nodes.variables("app"));
        Node lucky = nodes.start("lucky", nodes.variables("app"));
        nodes.awaitReady(unlucky);
        nodes.awaitReady(lucky);
        await().atMost(PATIENCE).until(() -> nodes.count(TOLD) >= LATE / 3);
        unlucky.kill();
        await().atMost(PATIENCE).until(() -> nodes.count(TOLD) >= LATE / 2);
        EmbeddedDatabase.restart();
        await().atMost(PATIENCE).until(() -> nodes.count(TOLD) == LATE);
        await().atMost(PATIENCE)
                .until(() -> nodes.count(
                                """
                                select (select count(*) from notification_mail where state <> 'SENT')
                                     + (select count(*) from notification_notice where state = 'WAITING')
                                """)
                        == 0);

        assertThat(
                        nodes.list(
                                """
                        select c.metric || ' ' || count(*) from sla_rung r join sla_clock c on c.id = r.clock
                        where r.rung = '100%' group by c.metric order by c.metric
                        """))
                .containsExactly("first_response " + TICKETS, "resolution " + TICKETS);
        assertThat(
                        nodes.count(
                                """
                        select count(distinct (n.ticket, n.data ->> 'clock')) from notification_notice n
                        join notification_mail m on m.key = n.mail and m.state = 'SENT'
                        where n.kind = 'overdue' and n.person = 'vera' and n.state = 'SENT'
                        """))
                .as("late promises that the supervisor was told of")
                .isEqualTo(LATE);
        assertThat(
                        nodes.list(
                                """
                        select e.business_key_ || ' ' || v.text_ from act_ru_task t
                        join act_ru_execution e on e.id_ = t.proc_inst_id_
                        join act_ru_variable v on v.proc_inst_id_ = t.proc_inst_id_ and v.name_ = 'metric'
                        where t.task_def_key_ = 'userTask_decideOnEscalation'
                        """))
                .as("decisions asked for")
                .doesNotHaveDuplicates()
                .hasSize(LATE);
        assertThat(nodes.count("select count(*) from ticket_timer_finding where kind = 'FAILED'"))
                .as("tickets that the check of timers blamed for the restart")
                .isZero();
        nodes.list("select number from ticket_ticket where number ~ '[05]$'")
                .forEach(number -> lucky.post(
                        "/api/tickets/" + number + "/messages", "{\"text\": \"Sorry.\", \"public\": true}", 201));
        assertThat(nodes.count("select count(*) from sla_clock where verdict = 'missed'"))
                .isPositive();
        assertThat(nodes.wrongVerdicts()).isEmpty();
        List<String> mails = new ArrayList<>();
        for (MimeMessage mail : nodes.mailTo("vera@example.com")) {
            mails.add(mail.getMessageID());
        }
        assertThat(mails.stream().distinct()).hasSize((int)
                nodes.count("select count(*) from notification_mail where recipient = 'vera@example.com'"));
        assertThat(nodes.count("select count(*) from act_ru_job where retries_ = 0"))
                .isZero();
    }

    private static Node start(String name) throws Exception {
        Node node = nodes.start(name, nodes.variables("app"));
        nodes.awaitReady(node);
        return node;
    }

    private static void open(Node node, int n) {
        node.post(
                "/api/tickets",
                """
                {"channel": "web", "subject": "Request %1$d", "text": "Please help.",
                 "customer": {"email": "customer%1$d@example.org", "name": "Customer %1$d"}}
                """
                        .formatted(n),
                201);
    }
}
