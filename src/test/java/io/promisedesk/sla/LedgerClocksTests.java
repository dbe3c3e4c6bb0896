package io.promisedesk.sla;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.promisedesk.Engine;
import io.promisedesk.PromisedeskTest;
import io.promisedesk.platform.i18n.Texts;
import io.promisedesk.platform.security.CurrentActor;
import io.promisedesk.sla.ClockView.State;
import io.promisedesk.sla.ClockView.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

@PromisedeskTest
class LedgerClocksTests {

    static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    static final String TICKET = "T-2026-000001";
    static final Instant START = Engine.MONDAY_MORNING;

    @Autowired
    ClockDesk clocks;

    @Autowired
    Engine engine;

    @Autowired
    CurrentActor actors;

    @Autowired
    Texts texts;

    @Autowired
    JdbcClient jdbc;

    TransactionTemplate transactions;
    TransactionTemplate elsewhere;

    @Autowired
    void templates(PlatformTransactionManager manager) {
        transactions = new TransactionTemplate(manager);
        elsewhere = new TransactionTemplate(manager);
        elsewhere.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    }

    static Target hours(int hours) {
        return new Target(Budget.hours(hours), "business-hours", BERLIN, 75, "test");
    }

    static Instant berlin(String local) {
        return java.time.LocalDateTime.parse(local).atZone(BERLIN).toInstant();
    }

    private static String name(String id) {
        return id.equals("vera") ? "Vera Orlova" : id;
    }

    @Test
    void moreTimeSaysWhoAgreedItAndInsteadOfWhat() {
        clocks.start(TICKET, Metric.RESOLUTION, hours(9), START);
        clocks.extend(TICKET, Metric.RESOLUTION, Duration.ofHours(1), START, "first");
        actors.as(
                "vera",
                () -> clocks.extend(TICKET, Metric.RESOLUTION, Duration.ofHours(2), START, "The part comes later."));

        Target agreed = clocks.open(TICKET, Metric.RESOLUTION).orElseThrow().target();
        assertThat(agreed.budget()).isEqualTo(Budget.hours(12));
        assertThat(agreed.source()).isEqualTo("agreed by vera instead of test");
        assertThat(Source.of(agreed.source())).isEqualTo(new Source("test", "vera"));
        Explanation why =
                clocks.explain(TICKET, Metric.RESOLUTION, 1, List.of()).orElseThrow();
        assertThat(why.inWords(texts, Locale.ENGLISH, LedgerClocksTests::name))
                .contains(
                        "Resolution: promised within 12 h of working time (agreed for this ticket by Vera Orlova, instead of: test).",
                        "On Mon, 2 Mar 2026, 10:00 the promise became 10 h of working time (agreed for this ticket by Promisedesk, instead of: test), changed by Promisedesk; it holds for the whole time since the start.",
                        "Reason: The part comes later.");
        assertThat(why.inWords(texts, Texts.RUSSIAN, LedgerClocksTests::name))
                .contains(
                        "Решение: обещано не позже чем через 12 ч рабочего времени (согласовано для этого обращения: Vera Orlova; вместо «test»).",
                        "Причина: The part comes later.")
                .noneSatisfy(sentence -> assertThat(sentence).contains("vera"));
    }

    @Test
    void startsClocksOneAfterTheOther() {
        ClockView first = clocks.start(TICKET, Metric.RESOLUTION, hours(9), START);

        assertThat(first.n()).isEqualTo(1);
        assertThat(first.state()).isEqualTo(State.RUNNING);
        assertThat(first.verdict()).isEqualTo(Verdict.OPEN);
        assertThat(first.due()).isEqualTo(berlin("2026-03-03T10:00"));
        assertThat(first.atRisk()).isEqualTo(berlin("2026-03-02T16:45"));
        assertThatThrownBy(() -> clocks.start(TICKET, Metric.RESOLUTION, hours(9), START))
                .isInstanceOf(IllegalStateException.class);

        assertThat(clocks.stop(TICKET, Metric.RESOLUTION, berlin("2026-03-03T10:00")))
                .isTrue();
        assertThat(clocks.start(TICKET, Metric.RESOLUTION, hours(4), berlin("2026-03-03T12:00"))
                        .n())
                .isEqualTo(2);
        assertThat(clocks.clocks(TICKET)).extracting(ClockView::verdict).containsExactly(Verdict.MET, Verdict.OPEN);
    }

    @Test
    void pausedTimeMovesTheDeadlineByBusinessTimeOnly() {
        clocks.start(TICKET, Metric.RESOLUTION, hours(9), START);

        assertThat(clocks.pause(TICKET, Metric.RESOLUTION, berlin("2026-03-02T17:00"), "customer"))
                .isTrue();
        assertThat(clocks.pause(TICKET, Metric.RESOLUTION, berlin("2026-03-02T17:00"), "customer"))
                .isFalse();
        assertThat(clocks.nearest(List.of(TICKET))).isEmpty();
        assertThat(clocks.resume(TICKET, Metric.RESOLUTION, berlin("2026-03-03T10:00")))
                .isTrue();

        assertThat(clocks.nearest(List.of(TICKET, "T-2026-000002")))
                .hasEntrySatisfying(TICKET, nearest -> assertThat(nearest.due()).isEqualTo(berlin("2026-03-03T12:00")))
                .hasSize(1);
    }

    @Test
    void keepsAPromiseInWorkingDaysAsSuch() {
        Budget twoDays = Budget.parse("P2D").orElseThrow();
        clocks.start(TICKET, Metric.RESOLUTION, new Target(twoDays, "business-hours", BERLIN, 75, "test"), START);
        clocks.pause(TICKET, Metric.RESOLUTION, berlin("2026-03-02T17:00"), "customer");
        clocks.resume(TICKET, Metric.RESOLUTION, berlin("2026-03-03T10:00"));

        ClockView read = clocks.clocks(TICKET).get(0);
        assertThat(read.target().budget()).isEqualTo(new Budget.WorkingDays(2));
        assertThat(read.due()).isEqualTo(berlin("2026-03-04T12:00"));
        assertThat(jdbc.sql("select budget_days from sla_promise where subject = :ticket and budget_ms is null")
                        .param("ticket", TICKET)
                        .query(Integer.class)
                        .list())
                .containsExactly(2);
    }

    @ParameterizedTest
    @CsvSource({
        "P1D, 1 working day, 1 рабочий день",
        "P2D, 2 working days, 2 рабочих дня",
        "P5D, 5 working days, 5 рабочих дней",
        "P11D, 11 working days, 11 рабочих дней",
        "P13D, 13 working days, 13 рабочих дней",
        "P21D, 21 working days, 21 рабочий день",
        "P22D, 22 working days, 22 рабочих дня",
        "PT4H, 4 h of working time, 4 ч рабочего времени",
        "PT1H30M, 1 h 30 min of working time, 1 ч 30 мин рабочего времени"
    })
    void saysABudgetInWords(String text, String english, String russian) {
        Budget budget = Budget.of(text);
        assertThat(budget.inWords(texts, Locale.ENGLISH)).isEqualTo(english);
        assertThat(budget.inWords(texts, Texts.RUSSIAN)).isEqualTo(russian);
    }

    @Test
    void keepsTheVerdictOfAnEndedClock() {
        clocks.start(TICKET, Metric.FIRST_RESPONSE, hours(1), START);
        clocks.stop(TICKET, Metric.FIRST_RESPONSE, START.plus(Duration.ofHours(2)));

        assertThat(clocks.open(TICKET, Metric.FIRST_RESPONSE)).isEmpty();
        assertThat(clocks.retarget(TICKET, Metric.FIRST_RESPONSE, hours(9), START, "priority"))
                .isFalse();
        ClockView ended = clocks.clocks(TICKET).get(0);
        assertThat(ended.state()).isEqualTo(State.STOPPED);
        assertThat(ended.verdict()).isEqualTo(Verdict.MISSED);
        assertThat(ended.due()).isEqualTo(START.plus(Duration.ofHours(1)));
    }

    @Test
    void aClockThatBeganEarlierIsDueEarlierAndSaysWhy() {
        clocks.start(TICKET, Metric.FIRST_RESPONSE, hours(4), berlin("2026-03-02T12:00"));

        assertThat(clocks.antedate(
                        TICKET,
                        Metric.FIRST_RESPONSE,
                        berlin("2026-03-02T10:00"),
                        berlin("2026-03-02T12:30"),
                        "T-2026-000002"))
                .isTrue();
        assertThat(clocks.antedate(TICKET, Metric.FIRST_RESPONSE, berlin("2026-03-02T11:00"), engine.now(), "later"))
                .isFalse();

        ClockView read = clocks.clocks(TICKET).get(0);
        assertThat(read.startedAt()).isEqualTo(berlin("2026-03-02T10:00"));
        assertThat(read.due()).isEqualTo(berlin("2026-03-02T14:00"));
        assertThat(jdbc.sql("select started_at from sla_promise where subject = :ticket")
                        .param("ticket", TICKET)
                        .query((row, i) -> row.getTimestamp(1).toInstant())
                        .single())
                .isEqualTo(berlin("2026-03-02T10:00"));
        Explanation why =
                clocks.explain(TICKET, Metric.FIRST_RESPONSE, 1, List.of()).orElseThrow();
        assertThat(why.inWords(texts, Locale.ENGLISH, LedgerClocksTests::name))
                .contains("Started on Mon, 2 Mar 2026, 10:00.")
                .anySatisfy(sentence -> assertThat(sentence)
                        .startsWith(
                                "On Mon, 2 Mar 2026, 12:30 the start moved back to Mon, 2 Mar 2026, 10:00 because of"
                                        + " T-2026-000002"));
        assertThat(why.inWords(texts, Texts.RUSSIAN, LedgerClocksTests::name))
                .anySatisfy(sentence -> assertThat(sentence).contains("начало перенесено"));
    }

    @Test
    void anEarlierStartTellsNothingTwiceAndMakesUpForNothingButTheDeadline() {
        List<Rung> ladder =
                List.of(Rung.parse("50%").orElseThrow(), Rung.parse("75%").orElseThrow(), Rung.DEADLINE);
        ClockView clock = clocks.start(TICKET, Metric.FIRST_RESPONSE, hours(4), berlin("2026-03-02T12:00"));
        clocks.fire(clock.id(), "50%", berlin("2026-03-02T14:00"));

        clocks.antedate(
                TICKET, Metric.FIRST_RESPONSE, berlin("2026-03-02T10:00"), berlin("2026-03-02T14:10"), "T-2026-000002");

        assertThat(clocks.rungs(TICKET, Metric.FIRST_RESPONSE, ladder))
                .extracting(RungView::isToCome)
                .containsExactly(false, false, true);
    }

    @Test
    void cancelledIsNeitherMetNorMissed() {
        clocks.start(TICKET, Metric.FIRST_RESPONSE, hours(1), START);
        engine.pass(Duration.ofHours(5));
        assertThat(clocks.open(TICKET, Metric.FIRST_RESPONSE).orElseThrow().verdict())
                .isEqualTo(Verdict.MISSED);

        assertThat(clocks.cancel(TICKET, Metric.FIRST_RESPONSE, engine.now(), "spam"))
                .isTrue();

        ClockView ended = clocks.clocks(TICKET).get(0);
        assertThat(ended.verdict()).isEqualTo(Verdict.CANCELLED);
        assertThat(ended.due()).isNull();
        assertThat(ended.atRisk()).isNull();
    }

    @Test
    void aNewTargetHoldsForTheWholeLife() {
        clocks.start(TICKET, Metric.RESOLUTION, hours(9), START);
        engine.pass(Duration.ofHours(2));

        assertThat(clocks.retarget(TICKET, Metric.RESOLUTION, hours(4), engine.now(), "priority high"))
                .isTrue();

        assertThat(clocks.open(TICKET, Metric.RESOLUTION).orElseThrow().due())
                .isEqualTo(START.plus(Duration.ofHours(4)));
    }

    @Test
    void firesARungOnce() {
        long clock = clocks.start(TICKET, Metric.RESOLUTION, hours(9), START).id();

        assertThat(clocks.fire(clock, "overdue", START)).isTrue();
        assertThat(clocks.fire(clock, "overdue", START)).isFalse();
        assertThat(clocks.fire(clock, "at-risk", START)).isTrue();
    }

    @Test
    void explainsADeadlineInWords() {
        clocks.start(TICKET, Metric.RESOLUTION, hours(9), START);
        clocks.pause(TICKET, Metric.RESOLUTION, berlin("2026-03-02T17:00"), "customer");
        clocks.resume(TICKET, Metric.RESOLUTION, berlin("2026-03-03T10:00"));
        engine.setTime(berlin("2026-03-03T11:00"));

        Explanation explanation =
                clocks.explain(TICKET, Metric.RESOLUTION, 1, List.of()).orElseThrow();

        assertThat(explanation.elapsed()).isEqualTo(Duration.ofHours(8));
        assertThat(explanation.counted()).extracting(Explanation.Counted::ahead).containsExactly(false, true);
        assertThat(explanation.inWords(texts, Locale.ENGLISH, LedgerClocksTests::name))
                .containsExactly(
                        "Resolution: promised within 9 h of working time (test).",
                        "Working calendar \"Business hours\", version 1, in the time of Europe/Berlin.",
                        "Started on Mon, 2 Mar 2026, 10:00.",
                        "Paused from Mon, 2 Mar 2026, 17:00 to Tue, 3 Mar 2026, 10:00: 2 h of working time not counted.",
                        "Counted Mon, 2 Mar 2026, 10:00 – 17:00: 7 h, 7 h in all.",
                        "Counted Tue, 3 Mar 2026, 10:00 – 12:00: 2 h, 9 h in all.",
                        "So the deadline is Tue, 3 Mar 2026, 12:00.");
        assertThat(explanation.inWords(texts, Locale.forLanguageTag("ru"), LedgerClocksTests::name))
                .contains(
                        "Рабочий календарь «Рабочие часы», версия 1, часовой пояс Europe/Berlin.",
                        "Засчитано вт, 3 мар. 2026, 10:00 – 12:00: 2 ч, всего 9 ч.");
        assertThat(clocks.explain(TICKET, Metric.RESOLUTION, 2, List.of())).isEmpty();
    }

    @Test
    void asksTheDatabaseOnceInATransaction() {
        transactions.executeWithoutResult(tx -> {
            clocks.start(TICKET, Metric.RESOLUTION, hours(9), START);
            assertThat(clocks.clocks(TICKET)).hasSize(1);
            jdbc.sql("update sla_clock_event set source = 'behind its back'").update();
            assertThat(clocks.open(TICKET, Metric.RESOLUTION)
                            .orElseThrow()
                            .target()
                            .source())
                    .isEqualTo("test");
            assertThat(clocks.pause(TICKET, Metric.RESOLUTION, START, "customer"))
                    .isTrue();
            assertThat(clocks.open(TICKET, Metric.RESOLUTION).orElseThrow().state())
                    .isEqualTo(State.PAUSED);
            clocks.stop(TICKET, Metric.RESOLUTION, START);
            assertThat(clocks.open(TICKET, Metric.RESOLUTION)).isEmpty();
            assertThat(clocks.start(TICKET, Metric.RESOLUTION, hours(9), START).n())
                    .isEqualTo(2);
            assertThat(clocks.clocks(TICKET)).hasSize(2);
        });
        assertThat(clocks.clocks(TICKET)).extracting(ClockView::state).containsExactly(State.STOPPED, State.RUNNING);
    }

    @Test
    void twoWritersCannotBothAppendTheNextLine() {
        clocks.start(TICKET, Metric.RESOLUTION, hours(9), START);
        assertThatThrownBy(() -> transactions.executeWithoutResult(outer -> {
                    clocks.clocks(TICKET);
                    elsewhere.executeWithoutResult(inner -> clocks.pause(TICKET, Metric.RESOLUTION, START, "customer"));
                    clocks.stop(TICKET, Metric.RESOLUTION, START);
                }))
                .isInstanceOf(OptimisticLockingFailureException.class);
        assertThat(clocks.clocks(TICKET)).extracting(ClockView::state).containsExactly(State.PAUSED);
    }
}
