package io.promisedesk.notification;

import static io.promisedesk.notification.TestNotices.notice;
import static io.promisedesk.notification.TestNotices.patient;
import static io.promisedesk.notification.WrittenNotice.Severity.AT_RISK;
import static io.promisedesk.notification.WrittenNotice.Severity.BROKEN;
import static io.promisedesk.notification.WrittenNotice.Severity.NEWS;
import static org.assertj.core.api.Assertions.assertThat;

import io.promisedesk.Engine;
import io.promisedesk.MailServer;
import io.promisedesk.PromisedeskTest;
import io.promisedesk.platform.engine.EngineUsers;
import io.promisedesk.roster.RosterDesk;
import jakarta.mail.Multipart;
import jakarta.mail.internet.MimeMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.camunda.bpm.engine.IdentityService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.mail.javamail.JavaMailSenderImpl;
import org.springframework.transaction.support.TransactionTemplate;

@PromisedeskTest
class NoticeTests {

    private static final Duration PAUSE = Duration.ofMinutes(3);
    private static final Pattern TITLE = Pattern.compile("Subject of (\\w+)");

    @Autowired
    ApplicationEventPublisher events;

    @Autowired
    NoticeSender sender;

    @Autowired
    WaitingNotices waiting;

    @Autowired
    NoticeDesk desk;

    @Autowired
    OutboxSender outbox;

    @Autowired
    JavaMailSenderImpl smtp;

    @Autowired
    TestNotices writer;

    @Autowired
    RosterDesk roster;

    @Autowired
    EngineUsers users;

    @Autowired
    IdentityService identity;

    @Autowired
    TransactionTemplate transaction;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    Engine engine;

    @AfterEach
    void everyNoticeIsTrueAgain() {
        writer.untrue.clear();
        writer.failing.clear();
        writer.mailless.clear();
    }

    @Test
    void sendsTheFirstNoticeAtOnceAsItsOwnMail() {
        events.publishEvent(notice("1", "vera"));

        assertThat(sender.sendDue()).isEqualTo(1);
        assertThat(subjects("vera")).containsExactly("Alone: 1");
        assertThat(state("1")).isEqualTo("SENT");
    }

    @Test
    void keepsWhatWasCommittedAndNothingElse() {
        transaction.executeWithoutResult(tx -> {
            events.publishEvent(notice("1", "vera"));
            tx.setRollbackOnly();
        });

        assertThat(sender.sendDue()).isZero();
    }

    @Test
    void tellsOncePerKeyHoweverOftenItIsAsked() {
        events.publishEvent(notice("1", "vera"));
        events.publishEvent(new NoticesRequested(List.of(notice("1", "vera"), notice("1", "vera"))));
        sender.sendDue();
        events.publishEvent(notice("1", "vera"));
        engine.pass(PAUSE);

        assertThat(sender.sendDue()).isZero();
        assertThat(subjects("vera")).hasSize(1);
    }

    @Test
    void gathersWhatIsDueTogetherIntoOneMailWorstFirst() {
        Instant now = engine.now();
        events.publishEvent(new NoticesRequested(List.of(
                notice("1", "vera", NEWS, now),
                notice("2", "vera", AT_RISK, now),
                notice("3", "vera", BROKEN, now),
                notice("4", "vera", BROKEN, now.minusSeconds(60)))));

        assertThat(sender.sendDue()).isEqualTo(1);
        assertThat(subjects("vera")).singleElement().asString().contains("4", "T-2026-4");
        assertThat(text("vera")).containsSubsequence("T-2026-4", "T-2026-3", "T-2026-2", "T-2026-1");
    }

    @Test
    void gathersWhatArrivesWithinThePauseAfterAMail() {
        events.publishEvent(notice("1", "vera"));
        sender.sendDue();
        engine.pass(Duration.ofMinutes(1));
        events.publishEvent(notice("2", "vera"));
        events.publishEvent(notice("3", "vera"));
        events.publishEvent(notice("4", "victor"));
        assertThat(sender.sendDue()).as("victor's").isEqualTo(1);

        engine.pass(PAUSE.minus(Duration.ofMinutes(1)));
        assertThat(sender.sendDue()).isEqualTo(1);
        assertThat(subjects("vera")).hasSize(2);
        assertThat(text("vera")).contains("T-2026-2", "T-2026-3").doesNotContain("T-2026-1");
    }

    @Test
    void showsTheWorstFiftyAndCountsTheRest() {
        events.publishEvent(new NoticesRequested(IntStream.range(0, 60)
                .mapToObj(i -> notice(
                        String.valueOf(100 + i), "vera", BROKEN, engine.now().minusSeconds(i)))
                .toList()));

        assertThat(sender.sendDue()).isEqualTo(1);
        assertThat(text("vera"))
                .contains("T-2026-159", "T-2026-110", "10", "/tickets")
                .doesNotContain("T-2026-109");
        assertThat(count("SENT")).isEqualTo(60);
    }

    @Test
    void countsInAStormWhatNobodyWouldRead() {
        events.publishEvent(new NoticesRequested(IntStream.range(0, NoticeSender.MOST_READ + 500)
                .mapToObj(i -> notice(String.valueOf(i), "vera"))
                .toList()));

        assertThat(sender.sendDue()).isEqualTo(1);
        assertThat(subjects("vera")).singleElement().asString().matches(".*1.?500.*");
        assertThat(count("SENT")).isEqualTo(NoticeSender.MOST_READ + 500);
        assertThat(desk.isAnythingDue()).isFalse();
    }

    @Test
    void tellsAnAddressAsItTellsPeopleButKnowsNoShifts() {
        events.publishEvent(patient("1", "boss@example.org"));
        assertThat(sender.sendDue()).isEqualTo(1);
        events.publishEvent(patient("2", "boss@example.org"));
        events.publishEvent(patient("3", "boss@example.org"));
        assertThat(sender.sendDue()).as("within the pause").isZero();

        engine.pass(PAUSE);
        assertThat(sender.sendDue()).isEqualTo(1);
        assertThat(jdbc.sql(
                                "select kind from notification_mail where recipient = 'boss@example.org' and person is null order by id")
                        .query(String.class)
                        .list())
                .containsExactly("test", "digest");
    }

    @Test
    void leavesWhatCanWaitToTheReadersNextShift() {
        Instant shift = engine.now().plus(Duration.ofHours(20));
        roster.plan("service", shift, shift.plus(Duration.ofHours(8)), List.of("vera"));
        events.publishEvent(patient("1", "vera"));
        events.publishEvent(patient("2", "vera"));
        assertThat(sender.sendDue()).isZero();
        assertThat(desk.nextDue()).contains(shift);

        engine.setTime(shift.minusSeconds(1));
        assertThat(sender.sendDue()).isZero();
        engine.setTime(shift);
        assertThat(sender.sendDue()).isEqualTo(1);
        assertThat(text("vera")).contains("T-2026-1", "T-2026-2");
    }

    @Test
    void wakesWhoeverIsOffShiftForWhatMustNotWait() {
        Instant shift = engine.now().plus(Duration.ofHours(20));
        roster.plan("service", shift, shift.plus(Duration.ofHours(8)), List.of("vera"));
        events.publishEvent(patient("1", "vera"));
        events.publishEvent(notice("2", "vera"));

        assertThat(sender.sendDue()).isEqualTo(1);
        assertThat(subjects("vera")).containsExactly("Alone: 2");
        assertThat(state("1")).isEqualTo("WAITING");
    }

    @Test
    void countsWhoeverStandsInNoRosterAsOnShift() {
        events.publishEvent(patient("1", "vera"));

        assertThat(sender.sendDue()).isEqualTo(1);
    }

    @Test
    void looksAgainWhenTheRosterChanges() {
        Instant now = engine.now();
        Instant shift = now.plus(Duration.ofHours(20));
        roster.plan("service", shift, shift.plus(Duration.ofHours(8)), List.of("vera"));
        events.publishEvent(patient("1", "vera"));
        sender.sendDue();
        engine.pass(Duration.ofHours(1));

        roster.plan("service", now, now.plus(Duration.ofHours(8)), List.of("vera"));

        assertThat(sender.sendDue()).isEqualTo(1);
    }

    @Test
    void waitsLongerWhereTheShiftIsPutOff() {
        Instant shift = engine.now().plus(Duration.ofHours(20));
        Instant later = shift.plus(Duration.ofDays(2));
        roster.plan("service", shift, shift.plus(Duration.ofHours(8)), List.of("vera"));
        events.publishEvent(patient("1", "vera"));
        sender.sendDue();

        roster.plan("service", shift, shift.plus(Duration.ofHours(8)), List.of());
        roster.plan("service", later, later.plus(Duration.ofHours(8)), List.of("vera"));
        sender.sendDue();
        engine.setTime(shift);
        assertThat(sender.sendDue()).isZero();

        engine.setTime(later);
        assertThat(sender.sendDue()).isEqualTo(1);
    }

    @Test
    void asksAgainTheNextDayWhereNoShiftIsPlannedForWeeks() {
        Instant past = engine.now().minus(Duration.ofDays(7));
        roster.plan("service", past, past.plus(Duration.ofHours(8)), List.of("vera"));
        events.publishEvent(patient("1", "vera"));

        assertThat(sender.sendDue()).isZero();
        assertThat(desk.nextDue()).contains(engine.now().plus(NoticeSender.WITHOUT_SHIFT));
    }

    @Test
    void tellsNobodyOfWhatIsNoLongerTrue() {
        events.publishEvent(notice("1", "vera"));
        events.publishEvent(notice("2", "vera"));
        writer.untrue.add("1");

        assertThat(sender.sendDue()).isEqualTo(1);
        assertThat(subjects("vera")).as("the other one is alone").containsExactly("Alone: 2");
        assertThat(state("1")).isEqualTo("DROPPED");
        assertThat(error("1")).isEqualTo("no longer true");
    }

    @Test
    void tellsNobodyWhoHasLeft() {
        events.publishEvent(notice("1", "nobody"));

        assertThat(sender.sendDue()).isZero();
        assertThat(state("1")).isEqualTo("DROPPED");
        assertThat(error("1")).isEqualTo("there is no such person");
    }

    @Test
    void mailsNobodyWhoHasNoAddress() {
        users.saveUser("hermit", "Hermit", "", "demo");
        try {
            events.publishEvent(notice("1", "hermit"));

            assertThat(sender.sendDue()).isZero();
            assertThat(state("1")).isEqualTo("DROPPED");
            assertThat(error("1")).isEqualTo("they have no mail address");
            assertThat(jdbc.sql("select count(*) from notification_mail")
                            .query(Integer.class)
                            .single())
                    .isZero();
        } finally {
            identity.deleteUser("hermit");
        }
    }

    @Test
    void letsNoNoticeWaitForOneWithoutWords() {
        events.publishEvent(new NoticesRequested(IntStream.rangeClosed(1, 5)
                .mapToObj(i -> notice(String.valueOf(i), "vera"))
                .toList()));
        events.publishEvent(new NoticeRequested("6", "unheard-of", "vera", null, true, Map.of()));
        writer.failing.add("3");

        assertThat(sender.sendDue()).isEqualTo(1);
        assertThat(text("vera"))
                .contains("T-2026-1", "T-2026-2", "T-2026-4", "T-2026-5")
                .doesNotContain("T-2026-3");
        assertThat(error("3")).isEqualTo("no words for 3");
        assertThat(error("6")).contains("unheard-of");

        writer.failing.clear();
        engine.pass(PAUSE);
        assertThat(sender.sendDue()).isEqualTo(1);
        assertThat(subjects("vera")).last().isEqualTo("Alone: 3");
    }

    @Test
    void triesAgainWhereItsOwnMailCannotBeWritten() {
        events.publishEvent(notice("1", "vera"));
        writer.mailless.add("1");
        assertThat(sender.sendDue()).isZero();
        assertThat(state("1")).isEqualTo("WAITING");

        writer.mailless.clear();
        engine.pass(Outbox.pauseAfter(1));
        assertThat(sender.sendDue()).isEqualTo(1);
    }

    @Test
    void leavesAPersonToTheNodeThatWritesToThem() throws Exception {
        events.publishEvent(notice("1", "vera"));
        transaction.executeWithoutResult(tx -> {
            assertThat(waiting.lock("vera")).isTrue();
            assertThat(CompletableFuture.supplyAsync(sender::sendDue)
                            .orTimeout(10, TimeUnit.SECONDS)
                            .join())
                    .isZero();
        });

        assertThat(sender.sendDue()).isEqualTo(1);
    }

    @RepeatedTest(5)
    void tellsEachOnceWhereTwoNodesSendAtTheSameTime() {
        List<String> readers = List.of("anna", "boris", "clara", "dmitri", "vera", "victor", "olga", "denis");
        transaction.executeWithoutResult(tx -> readers.forEach(
                person -> IntStream.range(0, 5).forEach(i -> events.publishEvent(notice(person + "-" + i, person)))));

        var barrier = new CyclicBarrier(2);
        Supplier<Integer> node = () -> {
            try {
                barrier.await(10, TimeUnit.SECONDS);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
            return sender.sendDue() + sender.sendDue();
        };
        CompletableFuture<Integer> one = CompletableFuture.supplyAsync(node);
        CompletableFuture<Integer> other = CompletableFuture.supplyAsync(node);

        assertThat(one.join() + other.join()).isEqualTo(readers.size());
        assertThat(count("SENT")).isEqualTo(readers.size() * 5);
        readers.forEach(person -> assertThat(subjects(person)).as(person).hasSize(1));
    }

    @Test
    void tellsEverythingOnceWhenTheMailServerWasDownForTenMinutes() throws Exception {
        int port = smtp.getPort();
        smtp.setPort(1);
        try {
            for (int minute = 0; minute < 10; minute++) {
                events.publishEvent(notice("m" + minute, "vera"));
                sender.sendDue();
                outbox.sendDue();
                engine.pass(Duration.ofMinutes(1));
            }
        } finally {
            smtp.setPort(port);
        }
        assertThat(received()).isEmpty();

        engine.pass(Duration.ofMinutes(15));
        sender.sendDue();
        outbox.sendDue();
        assertThat(received().stream().flatMap(mail -> mail.lines()))
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, 10).mapToObj(minute -> "m" + minute).toList());
        assertThat(count("SENT")).isEqualTo(10);
    }

    @Test
    void tellsAtOnceAgainAfterTheClockHasJumpedBack() {
        events.publishEvent(notice("1", "vera"));
        sender.sendDue();
        engine.pass(Duration.ofHours(-1));
        events.publishEvent(notice("2", "vera"));

        assertThat(sender.sendDue()).isEqualTo(1);
        assertThat(subjects("vera")).containsExactly("Alone: 1", "Alone: 2");
    }

    /** What each mail that has arrived at vera's tells of. */
    private static List<String> received() throws Exception {
        List<String> mails = new ArrayList<>();
        for (MimeMessage mail : MailServer.mailsTo("vera@promisedesk.local")) {
            String subject = mail.getSubject();
            mails.add(
                    subject.startsWith("Alone: ")
                            ? subject.substring(7)
                            : TITLE.matcher(textOf(mail))
                                    .results()
                                    .map(line -> line.group(1))
                                    .collect(Collectors.joining("\n")));
        }
        return mails;
    }

    private static String textOf(MimeMessage mail) throws Exception {
        return ((Multipart) mail.getContent()).getBodyPart(0).getContent().toString();
    }

    private List<String> subjects(String person) {
        return jdbc.sql("select subject from notification_mail where person = :person order by id")
                .param("person", person)
                .query(String.class)
                .list();
    }

    /** Of the last mail. */
    private String text(String person) {
        return jdbc.sql("select text from notification_mail where person = :person order by id desc limit 1")
                .param("person", person)
                .query(String.class)
                .single();
    }

    private String state(String key) {
        return jdbc.sql("select state from notification_notice where key = :key")
                .param("key", key)
                .query(String.class)
                .single();
    }

    private String error(String key) {
        return jdbc.sql("select last_error from notification_notice where key = :key")
                .param("key", key)
                .query(String.class)
                .single();
    }

    private int count(String state) {
        return jdbc.sql("select count(*) from notification_notice where state = :state")
                .param("state", state)
                .query(Integer.class)
                .single();
    }
}
