package io.promisedesk.channel;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.promisedesk.MailServer;
import io.promisedesk.PromisedeskTest;
import jakarta.mail.Store;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Two nodes of one desk at one mailbox. */
@PromisedeskTest
class MailboxThreadTests {

    @Autowired
    MailIntake intake;

    @Autowired
    MailboxSettings settings;

    @Autowired
    IntakeSettings limits;

    @Autowired
    Clock clock;

    @Autowired
    BeanFactory beans;

    @Autowired
    DataSource dataSource;

    @Autowired
    JdbcClient jdbc;

    @Test
    void hearsOfMailAtOnceAndHandsTheMailboxOnWhenTheReadingNodeGoes() {
        MailboxThread first = node();
        MailboxThread second = node();
        try {
            deliver(1);
            first.start();
            await().untilAsserted(() -> assertThat(subjects()).containsExactly("Mail 1"));
            second.start();

            // Well before the mailbox is looked at anyway: the server has announced it.
            deliver(2);
            await().atMost(Duration.ofSeconds(10))
                    .untilAsserted(() -> assertThat(subjects()).containsExactly("Mail 1", "Mail 2"));
            assertThat(locks()).isEqualTo(1);

            first.stop();
            deliver(3);
            await().atMost(Duration.ofSeconds(10))
                    .untilAsserted(() -> assertThat(subjects()).containsExactly("Mail 1", "Mail 2", "Mail 3"));
        } finally {
            first.stop();
            second.stop();
        }
        assertThat(locks()).isZero();
    }

    /** @param n number of this mail, and how many there are then */
    private void hearsOfMailWhileIdling(ImapTap tap, int n) throws Exception {
        await().atMost(Duration.ofSeconds(30)).until(tap::isIdling);
        deliver(n);
        // Well before the mailbox is looked at anyway.
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(
                        () -> assertThat(subjects()).as("%s", tap.commands()).hasSize(n));
    }

    @Test
    void isInIdleBetweenMailsAndAsksForNothing() throws Exception {
        try (var tap = new ImapTap(requireNonNull(settings.port()))) {
            MailboxThread node = node(through(tap, null));
            try {
                node.start();
                for (int n = 1; n <= 3; n++) {
                    hearsOfMailWhileIdling(tap, n);
                }
                await().atMost(Duration.ofSeconds(30)).until(tap::isIdling);

                // For each mail: it is found, and nothing more is found.
                assertThat(tap.count("SEARCH")).as("%s", tap.commands()).isEqualTo(1 + 3 * 2);
                assertThat(tap.count("SELECT")).isEqualTo(1);
            } finally {
                node.stop();
            }
        }
    }

    @Test
    void isInIdleAlsoWhereTakenMailIsMovedAway() throws Exception {
        try (var tap = new ImapTap(requireNonNull(settings.port()))) {
            MailboxThread node = node(through(tap, "Taken"));
            try {
                node.start();
                for (int n = 1; n <= 2; n++) {
                    hearsOfMailWhileIdling(tap, n);
                }
                await().atMost(Duration.ofSeconds(30)).until(tap::isIdling);
                assertThat(tap.count("SEARCH")).as("%s", tap.commands()).isLessThan(10);
            } finally {
                node.stop();
            }
        }
    }

    @Test
    void looksNowAndThenEvenWhereNothingIsAnnounced() throws Exception {
        try (var tap = new ImapTap(requireNonNull(settings.port()))) {
            MailboxThread node = node(through(tap, null, Duration.ofSeconds(2)));
            try {
                node.start();
                await().atMost(Duration.ofSeconds(20))
                        .untilAsserted(() -> assertThat(tap.count("IDLE")).isGreaterThanOrEqualTo(3));
                assertThat(tap.count("SELECT")).isEqualTo(1);
                assertThat(tap.count("SEARCH")).isLessThanOrEqualTo(tap.count("IDLE") + 1);
            } finally {
                node.stop();
            }
        }
    }

    private MailboxSettings through(ImapTap tap, @Nullable String archive) {
        return through(tap, archive, settings.check());
    }

    private MailboxSettings through(ImapTap tap, @Nullable String archive, Duration check) {
        return new MailboxSettings(
                settings.host(),
                tap.port(),
                settings.user(),
                settings.password(),
                settings.ssl(),
                settings.folder(),
                archive,
                null,
                check);
    }

    @Test
    void movesTakenMailToTheArchiveWhereOneIsNamed() throws Exception {
        var archiving = new MailboxSettings(
                settings.host(),
                settings.port(),
                settings.user(),
                settings.password(),
                settings.ssl(),
                settings.folder(),
                "Taken",
                null,
                settings.check());
        var reader = new MailboxReader(intake, archiving, limits, clock, beans);
        deliver(1);
        deliver(2);
        reader.readOnce();
        reader.readOnce();
        reader.disconnect();

        assertThat(subjects()).containsExactly("Mail 1", "Mail 2");
        try (Store store = MailServer.greenMail().getImap().createStore()) {
            store.connect(MailServer.SUPPORT, MailServer.PASSWORD);
            assertThat(store.getFolder("Taken").getMessageCount()).isEqualTo(2);
            assertThat(store.getFolder("INBOX").getMessageCount()).isZero();
        }
    }

    @Test
    void leavesAloneWhatCameBeforeTheDeskDid() throws Exception {
        var later = new MailboxSettings(
                settings.host(),
                settings.port(),
                settings.user(),
                settings.password(),
                settings.ssl(),
                settings.folder(),
                null,
                Instant.now().plus(Duration.ofDays(2)),
                settings.check());
        var reader = new MailboxReader(intake, later, limits, clock, beans);
        deliver(1);
        reader.readOnce();
        reader.disconnect();

        assertThat(subjects()).isEmpty();
    }

    private MailboxThread node() {
        return node(settings);
    }

    private MailboxThread node(MailboxSettings settings) {
        return new MailboxThread(new MailboxReader(intake, settings, limits, clock, beans), settings, dataSource);
    }

    private static void deliver(int n) {
        MailServer.deliver(MailParserTests.crlf(
                "From: mia@example.org\nSubject: Mail %d\nMessage-ID: <%d@example.org>\n\nWhy?".formatted(n, n)));
    }

    private List<String> subjects() {
        return jdbc.sql("select subject from ticket_ticket order by number")
                .query(String.class)
                .list();
    }

    private int locks() {
        return jdbc.sql("select count(*) from pg_locks where locktype = 'advisory' and objid = :lock and granted")
                .param("lock", 0x6D61696CL)
                .query(Integer.class)
                .single();
    }
}
