package io.promisedesk.ticket.process;

import static io.promisedesk.ticket.TicketSamples.ANNA;
import static io.promisedesk.ticket.TicketSamples.OLGA;
import static io.promisedesk.ticket.TicketSamples.VERA;
import static io.promisedesk.ticket.TicketSamples.complaint;
import static io.promisedesk.ticket.TicketSamples.invoiceQuestion;
import static io.promisedesk.ticket.TicketSamples.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.camunda.bpm.engine.test.assertions.bpmn.BpmnAwareTests.assertThat;

import io.promisedesk.Engine;
import io.promisedesk.Http;
import io.promisedesk.PromisedeskTest;
import io.promisedesk.notification.Postman;
import io.promisedesk.platform.Refusal;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.roster.RosterDesk;
import io.promisedesk.sla.Budget;
import io.promisedesk.sla.ClockDesk;
import io.promisedesk.sla.ClockView;
import io.promisedesk.sla.Metric;
import io.promisedesk.ticket.Priority;
import io.promisedesk.ticket.TicketDesk;
import io.promisedesk.ticket.TicketEscalations;
import io.promisedesk.ticket.TicketNumber;
import io.promisedesk.ticket.TicketState;
import io.promisedesk.ticket.TicketView;
import io.promisedesk.ticket.TicketViews;
import io.promisedesk.ticket.WaitingFor;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.camunda.bpm.engine.FilterService;
import org.camunda.bpm.engine.FormService;
import org.camunda.bpm.engine.HistoryService;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.camunda.bpm.engine.task.Task;
import org.camunda.bpm.engine.test.assertions.bpmn.AbstractAssertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Traces of the processes {@code ticket} and {@code escalation}: every end event, boundary event and timer. */
@PromisedeskTest
class TicketProcessTests {

    private static final Instant FIRST_RESPONSE_AT_RISK = Instant.parse("2026-03-02T12:00:00Z");
    private static final Instant FIRST_RESPONSE_DUE = Instant.parse("2026-03-02T13:00:00Z");

    @Autowired
    TicketDesk desk;

    @Autowired
    TicketViews views;

    @Autowired
    TicketEscalations escalations;

    @Autowired
    ClockDesk clocks;

    @Autowired
    ApplicationContext application;

    @Autowired
    Engine engine;

    @Autowired
    ProcessEngine processEngine;

    @Autowired
    RuntimeService runtime;

    @Autowired
    TaskService tasks;

    @Autowired
    FormService forms;

    @Autowired
    HistoryService history;

    @Autowired
    FilterService filters;

    @LocalServerPort
    int port;

    @Autowired
    RosterDesk roster;

    @Autowired
    JdbcClient jdbc;

    @BeforeEach
    void useEngine() {
        AbstractAssertions.init(processEngine);
    }

    @Test
    void passesTheHappyPathInTasklist() throws Exception {
        TicketNumber number = desk.open(invoiceQuestion(), Actor.SYSTEM);
        ProcessInstance ticket = instance(number);
        assertThat(ticket).isWaitingAt("userTask_workOnTicket", "receiveTask_answer");

        engine.as("anna", () -> claim(number));
        assertThat(views.ticket(number, ANNA).state()).isEqualTo(TicketState.OPEN);
        engine.as("anna", () -> submit(number, Map.of("reply", "It holds two months.", "next", "solved")));
        assertThat(ticket).isWaitingAt("userTask_confirmResolution");
        assertThat(ticket).task().isAssignedTo("anna");
        engine.as("anna", () -> submit(number, Map.of("next", "close")));

        assertThat(ticket)
                .isEnded()
                .hasPassedInOrder(
                        "event_received",
                        "rule_classify",
                        "rule_chooseServiceLevel",
                        "serviceTask_acknowledge",
                        "userTask_workOnTicket",
                        "event_solved",
                        "userTask_confirmResolution",
                        "event_closed")
                .hasPassed("event_replyRecorded", "event_answered")
                .hasNotPassed("userTask_assignTicket", "event_responseOverdue", "event_resolutionOverdue");
        assertThat(views.ticket(number, ANNA).state()).isEqualTo(TicketState.CLOSED);
        assertThat(mails()).containsExactly("acknowledgement:mia@example.org", "reply:mia@example.org");
    }

    @Test
    void keepsWhatAFormSaysOutOfTheProcess() throws Exception {
        TicketNumber number = desk.open(invoiceQuestion(), Actor.SYSTEM);
        engine.as("anna", () -> claim(number));
        String longReply = "word ".repeat(2_000);

        engine.as("anna", () -> submit(number, Map.of("reply", longReply, "next", "continue")));

        assertThat(views.ticket(number, ANNA).messages())
                .extracting(TicketView.Message::text)
                .contains(longReply.strip());
        assertThat(history.createHistoricVariableInstanceQuery()
                        .processInstanceId(instance(number).getId())
                        .list())
                .extracting(variable -> variable.getName())
                .containsOnly("team", "level", "owner", "outcome");
    }

    @Test
    void refusesVariablesThatTheFormDoesNotHave() throws Exception {
        TicketNumber number = desk.open(invoiceQuestion(), Actor.SYSTEM);
        engine.as("anna", () -> claim(number));

        assertThatThrownBy(() -> engine.as("anna", () -> submit(number, Map.of("next", "solved", "owner", "boris"))))
                .extracting(TicketProcessTests::refusal, InstanceOfAssertFactories.type(Refusal.class))
                .returns("platform.refused.unknownFormKeys", Refusal::key);
        assertThat(instance(number)).isWaitingAt("userTask_workOnTicket");
    }

    @Test
    void refusesACompletionByAColleague() throws Exception {
        TicketNumber number = desk.open(invoiceQuestion(), Actor.SYSTEM);
        engine.as("anna", () -> claim(number));

        assertThatThrownBy(() -> engine.as("boris", () -> submit(number, Map.of("next", "solved"))))
                .extracting(TicketProcessTests::refusal, InstanceOfAssertFactories.type(Refusal.class))
                .returns("ticket.refused.ownedByColleague", Refusal::key);
        assertThat(views.ticket(number, ANNA).state()).isEqualTo(TicketState.OPEN);
    }

    @Test
    void returnsFromTheCustomerByItself() {
        TicketNumber number = desk.open(invoiceQuestion(), Actor.SYSTEM);
        desk.reply(number, "Which one?", List.of(), true, ANNA);
        ProcessInstance ticket = instance(number);
        assertThat(ticket).isWaitingAt("userTask_awaitCustomer");
        assertThat(ticket).task().isAssignedTo("anna");

        desk.customerWrote(number, message("The last one", engine.now()));

        assertThat(ticket).hasPassed("event_customerAnswered").isWaitingAt("userTask_workOnTicket");
        assertThat(ticket).task().isAssignedTo("anna");
    }

    @Test
    void parksTheTimersWhileTheClockIsPaused() {
        TicketNumber number = desk.open(invoiceQuestion(), Actor.SYSTEM);
        Instant due = dueOf(number, "event_resolutionOverdue");
        desk.reply(number, "Which one?", List.of(), true, ANNA);
        assertThat(dueOf(number, "event_resolutionOverdue")).isEqualTo(Instant.parse("9999-01-01T00:00:00Z"));

        engine.pass(Duration.ofHours(2));
        desk.customerWrote(number, message("The last one", engine.now()));

        assertThat(dueOf(number, "event_resolutionOverdue")).isEqualTo(due.plus(Duration.ofHours(2)));
    }

    @Test
    void goesOnAfterAThirdParty() {
        TicketNumber number = desk.open(invoiceQuestion(), Actor.SYSTEM);
        desk.waitFor(number, WaitingFor.THIRD_PARTY, ANNA);
        ProcessInstance ticket = instance(number);
        assertThat(ticket).isWaitingAt("userTask_awaitThirdParty");

        desk.resume(number, ANNA);
        assertThat(ticket).isWaitingAt("userTask_workOnTicket");
        desk.waitFor(number, WaitingFor.CUSTOMER, ANNA);
        desk.waitFor(number, WaitingFor.THIRD_PARTY, ANNA);
        assertThat(ticket).isWaitingAt("userTask_awaitThirdParty");
        desk.resolve(number, null, ANNA);
        assertThat(ticket).isWaitingAt("userTask_confirmResolution").hasPassed("event_solved");
    }

    @Test
    void tellsSupervisorsOfARiskOnceAndEndsByItself() {
        TicketNumber number = desk.open(invoiceQuestion(), Actor.SYSTEM);
        engine.setTime(FIRST_RESPONSE_AT_RISK);
        engine.fire(number.value(), "event_responseAtRisk");

        assertThat(instance(number)).hasPassed("event_responseAtRisk", "event_escalatedResponseAtRisk");
        assertThat(mails()).containsExactly("acknowledgement:mia@example.org", "at-risk:vera@promisedesk.local");
        assertThat(ownersTask(number).getPriority()).isEqualTo(70);
    }

    @Test
    void saysHowMuchWorkingTimeIsLeftAlsoOverAWeekend() {
        Instant friday = Instant.parse("2026-03-06T14:00:00Z");
        engine.setTime(friday);
        TicketNumber number = desk.open(invoiceQuestion(friday), Actor.SYSTEM);
        engine.setTime(dueOf(number, "event_responseAtRisk"));
        engine.fire(number.value(), "event_responseAtRisk");

        assertThat(mails()).contains("at-risk:vera@promisedesk.local");
        assertThat(jdbc.sql("select subject from notification_mail where recipient = 'vera@promisedesk.local'")
                        .query(String.class)
                        .single())
                .endsWith("осталось 1 ч рабочего времени");
    }

    @Test
    void whoWasOffShiftWhenItWasAtRiskHearsOfTheBreach() {
        ticketOfAnnaThatBreaksWhileSheIsOffShift();

        engine.pass(Duration.ofHours(21));

        assertThat(mails()).contains("at-risk:anna@promisedesk.local");
        assertThat(jdbc.sql("select subject from notification_mail where recipient = 'anna@promisedesk.local'")
                        .query(String.class)
                        .single())
                .contains("overdue");
    }

    @Test
    void whoNoLongerOwnsATicketHearsNothingOfIt() {
        TicketNumber number = ticketOfAnnaThatBreaksWhileSheIsOffShift();

        desk.assign(number, "boris", VERA);
        engine.pass(Duration.ofHours(21));

        assertThat(mails()).doesNotContain("at-risk:anna@promisedesk.local");
    }

    /** It is overdue just now; her next shift begins in twenty hours. */
    private TicketNumber ticketOfAnnaThatBreaksWhileSheIsOffShift() {
        TicketNumber number = desk.open(invoiceQuestion(), Actor.SYSTEM);
        Instant overdue = dueOf(number, "event_resolutionOverdue");
        roster.plan("service", overdue.plus(Duration.ofHours(20)), overdue.plus(Duration.ofHours(26)), List.of("anna"));
        // Whoever takes a ticket keeps it, whatever the roster says.
        desk.reply(number, "We look into it.", List.of(), false, ANNA);
        engine.setTime(dueOf(number, "event_resolutionAtRisk"));
        engine.fire(number.value(), "event_resolutionAtRisk");
        engine.setTime(overdue);
        engine.fire(number.value(), "event_resolutionOverdue");
        assertThat(mails()).contains("overdue:vera@promisedesk.local").doesNotContain("at-risk:anna@promisedesk.local");
        return number;
    }

    @Test
    void tellsOfNoRiskOnceThePromiseIsBroken() {
        TicketNumber number = desk.open(invoiceQuestion(), Actor.SYSTEM);
        engine.setTime(FIRST_RESPONSE_DUE.plus(Duration.ofHours(1)));

        engine.fire(number.value(), "event_responseAtRisk");
        engine.fire(number.value(), "event_responseOverdue");

        assertThat(mails()).containsExactly("acknowledgement:mia@example.org", "overdue:vera@promisedesk.local");
        assertThat(subjects("overdue")).singleElement().asString().contains("1 ч");
    }

    @Test
    void tellsOfNoRiskThatOnlyTheNewPriorityPutsInThePast() {
        TicketNumber number = desk.open(invoiceQuestion(), Actor.SYSTEM);
        engine.pass(Duration.ofMinutes(50));

        desk.change(number, Priority.CRITICAL, null, null, VERA);
        engine.fire(number.value(), "event_responseAtRisk");
        assertThat(mails()).containsExactly("acknowledgement:mia@example.org");

        engine.setTime(dueOf(number, "event_responseOverdue"));
        engine.fire(number.value(), "event_responseOverdue");
        assertThat(mails()).contains("overdue:vera@promisedesk.local");
    }

    @Test
    void tellsAgainOfABrokenPromiseAfterAWait() {
        TicketNumber number = desk.open(invoiceQuestion(), Actor.SYSTEM);
        desk.reply(number, "We look into it.", List.of(), false, ANNA);
        engine.setTime(dueOf(number, "event_resolutionOverdue"));
        engine.fire(number.value(), "event_resolutionOverdue");
        assertThat(mails()).contains("overdue:vera@promisedesk.local");
        desk.waitFor(number, WaitingFor.CUSTOMER, ANNA);
        engine.pass(Duration.ofHours(2));
        assertThat(dueOf(number, "event_nextRung")).isAfter(engine.now());

        desk.customerWrote(number, message("Here it is", engine.now()));
        assertThat(dueOf(number, "event_nextRung")).isEqualTo(engine.now().plus(Duration.ofHours(1)));
        engine.pass(Duration.ofHours(1));
        engine.fire(number.value(), "event_nextRung");

        assertThat(mails().stream().filter("overdue:vera@promisedesk.local"::equals))
                .hasSize(2);
    }

    @Test
    void asksASupervisorToDecideWhenAPromiseIsBroken() throws Exception {
        TicketNumber number = desk.open(invoiceQuestion(), Actor.SYSTEM);
        desk.claim(number, ANNA);
        engine.setTime(FIRST_RESPONSE_DUE);
        engine.fire(number.value(), "event_responseOverdue");
        ProcessInstance escalation = escalation(number);
        assertThat(escalation).isWaitingAt("userTask_decideOnEscalation");
        assertThat(escalation).task().hasCandidateUser("vera");
        assertThat(ownersTask(number).getPriority()).isEqualTo(90);

        assertThat(lastMail("overdue")).contains("/tickets/" + number + "/decision?promise=response");
        assertThat(Http.as("vera", port)
                        .get("/tickets/" + number + "/decision?promise=response")
                        .header("Location"))
                .endsWith("?task=" + decisionTask().getId());
        assertThat(filtered("To decide", "vera")).containsExactly("userTask_decideOnEscalation");
        assertThat(filtered("To decide", "anna")).isEmpty();
        assertThat(engine.as(
                        "vera", () -> forms.getTaskFormVariables(decisionTask().getId())))
                .extractingByKeys("colleagues", "teams")
                .map(String::valueOf)
                .satisfiesExactly(
                        colleagues -> assertThat(colleagues).contains("boris").doesNotContain("anna"),
                        teams -> assertThat(teams).contains("technical"));
        assertThat(filtered("Mine", "vera")).isEmpty();
        assertThat(filtered("Mine", "anna")).containsExactly("userTask_workOnTicket");

        engine.pass(Duration.ofHours(1));
        engine.fire(number.value(), "event_nextRung");
        assertThat(mails().stream().filter(mail -> mail.startsWith("overdue:")).count())
                .isEqualTo(2);

        Task decision = decisionTask();
        engine.as("vera", () -> {
            tasks.claim(decision.getId(), "vera");
            return true;
        });
        assertThat(filtered("To decide", "vera")).isEmpty();
        assertThat(filtered("Mine", "vera")).containsExactly("userTask_decideOnEscalation");
        engine.as("vera", () -> {
            forms.submitTaskForm(decision.getId(), Map.of("decision", "reassign", "owner", "boris", "note", "Please"));
            return true;
        });
        // Only a rung that fires in spite of an acknowledgement is left to wait for, and there is none.
        engine.fire(number.value(), "event_nextRung");
        assertThat(escalation).isEnded().hasPassed("event_nextRung", "event_decided", "event_topReached");
        assertThat(views.ticket(number, VERA).owner()).isEqualTo("boris");
        assertThat(instance(number)).hasPassed("event_escalatedResponseOverdue");
    }

    @Test
    void climbsTheLadderRungByRung() {
        TicketNumber number = desk.open(invoiceQuestion(), Actor.SYSTEM);
        desk.reply(number, "We look into it.", List.of(), false, ANNA);
        engine.setTime(dueOf(number, "event_resolutionAtRisk"));
        engine.fire(number.value(), "event_resolutionAtRisk");
        assertThat(fired(number)).containsExactly("75%");

        engine.setTime(dueOf(number, "event_nextRung"));
        engine.fire(number.value(), "event_nextRung");
        assertThat(fired(number)).containsExactly("75%", "90%");
        assertThat(instance(number)).hasPassed("event_escalatedResolutionAtRisk");

        engine.setTime(dueOf(number, "event_resolutionOverdue"));
        engine.fire(number.value(), "event_resolutionOverdue");
        for (int i = 0; i < 5; i++) {
            engine.setTime(dueOf(number, "event_nextRung"));
            engine.fire(number.value(), "event_nextRung");
        }
        assertThat(fired(number)).containsExactly("75%", "90%", "100%", "+PT1H", "+PT4H", "+PT13H", "+PT22H", "+PT31H");
        assertThat(escalation(number))
                .isWaitingAt("userTask_decideOnEscalation")
                .hasPassed("event_topReached");
    }

    @Test
    void tellsOnlyTheHighestOfSeveralRungsThatAnOutageHasHeldBack() {
        TicketNumber number = desk.open(invoiceQuestion(), Actor.SYSTEM);
        desk.reply(number, "We look into it.", List.of(), false, ANNA);
        engine.setTime(dueOf(number, "event_resolutionOverdue").minus(Duration.ofMinutes(5)));

        engine.fire(number.value(), "event_resolutionAtRisk");

        assertThat(fired(number)).containsExactly("75%", "90%");
        assertThat(mails().stream().filter("at-risk:vera@promisedesk.local"::equals))
                .hasSize(1);
        assertThat(instance(number)).hasPassed("event_escalatedResolutionAtRisk");
    }

    @Test
    void firesNothingTwiceWhenTheClockJumpsBackAnHour() {
        TicketNumber number = desk.open(invoiceQuestion(), Actor.SYSTEM);
        desk.reply(number, "We look into it.", List.of(), false, ANNA);
        Instant overdue = dueOf(number, "event_resolutionOverdue");
        engine.setTime(overdue.plusSeconds(60));
        engine.runDueJobs();
        assertThat(fired(number)).containsExactly("100%");

        engine.setTime(overdue.minus(Duration.ofHours(1)));
        assertThat(engine.runDueJobs()).isZero();
        desk.waitFor(number, WaitingFor.CUSTOMER, ANNA);
        desk.resume(number, ANNA);
        engine.setTime(overdue.plusSeconds(120));
        engine.runDueJobs();

        assertThat(fired(number)).containsExactly("100%");
        assertThat(mails().stream().filter("overdue:vera@promisedesk.local"::equals))
                .hasSize(1);
        desk.resolve(number, null, ANNA);
        assertThat(clocks.clocks(number.value()))
                .filteredOn(clock -> clock.metric() == Metric.RESOLUTION)
                .extracting(ClockView::verdict)
                .containsExactly(ClockView.Verdict.MISSED);
    }

    /** Open tickets stand on the version of the diagram that they began with, and it calls the newest escalation. */
    @Test
    void escalatesForDiagramsFromBeforeThereWereLadders() {
        TicketNumber number = desk.open(invoiceQuestion(), Actor.SYSTEM);
        engine.setTime(FIRST_RESPONSE_DUE);

        runtime.startProcessInstanceByKey(
                "escalation", number.value(), Map.of("metric", "response", "rung", "overdue"));

        assertThat(fired(number)).containsExactly("100%");
        assertThat(escalation(number)).isWaitingAt("userTask_decideOnEscalation", "event_nextRung");
    }

    @Test
    void climbsOnWhereAnEscalationFromBeforeHasStoredItsAnswer() {
        TicketNumber number = desk.open(invoiceQuestion(), Actor.SYSTEM);
        engine.setTime(FIRST_RESPONSE_DUE);
        runtime.startProcessInstanceByKey(
                "escalation", number.value(), Map.of("metric", "response", "phase", "overdue", "mustDecide", true));

        engine.setTime(dueOf(number, "event_nextRung"));
        engine.fire(number.value(), "event_nextRung");

        assertThat(fired(number)).containsExactly("100%", "+PT1H");
    }

    @Test
    void goesOnAfterAWaitAlsoWhenTheEscalationOfItsBrokenPromiseIsOver() {
        TicketNumber number = desk.open(invoiceQuestion(), Actor.SYSTEM);
        desk.reply(number, "We look into it.", List.of(), false, ANNA);
        engine.setTime(dueOf(number, "event_resolutionOverdue").plusSeconds(60));
        engine.runDueJobs();
        assertThat(escalations.acknowledge(number, "resolution", VERA)).isTrue();
        engine.runDueJobs();
        assertThat(escalation(number)).isNull();

        desk.waitFor(number, WaitingFor.CUSTOMER, ANNA);
        desk.resume(number, ANNA);

        assertThat(instance(number)).isWaitingAt("userTask_workOnTicket");
    }

    @Test
    void tellsOfABreachAlsoWhenTheTicketWaitsMeanwhile() {
        TicketNumber number = desk.open(invoiceQuestion(), Actor.SYSTEM);
        desk.reply(number, "We look into it.", List.of(), false, ANNA);
        engine.setTime(dueOf(number, "event_resolutionOverdue").plusSeconds(60));
        engine.runDueJobs();

        desk.waitFor(number, WaitingFor.CUSTOMER, ANNA);

        assertThat(mails()).contains("overdue:vera@promisedesk.local");
    }

    @Test
    void keepsTheNewsThatAnAgentHasPromisedWhenThePriorityChanges() {
        TicketNumber number = desk.open(invoiceQuestion(), Actor.SYSTEM);
        desk.reply(number, "We look into it.", List.of(), false, Budget.hours(2), ANNA);
        Instant promised = dueOf(number, "event_newsOverdue");

        desk.change(number, Priority.HIGH, null, null, VERA);

        assertThat(dueOf(number, "event_newsOverdue")).isEqualTo(promised);
        assertThatThrownBy(() -> desk.reply(number, "And you?", List.of(), true, Budget.hours(2), ANNA))
                .extracting(TicketProcessTests::refusal, InstanceOfAssertFactories.type(Refusal.class))
                .returns("ticket.refused.newsWhileWaiting", Refusal::key);
    }

    @Test
    void tellsNobodyAgainOfWhatSomebodyHasAcknowledged() {
        TicketNumber number = desk.open(invoiceQuestion(), Actor.SYSTEM);
        desk.reply(number, "We look into it.", List.of(), false, ANNA);
        engine.setTime(dueOf(number, "event_resolutionAtRisk"));
        engine.fire(number.value(), "event_resolutionAtRisk");

        assertThat(escalations.acknowledge(number, "resolution", ANNA)).isTrue();
        engine.fire(number.value(), "event_nextRung");
        assertThat(fired(number)).doesNotContain("90%");

        // That it is broken in spite of that is told.
        engine.setTime(dueOf(number, "event_resolutionOverdue"));
        engine.fire(number.value(), "event_resolutionOverdue");
        assertThat(fired(number)).contains("100%");
        assertThat(escalations.acknowledge(number, "resolution", VERA)).isTrue();
        assertThat(decisionTasks()).isEmpty();
        desk.resolve(number, null, ANNA);
        assertThat(escalations.acknowledge(number, "resolution", VERA)).isFalse();
    }

    @Test
    void takesMoreTimeWithAReasonThatTheCustomerReads() throws Exception {
        TicketNumber number = desk.open(invoiceQuestion(), Actor.SYSTEM);
        desk.change(number, Priority.HIGH, null, null, VERA);
        desk.reply(number, "We look into it.", List.of(), false, ANNA);
        Instant due = dueOf(number, "event_resolutionOverdue");
        engine.setTime(due.plusSeconds(60));
        engine.fire(number.value(), "event_resolutionOverdue");

        assertThatThrownBy(() -> decide(Map.of("decision", "more-time", "more", "PT4H")))
                .extracting(TicketProcessTests::refusal, InstanceOfAssertFactories.type(Refusal.class))
                .returns("ticket.refused.giveReason", Refusal::key);
        decide(Map.of("decision", "more-time", "more", "PT4H", "reason", "The part comes tomorrow."));

        ClockView clock = clocks.open(number.value(), Metric.RESOLUTION).orElseThrow();
        assertThat(clock.due()).isAfter(due);
        assertThat(clock.verdict()).isEqualTo(ClockView.Verdict.MISSED);
        assertThat(dueOf(number, "event_nextRung"))
                .isEqualTo(Objects.requireNonNull(clock.due()).plus(Duration.ofHours(1)));
        assertThat(mails()).contains("later:mia@example.org");
        assertThat(lastMail("later")).contains("The part comes tomorrow.");
    }

    @Test
    void raisesAPriorityWhileThereIsAHigherOne() throws Exception {
        TicketNumber number = desk.open(invoiceQuestion(), Actor.SYSTEM);
        desk.change(number, Priority.CRITICAL, null, null, VERA);
        engine.setTime(dueOf(number, "event_resolutionOverdue"));
        engine.fire(number.value(), "event_resolutionOverdue");

        assertThatThrownBy(() -> decide(Map.of("decision", "raise-priority")))
                .extracting(TicketProcessTests::refusal, InstanceOfAssertFactories.type(Refusal.class))
                .returns("ticket.refused.highestPriority", Refusal::key);

        assertThat(decisionTasks()).as("still to be decided").hasSize(1);
        desk.change(number, Priority.HIGH, null, null, VERA);
        decide(Map.of("decision", "raise-priority"));
        assertThat(views.ticket(number, VERA).priority()).isEqualTo(Priority.CRITICAL);
    }

    @Test
    void owesNewsThatTheLevelPromises() {
        TicketNumber number = desk.open(invoiceQuestion(), Actor.SYSTEM);
        desk.change(number, Priority.CRITICAL, null, null, VERA);
        assertThat(instance(number)).isWaitingAt("userTask_workOnTicket", "receiveTask_answer");

        desk.reply(number, "We look into it.", List.of(), false, ANNA);
        assertThat(instance(number)).isWaitingAt("userTask_workOnTicket", "receiveTask_news");
        Instant due = dueOf(number, "event_newsOverdue");
        assertThat(due).isEqualTo(engine.now().plus(Duration.ofHours(2)));
        engine.setTime(due);
        engine.fire(number.value(), "event_newsAtRisk");
        engine.fire(number.value(), "event_newsOverdue");
        assertThat(lastMail("overdue")).contains("Обещанные новости");
        assertThat(escalation(number)).isWaitingAt("userTask_decideOnEscalation");

        desk.reply(number, "Still looking.", List.of(), false, ANNA);
        assertThat(instance(number))
                .hasPassed("event_newsGiven", "event_escalatedNewsOverdue", "event_escalatedNewsAtRisk")
                .isWaitingAt("userTask_workOnTicket", "receiveTask_news");
        assertThat(dueOf(number, "event_newsOverdue")).isEqualTo(engine.now().plus(Duration.ofHours(2)));

        desk.waitFor(number, WaitingFor.CUSTOMER, ANNA);
        assertThat(dueOf(number, "event_newsOverdue")).isAfter(engine.now().plus(Duration.ofDays(365)));
        desk.resolve(number, null, ANNA);
        assertThat(instance(number)).isWaitingAt("userTask_confirmResolution");
        assertThat(clocks.clocks(number.value()))
                .filteredOn(clock -> clock.metric() == Metric.PROMISED_UPDATE)
                .extracting(ClockView::verdict)
                .containsExactly(ClockView.Verdict.MET, ClockView.Verdict.CANCELLED);
    }

    @Test
    void tellsTheCustomerWhenTheAgentWritesAgain() throws Exception {
        TicketNumber number = desk.open(invoiceQuestion(), Actor.SYSTEM);
        engine.as("anna", () -> claim(number));
        assertThatThrownBy(
                        () -> engine.as("anna", () -> submit(number, Map.of("next", "continue", "newsWithin", "P1D"))))
                .extracting(TicketProcessTests::refusal, InstanceOfAssertFactories.type(Refusal.class))
                .returns("ticket.refused.newsWithoutReply", Refusal::key);

        engine.as(
                "anna",
                () -> submit(number, Map.of("reply", "We look into it.", "next", "continue", "newsWithin", "P1D")));

        assertThat(dueOf(number, "event_newsOverdue")).isEqualTo(engine.now().plus(Duration.ofDays(1)));
        assertThat(lastMail("reply")).contains("You will hear from us again by");
    }

    @Test
    void bringsInAnotherTeam() throws Exception {
        TicketNumber number = desk.open(invoiceQuestion(), Actor.SYSTEM);
        desk.claim(number, ANNA);
        engine.setTime(FIRST_RESPONSE_DUE);
        engine.fire(number.value(), "event_responseOverdue");

        decide(Map.of("decision", "other-team", "team", "technical"));

        assertThat(views.ticket(number, OLGA).team()).isEqualTo("technical");
    }

    @Test
    void leavesADecisionWithThoseWhoLeadTheTeam() throws Exception {
        TicketNumber number = desk.open(invoiceQuestion(), Actor.SYSTEM);
        engine.setTime(FIRST_RESPONSE_DUE);
        engine.fire(number.value(), "event_responseOverdue");
        String decision = tasks.createTaskQuery()
                .taskDefinitionKey("userTask_decideOnEscalation")
                .singleResult()
                .getId();

        for (String other : List.of("anna", "victor", "denis", "ghost")) {
            assertThatThrownBy(() -> engine.as("vera", () -> assign(decision, other)))
                    .as(other)
                    .extracting(TicketProcessTests::refusal, InstanceOfAssertFactories.type(Refusal.class))
                    .returns("ticket.refused.doesNotLead", Refusal::key);
        }
        engine.as("vera", () -> assign(decision, "olga"));
        assertThat(escalation(number)).task().isAssignedTo("olga");
    }

    @Test
    void assignsATicketOnlyToAnAgentOfTheTeamThatTakesIt() throws Exception {
        TicketNumber number = desk.open(complaint(), Actor.SYSTEM);
        String task = ownersTask(number).getId();

        assertThatThrownBy(() -> engine.as("olga", () -> submit(number, Map.of("team", "technical", "owner", "anna"))))
                .extracting(TicketProcessTests::refusal, InstanceOfAssertFactories.type(Refusal.class))
                .returns("ticket.refused.notInTeam", Refusal::key)
                .satisfies(
                        refusal -> assertThat(refusal.arguments()).containsExactly("Anna Weber", "Technical support"));
        assertThatThrownBy(() -> engine.as("olga", () -> assign(task, "ghost")))
                .extracting(TicketProcessTests::refusal, InstanceOfAssertFactories.type(Refusal.class))
                .returns("ticket.refused.doesNotLead", Refusal::key);
        assertThat(instance(number)).isWaitingAt("userTask_assignTicket", "receiveTask_answer");
        assertThat(views.ticket(number, OLGA).team()).isNull();
    }

    @Test
    void endsTheDecisionWhenThePromiseIsSettled() {
        TicketNumber number = desk.open(invoiceQuestion(), Actor.SYSTEM);
        engine.setTime(FIRST_RESPONSE_DUE);
        engine.fire(number.value(), "event_responseOverdue");
        ProcessInstance escalation = escalation(number);

        desk.reply(number, "Sorry for the wait.", List.of(), false, ANNA);

        assertThat(escalation)
                .isEnded()
                .hasPassed("event_clockStopped", "event_settled")
                .hasNotPassed("event_decided");
        assertThat(instance(number)).hasPassed("event_answered");
    }

    @Test
    void escalatesAResolutionAtRiskAndOverdue() {
        TicketNumber number = desk.open(invoiceQuestion(), Actor.SYSTEM);
        desk.reply(number, "We look into it.", List.of(), false, ANNA);
        engine.setTime(dueOf(number, "event_resolutionAtRisk"));
        engine.fire(number.value(), "event_resolutionAtRisk");
        assertThat(mails()).contains("at-risk:anna@promisedesk.local", "at-risk:vera@promisedesk.local");
        engine.setTime(dueOf(number, "event_resolutionOverdue"));
        engine.fire(number.value(), "event_resolutionOverdue");

        assertThat(mails()).contains("overdue:vera@promisedesk.local");
        desk.resolve(number, null, ANNA);
        assertThat(instance(number))
                .hasPassed("event_escalatedResolutionAtRisk", "event_escalatedResolutionOverdue")
                .isWaitingAt("userTask_confirmResolution");
        assertThat(runtime.createProcessInstanceQuery()
                        .processDefinitionKey("escalation")
                        .count())
                .isZero();
    }

    @Test
    void tellsNobodyOfAPausedPromise() {
        TicketNumber number = desk.open(invoiceQuestion(), Actor.SYSTEM);
        Instant due = dueOf(number, "event_resolutionOverdue");
        desk.waitFor(number, WaitingFor.CUSTOMER, ANNA);
        engine.setTime(due);

        engine.fire(number.value(), "event_resolutionOverdue");

        assertThat(mails()).containsExactly("acknowledgement:mia@example.org");
        assertThat(dueOf(number, "event_nextRung")).isAfter(engine.now().plus(Duration.ofDays(365)));

        // The timer of the target has fired; the escalation that it has called goes on when the clock does.
        desk.customerWrote(number, message("Here it is", engine.now()));
        engine.setTime(dueOf(number, "event_nextRung"));
        engine.fire(number.value(), "event_nextRung");
        assertThat(mails()).contains("overdue:vera@promisedesk.local");
    }

    @Test
    void endsAnEscalationThatHasToldNobodyYet() {
        TicketNumber number = desk.open(invoiceQuestion(), Actor.SYSTEM);
        Instant due = dueOf(number, "event_resolutionOverdue");
        desk.waitFor(number, WaitingFor.CUSTOMER, ANNA);
        engine.setTime(due);
        engine.fire(number.value(), "event_resolutionOverdue");

        desk.resolve(number, null, ANNA);

        assertThat(runtime.createProcessInstanceQuery()
                        .processDefinitionKey("escalation")
                        .count())
                .isZero();
    }

    @Test
    void tellsDispatchersOfATicketThatNobodyAssigns() throws Exception {
        TicketNumber number = desk.open(complaint(), Actor.SYSTEM);
        ProcessInstance ticket = instance(number);
        assertThat(ticket).isWaitingAt("userTask_assignTicket", "receiveTask_answer");
        engine.pass(Duration.ofMinutes(30));
        engine.fire(number.value(), "event_unassignedTooLong");
        assertThat(ticket).hasPassed("event_unassignedTold");
        assertThat(mails()).contains("unassigned:olga@promisedesk.local");

        Task assign = ownersTask(number);
        engine.as("olga", () -> {
            forms.submitTaskForm(assign.getId(), Map.of("team", "technical", "owner", "clara"));
            return true;
        });

        assertThat(ticket).isWaitingAt("userTask_workOnTicket");
        assertThat(views.ticket(number, OLGA).owner()).isEqualTo("clara");
        assertThat(ownersTask(number).getAssignee()).isEqualTo("clara");
    }

    @Test
    void closesByItselfWhenNobodyObjects() {
        TicketNumber number = desk.open(invoiceQuestion(), Actor.SYSTEM);
        desk.resolve(number, "Done.", ANNA);
        ProcessInstance ticket = instance(number);
        engine.pass(Duration.ofDays(5));

        engine.fire(number.value(), "event_noObjection");

        assertThat(ticket).isEnded().hasPassed("serviceTask_closeUnopposed", "event_closed");
        assertThat(views.ticket(number, ANNA).state()).isEqualTo(TicketState.CLOSED);
    }

    @Test
    void reopensWhenTheCustomerObjectsOrTheOwnerDoes() {
        TicketNumber number = desk.open(invoiceQuestion(), Actor.SYSTEM);
        desk.resolve(number, "Done.", ANNA);
        ProcessInstance ticket = instance(number);
        desk.customerWrote(number, message("No", engine.now()));
        assertThat(ticket)
                .hasPassedInOrder("event_solved", "event_customerObjected", "event_reopened")
                .isWaitingAt("userTask_workOnTicket", "receiveTask_answer");

        desk.resolve(number, null, ANNA);
        desk.reopen(number, ANNA);
        assertThat(ticket).isWaitingAt("userTask_workOnTicket");
        assertThat(dueOf(number, "event_resolutionOverdue")).isAfter(engine.now());
    }

    @Test
    void endsEverythingWhenCancelled() {
        TicketNumber number = desk.open(invoiceQuestion(), Actor.SYSTEM);
        engine.setTime(FIRST_RESPONSE_DUE);
        engine.fire(number.value(), "event_responseOverdue");
        ProcessInstance ticket = instance(number);

        desk.cancel(number, "spam", ANNA);

        assertThat(ticket).isEnded().hasPassed("event_cancelled").hasNotPassed("event_closed");
        assertThat(runtime.createProcessInstanceQuery().count()).isZero();
    }

    @Test
    void aMergeEndsOneProcessAndTheOtherKeepsTheOlderDeadline() {
        TicketNumber number = desk.open(invoiceQuestion(), Actor.SYSTEM);
        ProcessInstance merged = instance(number);
        engine.pass(Duration.ofHours(2));
        TicketNumber survivor = desk.open(invoiceQuestion(engine.now()), Actor.SYSTEM);
        assertThat(dueOf(survivor, "event_responseOverdue")).isAfter(FIRST_RESPONSE_DUE);

        desk.merge(number, survivor, ANNA);

        assertThat(merged).isEnded().hasPassed("event_cancelled").hasNotPassed("event_closed");
        assertThat(instance(survivor)).isWaitingAt("userTask_workOnTicket", "receiveTask_answer");
        assertThat(dueOf(survivor, "event_responseAtRisk")).isEqualTo(FIRST_RESPONSE_AT_RISK);
        assertThat(dueOf(survivor, "event_responseOverdue")).isEqualTo(FIRST_RESPONSE_DUE);
        assertThat(ownersTask(survivor).getDueDate()).isEqualTo(FIRST_RESPONSE_DUE);
        engine.setTime(FIRST_RESPONSE_DUE);
        engine.fire(survivor.value(), "event_responseOverdue");
        assertThat(mails()).contains("overdue:vera@promisedesk.local");
    }

    @Test
    void whatIsOverdueByAMergeIsToldAtOnceAndNoPastRiskWithIt() {
        TicketNumber number = desk.open(invoiceQuestion(), Actor.SYSTEM);
        engine.setTime(FIRST_RESPONSE_DUE.minus(Duration.ofMinutes(30)));
        TicketNumber survivor = desk.open(invoiceQuestion(engine.now()), Actor.SYSTEM);
        engine.setTime(FIRST_RESPONSE_DUE.plus(Duration.ofMinutes(10)));

        desk.merge(number, survivor, ANNA);
        engine.runDueJobs();

        assertThat(instance(survivor)).hasPassed("event_responseOverdue").hasNotPassed("event_escalatedResponseAtRisk");
        assertThat(mails()).contains("overdue:vera@promisedesk.local").doesNotContain("at-risk:vera@promisedesk.local");
        assertThat(ownersTask(survivor).getPriority()).isEqualTo(90);
    }

    @Test
    void aRungThatHasFiredDoesNotFireAgainAfterAMerge() {
        TicketNumber number = desk.open(invoiceQuestion(), Actor.SYSTEM);
        engine.pass(Duration.ofMinutes(20));
        TicketNumber survivor = desk.open(invoiceQuestion(engine.now()), Actor.SYSTEM);
        engine.setTime(dueOf(survivor, "event_responseAtRisk"));
        engine.fire(survivor.value(), "event_responseAtRisk");

        desk.merge(number, survivor, ANNA);
        engine.runDueJobs();
        assertThat(mails().stream().filter("at-risk:vera@promisedesk.local"::equals))
                .hasSize(1);
        assertThat(mails()).doesNotContain("overdue:vera@promisedesk.local");

        engine.setTime(FIRST_RESPONSE_DUE);
        engine.runDueJobs();
        assertThat(mails().stream().filter("overdue:vera@promisedesk.local"::equals))
                .hasSize(1);
    }

    @Test
    void whoOwedNoAnswerGetsAResponseClockByAMerge() {
        TicketNumber number = desk.open(invoiceQuestion(), Actor.SYSTEM);
        TicketNumber survivor = desk.open(invoiceQuestion(), Actor.SYSTEM);
        desk.reply(survivor, "Which one?", List.of(), true, ANNA);
        assertThat(instance(survivor)).isWaitingAt("userTask_awaitCustomer");

        desk.merge(number, survivor, ANNA);

        assertThat(instance(survivor)).isWaitingAt("userTask_workOnTicket", "receiveTask_answer");
        assertThat(dueOf(survivor, "event_responseOverdue"))
                .isEqualTo(clocks.open(survivor.value(), Metric.NEXT_RESPONSE)
                        .orElseThrow()
                        .due());
        desk.reply(survivor, "Because of the tax.", List.of(), false, ANNA);
        assertThat(instance(survivor)).hasPassed("event_answered").isWaitingAt("userTask_workOnTicket");
    }

    @Test
    void offersACallToBeLogged() throws Exception {
        String definition = processEngine
                .getRepositoryService()
                .createProcessDefinitionQuery()
                .processDefinitionKey("log-a-call")
                .latestVersion()
                .singleResult()
                .getId();

        engine.as(
                "anna",
                () -> forms.submitStartForm(
                        definition,
                        Map.of("customerEmail", "Leo@Example.org", "subject", "Refund", "text", "Wants it back.")));

        TicketView ticket = views.ticket(
                new TicketNumber(views.search(
                                new io.promisedesk.ticket.TicketSearch(null, List.of(), null, null, null, 10, 0), ANNA)
                        .items()
                        .get(0)
                        .number()),
                ANNA);
        assertThat(ticket.channel()).isEqualTo(io.promisedesk.ticket.Channel.PHONE);
        assertThat(ticket.customer().email()).isEqualTo("leo@example.org");
        assertThat(ticket.owner()).isEqualTo("anna");
        assertThat(ownersTask(new TicketNumber(ticket.number())).getAssignee()).isEqualTo("anna");
    }

    private boolean claim(TicketNumber number) {
        tasks.claim(
                ownersTask(number).getId(),
                processEngine.getIdentityService().getCurrentAuthentication().getUserId());
        return true;
    }

    private boolean assign(String task, String userId) {
        tasks.setAssignee(task, userId);
        return true;
    }

    private boolean submit(TicketNumber number, Map<String, Object> form) {
        forms.submitTaskForm(ownersTask(number).getId(), form);
        return true;
    }

    private Task ownersTask(TicketNumber number) {
        return tasks.createTaskQuery()
                .processInstanceBusinessKey(number.value())
                .taskDefinitionKeyIn(TicketProcess.OWNERS_TASKS.toArray(String[]::new))
                .singleResult();
    }

    private ProcessInstance instance(TicketNumber number) {
        return runtime.createProcessInstanceQuery()
                .processDefinitionKey("ticket")
                .processInstanceBusinessKey(number.value())
                .singleResult();
    }

    private ProcessInstance escalation(TicketNumber number) {
        return runtime.createProcessInstanceQuery()
                .processDefinitionKey("escalation")
                .processInstanceBusinessKey(number.value())
                .singleResult();
    }

    private Instant dueOf(TicketNumber number, String element) {
        return engine.jobsOf(number.value(), element).get(0).getDuedate().toInstant();
    }

    private List<String> mails() {
        Postman.send(application);
        return jdbc.sql("select kind || ':' || recipient from notification_mail order by id")
                .query(String.class)
                .list();
    }

    private List<String> subjects(String kind) {
        Postman.send(application);
        return jdbc.sql("select subject from notification_mail where kind = ? order by id")
                .param(kind)
                .query(String.class)
                .list();
    }

    private Task decisionTask() {
        return tasks.createTaskQuery()
                .taskDefinitionKey("userTask_decideOnEscalation")
                .singleResult();
    }

    private List<Task> decisionTasks() {
        return tasks.createTaskQuery()
                .taskDefinitionKey("userTask_decideOnEscalation")
                .list();
    }

    private void decide(Map<String, Object> form) throws Exception {
        engine.as("vera", () -> {
            forms.submitTaskForm(decisionTask().getId(), form);
            return true;
        });
    }

    /** Rungs of all clocks of the ticket, in the order in which they fired; marks of the two escalations left out. */
    private List<String> fired(TicketNumber number) {
        return jdbc.sql(
                        """
                        select rung from sla_rung join sla_clock on id = clock
                        where subject = ? and rung not in ('at-risk', 'overdue') order by fired_at, length(rung), rung
                        """)
                .param(number.value())
                .query(String.class)
                .list();
    }

    private String lastMail(String kind) {
        Postman.send(application);
        return jdbc.sql("select text from notification_mail where kind = ? order by id desc limit 1")
                .param(kind)
                .query(String.class)
                .single();
    }

    /** Elements of the tasks that a person finds in that filter of Tasklist. */
    private List<String> filtered(String filter, String person) throws Exception {
        String id = filters.createTaskFilterQuery()
                .filterName(filter)
                .singleResult()
                .getId();
        return engine.as(person, () -> filters.<Task>list(id).stream()
                .map(Task::getTaskDefinitionKey)
                .toList());
    }

    private static Throwable refusal(Throwable thrown) {
        Throwable cause = thrown;
        while (!(cause instanceof Refusal) && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }
}
