package io.promisedesk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.icegreen.greenmail.util.GreenMailUtil;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The real jar is killed (-9) at random moments while mail comes in and promises break, and started again. Database and
 * mail server live on outside. Afterwards no mail is lost, no ticket is there twice, nobody is told twice.
 */
class KillIT {

    private static final int KILLS = 3;
    private static final int MAILS_PER_LIFE = 15;
    private static final Path FOLDER = Path.of("target", "kill");
    /** What is counted to find the moment of a kill: tickets come in, promises break, mails leave. */
    private static final List<String> MOMENTS = List.of(
            "select count(*) from ticket_ticket",
            "select count(*) from sla_rung",
            "select count(*) from notification_mail where state = 'SENT'");

    /** Tickets of whose late first response the supervisor was told, in a mail that is there. */
    private static final String TOLD =
            """
            select count(*) from notification_notice n
                join sla_clock c on c.id::text = n.data ->> 'clock' and c.metric = 'first_response'
                join notification_mail m on m.key = n.mail
            where n.kind = 'overdue' and n.person = 'vera' and n.state = 'SENT'
            """;

    private static final String SUPERVISOR = "vera@example.com";

    static Nodes nodes;

    @BeforeAll
    static void prepare() throws Exception {
        nodes = new Nodes(
                FOLDER,
                """
                teams:
                  - {key: service, name: Customer service, zone: Europe/Berlin}
                  - {key: technical, name: Technical support, zone: Europe/Berlin}
                people:
                  - {id: vera, name: Vera, email: vera@example.com, language: en, zone: UTC, roles: [supervisor], teams: [service]}
                """);
        nodes.hurry();
        nodes.give("CAMUNDA_BPM_JOBEXECUTION_LOCKTIMEINMILLIS", "5000");
        nodes.give("PROMISEDESK_MAIL_LEASE", "5s");
        nodes.give("PROMISEDESK_MAIL_HOURLYLIMIT", "1000");
    }

    @AfterAll
    static void stop() throws Exception {
        nodes.close();
    }

    @Test
    void losesNothingAndRepeatsNothingWhenItIsKilled() throws Exception {
        long seed = System.nanoTime();
        System.out.println("Kill test, seed " + seed);
        Random random = new Random(seed);
        AtomicInteger written = new AtomicInteger();
        nodes.setUp();

        for (int life = 0; life <= KILLS; life++) {
            Nodes.Node node = start("life-" + life);
            int until = written.get() + MAILS_PER_LIFE;
            Thread customers = new Thread(() -> {
                while (written.get() < until) {
                    write(written.incrementAndGet());
                }
            });
            customers.start();
            if (life < KILLS) {
                String measure = MOMENTS.get(random.nextInt(MOMENTS.size()));
                long moment = nodes.count(measure) + 1 + random.nextInt(MAILS_PER_LIFE / 2);
                await().pollInterval(Duration.ofMillis(1 + random.nextInt(300)))
                        .atMost(Duration.ofSeconds(60))
                        .until(() -> nodes.count(measure) >= moment);
                if (life % 2 == 1) {
                    // What is under way fails, and is done again.
                    EmbeddedDatabase.restart();
                } else {
                    node.kill();
                }
            }
            customers.join();
            if (life < KILLS) {
                node.kill();
            }
        }

        int mails = written.get();
        await().atMost(Duration.ofSeconds(120)).until(() -> tickets() == mails);
        await().atMost(Duration.ofSeconds(120))
                .until(() -> nodes.count(
                                """
                                select count(*) from sla_rung r join sla_clock c on c.id = r.clock
                                where c.metric = 'first_response' and r.rung = '100%'
                                """)
                        == mails);
        await().atMost(Duration.ofSeconds(120))
                .until(() -> nodes.count(
                                """
                                select (select count(*) from notification_mail where state <> 'SENT')
                                     + (select count(*) from notification_notice where state = 'WAITING' and not held_for_shift)
                                """)
                        == 0);

        assertThat(nodes.count("select count(distinct subject) from ticket_ticket"))
                .isEqualTo(mails);
        assertThat(nodes.count("select count(*) from notification_mail where kind = 'acknowledgement'"))
                .isEqualTo(mails);
        assertThat(
                        nodes.count(
                                """
                        select count(distinct (ticket, recipient)) from notification_mail where kind = 'acknowledgement'
                        """))
                .isEqualTo(mails);
        assertThat(nodes.count(TOLD))
                .as("tickets of whose late first response the supervisor was told")
                .isEqualTo(mails);
        int repeated = 0;
        for (int n = 1; n <= mails; n++) {
            String outbox = "select message_id from notification_mail where recipient = '" + customer(n) + "'";
            List<String> sent = nodes.list(outbox + " and state = 'SENT'");
            List<String> received = messageIds(customer(n));
            // The acknowledgement, and that it takes longer where the run lasted so long.
            Set<String> different = Set.copyOf(received);
            assertThat(different).as("mails to customer %d", n).containsAll(sent);
            assertThat(nodes.list(outbox)).containsAll(different);
            repeated += received.size() - different.size();
        }
        List<String> told = messageIds(SUPERVISOR);
        Set<String> once = new HashSet<>(told);
        assertThat(once).hasSize((int)
                nodes.count("select count(*) from notification_mail where recipient = '" + SUPERVISOR + "'"));
        // Killed between the mail server's OK and our commit: the same mail again, recognisable by its Message-ID.
        repeated += told.size() - once.size();
        assertThat(repeated).isLessThanOrEqualTo(KILLS);
        System.out.printf(
                "Kill test: %d kills, %d mails, %d tickets, %d mails to the supervisor; %d mails left twice under the same"
                        + " Message-ID%n",
                KILLS, mails, tickets(), told.size(), repeated);
    }

    private static Nodes.Node start(String name) throws Exception {
        Nodes.Node node = nodes.start(name, nodes.variables("app"));
        nodes.awaitReady(node);
        return node;
    }

    private static void write(int n) {
        GreenMailUtil.sendTextEmail("support@example.com", customer(n), "Request " + n, "Please help.", nodes.smtp());
    }

    private static String customer(int n) {
        return "customer" + n + "@example.org";
    }

    private static List<String> messageIds(String recipient) throws MessagingException {
        List<String> ids = new ArrayList<>();
        for (MimeMessage mail : nodes.mailTo(recipient)) {
            ids.add(mail.getMessageID());
        }
        return ids;
    }

    private static long tickets() {
        return nodes.count("select count(*) from ticket_ticket");
    }
}
