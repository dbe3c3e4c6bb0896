package io.promisedesk.handover;

import static io.promisedesk.ticket.TicketSamples.ANNA;
import static io.promisedesk.ticket.TicketSamples.BORIS;
import static io.promisedesk.ticket.TicketSamples.VERA;
import static io.promisedesk.ticket.TicketSamples.invoiceQuestion;
import static io.promisedesk.ticket.TicketSamples.message;
import static org.assertj.core.api.Assertions.assertThat;

import io.promisedesk.Engine;
import io.promisedesk.PromisedeskTest;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.roster.RosterDesk;
import io.promisedesk.roster.Shift;
import io.promisedesk.ticket.OpenTicket;
import io.promisedesk.ticket.Priority;
import io.promisedesk.ticket.TicketDesk;
import io.promisedesk.ticket.TicketNumber;
import io.promisedesk.ticket.TicketView;
import io.promisedesk.ticket.TicketViews;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.task.Task;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Anna has gone at 10:00 UTC and comes again tomorrow at 07:00. */
@PromisedeskTest
class GoneOwnersTests {

    private static final Instant END = Engine.MONDAY_MORNING.plus(Duration.ofHours(1));
    private static final Instant TOMORROW = Instant.parse("2026-03-03T07:00:00Z");

    @Autowired
    Engine engine;

    @Autowired
    RosterDesk roster;

    @Autowired
    TicketDesk desk;

    @Autowired
    TicketViews views;

    @Autowired
    TaskService tasks;

    @Autowired
    HandoverTables tables;

    @Autowired
    JdbcClient jdbc;

    @BeforeEach
    void annaGoesAtTen() {
        roster.plan("service", Engine.MONDAY_MORNING.minus(Duration.ofHours(3)), END, List.of("anna"));
        roster.plan("service", TOMORROW, TOMORROW.plus(Duration.ofHours(8)), List.of("anna"));
    }

    @Test
    void returnsAReopenedTicketToTheQueueWhereAColleagueIsOnShift() {
        borisWorksUntilTheEvening();
        TicketNumber number = resolvedByAnna();
        engine.setTime(END.plus(Duration.ofHours(1)));

        desk.customerWrote(number, message("Still wrong.", engine.now()));

        assertThat(ownerOf(number)).isNull();
        assertThat(ownersTask(number).getAssignee()).isNull();
        TicketView ticket = views.ticket(number, VERA);
        assertThat(ticket.messages())
                .last()
                .satisfies(note -> assertThat(note.isPublic()).isFalse())
                .extracting(TicketView.Message::text)
                .asString()
                .contains("Anna Weber is not on shift");
        assertThat(views.audit(number, VERA))
                .extracting(TicketView.Entry::action)
                .contains("returned");
        assertThat(mails()).isEmpty();
    }

    @Test
    void tellsTheSupervisorOncePerDeadlineWhereNobodyIsOnShift() {
        roster.plan("service", TOMORROW.minus(Duration.ofHours(1)), TOMORROW, List.of("boris"));
        TicketNumber number = resolvedByAnna();
        engine.setTime(END.plus(Duration.ofHours(1)));

        desk.customerWrote(number, message("Still wrong.", engine.now()));
        desk.customerWrote(number, message("Hello?", engine.now()));

        assertThat(ownerOf(number)).isEqualTo("anna");
        assertThat(mails()).containsExactly("handover-gone vera");
    }

    @Test
    void tellsTheSupervisorWhereAColleagueAcceptsBeforeTheirShiftWhatIsDueEarlier() {
        roster.plan("service", TOMORROW, TOMORROW.plus(Duration.ofHours(8)), List.of("boris"));
        TicketNumber number = desk.open(invoiceQuestion(), Actor.SYSTEM);
        desk.claim(number, ANNA);

        desk.handOver(number, "anna", "boris", false, BORIS);

        assertThat(ownerOf(number)).isEqualTo("boris");
        assertThat(mails()).containsExactly("handover-gone vera");
    }

    @Test
    void leavesWhatIsDueInsideTheNextShift() {
        borisWorksUntilTheEvening();
        TicketNumber number = resolvedByAnna();
        engine.setTime(Instant.parse("2026-03-02T20:00:00Z"));
        // Due tomorrow at 12:00: four business hours from the next opening.
        roster.plan("service", engine.now(), TOMORROW, List.of("boris"));

        desk.customerWrote(number, message("Still wrong.", engine.now()));

        assertThat(ownerOf(number)).isEqualTo("anna");
        assertThat(mails()).isEmpty();
    }

    @Test
    void putsATicketThatIsGivenToSomebodyAwayIntoTheQueue() {
        borisWorksUntilTheEvening();
        engine.setTime(END.plus(Duration.ofHours(1)));
        TicketNumber number = desk.open(invoiceQuestion(engine.now()), Actor.SYSTEM);

        desk.assign(number, "anna", VERA);
        assertThat(ownerOf(number)).isNull();
        assertThat(ownersTask(number).getAssignee()).isNull();

        desk.claim(number, ANNA);
        assertThat(ownerOf(number)).isEqualTo("anna");
    }

    @Test
    void leavesATicketThatAColleagueIsJustBeingAskedToTakeOver() {
        Shift evening = borisWorksUntilTheEvening();
        TicketNumber number = desk.open(invoiceQuestion(), Actor.SYSTEM);
        desk.change(number, Priority.HIGH, null, null, VERA);
        desk.claim(number, ANNA);
        tables.plan(evening, engine.now());
        Occasion end = Occasion.endOf(evening.key(), "service");
        long handover = tables.add(end, "boris", false, 1, engine.now(), END.plus(Duration.ofMinutes(15)));
        tables.add(handover, end, number, "anna", "boris", null, LineState.OFFERED, false, engine.now());
        engine.setTime(END.plus(Duration.ofMinutes(5)));

        desk.customerWrote(number, message("Still wrong.", engine.now()));

        assertThat(ownerOf(number)).isEqualTo("anna");
        assertThat(tables.pending(number))
                .hasValueSatisfying(line -> assertThat(line.receiver()).isEqualTo("boris"));
        assertThat(mails()).isEmpty();
    }

    @Test
    void returnsWhatWasKeptForAShiftThatIsCancelled() {
        borisWorksUntilTheEvening();
        TicketNumber number = desk.open(invoiceQuestion(), Actor.SYSTEM);
        desk.claim(number, ANNA);
        desk.reply(number, "We are looking into it.", List.of(), false, ANNA);
        Instant due = desk.find(number).map(OpenTicket::due).orElseThrow();
        assertThat(due).isAfter(TOMORROW);
        settled(END.plus(Duration.ofMinutes(11)));
        assertThat(ownerOf(number)).isEqualTo("anna");

        roster.plan("service", TOMORROW, TOMORROW.plus(Duration.ofHours(8)), List.of("vera"));

        assertThat(ownerOf(number)).isNull();
    }

    @Test
    void tellsTheSupervisorWhereTheKeptForShiftIsCancelledAndNobodyIsThere() {
        roster.plan("service", TOMORROW.minus(Duration.ofHours(1)), TOMORROW, List.of("boris"));
        TicketNumber number = desk.open(invoiceQuestion(), Actor.SYSTEM);
        desk.claim(number, ANNA);
        desk.reply(number, "We are looking into it.", List.of(), false, ANNA);
        settled(END.plus(Duration.ofMinutes(11)));

        roster.plan("service", TOMORROW, TOMORROW.plus(Duration.ofHours(8)), List.of("vera"));

        assertThat(ownerOf(number)).isEqualTo("anna");
        assertThat(mails()).containsExactly("handover-gone vera");
    }

    @Test
    void leavesWhatTheEndOfTheShiftIsAboutToHandOver() {
        borisWorksUntilTheEvening();
        TicketNumber number = desk.open(invoiceQuestion(), Actor.SYSTEM);
        desk.claim(number, ANNA);
        engine.setTime(END.plus(Duration.ofMinutes(5)));

        roster.plan("service", TOMORROW, TOMORROW.plus(Duration.ofHours(8)), List.of("vera"));

        assertThat(ownerOf(number)).isEqualTo("anna");
    }

    @Test
    void returnsWhatBecomesMoreUrgentWhileItsOwnerIsAway() {
        borisWorksUntilTheEvening();
        TicketNumber number = desk.open(invoiceQuestion(), Actor.SYSTEM);
        desk.claim(number, ANNA);
        desk.reply(number, "We are looking into it.", List.of(), false, ANNA);
        engine.setTime(END.plus(Duration.ofMinutes(11)));

        desk.change(number, Priority.CRITICAL, null, null, VERA);

        assertThat(ownerOf(number)).isNull();
    }

    @Test
    void countsAsKeptWhatItsPresentOwnerKeeps() {
        TicketNumber number = desk.open(invoiceQuestion(), Actor.SYSTEM);
        desk.claim(number, ANNA);
        Occasion end = Occasion.of(Cause.REQUEST, "request:" + number, "service");
        tables.add(null, end, number, "anna", "anna", null, LineState.KEPT, false, engine.now());
        assertThat(tables.kept(desk.find(List.of(number)), Engine.MONDAY_MORNING))
                .containsExactly(number);

        desk.assign(number, null, VERA);
        desk.claim(number, BORIS);

        assertThat(tables.kept(desk.find(List.of(number)), Engine.MONDAY_MORNING))
                .isEmpty();
    }

    private void settled(Instant at) {
        engine.setTime(at);
        jdbc.sql("update handover_shift set settled_at = planned_at where end_at < timestamptz '2026-03-02 11:00:00Z'")
                .update();
    }

    private Shift borisWorksUntilTheEvening() {
        return roster.plan("service", END, END.plus(Duration.ofHours(8)), List.of("boris"));
    }

    private TicketNumber resolvedByAnna() {
        TicketNumber number = desk.open(invoiceQuestion(), Actor.SYSTEM);
        desk.change(number, Priority.HIGH, null, null, VERA);
        desk.claim(number, ANNA);
        desk.resolve(number, "Done.", ANNA);
        return number;
    }

    private String ownerOf(TicketNumber number) {
        return desk.find(number).map(OpenTicket::owner).orElse(null);
    }

    private Task ownersTask(TicketNumber number) {
        return tasks.createTaskQuery()
                .processInstanceBusinessKey(number.value())
                .taskDefinitionKey("userTask_workOnTicket")
                .singleResult();
    }

    private List<String> mails() {
        return jdbc.sql("select kind || ' ' || person from notification_mail where kind like 'handover%' order by id")
                .query(String.class)
                .list();
    }
}
