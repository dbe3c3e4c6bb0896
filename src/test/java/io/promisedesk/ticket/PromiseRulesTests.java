package io.promisedesk.ticket;

import static io.promisedesk.ticket.TicketSamples.ANNA;
import static io.promisedesk.ticket.TicketSamples.VERA;
import static io.promisedesk.ticket.TicketSamples.invoiceQuestion;
import static io.promisedesk.ticket.TicketSamples.message;
import static org.assertj.core.api.Assertions.assertThat;

import io.promisedesk.Engine;
import io.promisedesk.PromisedeskTest;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.sla.ClockDesk;
import io.promisedesk.sla.ClockView;
import io.promisedesk.sla.ClockView.State;
import io.promisedesk.sla.ClockView.Verdict;
import io.promisedesk.sla.Metric;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What the desk's verbs do to the promises of a ticket. A first response is owed within four hours of work. */
@PromisedeskTest
class PromiseRulesTests {

    private static final Instant DUE = Instant.parse("2026-03-02T13:00:00Z");

    @Autowired
    TicketDesk desk;

    @Autowired
    ClockDesk clocks;

    @Autowired
    Engine engine;

    @Autowired
    JdbcClient jdbc;

    @Test
    void nothingIsReceivedInTheFuture() {
        TicketNumber number = desk.open(invoiceQuestion(engine.now().plus(Duration.ofHours(2))), Actor.CUSTOMER);

        assertThat(clock(number, Metric.FIRST_RESPONSE).startedAt()).isEqualTo(engine.now());
        assertThat(clock(number, Metric.FIRST_RESPONSE).due()).isEqualTo(DUE);
    }

    @Test
    void anInternalNoteIsNoAnswer() {
        TicketNumber number = open();

        desk.note(number, "Whose is this?", List.of(), ANNA);

        assertThat(clock(number, Metric.FIRST_RESPONSE).isOpen()).isTrue();
    }

    @Test
    void solvedWithoutAnAnswerIsMissedWhereItIsLateAndElseNothing() {
        TicketNumber early = open();
        TicketNumber late = open();
        desk.resolve(early, null, ANNA);
        engine.setTime(DUE.plusSeconds(1));
        desk.resolve(late, null, ANNA);

        assertThat(clock(early, Metric.FIRST_RESPONSE).verdict()).isEqualTo(Verdict.CANCELLED);
        assertThat(clock(late, Metric.FIRST_RESPONSE).verdict()).isEqualTo(Verdict.MISSED);
    }

    @Test
    void anAnswerIsOwedAlsoWhileSomebodyElseIsWaitedFor() {
        TicketNumber number = open();
        engine.pass(Duration.ofHours(1));

        desk.waitFor(number, WaitingFor.CUSTOMER, ANNA);

        assertThat(clock(number, Metric.RESOLUTION).state()).isEqualTo(State.PAUSED);
        assertThat(clock(number, Metric.FIRST_RESPONSE).state()).isEqualTo(State.RUNNING);
        engine.pass(Duration.ofHours(1));
        assertThat(clock(number, Metric.FIRST_RESPONSE).due()).isEqualTo(DUE);
    }

    @Test
    void onlyTheWorkingTimeInsideAPauseIsAdded() {
        TicketNumber number = open();
        Instant before = clock(number, Metric.RESOLUTION).due();
        desk.reply(number, "Which invoice?", List.of(), true, ANNA);
        engine.pass(Duration.ofHours(1));
        desk.resume(number, ANNA);
        Instant afterAnHour = clock(number, Metric.RESOLUTION).due();
        assertThat(afterAnHour).isAfter(before);
        assertThat(timer(number, "event_resolutionOverdue")).isEqualTo(afterAnHour);

        // Over the night: closed hours add nothing.
        engine.setTime(Instant.parse("2026-03-02T20:00:00Z"));
        desk.waitFor(number, WaitingFor.CUSTOMER, ANNA);
        engine.setTime(Instant.parse("2026-03-03T03:00:00Z"));
        desk.resume(number, ANNA);

        assertThat(clock(number, Metric.RESOLUTION).due()).isEqualTo(afterAnHour);
        assertThat(timer(number, "event_resolutionOverdue")).isEqualTo(afterAnHour);
    }

    @Test
    void anotherCustomersPromiseHoldsForTheWholeLife() {
        TicketNumber number = open();
        desk.open(
                NewTicket.ofText("Another", "Hello", "vip@example.org", "Vip", Channel.MAIL, Engine.MONDAY_MORNING),
                Actor.CUSTOMER);
        jdbc.sql("update people_customer set tier = 'premium' where email = 'vip@example.org'")
                .update();
        engine.pass(Duration.ofMinutes(20));

        desk.change(number, null, null, "vip@example.org", VERA);

        assertThat(clock(number, Metric.FIRST_RESPONSE).due())
                .isEqualTo(Engine.MONDAY_MORNING.plus(Duration.ofHours(1)));
        assertThat(timer(number, "event_responseOverdue")).isEqualTo(Engine.MONDAY_MORNING.plus(Duration.ofHours(1)));
    }

    @Test
    void whatANewPriorityMakesOverdueIsToldAtOnceAndItsRiskIsNot() {
        TicketNumber number = open();
        engine.pass(Duration.ofHours(2));

        desk.change(number, Priority.CRITICAL, null, null, VERA);
        engine.runDueJobs();

        assertThat(clock(number, Metric.FIRST_RESPONSE).verdict()).isEqualTo(Verdict.MISSED);
        assertThat(jdbc.sql("select rung from sla_rung where clock = :clock and rung like '%\\%'")
                        .param("clock", clock(number, Metric.FIRST_RESPONSE).id())
                        .query(String.class)
                        .list())
                .containsExactly("100%");
    }

    @Test
    void aResolutionThatWasMissedStaysSoWhateverTheNextOneBrings() {
        TicketNumber number = open();
        desk.reply(number, "We look into it.", List.of(), false, ANNA);
        engine.setTime(clock(number, Metric.RESOLUTION).due().plusSeconds(1));
        desk.resolve(number, "Done.", ANNA);
        desk.customerWrote(number, message("Not quite", engine.now()));
        desk.resolve(number, "Now it is.", ANNA);

        assertThat(clocks.clocks(number.value()).stream()
                        .filter(view -> view.metric() == Metric.RESOLUTION)
                        .map(ClockView::verdict))
                .containsExactly(Verdict.MISSED, Verdict.MET);
    }

    private TicketNumber open() {
        return desk.open(invoiceQuestion(), Actor.CUSTOMER);
    }

    /** The last one of that metric. */
    private ClockView clock(TicketNumber number, Metric metric) {
        return clocks.clocks(number.value()).stream()
                .filter(view -> view.metric() == metric)
                .reduce((earlier, later) -> later)
                .orElseThrow();
    }

    private Instant timer(TicketNumber number, String element) {
        return engine.jobsOf(number.value(), element).get(0).getDuedate().toInstant();
    }
}
