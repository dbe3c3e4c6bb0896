package io.promisedesk.channel;

import static io.promisedesk.channel.MailParserTests.crlf;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.AdditionalAnswers.delegatesTo;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.argThat;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;

import io.promisedesk.Engine;
import io.promisedesk.MailServer;
import io.promisedesk.PromisedeskTest;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.platform.security.Role;
import jakarta.mail.MessagingException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.util.unit.DataSize;

/** One mail that cannot be had does not keep the desk from the others. The first of the mailbox is the bad one. */
@PromisedeskTest
class MailboxReaderTests {

    private static final Actor ADMIN = new Actor("admin", Set.of(Role.ADMIN), Set.of());

    @Autowired
    MailIntake intake;

    @Autowired
    AsideDesk asideDesk;

    @Autowired
    MailboxSettings settings;

    @Autowired
    IntakeSettings limits;

    @Autowired
    Clock clock;

    @Autowired
    Engine engine;

    @Autowired
    BeanFactory beans;

    @Autowired
    JdbcClient jdbc;

    private ImapTap tap;

    @BeforeEach
    void listenIn() throws Exception {
        tap = new ImapTap(requireNonNull(settings.port()));
        deliver("Bad");
        deliver("Good");
    }

    @AfterEach
    void stopListening() {
        tap.close();
    }

    @Test
    void setsAsideWhatTheServerDoesNotHandOut() {
        tap.refuse(command -> command.startsWith("FETCH 1 (BODY.PEEK[])"));
        MailboxReader reader = reader(intake, limits);
        read(reader);
        assertThat(subjects()).containsExactly("Good");
        assertThat(aside()).isEmpty();

        readAgainAndAgain(reader);

        assertThat(aside()).extracting(AsideMail::reason).containsExactly(AsideMail.Reason.FAILED);
        assertThat(aside().get(0).detail()).contains("hands nothing out");
        assertThat(source()).contains("Subject: Bad").doesNotContain("Why?");
        assertThat(reports()).isEqualTo(1);
        reader.disconnect();
    }

    @Test
    void namesWhatTheServerTellsNothingOf() {
        tap.refuse(command -> command.startsWith("FETCH 1 (") && !command.startsWith("FETCH 1 (UID)"));
        MailboxReader reader = reader(intake, limits);
        readAgainAndAgain(reader);

        assertThat(subjects()).containsExactly("Good");
        assertThat(aside()).hasSize(1);
        assertThat(source()).matches("Subject: UID \\d+ \\(UIDVALIDITY \\d+\\) in INBOX\\s+");
        assertThat(reports()).isEqualTo(1);
        reader.disconnect();
    }

    @Test
    void setsAsideWhatBreaksTheConnectionEachTime() {
        tap.breakAt(command -> command.startsWith("FETCH 1 (BODY.PEEK["));
        MailboxReader reader = reader(intake, limits);
        readAgainAndAgain(reader);

        assertThat(subjects()).containsExactly("Good");
        assertThat(aside()).extracting(AsideMail::reason).containsExactly(AsideMail.Reason.FAILED);
        assertThat(tap.count("FETCH 1 (BODY.PEEK[")).isEqualTo(5);
        reader.disconnect();
    }

    @Test
    void takesAllMailAfterAFaultOfTheServerHoweverLongItHandsNothingOut() {
        tap.refuse(command -> command.contains("(BODY.PEEK["));
        takesAllMailAfterTheFault();
    }

    @Test
    void takesAllMailAfterAFaultOfTheServerHoweverLongItBreaksConnections() {
        tap.breakAt(command -> command.contains("(BODY.PEEK["));
        takesAllMailAfterTheFault();
    }

    private void takesAllMailAfterTheFault() {
        MailboxReader reader = reader(intake, limits);
        for (int i = 0; i < 20; i++) {
            read(reader);
            engine.pass(Duration.ofMinutes(3));
        }
        assertThat(aside()).isEmpty();

        tap.refuse(command -> false);
        tap.breakAt(command -> false);
        engine.pass(Duration.ofMinutes(5));
        read(reader);

        assertThat(subjects()).containsExactlyInAnyOrder("Bad", "Good");
        assertThat(aside()).isEmpty();
        reader.disconnect();
    }

    @Test
    void triesOnceMoreWhatFailedWhenOthersDid() {
        tap.refuse(command -> command.contains("(BODY.PEEK["));
        MailboxReader reader = reader(intake, limits);
        readAgainAndAgain(reader);
        tap.refuse(command -> command.startsWith("FETCH 1 (BODY.PEEK["));
        read(reader);
        assertThat(subjects()).containsExactly("Good");
        assertThat(aside()).isEmpty();

        engine.pass(Duration.ofMinutes(5));
        read(reader);
        assertThat(aside()).extracting(AsideMail::reason).containsExactly(AsideMail.Reason.FAILED);
        reader.disconnect();
    }

    @Test
    void goesOnWhenOneMailIsNestedTooDeeplyForTheStack() {
        var exhausted = mock(MailIntake.class, delegatesTo(intake));
        doThrow(new StackOverflowError())
                .when(exhausted)
                .take(argThat(raw -> raw != null && new String(raw, StandardCharsets.UTF_8).contains("Bad")), any());
        MailboxReader reader = reader(exhausted, limits);
        readAgainAndAgain(reader);

        assertThat(subjects()).containsExactly("Good");
        assertThat(aside()).extracting(AsideMail::reason).containsExactly(AsideMail.Reason.FAILED);
        reader.disconnect();
    }

    @Test
    void doesNotEvenAskForAMailAboveTheSizeLimit() {
        MailboxReader reader = reader(intake, new IntakeSettings(DataSize.ofBytes(10), limits.hourlyLimit()));
        read(reader);

        assertThat(subjects()).isEmpty();
        assertThat(aside()).extracting(AsideMail::reason).containsOnly(AsideMail.Reason.TOO_LARGE);
        assertThat(tap.count("(BODY.PEEK[])")).isZero();
        reader.disconnect();
    }

    private MailboxReader reader(MailIntake intake, IntakeSettings limits) {
        var tapped = new MailboxSettings(
                settings.host(),
                tap.port(),
                settings.user(),
                settings.password(),
                settings.ssl(),
                settings.folder(),
                null,
                null,
                settings.check());
        return new MailboxReader(intake, tapped, limits, clock, beans);
    }

    private void readAgainAndAgain(MailboxReader reader) {
        for (int i = 0; i < 7; i++) {
            read(reader);
            engine.pass(Duration.ofMinutes(6));
        }
    }

    /** As the mailbox's thread does. */
    private static void read(MailboxReader reader) {
        try {
            reader.readOnce();
        } catch (MessagingException e) {
            reader.disconnect();
        }
    }

    private static void deliver(String subject) {
        MailServer.deliver(crlf("From: mia@example.org\nSubject: %s\nMessage-ID: <%s@example.org>\n\nWhy?"
                .formatted(subject, subject)));
    }

    private List<String> subjects() {
        return jdbc.sql("select subject from ticket_ticket").query(String.class).list();
    }

    private List<AsideMail> aside() {
        return asideDesk.list(false, 10, 0, ADMIN);
    }

    private String source() {
        return new String(asideDesk.source(aside().get(0).id(), ADMIN), StandardCharsets.UTF_8);
    }

    private int reports() {
        return jdbc.sql("select count(*) from notification_mail where kind = 'mail-aside'")
                .query(Integer.class)
                .single();
    }
}
