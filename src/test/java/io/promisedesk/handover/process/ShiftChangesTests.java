package io.promisedesk.handover.process;

import static io.promisedesk.ticket.TicketSamples.ANNA;
import static io.promisedesk.ticket.TicketSamples.VERA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.promisedesk.Engine;
import io.promisedesk.PromisedeskTest;
import io.promisedesk.handover.ShiftPlans;
import io.promisedesk.handover.TeamRulesDesk;
import io.promisedesk.handover.TeamRulesDesk.OwnRules;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.roster.Absence;
import io.promisedesk.roster.RosterDesk;
import io.promisedesk.roster.Shift;
import io.promisedesk.ticket.OpenTicket;
import io.promisedesk.ticket.TicketDesk;
import io.promisedesk.ticket.TicketNumber;
import io.promisedesk.ticket.TicketSamples;
import io.promisedesk.ticket.TicketState;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.FormService;
import org.camunda.bpm.engine.HistoryService;
import org.camunda.bpm.engine.ManagementService;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.history.HistoricActivityInstance;
import org.camunda.bpm.engine.task.Task;
import org.camunda.spin.plugin.variable.SpinValues;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Anna works from 07:00 to 11:00 UTC, Boris from 11:00 on; it is 09:00, and the plan does not stay as it was. */
@PromisedeskTest
class ShiftChangesTests {

    private static final Instant NOW = Engine.MONDAY_MORNING;
    private static final Instant START = NOW.minus(Duration.ofHours(2));
    private static final Instant END = NOW.plus(Duration.ofHours(2));
    private static final Instant NIGHT = END.plus(Duration.ofHours(8));

    @Autowired
    Engine engine;

    @Autowired
    RosterDesk roster;

    @Autowired
    ShiftPlans plans;

    @Autowired
    TeamRulesDesk rules;

    @Autowired
    TicketDesk tickets;

    @Autowired
    TaskService tasks;

    @Autowired
    FormService forms;

    @Autowired
    HistoryService history;

    @Autowired
    ManagementService management;

    @Autowired
    JdbcClient jdbc;

    private Shift early;

    @BeforeEach
    void planShifts() {
        early = roster.plan("service", START, END, List.of("anna"));
        roster.plan("service", END, NIGHT, List.of("boris"));
        // Whoever stands in no roster at all counts as on shift.
        roster.plan("service", END.plus(Duration.ofHours(20)), END.plus(Duration.ofHours(28)), List.of("anna"));
    }

    @Test
    void asksAtTheNewEndWhereTheShiftHasBecomeLonger() {
        TicketNumber ticket = ticketOfAnna();
        Shift longer = early(END.plus(Duration.ofHours(1)));

        assertThat(engine.jobsOf(early.key(), "event_handOverBegins")).isEmpty();
        engine.pass(Duration.ofMinutes(10));
        engine.fire(early.key(), "event_graceOfTakenOut");
        assertThat(traceOf(early)).endsWith("event_takenOutHandedOver");
        assertThat(ownerOf(ticket)).isEqualTo("anna");

        engine.setTime(longer.end().minus(Duration.ofMinutes(30)));
        engine.fire(longer.key(), "event_handOverBegins");
        assertThat(handOverTasksOf("anna")).hasSize(1);
    }

    @Test
    void keepsWhatWasDecidedWhenTheShiftBecomesLongerAfterwardsAndAsksOnce() throws Exception {
        TicketNumber ticket = ticketOfAnna();
        engine.setTime(END.minus(Duration.ofMinutes(30)));
        engine.fire(early.key(), "event_handOverBegins");
        complete(early, row(ticket, "decision", "hand-over", "receiver", "boris"));

        Shift longer = early(END.plus(Duration.ofMinutes(10)));
        engine.pass(Duration.ofMinutes(11));
        engine.fire(longer.key(), "event_handOverBegins");

        assertThat(handOverTasksOf("anna")).isEmpty();
        assertThat(lines()).containsExactly(tuple(ticket.value(), "anna", "boris", "OFFERED"));
    }

    @Test
    void withdrawsTheQuestionThatWasOpenWhenTheShiftBecomesLonger() {
        ticketOfAnna();
        engine.setTime(END.minus(Duration.ofMinutes(30)));
        engine.fire(early.key(), "event_handOverBegins");
        assertThat(handOverTasksOf("anna")).hasSize(1);

        Shift longer = early(END.plus(Duration.ofMinutes(5)));
        assertThat(handOverTasksOf("anna")).isEmpty();

        engine.pass(Duration.ofMinutes(6));
        engine.fire(longer.key(), "event_handOverBegins");
        assertThat(handOverTasksOf("anna")).hasSize(1);
    }

    @Test
    void handsOverAtOnceWhereTheShiftHasBecomeSoShortThatItIsOver() {
        TicketNumber ticket = ticketOfAnna();
        roster.plan("service", NOW.minus(Duration.ofHours(1)), NIGHT, List.of("boris"));
        Shift shorter = early(NOW.minus(Duration.ofMinutes(30)));

        engine.fire(shorter.key(), "event_handOverBegins");
        engine.fire(shorter.key(), "event_timeUp");

        assertThat(ownerOf(ticket)).isEqualTo("boris");
        engine.pass(Duration.ofMinutes(10));
        engine.fire(early.key(), "event_graceOfTakenOut");
        assertThat(lines()).containsExactly(tuple(ticket.value(), "anna", "boris", "AUTOMATIC"));
    }

    @Test
    void handsOverWhatIsTheirsWhenSomebodyIsTakenOutOfTheRunningShift() {
        early = roster.plan("service", START, END, List.of("anna", "boris"));
        TicketNumber ticket = ticketOfAnna();

        roster.plan("service", START, END, List.of("boris"));
        assertThat(ownerOf(ticket)).isEqualTo("anna");
        engine.pass(Duration.ofMinutes(10));
        engine.fire(early.key(), "event_graceOfWhoLeft");

        assertThat(ownerOf(ticket)).isEqualTo("boris");
        assertThat(traceOf(early))
                .containsSubsequence(
                        "event_somebodyLeft",
                        "event_graceOfWhoLeft",
                        "serviceTask_handOverOfWhoLeft",
                        "event_whoLeftHandedOver")
                .doesNotContain("event_shiftHandedOver");
    }

    @Test
    void asksWhomeverJoinedTheShiftWhileItRan() {
        roster.plan("service", START, END, List.of("boris"));
        roster.plan("service", START, END, List.of("anna", "boris"));
        ticketOfAnna();
        engine.setTime(END.minus(Duration.ofMinutes(30)));
        engine.fire(early.key(), "event_handOverBegins");
        assertThat(handOverTasksOf("anna")).hasSize(1);
    }

    @Test
    void handsOverWhenTheRunningShiftIsCancelledAndStartsAnewWhenItComesBack() {
        TicketNumber ticket = ticketOfAnna();
        roster.plan("service", NOW.minus(Duration.ofHours(1)), NIGHT, List.of("boris"));
        roster.plan("service", START, END, List.of());
        engine.pass(Duration.ofMinutes(10));
        engine.fire(early.key(), "event_graceOfTakenOut");
        assertThat(ownerOf(ticket)).isEqualTo("boris");

        roster.plan("service", START, END, List.of("anna"));
        assertThat(engine.jobsOf(early.key(), "event_handOverBegins")).hasSize(1);
        assertThat(plans.planShifts()).isZero();
    }

    @Test
    void doesNothingForAShiftThatIsCancelledBeforeItBegins() {
        Shift tomorrow = roster.plan(
                "service", NIGHT.plus(Duration.ofHours(1)), NIGHT.plus(Duration.ofHours(3)), List.of("anna"));
        TicketNumber ticket = ticketOfAnna();
        roster.unplan("service", tomorrow.start(), tomorrow.end());
        engine.pass(Duration.ofMinutes(10));
        engine.fire(tomorrow.key(), "event_graceOfTakenOut");
        assertThat(ownerOf(ticket)).isEqualTo("anna");
        assertThat(lines()).isEmpty();
    }

    @Test
    void movesTheTimersOfRunningShiftsWhenTheTeamRulesAnew() {
        ticketOfAnna();
        rules.change("service", new OwnRules(Duration.ofHours(1), null, null, null, null), VERA);
        assertThat(dueOf("event_handOverBegins")).isEqualTo(END.minus(Duration.ofHours(1)));

        engine.setTime(END.minus(Duration.ofHours(1)));
        engine.fire(early.key(), "event_handOverBegins");
        rules.change("service", new OwnRules(null, Duration.ofMinutes(40), null, null, null), VERA);

        assertThat(dueOf("event_timeUp")).isEqualTo(END.plus(Duration.ofMinutes(40)));
        assertThat(handOverTasksOf("anna"))
                .extracting(Task::getDueDate)
                .containsExactly(Date.from(END.plus(Duration.ofMinutes(40))));
    }

    @Test
    void passesOnAtOnceWhatWasOfferedToSomebodyWhoFallsIll() throws Exception {
        TicketNumber ticket = ticketOfAnna();
        engine.setTime(END.minus(Duration.ofMinutes(30)));
        engine.fire(early.key(), "event_handOverBegins");
        complete(early, row(ticket, "decision", "hand-over", "receiver", "boris"));

        roster.reportAbsence("boris", Absence.Kind.SICKNESS, engine.now(), null, null, VERA);

        assertThat(lines())
                .containsExactly(
                        tuple(ticket.value(), "anna", "boris", "WITHDRAWN"),
                        tuple(ticket.value(), "anna", "vera", "OFFERED"));
        assertThat(jdbc.sql("select reason from handover_line where receiver = 'boris'")
                        .query(String.class)
                        .list())
                .containsExactly("receiver-gone");
    }

    @Test
    void asksAnotherColleagueOnceBeforeTheSupervisor() throws Exception {
        // Both go on working: Anna gives to Boris, who says nothing.
        roster.plan("technical", START, NIGHT, List.of("clara"));
        TicketNumber ticket = ticketOfAnna();
        roster.plan("service", START.minus(Duration.ofMinutes(1)), NIGHT, List.of("boris", "vera"));
        jdbc.sql("insert into act_id_membership (user_id_, group_id_) values ('clara', 'service')")
                .update();
        try {
            roster.plan("service", START.minus(Duration.ofMinutes(2)), NIGHT, List.of("clara"));
            engine.setTime(END.minus(Duration.ofMinutes(30)));
            engine.fire(early.key(), "event_handOverBegins");
            complete(early, row(ticket, "decision", "hand-over", "receiver", "boris"));
            engine.pass(Duration.ofMinutes(15));
            engine.fire("H-" + handover(0), "event_notAnswered");
            assertThat(lines())
                    .containsExactly(
                            tuple(ticket.value(), "anna", "boris", "WITHDRAWN"),
                            tuple(ticket.value(), "anna", "clara", "OFFERED"));
            engine.pass(Duration.ofMinutes(15));
            engine.fire("H-" + handover(1), "event_notAnswered");
            assertThat(lines()).endsWith(tuple(ticket.value(), "anna", "vera", "OFFERED"));
        } finally {
            jdbc.sql("delete from act_id_membership where user_id_ = 'clara' and group_id_ = 'service'")
                    .update();
        }
    }

    @Test
    void resolvesWithTheHandOverAndOnlyWithLastWordsWhereAnAnswerIsOwed() throws Exception {
        TicketNumber ticket = ticketOfAnna();
        engine.setTime(END.minus(Duration.ofMinutes(30)));
        engine.fire(early.key(), "event_handOverBegins");
        assertThatThrownBy(() -> complete(early, row(ticket, "decision", "resolve")))
                .hasStackTraceContaining("handover.refused.answerOwed");

        complete(early, row(ticket, "decision", "resolve", "lastWords", "Your credit note is on its way."));

        assertThat(tickets.find(ticket).map(OpenTicket::state)).contains(TicketState.RESOLVED);
        assertThat(lines()).isEmpty();
    }

    private Shift early(Instant end) {
        // As the roster's page does it: one change after the other.
        roster.plan("service", START, end, List.of("anna"));
        roster.unplan("service", START, END);
        return roster.shift("service:" + START + "/" + end).orElseThrow();
    }

    private TicketNumber ticketOfAnna() {
        TicketNumber number = tickets.open(TicketSamples.invoiceQuestion(engine.now()), Actor.SYSTEM);
        tickets.claim(number, ANNA);
        return number;
    }

    private List<Task> handOverTasksOf(String person) {
        return tasks.createTaskQuery()
                .taskAssignee(person)
                .taskDefinitionKey(ShiftProcess.HAND_OVER_TICKETS)
                .list();
    }

    @SafeVarargs
    private void complete(Shift shift, Map<String, String>... rows) throws Exception {
        String task = handOverTasksOf("anna").get(0).getId();
        String json = new ObjectMapper().writeValueAsString(List.of(rows));
        engine.as("anna", () -> {
            forms.submitTaskForm(
                    task, Map.of("tickets", SpinValues.jsonValue(json).create()));
            return true;
        });
        engine.carryOn(shift.key());
    }

    private static Map<String, String> row(TicketNumber ticket, String... values) {
        Map<String, String> row = new LinkedHashMap<>();
        row.put("number", ticket.value());
        for (int i = 0; i < values.length; i += 2) {
            row.put(values[i], values[i + 1]);
        }
        return row;
    }

    private Instant dueOf(String timer) {
        return engine.jobsOf(early.key(), timer).get(0).getDuedate().toInstant();
    }

    private long handover(int n) {
        return jdbc.sql("select id from handover_handover order by id")
                .query(Long.class)
                .list()
                .get(n);
    }

    private String ownerOf(TicketNumber ticket) {
        return tickets.find(ticket).map(OpenTicket::owner).orElseThrow();
    }

    private List<org.assertj.core.groups.Tuple> lines() {
        return jdbc.sql("select ticket, sender, receiver, state from handover_line order by id")
                .query((row, n) -> tuple(row.getString(1), row.getString(2), row.getString(3), row.getString(4)))
                .list();
    }

    private List<String> traceOf(Shift shift) {
        return history
                .createHistoricActivityInstanceQuery()
                .processInstanceId(jdbc.sql("select process_instance from handover_shift where key = :key")
                        .param("key", shift.key())
                        .query(String.class)
                        .single())
                .orderPartiallyByOccurrence()
                .asc()
                .list()
                .stream()
                .map(HistoricActivityInstance::getActivityId)
                .toList();
    }
}
