package io.promisedesk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.promisedesk.Nodes.Node;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A whole shift has gone home and nobody has handed anything over. Two nodes of the real jar move the tickets to the next
 * shift, and in the middle of it one is killed (-9): each ticket changes hands once.
 */
class ShiftEndIT {

    private static final int SENDERS = 12;
    private static final int RECEIVERS = 6;
    private static final int TICKETS = 120;
    /** A killed node's jobs are free again after a minute, and an executor that found none looks again within another. */
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    private static final String MOVED = "select count(*) from handover_line where state = 'AUTOMATIC'";

    static Nodes nodes;

    @BeforeAll
    static void prepare() throws Exception {
        String people = IntStream.rangeClosed(1, SENDERS)
                        .mapToObj(n -> agent("early" + n))
                        .collect(Collectors.joining("\n"))
                + "\n"
                + IntStream.rangeClosed(1, RECEIVERS)
                        .mapToObj(n -> agent("late" + n))
                        .collect(Collectors.joining("\n"));
        nodes = new Nodes(
                Path.of("target", "shift-end"),
                """
                teams:
                  - {key: service, name: Customer service, zone: UTC}
                people:
                  - {id: vera, name: Vera, email: vera@example.com, language: en, zone: UTC, roles: [supervisor], teams: [service]}
                %s
                """
                        .formatted(people));
        nodes.give("CAMUNDA_BPM_JOBEXECUTION_LOCKTIMEINMILLIS", "5000");
        nodes.give("PROMISEDESK_MAIL_LEASE", "5s");
        nodes.setUp();
    }

    private static String agent(String id) {
        return "  - {id: %1$s, name: %1$s, email: %1$s@example.com, language: en, zone: UTC, roles: [agent], teams: [service]}"
                .formatted(id);
    }

    @AfterAll
    static void stop() throws Exception {
        nodes.close();
    }

    @Test
    void movesEachTicketOnceThoughANodeIsKilled() throws Exception {
        nodes.give("CAMUNDA_BPM_JOBEXECUTION_ENABLED", "false");
        Node day = nodes.start("day", nodes.variables("app"));
        nodes.awaitReady(day);
        IntStream.rangeClosed(1, TICKETS).parallel().forEach(n -> {
            day.post(
                    "/api/tickets",
                    """
                    {"channel": "web", "subject": "Request %1$d", "text": "Please help.", "team": "service",
                     "customer": {"email": "customer%1$d@example.org", "name": "Customer %1$d"}}
                    """
                            .formatted(n),
                    201);
        });
        int n = 0;
        for (String number : nodes.list("select number from ticket_ticket order by number")) {
            day.post(
                    "/api/tickets/" + number + "/assign", "{\"owner\": \"early%d\"}".formatted(1 + n++ % SENDERS), 200);
        }
        day.kill();
        nodes.give("CAMUNDA_BPM_JOBEXECUTION_ENABLED", "true");
        nodes.give("PROMISEDESK_ROSTER_FILE", roster().toUri().toString());

        Node unlucky = nodes.start("unlucky", nodes.variables("app"));
        Node lucky = nodes.start("lucky", nodes.variables("app"));
        await().atMost(PATIENCE.plus(Nodes.START)).until(() -> nodes.count(MOVED) >= TICKETS / 4);
        unlucky.kill();
        nodes.awaitReady(lucky);
        await().atMost(PATIENCE).until(() -> nodes.count(MOVED) >= TICKETS);
        await().atMost(PATIENCE)
                .until(() -> nodes.count("select count(*) from notification_mail where state <> 'SENT'") == 0);

        assertThat(nodes.list("select ticket from handover_line"))
                .as("tickets handed over")
                .doesNotHaveDuplicates()
                .hasSize(TICKETS);
        assertThat(nodes.count("select count(*) from ticket_ticket where owner like 'late%'"))
                .as("tickets that have an owner on shift")
                .isEqualTo(TICKETS);
        assertThat(
                        nodes.count(
                                """
                        select count(*) from ticket_ticket t
                        join act_ru_task k on k.proc_inst_id_ = t.process_instance and k.assignee_ = t.owner
                        """))
                .as("tickets whose task is the new owner's")
                .isEqualTo(TICKETS);
        assertThat(nodes.list("select ticket from ticket_audit where action = 'handed-over'"))
                .as("hand-overs in the tickets' histories")
                .doesNotHaveDuplicates()
                .hasSize(TICKETS);
        assertThat(
                        nodes.count(
                                """
                        select count(*) from handover_line l join handover_handover h on h.id = l.handover
                        join act_ru_task k on k.proc_inst_id_ = h.process_instance and k.assignee_ = l.receiver
                        """))
                .as("tickets that their receiver may still decline")
                .isEqualTo(TICKETS);
        assertThat(nodes.list("select person || ' ' || key from notification_mail where kind = 'handover-automatic'"))
                .doesNotHaveDuplicates()
                .hasSizeGreaterThanOrEqualTo(RECEIVERS);
        assertThat(nodes.count("select count(*) from act_ru_job where retries_ = 0"))
                .isZero();
    }

    /** The early shift ended a quarter of an hour ago, longer than its grace; the late one has begun. */
    private static Path roster() throws Exception {
        LocalDateTime now = LocalDateTime.now(ZoneOffset.UTC).truncatedTo(ChronoUnit.MINUTES);
        return Files.writeString(
                Path.of("target", "shift-end", "roster.yaml").toAbsolutePath(),
                """
                teams:
                  service:
                    shifts:
                      - {start: "%s", end: "%s", people: [%s]}
                      - {start: "%s", end: "%s", people: [%s]}
                """
                        .formatted(
                                now.minusHours(5),
                                now.minusMinutes(15),
                                names("early", SENDERS),
                                now.minusHours(1),
                                now.plusHours(8),
                                names("late", RECEIVERS)));
    }

    private static String names(String prefix, int count) {
        return IntStream.rangeClosed(1, count).mapToObj(n -> prefix + n).collect(Collectors.joining(", "));
    }
}
