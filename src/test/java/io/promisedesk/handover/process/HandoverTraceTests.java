package io.promisedesk.handover.process;

import static io.promisedesk.ticket.TicketSamples.ANNA;
import static io.promisedesk.ticket.TicketSamples.BORIS;
import static io.promisedesk.ticket.TicketSamples.VERA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.promisedesk.Engine;
import io.promisedesk.PromisedeskTest;
import io.promisedesk.handover.ShiftPlans;
import io.promisedesk.people.Abilities;
import io.promisedesk.people.PeopleDesk;
import io.promisedesk.platform.Refusal;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.roster.Absence;
import io.promisedesk.roster.RosterDesk;
import io.promisedesk.roster.Shift;
import io.promisedesk.ticket.OpenTicket;
import io.promisedesk.ticket.TicketDesk;
import io.promisedesk.ticket.TicketNumber;
import io.promisedesk.ticket.TicketSamples;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.camunda.bpm.engine.FormService;
import org.camunda.bpm.engine.HistoryService;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.history.HistoricActivityInstance;
import org.camunda.bpm.engine.history.HistoricProcessInstance;
import org.camunda.bpm.engine.task.Task;
import org.camunda.spin.plugin.variable.SpinValues;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Anna's shift ends at 10:00 UTC, Boris's begins then; it is 09:00 and nobody has been asked yet. Traces through the
 * processes {@code shift} and {@code handover}, whose timers are fired by hand.
 */
@PromisedeskTest
class HandoverTraceTests {

    private static final Instant NOW = Engine.MONDAY_MORNING;
    private static final Instant END = NOW.plus(Duration.ofHours(1));

    @Autowired
    Engine engine;

    @Autowired
    RosterDesk roster;

    @Autowired
    TicketDesk tickets;

    @Autowired
    TaskService tasks;

    @Autowired
    FormService forms;

    @Autowired
    RuntimeService runtime;

    @Autowired
    HistoryService history;

    @Autowired
    IdentityService identity;

    @Autowired
    PeopleDesk people;

    @Autowired
    HandoverFlow flow;

    @Autowired
    ShiftPlans plans;

    @Autowired
    JdbcClient jdbc;

    private Shift early;

    @BeforeEach
    void planShifts() {
        early = roster.plan("service", NOW.minus(Duration.ofHours(3)), END, List.of("anna"));
        roster.plan("service", END, END.plus(Duration.ofHours(8)), List.of("boris"));
    }

    @Test
    void handsOverWhatTheReceiverAccepts() throws Exception {
        TicketNumber ticket = ticketOf(ANNA);
        handOverBegins();
        assertThat(taskOf("anna").getTaskDefinitionKey()).isEqualTo(ShiftProcess.HAND_OVER_TICKETS);

        complete("anna", row(ticket, "decision", "hand-over", "receiver", "boris", "note", "Customer is in a hurry."));
        assertThat(ownerOf(ticket)).isEqualTo("anna");
        assertThat(lines()).containsExactly(tuple(ticket.value(), "anna", "boris", "OFFERED"));
        assertThat(notesOf(ticket)).containsExactly("Customer is in a hurry.");

        complete("boris", row(ticket, "decision", "accept"));
        assertThat(ownerOf(ticket)).isEqualTo("boris");
        assertThat(lines()).containsExactly(tuple(ticket.value(), "anna", "boris", "ACCEPTED"));
        assertThat(traceOf("handover", handoverKey(0)))
                .containsSubsequence(
                        "userTask_takeOverTickets", "serviceTask_carryOutAnswers", "gateway_anyLeft", "event_takenOver")
                .doesNotContain("event_notAnswered", "serviceTask_redirect");

        engine.setTime(END.plus(Duration.ofMinutes(10)));
        engine.fire(early.key(), "event_shiftOver");
        assertThat(traceOf("shift", early.key()))
                .containsSubsequence(
                        "event_shiftPlanned",
                        "event_handOverBegins",
                        "serviceTask_findSenders",
                        "userTask_handOverTickets",
                        "serviceTask_offerTickets",
                        "event_ticketsOffered",
                        "event_shiftOver",
                        "serviceTask_findTheRest",
                        "event_shiftHandedOver")
                .doesNotContain("event_timeUp");
        assertThat(ownerOf(ticket)).isEqualTo("boris");
        assertThat(lines()).hasSize(1);
        assertThat(mails()).containsExactly(tuple("handover-offered", "boris"));
    }

    @Test
    void asksNobodyWithoutOpenTickets() {
        handOverBegins();
        assertThat(tasks.createTaskQuery().count()).isZero();
        engine.setTime(END.plus(Duration.ofMinutes(10)));
        engine.fire(early.key(), "event_shiftOver");
        assertThat(traceOf("shift", early.key())).endsWith("event_shiftHandedOver");
        assertThat(lines()).isEmpty();
    }

    @Test
    void redirectsWhatTheReceiverDeclinesToTheSupervisorWhoFindsAnOwner() throws Exception {
        roster.plan("service", END, END.plus(Duration.ofHours(7)), List.of("anna2", "vera"));
        TicketNumber declined = ticketOf(ANNA);
        TicketNumber accepted = ticketOf(ANNA);
        handOverBegins();
        complete(
                "anna",
                row(declined, "decision", "hand-over", "receiver", "boris"),
                row(accepted, "decision", "hand-over", "receiver", "boris"));
        refused(
                "boris",
                "handover.refused.noReason",
                row(declined, "decision", "decline"),
                row(accepted, "decision", "accept"));
        complete(
                "boris",
                row(declined, "decision", "decline", "reason", "My queue is full."),
                row(accepted, "decision", "accept"));

        assertThat(ownerOf(accepted)).isEqualTo("boris");
        assertThat(ownerOf(declined)).isEqualTo("anna");
        assertThat(taskOf("vera").getTaskDefinitionKey()).isEqualTo(HandoverProcess.PLACE_TICKETS);
        assertThat(mails()).contains(tuple("handover-redirected", "vera"));

        refused("vera", "handover.refused.owner", row(declined, "receiver", "clara"));
        complete("vera", row(declined, "receiver", "vera"));
        assertThat(ownerOf(declined)).isEqualTo("vera");
        assertThat(lines())
                .containsExactly(
                        tuple(declined.value(), "anna", "boris", "DECLINED"),
                        tuple(accepted.value(), "anna", "boris", "ACCEPTED"),
                        tuple(declined.value(), "anna", "vera", "ACCEPTED"));
        assertThat(traceOf("handover", handoverKey(0)))
                .containsSubsequence(
                        "serviceTask_redirect", "userTask_placeTickets", "serviceTask_changeOwners", "event_placed");
    }

    @Test
    void redirectsWhatTheReceiverLeavesUnanswered() throws Exception {
        TicketNumber ticket = ticketOf(ANNA);
        handOverBegins();
        complete("anna", row(ticket, "decision", "hand-over", "receiver", "boris"));
        // Boris comes at the end of the shift: his time to answer runs from then.
        engine.setTime(END.plus(Duration.ofMinutes(15)));
        engine.fire(handoverKey(0), "event_notAnswered");
        assertThat(lines())
                .containsExactly(
                        tuple(ticket.value(), "anna", "boris", "WITHDRAWN"),
                        tuple(ticket.value(), "anna", "vera", "OFFERED"));
        complete("vera", row(ticket, "receiver", "boris"));
        assertThat(ownerOf(ticket)).isEqualTo("boris");
        assertThat(traceOf("handover", handoverKey(0)))
                .containsSubsequence("event_notAnswered", "serviceTask_carryOutAnswers", "event_placed");
    }

    @Test
    void movesWhatNobodyHandedOverAtTheEndOfTheShift() throws Exception {
        TicketNumber ticket = ticketOf(ANNA);
        handOverBegins();
        engine.setTime(END.plus(Duration.ofMinutes(10)));
        engine.fire(early.key(), "event_timeUp");

        assertThat(ownerOf(ticket)).isEqualTo("boris");
        assertThat(lines()).containsExactly(tuple(ticket.value(), "anna", "boris", "AUTOMATIC"));
        assertThat(mails()).containsExactly(tuple("handover-automatic", "boris"));
        assertThat(traceOf("shift", early.key()))
                .containsSubsequence("event_timeUp", "serviceTask_handOverTheRest", "event_shiftHandedOver")
                .doesNotContain("event_ticketsOffered", "event_shiftOver");

        complete("boris", row(ticket, "decision", "decline", "reason", "Not my field."));
        assertThat(ownerOf(ticket)).isEqualTo("boris");
        complete("vera", row(ticket, "receiver", "vera"));
        assertThat(ownerOf(ticket)).isEqualTo("vera");
    }

    @Test
    void takesSilenceForConsentToWhatCameAutomatically() {
        TicketNumber ticket = ticketOf(ANNA);
        handOverBegins();
        engine.setTime(END.plus(Duration.ofMinutes(10)));
        engine.fire(early.key(), "event_timeUp");
        engine.pass(Duration.ofMinutes(15));
        engine.fire(handoverKey(0), "event_notAnswered");
        assertThat(traceOf("handover", handoverKey(0))).endsWith("event_takenOver");
        assertThat(ownerOf(ticket)).isEqualTo("boris");
        assertThat(lines()).containsExactly(tuple(ticket.value(), "anna", "boris", "AUTOMATIC"));
    }

    @Test
    void movesWhatNobodyPlacesInTime() throws Exception {
        TicketNumber ticket = offeredAndDeclinedByBorisAfterTheEnd();
        roster.plan("service", engine.now(), END.plus(Duration.ofHours(8)), List.of("anna"));
        assertThat(taskOf("vera").getDueDate()).isEqualTo(Date.from(engine.now().plus(Duration.ofMinutes(15))));

        engine.pass(Duration.ofMinutes(15));
        engine.fire(handoverKey(0), "event_notPlaced");

        assertThat(ownerOf(ticket)).isEqualTo("anna");
        assertThat(lines())
                .containsExactly(
                        tuple(ticket.value(), "anna", "boris", "DECLINED"),
                        tuple(ticket.value(), "boris", "vera", "WITHDRAWN"),
                        tuple(ticket.value(), "boris", "anna", "AUTOMATIC"));
        assertThat(traceOf("handover", handoverKey(0)))
                .containsSubsequence("event_notPlaced", "serviceTask_changeOwners", "event_placed");
        assertThat(taskOf("anna").getTaskDefinitionKey()).isEqualTo(HandoverProcess.TAKE_OVER_TICKETS);
    }

    @Test
    void tellsAgainWhereNobodyPlacesATicketAndNobodyIsThereToTakeIt() throws Exception {
        TicketNumber ticket = offeredAndDeclinedByBorisAfterTheEnd();
        engine.pass(Duration.ofMinutes(15));
        engine.fire(handoverKey(0), "event_notPlaced");
        assertThat(ownerOf(ticket)).isEqualTo("boris");
        assertThat(mails()).contains(tuple("handover-nobody", "vera"));
        assertThat(traceOf("handover", handoverKey(0))).endsWith("event_placed");
    }

    @Test
    void letsAnySupervisorOrDispatcherFindNewOwnersAndNobodyElse() throws Exception {
        TicketNumber ticket = offeredAndDeclinedByBorisAfterTheEnd();
        String task = taskOf("vera").getId();
        assertThatThrownBy(() -> tasks.setAssignee(task, "boris")).hasStackTraceContaining("handover.refused.notYours");

        engine.as("olga", () -> {
            tasks.claim(task, "olga");
            submit(task, row(ticket, "receiver", "vera"));
            return true;
        });

        assertThat(ownerOf(ticket)).isEqualTo("vera");
    }

    @Test
    void proposesTheFirstOfTheRankingAndNeverWhoHasDeclined() throws Exception {
        TicketNumber ticket = offeredAndDeclinedByBorisAfterTheEnd();
        String task = taskOf("vera").getId();

        String alone = engine.as("vera", () -> form(task));
        assertThat(alone).contains(ticket.value(), "Not my field.").doesNotContain("\"receiver\":\"");
        assertThat(choices("vera", task)).contains("vera").doesNotContain("boris");

        identity.createMembership("vera", "agents");
        try {
            roster.plan("service", END, END.plus(Duration.ofHours(8)), List.of("boris", "vera"));
            assertThat(engine.as("vera", () -> form(task))).contains("\"receiver\":\"vera\"");
            Abilities before = hasRoomFor("vera", 1);
            tickets.assign(ticketOf(ANNA), "vera", VERA);
            assertThat(engine.as("vera", () -> form(task)))
                    .as("she has no room")
                    .doesNotContain("\"receiver\":\"");
            people.enable("vera", before, VERA);
        } finally {
            identity.deleteMembership("vera", "agents");
        }
        assertThat(mail("handover-redirected")).contains("Not my field.");
    }

    @Test
    void countsWhatIsProposedInTheSameForm() throws Exception {
        roster.plan("service", END, END.plus(Duration.ofHours(8)), List.of("boris", "vera"));
        identity.createMembership("vera", "agents");
        Abilities before = hasRoomFor("boris", 2);
        try {
            for (int i = 0; i < 4; i++) {
                ticketOf(ANNA);
            }
            handOverBegins();
            String task = taskOf("anna").getId();
            String form = engine.as("anna", () -> form(task));
            assertThat(form.split("\"receiver\":\"boris\"", -1)).hasSize(3);
            assertThat(form.split("\"receiver\":\"vera\"", -1)).hasSize(3);
            assertThat(choices("anna", task)).contains("(0 + 2 here)");
        } finally {
            people.enable("boris", before, VERA);
            identity.deleteMembership("vera", "agents");
        }
    }

    @Test
    void countsTheTimeLeftByTheSameClockAsListAndBoard() throws Exception {
        TicketNumber ticket = ticketOf(ANNA);
        handOverBegins();
        Instant due = tickets.find(ticket).map(OpenTicket::due).orElseThrow();
        Duration left = Duration.between(engine.now(), due);
        String task = taskOf("anna").getId();
        assertThat(engine.as("anna", () -> form(task)))
                .contains(
                        left.toDays() > 0
                                ? left.toDays() + " d"
                                : left.toHours() > 0 ? left.toHours() + " h" : left.toMinutes() + " min")
                .contains(" left (due ");
        engine.setTime(due.plus(Duration.ofMinutes(3)));
        assertThat(engine.as("anna", () -> form(task))).contains("overdue by 3 min (due ");
    }

    private Abilities hasRoomFor(String person, int tickets) {
        Abilities before =
                Objects.requireNonNull(people.abilities(List.of(person)).get(person));
        people.enable(person, new Abilities(before.skills(), before.speaks(), tickets), VERA);
        return before;
    }

    private String form(String task) {
        return String.valueOf(forms.getTaskFormVariables(task).get("tickets"));
    }

    private String choices(String reader, String task) throws Exception {
        return engine.as(
                reader, () -> String.valueOf(forms.getTaskFormVariables(task).get("receivers")));
    }

    private String mail(String kind) {
        return String.join(
                "\n",
                jdbc.sql("select subject || ' ' || text from notification_mail where kind = :kind order by id")
                        .param("kind", kind)
                        .query(String.class)
                        .list());
    }

    @Test
    void asksTheDispatcherWhereTheOnlySupervisorHasDeclined() throws Exception {
        identity.createMembership("vera", "agents");
        try {
            roster.plan("service", END, END.plus(Duration.ofHours(8)), List.of("vera"));
            TicketNumber ticket = ticketOf(ANNA);
            handOverBegins();
            complete("anna", row(ticket, "decision", "hand-over", "receiver", "vera"));
            complete("vera", row(ticket, "decision", "decline", "reason", "I am in a meeting."));
            assertThat(mails()).contains(tuple("handover-redirected", "olga"));
            assertThat(taskOf("olga").getTaskDefinitionKey()).isEqualTo(HandoverProcess.PLACE_TICKETS);
        } finally {
            identity.deleteMembership("vera", "agents");
        }
    }

    @Test
    void movesTheOthersWhereTheProcessOfOneTicketIsGone() {
        TicketNumber broken = ticketOf(ANNA);
        TicketNumber whole = ticketOf(ANNA);
        runtime.deleteProcessInstance(
                runtime.createProcessInstanceQuery()
                        .processInstanceBusinessKey(broken.value())
                        .singleResult()
                        .getId(),
                "deleted in Cockpit");
        handOverBegins();
        engine.setTime(END.plus(Duration.ofMinutes(10)));

        engine.fire(early.key(), "event_timeUp");

        assertThat(ownerOf(whole)).isEqualTo("boris");
        assertThat(ownerOf(broken)).isEqualTo("anna");
        assertThat(mails()).contains(tuple("handover-nobody", "vera"), tuple("handover-automatic", "boris"));
    }

    @Test
    void tellsTheSupervisorWhereNobodyIsOnShift() {
        roster.plan("service", END, END.plus(Duration.ofHours(8)), List.of());
        roster.plan("service", END.plus(Duration.ofDays(1)), END.plus(Duration.ofHours(30)), List.of("boris"));
        TicketNumber ticket = ticketOf(ANNA);
        handOverBegins();
        engine.setTime(END.plus(Duration.ofMinutes(10)));
        engine.fire(early.key(), "event_timeUp");
        assertThat(ownerOf(ticket)).isEqualTo("anna");
        assertThat(lines()).containsExactly(tuple(ticket.value(), "anna", "anna", "STAYED"));
        assertThat(notesOf(ticket)).hasSize(1).first().asString().contains("nobody of the team is on shift");
        assertThat(mails()).containsExactly(tuple("handover-nobody", "vera"));
        assertThat(mail("handover-nobody")).contains("смена окончена");
        assertThat(traceOf("shift", early.key())).endsWith("event_shiftHandedOver");
    }

    @Test
    void endsTheHandOverWhenItsTicketIsSolvedMeanwhile() throws Exception {
        TicketNumber ticket = ticketOf(ANNA);
        handOverBegins();
        complete("anna", row(ticket, "decision", "hand-over", "receiver", "boris"));
        tickets.resolve(ticket, "It is solved.", ANNA);
        assertThat(lines()).containsExactly(tuple(ticket.value(), "anna", "boris", "WITHDRAWN"));
        assertThat(traceOf("handover", handoverKey(0)))
                .contains("event_nothingLeft")
                .endsWith("event_withdrawn");
        assertThat(tasks.createTaskQuery().taskAssignee("boris").count()).isZero();
    }

    @Test
    void withdrawsOnlyTheTicketThatWasTakenAwayMeanwhile() throws Exception {
        TicketNumber taken = ticketOf(ANNA);
        TicketNumber left = ticketOf(ANNA);
        handOverBegins();
        complete(
                "anna",
                row(taken, "decision", "hand-over", "receiver", "boris"),
                row(left, "decision", "hand-over", "receiver", "boris"));
        tickets.assign(taken, "boris", VERA);
        complete("boris", row(taken, "decision", "accept"), row(left, "decision", "accept"));
        assertThat(lines())
                .containsExactly(
                        tuple(taken.value(), "anna", "boris", "WITHDRAWN"),
                        tuple(left.value(), "anna", "boris", "ACCEPTED"));
    }

    @Test
    void refusesWithASentenceAfterTheAutomaticHandOver() throws Exception {
        TicketNumber ticket = ticketOf(ANNA);
        handOverBegins();
        String task = taskOf("anna").getId();
        engine.setTime(END.plus(Duration.ofMinutes(10)));
        engine.fire(early.key(), "event_timeUp");
        assertThatThrownBy(() -> engine.as("anna", () -> {
                    submit(task, row(ticket, "decision", "hand-over", "receiver", "boris"));
                    return true;
                }))
                .hasMessageContaining("Cannot find task");
        assertThat(ownerOf(ticket)).isEqualTo("boris");
    }

    @Test
    void movesWhatIsStillPendingWhenTheShiftIsOver() throws Exception {
        TicketNumber ticket = ticketOf(ANNA);
        handOverBegins();
        complete("anna", row(ticket, "decision", "hand-over", "receiver", "boris", "note", "Call her back."));
        engine.setTime(END.plus(Duration.ofMinutes(10)));
        engine.fire(early.key(), "event_shiftOver");
        assertThat(ownerOf(ticket)).isEqualTo("boris");
        assertThat(lines())
                .containsExactly(
                        tuple(ticket.value(), "anna", "boris", "WITHDRAWN"),
                        tuple(ticket.value(), "anna", "boris", "AUTOMATIC"));
        assertThat(traceOf("handover", handoverKey(0))).endsWith("event_withdrawn");
        assertThat(tasks.createTaskQuery()
                        .taskAssignee("boris")
                        .taskDefinitionKey(HandoverProcess.TAKE_OVER_TICKETS)
                        .count())
                .isOne();
    }

    @Test
    void letsAnAgentKeepOnlyWhatIsDueInsideTheNextShift() throws Exception {
        TicketNumber ticket = ticketOf(ANNA);
        handOverBegins();
        refused("anna", "handover.refused.keepWithoutShift", row(ticket, "decision", "keep"));

        Instant tomorrow = END.plus(Duration.ofHours(22));
        roster.plan("service", tomorrow, tomorrow.plus(Duration.ofHours(8)), List.of("anna"));
        refused("anna", "handover.refused.keep", row(ticket, "decision", "keep"));
        tickets.reply(ticket, "We are looking into it.", List.of(), true, ANNA);
        complete("anna", row(ticket, "decision", "keep", "note", "I know the case."));

        engine.setTime(END.plus(Duration.ofMinutes(10)));
        engine.fire(early.key(), "event_shiftOver");
        assertThat(ownerOf(ticket)).isEqualTo("anna");
        assertThat(lines()).containsExactly(tuple(ticket.value(), "anna", "anna", "KEPT"));
    }

    @Test
    void movesAKeptTicketAfterAllWhenTheCustomerWritesBeforeTheEnd() throws Exception {
        TicketNumber ticket = ticketOf(ANNA);
        Instant tomorrow = END.plus(Duration.ofHours(22));
        roster.plan("service", tomorrow, tomorrow.plus(Duration.ofHours(8)), List.of("anna"));
        tickets.reply(ticket, "We are looking into it.", List.of(), true, ANNA);
        handOverBegins();
        complete("anna", row(ticket, "decision", "keep"));
        tickets.customerWrote(ticket, TicketSamples.message("It is urgent now!", engine.now()));
        engine.setTime(END.plus(Duration.ofMinutes(10)));
        engine.fire(early.key(), "event_shiftOver");
        assertThat(ownerOf(ticket)).isEqualTo("boris");
    }

    @Test
    void letsTwoAgentsOfAShiftHandToEachOthersColleaguesWithoutWaiting() throws Exception {
        roster.plan("service", early.start(), END, List.of("anna", "boris"));
        // Both go on in overlapping shifts of the evening: neither must hand over, both may receive.
        TicketNumber annas = ticketOf(ANNA);
        TicketNumber boriss = ticketOf(BORIS);
        roster.plan("service", END, END.plus(Duration.ofHours(8)), List.of());
        roster.plan(
                "service", END.plus(Duration.ofMinutes(30)), END.plus(Duration.ofHours(8)), List.of("anna", "boris"));
        handOverBegins();
        complete("anna", row(annas, "decision", "hand-over", "receiver", "boris"));
        complete("boris", ShiftProcess.HAND_OVER_TICKETS, row(boriss, "decision", "hand-over", "receiver", "anna"));
        complete("boris", HandoverProcess.TAKE_OVER_TICKETS, row(annas, "decision", "accept"));
        complete("anna", HandoverProcess.TAKE_OVER_TICKETS, row(boriss, "decision", "accept"));
        assertThat(ownerOf(annas)).isEqualTo("boris");
        assertThat(ownerOf(boriss)).isEqualTo("anna");
    }

    @Test
    void refusesReceiversWhoAreNotThereAndTasksOfOthers() throws Exception {
        TicketNumber ticket = ticketOf(ANNA);
        handOverBegins();
        refused("anna", "handover.refused.receiver", row(ticket, "decision", "hand-over", "receiver", "clara"));
        refused("anna", "handover.refused.receiver", row(ticket, "decision", "hand-over"));
        String task = taskOf("anna").getId();
        assertThatThrownBy(() -> tasks.setAssignee(task, "boris"))
                .hasStackTraceContaining("handover.refused.reassigned");
    }

    @Test
    void offersInTheFormWhatMayBeChosen() {
        TicketNumber ticket = ticketOf(ANNA);
        handOverBegins();
        String task = taskOf("anna").getId();
        assertThat(tasks.getVariable(task, "tickets").toString())
                .contains("\"number\":\"" + ticket + "\"", "\"receiver\":\"boris\"", "\"decision\":\"hand-over\"");
        assertThat(tasks.getVariable(task, "receivers").toString())
                .contains("\"label\":\"Boris Ivanov (0 + 1 here)\"", "\"value\":\"boris\"");
    }

    @Test
    void showsInTheFormWhatIsTrueWhenItIsOpened() throws Exception {
        TicketNumber before = ticketOf(ANNA);
        handOverBegins();
        TicketNumber later = ticketOf(ANNA);
        roster.plan("service", END, END.plus(Duration.ofHours(8)), List.of("boris", "vera"));
        String task = taskOf("anna").getId();
        assertThat(forms.getTaskFormVariables(task).get("tickets").toString()).contains(before.value(), later.value());
        assertThat(forms.getTaskFormVariables(task).get("receivers").toString()).contains("boris");

        complete(
                "anna",
                row(before, "decision", "hand-over", "receiver", "boris"),
                row(later, "decision", "hand-over", "receiver", "boris"));
        tickets.customerWrote(before, TicketSamples.message("One thing more.", engine.now()));
        assertThat(forms.getTaskFormVariables(taskOf("boris").getId())
                        .get("tickets")
                        .toString())
                .contains("One thing more.");

        complete(
                "boris",
                row(before, "decision", "decline", "reason", "Not my field."),
                row(later, "decision", "accept"));
        tickets.customerWrote(before, TicketSamples.message("And another.", engine.now()));
        Map<String, Object> shown = forms.getTaskFormVariables(taskOf("vera").getId());
        assertThat(shown.get("tickets").toString()).contains("And another.", "Not my field.");
        assertThat(shown.get("receivers").toString()).contains("\"value\":\"vera\"");
    }

    @Test
    void startsWhatTheEndOfTheShiftHasCutOffBeforeItWasOnItsWay() throws Exception {
        TicketNumber ticket = ticketOf(ANNA);
        handOverBegins();
        String task = taskOf("anna").getId();
        engine.as("anna", () -> {
            submit(task, row(ticket, "decision", "hand-over", "receiver", "boris"));
            return true;
        });
        runtime.deleteProcessInstance(
                runtime.createProcessInstanceQuery()
                        .processInstanceBusinessKey(early.key())
                        .singleResult()
                        .getId(),
                "cut off before serviceTask_offerTickets");
        plans.planShifts();
        assertThat(tasks.createTaskQuery().taskAssignee("boris").count()).isZero();

        engine.pass(Duration.ofMinutes(6));
        plans.planShifts();

        assertThat(taskOf("boris").getTaskDefinitionKey()).isEqualTo(HandoverProcess.TAKE_OVER_TICKETS);
        assertThat(mails()).containsExactly(tuple("handover-offered", "boris"));
    }

    @Test
    void leavesWithTheIllWhatIsDueInsideTheirNextWork() {
        Instant tomorrow = END.plus(Duration.ofHours(22));
        roster.plan("service", tomorrow, tomorrow.plus(Duration.ofHours(8)), List.of("anna"));
        TicketNumber ticket = ticketOf(ANNA);
        tickets.reply(ticket, "We are looking into it.", List.of(), true, ANNA);
        roster.reportAbsence("anna", Absence.Kind.SICKNESS, NOW, END.plus(Duration.ofHours(4)), null, VERA);

        handOverBegins();
        engine.setTime(END.plus(Duration.ofMinutes(10)));
        engine.fire(
                early.key(), engine.jobsOf(early.key(), "event_timeUp").isEmpty() ? "event_shiftOver" : "event_timeUp");

        assertThat(ownerOf(ticket)).isEqualTo("anna");
    }

    private TicketNumber ticketOf(Actor owner) {
        TicketNumber number = tickets.open(TicketSamples.invoiceQuestion(engine.now()), Actor.SYSTEM);
        tickets.claim(number, owner);
        return number;
    }

    /** It has come to Boris automatically at the end of the shift. */
    private TicketNumber offeredAndDeclinedByBorisAfterTheEnd() throws Exception {
        TicketNumber ticket = ticketOf(ANNA);
        handOverBegins();
        engine.setTime(END.plus(Duration.ofMinutes(10)));
        engine.fire(early.key(), "event_timeUp");
        complete("boris", row(ticket, "decision", "decline", "reason", "Not my field."));
        return ticket;
    }

    private void handOverBegins() {
        engine.setTime(END.minus(Duration.ofMinutes(30)));
        engine.fire(early.key(), "event_handOverBegins");
    }

    private Task taskOf(String person) {
        return tasks.createTaskQuery()
                .or()
                .taskAssignee(person)
                .taskCandidateUser(person)
                .endOr()
                .processDefinitionKeyIn(ShiftProcess.ID, HandoverProcess.ID)
                .singleResult();
    }

    @SafeVarargs
    private void complete(String person, Map<String, String>... rows) throws Exception {
        String task = taskOf(person).getId();
        engine.as(person, () -> {
            submit(task, rows);
            return true;
        });
        engine.carryOn(early.key());
    }

    @SafeVarargs
    private void complete(String person, String element, Map<String, String>... rows) throws Exception {
        String task = tasks.createTaskQuery()
                .taskAssignee(person)
                .taskDefinitionKey(element)
                .singleResult()
                .getId();
        engine.as(person, () -> {
            submit(task, rows);
            return true;
        });
        engine.carryOn(early.key());
    }

    @SafeVarargs
    private void refused(String person, String key, Map<String, String>... rows) {
        String task = taskOf(person).getId();
        assertThatThrownBy(() -> engine.as(person, () -> {
                    submit(task, rows);
                    return true;
                }))
                .hasStackTraceContaining(Refusal.class.getName())
                .hasStackTraceContaining(key);
        assertThat(taskOf(person).getId()).isEqualTo(task);
    }

    /** As Tasklist does: lists of a form travel as Json. */
    @SafeVarargs
    private void submit(String task, Map<String, String>... rows) throws Exception {
        String json = new com.fasterxml.jackson.databind.ObjectMapper().writeValueAsString(List.of(rows));
        forms.submitTaskForm(task, Map.of("tickets", SpinValues.jsonValue(json).create()));
    }

    private static Map<String, String> row(TicketNumber ticket, String... values) {
        Map<String, String> row = new LinkedHashMap<>();
        row.put("number", ticket.value());
        for (int i = 0; i < values.length; i += 2) {
            row.put(values[i], values[i + 1]);
        }
        return row;
    }

    private String ownerOf(TicketNumber ticket) {
        return tickets.find(ticket).map(OpenTicket::owner).orElseThrow();
    }

    private List<String> notesOf(TicketNumber ticket) {
        return jdbc.sql("select text from ticket_message where ticket = :ticket and not public order by id")
                .param("ticket", ticket.value())
                .query(String.class)
                .list();
    }

    private List<org.assertj.core.groups.Tuple> lines() {
        return jdbc.sql("select ticket, sender, receiver, state from handover_line order by id")
                .query((row, n) -> tuple(row.getString(1), row.getString(2), row.getString(3), row.getString(4)))
                .list();
    }

    private List<org.assertj.core.groups.Tuple> mails() {
        return jdbc.sql("select kind, person from notification_mail where kind like 'handover%' order by kind, person")
                .query((row, n) -> tuple(row.getString(1), row.getString(2)))
                .list();
    }

    /** Business key of the n-th hand-over of this test. */
    private String handoverKey(int n) {
        return HandoverProcess.businessKey(jdbc.sql("select id from handover_handover order by id")
                .query(Long.class)
                .list()
                .get(n));
    }

    private List<String> traceOf(String process, String businessKey) {
        HistoricProcessInstance instance = history.createHistoricProcessInstanceQuery()
                .processDefinitionKey(process)
                .processInstanceBusinessKey(businessKey)
                .singleResult();
        return history
                .createHistoricActivityInstanceQuery()
                .processInstanceId(instance.getId())
                .orderPartiallyByOccurrence()
                .asc()
                .list()
                .stream()
                .map(HistoricActivityInstance::getActivityId)
                .toList();
    }
}
