package io.promisedesk.notification;

import static io.promisedesk.notification.TestNotices.notice;
import static io.promisedesk.notification.WrittenNotice.Severity.AT_RISK;
import static io.promisedesk.notification.WrittenNotice.Severity.BROKEN;
import static io.promisedesk.notification.WrittenNotice.Severity.NEWS;
import static org.assertj.core.api.Assertions.assertThat;

import io.promisedesk.Engine;
import io.promisedesk.PromisedeskTest;
import io.promisedesk.roster.RosterDesk;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

@PromisedeskTest
class NoticeTests {

    private static final Duration PAUSE = Duration.ofMinutes(3);

    @Autowired
    ApplicationEventPublisher events;

    @Autowired
    NoticeSender sender;

    @Autowired
    TestNotices writer;

    @Autowired
    RosterDesk roster;

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

    private int count(String state) {
        return jdbc.sql("select count(*) from notification_notice where state = :state")
                .param("state", state)
                .query(Integer.class)
                .single();
    }
}
