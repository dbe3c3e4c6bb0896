package io.promisedesk.handover.process;

import static io.promisedesk.ticket.TicketSamples.ANNA;
import static io.promisedesk.ticket.TicketSamples.VERA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.promisedesk.Engine;
import io.promisedesk.PromisedeskTest;
import io.promisedesk.handover.NoShows;
import io.promisedesk.handover.TeamRulesDesk;
import io.promisedesk.handover.TeamRulesDesk.OwnRules;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.roster.Absence;
import io.promisedesk.roster.Absence.Kind;
import io.promisedesk.roster.RosterDesk;
import io.promisedesk.roster.Shift;
import io.promisedesk.ticket.OpenTicket;
import io.promisedesk.ticket.TicketDesk;
import io.promisedesk.ticket.TicketNumber;
import io.promisedesk.ticket.TicketSamples;
import io.promisedesk.workplace.Signs;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.FormService;
import org.camunda.bpm.engine.HistoryService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.history.HistoricActivityInstance;
import org.camunda.bpm.engine.runtime.Job;
import org.camunda.bpm.engine.task.Task;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.client.TestRestTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Anna and Boris should be here at 10:00 UTC; it is 09:00, and the team asks after a quarter of an hour. Traces through the
 * process {@code no-show}, whose timers are fired by hand.
 */
@PromisedeskTest
class NoShowTraceTests {

    private static final Instant NOW = Engine.MONDAY_MORNING;
    private static final Instant START = NOW.plus(Duration.ofHours(1));
    private static final Instant ASKED = START.plus(Duration.ofMinutes(15));
    private static final Instant END = START.plus(Duration.ofHours(8));

    @Autowired
    Engine engine;

    @Autowired
    RosterDesk roster;

    @Autowired
    TeamRulesDesk rules;

    @Autowired
    TicketDesk tickets;

    @Autowired
    NoShows noShows;

    @Autowired
    Signs signs;

    @Autowired
    TestRestTemplate web;

    @Autowired
    TaskService tasks;

    @Autowired
    FormService forms;

    @Autowired
    HistoryService history;

    @Autowired
    RuntimeService runtime;

    @Autowired
    JdbcClient jdbc;

    private Shift shift;

    @BeforeEach
    void planShift() {
        asksAfter(Duration.ofMinutes(15));
        shift = roster.plan("service", START, END, List.of("anna", "boris"));
    }

    @Test
    void asksNobodyWhereEverybodyIsHere() {
        seen("anna", START.minus(Duration.ofMinutes(5)));
        seen("boris", START.plus(Duration.ofMinutes(5)));
        asks();
        assertThat(trace())
                .containsExactly(
                        "event_shiftPlanned",
                        "event_timeToBeHere",
                        "serviceTask_findMissing",
                        "subProcess_ask#multiInstanceBody",
                        "event_everybodyKnown");
        assertThat(mails()).isEmpty();
    }

    @Test
    void asksTheSupervisorWhoSaysThatSheIsAbsentAndHerTicketsFindOwners() throws Exception {
        seen("boris", START);
        TicketNumber ticket = ticketOfAnna();
        asks();
        assertThat(mails()).containsExactly("handover-no-show vera");
        assertThat(noShows.missingFrom("service"))
                .extracting(NoShows.Missing::person)
                .containsExactly("anna");
        assertThat(forms.getTaskFormVariables(question().getId()).get("who").toString())
                .contains("Anna Weber");

        answer("vera", Map.of("answer", "absent", "until", "shift"));

        Absence absence = roster.absenceOf("anna", engine.now()).orElseThrow();
        assertThat(absence.from()).isEqualTo(START);
        assertThat(absence.to()).isEqualTo(END);
        assertThat(absence.recordedBy()).isEqualTo("vera");
        assertThat(trace())
                .containsSubsequence(
                        "userTask_hasNotAppeared",
                        "serviceTask_carryOut",
                        "gateway_comesLater",
                        "event_known",
                        "event_everybodyKnown")
                .doesNotContain("event_timeToCome");
        engine.runDueJobs();
        assertThat(tickets.find(ticket).map(OpenTicket::owner)).contains("boris");
    }

    @Test
    void looksAgainWhenSomebodyWasToCome() throws Exception {
        seen("boris", START);
        asks();
        refused("handover.refused.comesAt", Map.of("answer", "later", "comesAt", "23:30"));
        refused("handover.refused.comesAt", Map.of("answer", "later"));
        refused("handover.refused.noShowAnswer", Map.of("answer", "maybe"));
        // Vera is in Berlin: an hour ahead of UTC.
        answer("vera", Map.of("answer", "later", "comesAt", "12:30"));
        assertThat(jobs("event_timeToCome")).singleElement().satisfies(job -> assertThat(
                        job.getDuedate().toInstant())
                .isEqualTo(Instant.parse("2026-03-02T11:30:00Z")));

        engine.setTime(Instant.parse("2026-03-02T11:30:00Z"));
        engine.fire(shift.key(), "event_timeToCome");
        assertThat(question()).isNotNull();
        assertThat(mails()).containsExactly("handover-no-show vera", "handover-no-show vera");

        answer("vera", Map.of("answer", "later", "comesAt", "13:00"));
        seen("anna", Instant.parse("2026-03-02T11:55:00Z"));
        engine.setTime(Instant.parse("2026-03-02T12:00:00Z"));
        engine.fire(shift.key(), "event_timeToCome");
        assertThat(trace()).endsWith("event_hasCome", "event_everybodyKnown");
    }

    @Test
    void takesTheQuestionBackWhenSheAppears() {
        seen("boris", START);
        asks();
        assertThat(question()).isNotNull();
        engine.pass(Duration.ofMinutes(3));

        // Any request of hers will do, and she need not know of the question.
        web.withBasicAuth("anna", "demo").getForEntity("/api/tickets", String.class);

        assertThat(question()).isNull();
        assertThat(trace()).contains("event_appeared", "event_isHere").endsWith("event_everybodyKnown");
        assertThat(noShows.missingFrom("service")).isEmpty();
    }

    @Test
    void takesWhatAnOpenPageAsksByItselfForNoSign() {
        // Far from whatever another test has done: each node remembers for a minute whom it has seen.
        engine.pass(Duration.ofDays(100));
        web.withBasicAuth("anna", "demo").getForEntity("/api/workplace/news", String.class);
        assertThat(signs.latest(List.of("anna"))).isEmpty();
        web.withBasicAuth("anna", "demo").getForEntity("/tickets", String.class);
        assertThat(signs.latest(List.of("anna"))).containsEntry("anna", engine.now());
    }

    @Test
    void keepsOneInstantPerPersonToTheMinute() {
        seen("anna", NOW);
        seen("anna", NOW.plusSeconds(30));
        assertThat(signs.latest(List.of("anna"))).containsEntry("anna", NOW);
        seen("anna", NOW.plusSeconds(60));
        assertThat(signs.latest(List.of("anna"))).containsEntry("anna", NOW.plusSeconds(60));
        assertThat(jdbc.sql("select count(*) from workplace_sign where person = 'anna'")
                        .query(Long.class)
                        .single())
                .isOne();
    }

    @Test
    void keepsNothingOfThoseNobodyAsksAboutAndNothingForLongerThanADay() {
        seen("clara", NOW);
        assertThat(signs.latest(List.of("clara"))).isEmpty();

        seen("anna", NOW);
        engine.setTime(NOW.plus(Duration.ofDays(1)));
        signs.forgetOld();
        assertThat(signs.latest(List.of("anna"))).containsKey("anna");
        engine.pass(Duration.ofMinutes(1));
        signs.forgetOld();
        assertThat(signs.latest(List.of("anna"))).isEmpty();
    }

    @Test
    void asksOnceWhereTheShiftIsMadeLongerMeanwhile() {
        seen("boris", START);
        asks();
        roster.unplan("service", START, END);
        Shift longer = roster.plan("service", START, END.plus(Duration.ofHours(1)), List.of("anna", "boris"));
        noShows.plan();

        engine.fire(longer.key(), "event_timeToBeHere");

        assertThat(question()).isNotNull();
        assertThat(mails()).containsExactly("handover-no-show vera");
    }

    @Test
    void missesNobodyWhoIsAbsent() {
        seen("boris", START);
        roster.reportAbsence("anna", Kind.SICKNESS, START, null, null, ANNA);
        asks();
        assertThat(question()).isNull();
        assertThat(mails()).isEmpty();
    }

    @Test
    void asksAboutEachOfThemAndLapsesWithTheShift() {
        asks();
        assertThat(tasks.createTaskQuery()
                        .processDefinitionKey(NoShowProcess.ID)
                        .count())
                .isEqualTo(2);
        engine.setTime(END);
        engine.fire(shift.key(), "event_shiftOver");
        assertThat(trace()).endsWith("event_shiftOver", "event_leftToShiftEnd");
        assertThat(noShows.missingFrom("service")).isEmpty();
    }

    @Test
    void letsSupervisorsAndDispatchersAnswerAndNobodyElse() throws Exception {
        seen("boris", START);
        asks();
        String task = question().getId();
        assertThatThrownBy(() -> tasks.setAssignee(task, "boris")).hasStackTraceContaining("handover.refused.noShow");
        assertThatThrownBy(() -> tasks.setAssignee(task, "victor")).hasStackTraceContaining("handover.refused.noShow");
        answer("olga", Map.of("answer", "here"));
        assertThat(trace()).endsWith("event_known", "event_everybodyKnown");
        assertThat(roster.absenceOf("anna", engine.now())).isEmpty();
    }

    @Test
    void followsTheRuleOfTheTeamAtOnceAndAsksNobodyWhereItIsOff() {
        asksAfter(Duration.ofMinutes(30));
        assertThat(jobs("event_timeToBeHere")).singleElement().satisfies(job -> assertThat(
                        job.getDuedate().toInstant())
                .isEqualTo(START.plus(Duration.ofMinutes(30))));
        asksAfter(Duration.ZERO);
        assertThat(jobs("event_timeToBeHere")).singleElement().satisfies(job -> assertThat(
                        job.getDuedate().toInstant())
                // Then nobody is missed, and the process ends.
                .isEqualTo(END));

        roster.plan("service", START.plus(Duration.ofHours(12)), END.plus(Duration.ofHours(12)), List.of("anna"));
        assertThat(runtime.createProcessInstanceQuery()
                        .processDefinitionKey(NoShowProcess.ID)
                        .count())
                .isOne();
        asksAfter(Duration.ofMinutes(5));
        noShows.plan();
        assertThat(runtime.createProcessInstanceQuery()
                        .processDefinitionKey(NoShowProcess.ID)
                        .count())
                .isEqualTo(2);
    }

    @Test
    void missesNobodyFromAShiftThatIsNoMore() {
        roster.unplan("service", START, END);
        asks();
        assertThat(mails()).isEmpty();
        assertThat(trace()).endsWith("event_everybodyKnown");
    }

    @Test
    void missesNobodyForTheTimeBeforeTheTeamBeganToAsk() throws Exception {
        rules.change("service", OwnRules.NONE, VERA);
        Instant switchedOn = START.plus(Duration.ofHours(2));
        // What she does before is not kept: the team does not ask.
        seen("anna", switchedOn.minus(Duration.ofMinutes(3)));
        engine.setTime(switchedOn);
        asksAfter(Duration.ofMinutes(15));
        assertThat(jobs("event_timeToBeHere").get(0).getDuedate())
                .isEqualTo(Date.from(switchedOn.plus(Duration.ofMinutes(15))));

        seen("anna", switchedOn.plus(Duration.ofMinutes(10)));
        engine.setTime(switchedOn.plus(Duration.ofMinutes(15)));
        engine.fire(shift.key(), "event_timeToBeHere");
        assertThat(noShows.missingFrom("service"))
                .extracting(NoShows.Missing::person)
                .containsExactly("boris");
        // In the list of tasks the one about him bears his name.
        String task = question().getId();
        assertThat(engine.as("vera", () -> noShows.askedAbout(List.of(task)))).containsEntry(task, "Boris Ivanov");
        assertThat(engine.as("clara", () -> noShows.askedAbout(List.of(task)))).isEmpty();
    }

    private void asksAfter(Duration after) {
        rules.change("service", new OwnRules(null, null, null, after, null), VERA);
    }

    private void asks() {
        engine.setTime(ASKED);
        engine.fire(shift.key(), "event_timeToBeHere");
    }

    private void seen(String person, Instant at) {
        engine.setTime(at);
        signs.seen(person);
    }

    private TicketNumber ticketOfAnna() {
        TicketNumber number = tickets.open(TicketSamples.invoiceQuestion(NOW), Actor.SYSTEM);
        tickets.claim(number, ANNA);
        return number;
    }

    private List<Job> jobs(String element) {
        return engine.jobsOf(shift.key(), element);
    }

    private Task question() {
        return tasks.createTaskQuery().processDefinitionKey(NoShowProcess.ID).singleResult();
    }

    private void answer(String person, Map<String, Object> values) throws Exception {
        String task = question().getId();
        engine.as(person, () -> {
            tasks.claim(task, person);
            forms.submitTaskForm(task, values);
            return true;
        });
    }

    private void refused(String message, Map<String, Object> values) {
        assertThatThrownBy(() -> answer("vera", values)).hasStackTraceContaining(message);
    }

    private List<String> mails() {
        return jdbc.sql("select kind || ' ' || person from notification_mail where kind like 'handover%' order by id")
                .query(String.class)
                .list();
    }

    private List<String> trace() {
        String instance = history.createHistoricProcessInstanceQuery()
                .processDefinitionKey(NoShowProcess.ID)
                .processInstanceBusinessKey(shift.key())
                .singleResult()
                .getId();
        return history
                .createHistoricActivityInstanceQuery()
                .processInstanceId(instance)
                .orderPartiallyByOccurrence()
                .asc()
                .list()
                .stream()
                .map(HistoricActivityInstance::getActivityId)
                .toList();
    }
}
