package io.promisedesk.handover.process;

import static io.promisedesk.ticket.TicketSamples.ANNA;
import static io.promisedesk.ticket.TicketSamples.BORIS;
import static io.promisedesk.ticket.TicketSamples.CLARA;
import static io.promisedesk.ticket.TicketSamples.VERA;
import static io.promisedesk.ticket.TicketSamples.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.promisedesk.Engine;
import io.promisedesk.PromisedeskTest;
import io.promisedesk.handover.AbsenceCatchUp;
import io.promisedesk.handover.TeamRulesDesk;
import io.promisedesk.handover.TeamRulesDesk.OwnRules;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.roster.Absence;
import io.promisedesk.roster.Absence.Kind;
import io.promisedesk.roster.RosterDesk;
import io.promisedesk.ticket.OpenTicket;
import io.promisedesk.ticket.Priority;
import io.promisedesk.ticket.TicketDesk;
import io.promisedesk.ticket.TicketNumber;
import io.promisedesk.ticket.TicketSamples;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.assertj.core.groups.Tuple;
import org.camunda.bpm.engine.AuthorizationException;
import org.camunda.bpm.engine.FormService;
import org.camunda.bpm.engine.HistoryService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.history.HistoricActivityInstance;
import org.camunda.bpm.engine.history.HistoricProcessInstance;
import org.camunda.bpm.engine.runtime.Job;
import org.camunda.bpm.engine.task.Task;
import org.camunda.spin.plugin.variable.SpinValues;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Anna and Boris work today from 07:00 to 15:00 UTC and tomorrow again; it is 09:00. Traces through the process
 * {@code absence}, whose timers are fired by hand.
 */
@PromisedeskTest
class AbsenceTraceTests {

    private static final Instant NOW = Engine.MONDAY_MORNING;
    private static final Instant START = NOW.minus(Duration.ofHours(2));
    private static final Instant END = START.plus(Duration.ofHours(8));
    private static final Instant TOMORROW = START.plus(Duration.ofDays(1));

    @Autowired
    Engine engine;

    @Autowired
    RosterDesk roster;

    @Autowired
    TicketDesk tickets;

    @Autowired
    TeamRulesDesk rules;

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

    @Autowired
    AbsenceCatchUp catchUp;

    @BeforeEach
    void planShifts() {
        shift(START, "anna", "boris");
        shift(TOMORROW, "anna", "boris");
    }

    @Test
    void findsOwnersForAllTicketsOfSomebodyWhoFallsIllInTheMiddleOfAShift() {
        TicketNumber first = ticketOf(ANNA);
        TicketNumber second = ticketOf(ANNA);

        Absence absence = roster.reportAbsence("anna", Kind.SICKNESS, NOW, null, null, ANNA);
        assertThat(ownerOf(first)).isEqualTo("anna");
        begins(absence);

        assertThat(ownerOf(first)).isEqualTo("boris");
        assertThat(ownerOf(second)).isEqualTo("boris");
        assertThat(lines())
                .containsExactlyInAnyOrder(
                        tuple(first.value(), "anna", "boris", "AUTOMATIC", "ABSENCE"),
                        tuple(second.value(), "anna", "boris", "AUTOMATIC", "ABSENCE"));
        assertThat(mails()).containsExactly("handover-automatic boris");
        assertThat(traceOf(absence))
                .containsExactly(
                        "event_absenceRecorded",
                        "gateway_beginsOrCancelled",
                        "event_absenceBegins",
                        "subProcess_absent",
                        "event_personAbsent",
                        "serviceTask_findNewOwners",
                        "event_colleaguesCome");
        // Nothing waits any more: nobody needs to look again, and nobody knows when Anna is back.
        assertThat(dueOf(absence, "event_colleaguesCome")).isAfter(Instant.parse("9000-01-01T00:00:00Z"));
        assertThat(dueOf(absence, "event_backAtWork")).isAfter(Instant.parse("9000-01-01T00:00:00Z"));
    }

    @Test
    void waitsForTheBeginOfAVacation() {
        TicketNumber ticket = ticketOf(ANNA);
        Absence absence = roster.reportAbsence(
                "anna", Kind.VACATION, LocalDate.of(2026, 3, 3), LocalDate.of(2026, 3, 13), null, VERA);
        assertThat(dueOf(absence, "event_absenceBegins")).isEqualTo(Instant.parse("2026-03-02T23:00:00Z"));
        assertThat(dueOf(absence, "event_absenceBegins")).isEqualTo(absence.from());

        begins(absence);

        // Midnight: nobody is there. The supervisor knows, and it is tried again when Boris comes.
        assertThat(ownerOf(ticket)).isEqualTo("anna");
        assertThat(mails()).containsExactly("handover-nobody vera");
        assertThat(dueOf(absence, "event_colleaguesCome")).isEqualTo(TOMORROW);
        colleaguesCome(absence, TOMORROW);
        assertThat(ownerOf(ticket)).isEqualTo("boris");
        assertThat(traceOf(absence))
                .filteredOn("serviceTask_findNewOwners"::equals)
                .hasSize(2);
    }

    @Test
    void keepsWhatIsDueInTheFirstWorkAfterIt() {
        TicketNumber ticket = ticketOf(ANNA);
        tickets.reply(ticket, "We look into it.", List.of(), false, ANNA);
        Instant due = tickets.find(ticket).map(OpenTicket::due).orElseThrow();
        assertThat(due).isAfter(NOW.plus(Duration.ofHours(2)));

        // Back before it is due, in the middle of the same shift or of the one in which it is due.
        roster.plan("service", due.minus(Duration.ofHours(2)), due.plus(Duration.ofHours(1)), List.of("anna", "boris"));
        Absence absence =
                roster.reportAbsence("anna", Kind.OTHER, NOW, due.minus(Duration.ofHours(1)), "Dentist", VERA);
        begins(absence);

        assertThat(ownerOf(ticket)).isEqualTo("anna");
        assertThat(mails()).isEmpty();
        back(absence);
        assertThat(traceOf(absence)).endsWith("event_backToNothingNew");
    }

    @Test
    void movesWhatIsDueBeforeTheFirstWorkAfterIt() {
        TicketNumber ticket = ticketOf(ANNA);
        Absence absence = roster.reportAbsence("anna", Kind.SICKNESS, NOW, TOMORROW, null, ANNA);
        begins(absence);
        assertThat(ownerOf(ticket)).isEqualTo("boris");
    }

    @Test
    void letsTheReceiverDeclineToTheSupervisor() throws Exception {
        TicketNumber ticket = ticketOf(ANNA);
        begins(roster.reportAbsence("anna", Kind.SICKNESS, NOW, null, null, ANNA));
        submit("boris", HandoverProcess.TAKE_OVER_TICKETS, row(ticket, "decision", "decline", "reason", "Full."));
        submit("vera", HandoverProcess.PLACE_TICKETS, row(ticket, "receiver", "vera"));
        assertThat(ownerOf(ticket)).isEqualTo("vera");
    }

    @Test
    void doesNothingWhereItIsCancelledBeforeItBegins() {
        TicketNumber ticket = ticketOf(ANNA);
        Absence absence = roster.reportAbsence("anna", Kind.VACATION, TOMORROW, null, null, VERA);
        roster.cancelAbsence(absence.id(), VERA);
        assertThat(traceOf(absence)).endsWith("event_absenceCancelled", "event_nothingToDo");
        assertThat(ownerOf(ticket)).isEqualTo("anna");
        assertThat(mails()).isEmpty();
    }

    @Test
    void takesACancelAfterTheBeginForAnEarlyReturn() {
        TicketNumber ticket = ticketOf(ANNA);
        Absence absence = roster.reportAbsence("anna", Kind.SICKNESS, NOW, null, null, ANNA);
        begins(absence);
        engine.pass(Duration.ofHours(1));

        roster.cancelAbsence(absence.id(), ANNA);
        assertThat(dueOf(absence, "event_backAtWork")).isEqualTo(engine.now());
        engine.fire(key(absence), "event_backAtWork");

        assertThat(taskOf("anna").getTaskDefinitionKey()).isEqualTo(AbsenceProcess.LOOK_AT_YOUR_TICKETS);
        assertThat(mails()).contains("handover-what-happened anna");
        assertThat(ownerOf(ticket)).isEqualTo("boris");
    }

    @Test
    void followsAnAbsenceThatIsMovedProlongedAndCutShort() {
        Absence absence = roster.reportAbsence("anna", Kind.VACATION, TOMORROW, day(5), null, VERA);
        roster.changeAbsence(absence.id(), Kind.VACATION, day(2), day(6), null, VERA);
        assertThat(dueOf(absence, "event_absenceBegins")).isEqualTo(day(2));
        begins(roster.absence(absence.id()).orElseThrow());

        assertThat(dueOf(absence, "event_backAtWork")).isEqualTo(day(6));
        roster.changeAbsence(absence.id(), Kind.VACATION, day(2), day(9), null, VERA);
        assertThat(dueOf(absence, "event_backAtWork")).isEqualTo(day(9));
        roster.endAbsence(absence.id(), day(4), VERA);
        assertThat(dueOf(absence, "event_backAtWork")).isEqualTo(day(4));
    }

    @Test
    void asksAgainWhereAnAbsenceGoesOnAfterItHadEnded() {
        TicketNumber ticket = ticketOf(ANNA);
        Absence absence = roster.reportAbsence("anna", Kind.SICKNESS, NOW, TOMORROW, null, ANNA);
        begins(absence);
        back(absence);
        assertThat(taskOf("anna").getTaskDefinitionKey()).isEqualTo(AbsenceProcess.LOOK_AT_YOUR_TICKETS);

        roster.changeAbsence(absence.id(), Kind.SICKNESS, NOW, day(3), null, ANNA);

        assertThat(traceOf(absence)).contains("event_absentAgain").endsWith("event_colleaguesCome");
        assertThat(tasks.createTaskQuery().taskAssignee("anna").count()).isZero();
        engine.setTime(day(3));
        engine.fire(key(absence), "event_backAtWork");
        assertThat(taskOf("anna").getDueDate()).isEqualTo(Date.from(day(3).plus(Duration.ofDays(7))));
        assertThat(ownerOf(ticket)).isEqualTo("boris");
    }

    @Test
    void startsAnewWhereAnAbsenceWithoutTicketsGoesOnAfterItHadEnded() {
        Absence absence = roster.reportAbsence("anna", Kind.SICKNESS, NOW, TOMORROW, null, ANNA);
        begins(absence);
        back(absence);
        TicketNumber ticket = ticketOf(ANNA);

        roster.changeAbsence(absence.id(), Kind.SICKNESS, NOW, day(3), null, ANNA);
        engine.fire(key(absence), "event_absenceBegins");

        assertThat(ownerOf(ticket)).isEqualTo("boris");
    }

    @Test
    void movesNothingUntilARunningAbsenceBeginsThatIsMovedToALaterDay() {
        Absence absence = roster.reportAbsence("anna", Kind.SICKNESS, NOW, day(4), null, ANNA);
        begins(absence);
        roster.changeAbsence(absence.id(), Kind.SICKNESS, day(2), day(4), null, VERA);
        TicketNumber ticket = ticketOf(ANNA);
        assertThat(dueOf(absence, "event_colleaguesCome")).isEqualTo(day(2));

        engine.fire(key(absence), "event_colleaguesCome");
        assertThat(ownerOf(ticket)).isEqualTo("anna");
        assertThat(dueOf(absence, "event_colleaguesCome")).isEqualTo(day(2));

        shift(day(2), "boris");
        colleaguesCome(absence, day(2));
        assertThat(ownerOf(ticket)).isEqualTo("boris");
    }

    @Test
    void takesBackAnAbsenceThatWasRecordedAgainAfterItsEndAndHasNotBegun() {
        Absence absence = roster.reportAbsence("anna", Kind.SICKNESS, NOW, TOMORROW, null, ANNA);
        begins(absence);
        back(absence);
        roster.changeAbsence(absence.id(), Kind.SICKNESS, day(3), day(5), null, VERA);

        roster.cancelAbsence(absence.id(), VERA);

        assertThat(runtime.createProcessInstanceQuery()
                        .processDefinitionKey(AbsenceProcess.ID)
                        .count())
                .isZero();
    }

    @Test
    void givesBackWhatNobodyHasAnsweredYetAndTellsWhoStoodIn() throws Exception {
        TicketNumber open = ticketOf(ANNA);
        TicketNumber answered = ticketOf(ANNA);
        TicketNumber solved = ticketOf(ANNA);
        Absence absence = roster.reportAbsence("anna", Kind.SICKNESS, NOW, TOMORROW, null, ANNA);
        begins(absence);
        engine.pass(Duration.ofHours(1));
        tickets.reply(answered, "Here is your invoice.", List.of(), false, BORIS);
        tickets.resolve(solved, "Done.", BORIS);
        back(absence);

        assertThat(report())
                .containsExactlyInAnyOrder(
                        tuple(open.value(), true), tuple(answered.value(), false), tuple(solved.value(), false));
        assertThat(formOf("anna")).contains("Not answered yet", "Answered by Boris Ivanov", "Open · Boris Ivanov");

        refused("handover.refused.notBack", row(answered, "takeBack", "true"));
        submit("anna", AbsenceProcess.LOOK_AT_YOUR_TICKETS, row(open, "takeBack", "true"), row(answered));

        assertThat(ownerOf(open)).isEqualTo("anna");
        assertThat(ownerOf(answered)).isEqualTo("boris");
        assertThat(mails()).contains("handover-taken-back boris");
        assertThat(traceOf(absence)).endsWith("serviceTask_takeBack", "event_backAndInformed");
    }

    @Test
    void givesBackAllAtOnceWhatMayComeBackAlsoFromTheQueue() throws Exception {
        TicketNumber first = ticketOf(ANNA);
        TicketNumber queued = ticketOf(ANNA);
        Absence absence = roster.reportAbsence("anna", Kind.SICKNESS, NOW, TOMORROW, null, ANNA);
        begins(absence);
        tickets.assign(queued, null, VERA);
        back(absence);

        String task = taskOf("anna").getId();
        engine.as("anna", () -> {
            forms.submitTaskForm(task, Map.of("all", true));
            return true;
        });

        assertThat(ownerOf(first)).isEqualTo("anna");
        assertThat(ownerOf(queued)).isEqualTo("anna");
    }

    @Test
    void leavesTheReportToWhoWasAway() {
        ticketOf(ANNA);
        Absence absence = roster.reportAbsence("anna", Kind.SICKNESS, NOW, TOMORROW, null, ANNA);
        begins(absence);
        back(absence);
        String task = taskOf("anna").getId();
        assertThatThrownBy(() -> engine.as("vera", () -> {
                    tasks.setAssignee(task, "vera");
                    return true;
                }))
                .isInstanceOf(AuthorizationException.class);
        assertThatThrownBy(() -> engine.as("boris", () -> {
                    forms.submitTaskForm(task, Map.of("all", true));
                    return true;
                }))
                .isInstanceOf(AuthorizationException.class);
        assertThat(taskOf("anna").getId()).isEqualTo(task);
    }

    @Test
    void letsTheReportLapse() {
        TicketNumber ticket = ticketOf(ANNA);
        Absence absence = roster.reportAbsence("anna", Kind.SICKNESS, NOW, TOMORROW, null, ANNA);
        begins(absence);
        back(absence);
        engine.pass(Duration.ofDays(7));
        engine.fire(key(absence), "event_notLookedAt");
        assertThat(traceOf(absence)).endsWith("event_notLookedAt", "event_reportLapsed");
        assertThat(ownerOf(ticket)).isEqualTo("boris");
    }

    @Test
    void reportsOnceWhereASecondAbsenceGoesOn() {
        TicketNumber ticket = ticketOf(ANNA);
        Absence vacation = roster.reportAbsence("anna", Kind.VACATION, NOW, TOMORROW, null, VERA);
        begins(vacation);
        Absence sickness = roster.reportAbsence("anna", Kind.SICKNESS, NOW.plusSeconds(3600), day(4), null, ANNA);
        begins(sickness);

        back(vacation);
        assertThat(traceOf(vacation)).endsWith("event_backToNothingNew");
        back(sickness);

        assertThat(report()).containsExactly(tuple(ticket.value(), true));
    }

    @Test
    void tellsTheSupervisorWhereTheWholeTeamIsAbsent() {
        TicketNumber annas = ticketOf(ANNA);
        TicketNumber boriss = ticketOf(BORIS);
        Absence anna = roster.reportAbsence("anna", Kind.SICKNESS, NOW, null, null, ANNA);
        Absence boris = roster.reportAbsence("boris", Kind.SICKNESS, NOW, day(2), null, BORIS);
        begins(anna);
        begins(boris);

        assertThat(ownerOf(annas)).isEqualTo("anna");
        assertThat(ownerOf(boriss)).isEqualTo("boris");
        assertThat(mails()).containsExactly("handover-nobody vera", "handover-nobody vera");
        assertThat(jdbc.sql("select subject || ' ' || text from notification_mail where kind = 'handover-nobody'")
                        .query(String.class)
                        .list())
                .allMatch(mail -> mail.contains("отсутствие") && !mail.contains("окончи"))
                .anyMatch(mail -> mail.contains("Anna Weber"));
        // Nobody is planned before Boris is back; then he is.
        assertThat(dueOf(anna, "event_colleaguesCome")).isAfter(day(30));
        shift(day(2), "anna", "boris");
        assertThat(dueOf(anna, "event_colleaguesCome")).isEqualTo(day(2));
    }

    @Test
    void tellsAllSupervisorsAndElseTheDispatchersWhereTheSupervisorIsAbsent() {
        ticketOf(ANNA);
        roster.reportAbsence("boris", Kind.SICKNESS, NOW, null, null, BORIS);
        roster.reportAbsence("vera", Kind.SICKNESS, NOW, null, null, VERA);
        begins(roster.reportAbsence("anna", Kind.SICKNESS, NOW, null, null, ANNA));
        // Somebody must be told, and Vera answers for the team.
        assertThat(mails()).containsExactly("handover-nobody vera");
    }

    @Test
    void looksAgainWhenACustomerWritesToSomebodyAbsentAndNobodyIsThere() {
        TicketNumber ticket = ticketOf(ANNA);
        tickets.resolve(ticket, "Done.", ANNA);
        engine.setTime(END.plus(Duration.ofHours(1)));
        Absence absence = roster.reportAbsence("anna", Kind.SICKNESS, engine.now(), day(9), null, ANNA);
        begins(absence);
        assertThat(dueOf(absence, "event_colleaguesCome")).isAfter(day(30));

        tickets.customerWrote(ticket, message("Still wrong.", engine.now()));

        assertThat(ownerOf(ticket)).isEqualTo("anna");
        assertThat(mails()).contains("handover-gone vera");
        assertThat(dueOf(absence, "event_colleaguesCome")).isEqualTo(TOMORROW);
        colleaguesCome(absence, TOMORROW);
        assertThat(ownerOf(ticket)).isEqualTo("boris");
    }

    @Test
    void returnsWhatACustomerWakesUpToTheQueueAndReportsIt() {
        TicketNumber ticket = ticketOf(ANNA);
        tickets.resolve(ticket, "Done.", ANNA);
        Absence absence = roster.reportAbsence("anna", Kind.SICKNESS, NOW, TOMORROW, null, ANNA);
        begins(absence);

        tickets.customerWrote(ticket, message("Still wrong.", engine.now()));

        assertThat(tickets.find(ticket).map(OpenTicket::owner)).isNotEqualTo(java.util.Optional.of("anna"));
        back(absence);
        assertThat(report()).containsExactly(tuple(ticket.value(), true));
    }

    @Test
    void tellsTheCustomerOncePerTicketAndAbsenceWhereTheTeamWantsThat() {
        rules.change("service", new OwnRules(null, null, null, null, true), VERA);
        TicketNumber ticket = ticketOf(ANNA);
        Absence absence = roster.reportAbsence("anna", Kind.SICKNESS, NOW, null, null, ANNA);
        begins(absence);
        tickets.assign(ticket, "anna", VERA);
        engine.runDueJobs();

        assertThat(jdbc.sql("select text from notification_mail where kind = 'new-owner'")
                        .query(String.class)
                        .list())
                .singleElement()
                .asString()
                .contains("Boris Ivanov", ticket.value());
    }

    @Test
    void tellsNoCustomerWhereTheTeamDoesNotWantThat() {
        rules.change("service", new OwnRules(null, null, null, null, false), VERA);
        ticketOf(ANNA);
        begins(roster.reportAbsence("anna", Kind.SICKNESS, NOW, null, null, ANNA));
        assertThat(jdbc.sql("select count(*) from notification_mail where kind = 'new-owner'")
                        .query(Long.class)
                        .single())
                .isZero();
    }

    @Test
    void catchesUpAfterAStartWithWhatItHasMissed() {
        Absence absence = roster.reportAbsence("anna", Kind.SICKNESS, NOW, null, null, ANNA);
        jdbc.sql("delete from handover_absence").update();
        runtime.deleteProcessInstance(instanceOf(absence).getId(), "as if it had never been started");

        catchUp.catchUp();
        catchUp.catchUp();

        assertThat(runtime.createProcessInstanceQuery()
                        .processDefinitionKey(AbsenceProcess.ID)
                        .count())
                .isOne();
    }

    @Test
    void beginsAtMidnightOfTheAgentsZoneAlsoWhereTheClocksChange() {
        // The clocks in Berlin go forward on Sunday, 29 March.
        Absence absence = roster.reportAbsence(
                "anna", Kind.VACATION, LocalDate.of(2026, 3, 28), LocalDate.of(2026, 3, 29), null, VERA);
        assertThat(dueOf(absence, "event_absenceBegins")).isEqualTo(Instant.parse("2026-03-27T23:00:00Z"));
        begins(absence);
        assertThat(dueOf(absence, "event_backAtWork")).isEqualTo(Instant.parse("2026-03-29T22:00:00Z"));
    }

    @Test
    void maySayOnlyOneselfThatOneIsIllAndElseWhoeverAnswersForTheTeam() {
        assertThatThrownBy(() -> roster.reportAbsence("anna", Kind.SICKNESS, NOW, null, null, BORIS))
                .hasMessageContaining("roster.refused.recordAbsence");
        assertThatThrownBy(() -> roster.reportAbsence("clara", Kind.SICKNESS, NOW, null, null, VERA))
                .hasMessageContaining("roster.refused.recordAbsence");
        assertThatThrownBy(() -> roster.reportAbsence("anna", Kind.VACATION, NOW, null, null, ANNA))
                .hasMessageContaining("roster.refused.recordAbsence");
        roster.reportAbsence("clara", Kind.SICKNESS, NOW, null, null, CLARA);
    }

    private void shift(Instant start, String... people) {
        roster.plan("service", start, start.plus(Duration.ofHours(8)), List.of(people));
    }

    /** So many days after the begin of today's shift. */
    private static Instant day(int days) {
        return START.plus(Duration.ofDays(days));
    }

    private TicketNumber ticketOf(Actor owner) {
        TicketNumber number = tickets.open(TicketSamples.invoiceQuestion(engine.now()), Actor.SYSTEM);
        tickets.change(number, Priority.HIGH, null, null, VERA);
        if (!owner.id().equals(tickets.find(number).map(OpenTicket::owner).orElse(null))) {
            tickets.assign(number, owner.id(), VERA);
        }
        return number;
    }

    private void begins(Absence absence) {
        if (absence.from().isAfter(engine.now())) {
            engine.setTime(absence.from());
        }
        engine.fire(key(absence), "event_absenceBegins");
    }

    private void colleaguesCome(Absence absence, Instant at) {
        engine.setTime(at);
        engine.fire(key(absence), "event_colleaguesCome");
    }

    private void back(Absence absence) {
        engine.setTime(Objects.requireNonNull(absence.to()));
        engine.fire(key(absence), "event_backAtWork");
    }

    private static String key(Absence absence) {
        return AbsenceProcess.businessKey(absence.id());
    }

    private Instant dueOf(Absence absence, String element) {
        List<Job> jobs = engine.jobsOf(key(absence), element);
        assertThat(jobs).as(element).hasSize(1);
        return jobs.get(0).getDuedate().toInstant();
    }

    private @Nullable String ownerOf(TicketNumber ticket) {
        return tickets.find(ticket).map(OpenTicket::owner).orElse(null);
    }

    private Task taskOf(String person) {
        return tasks.createTaskQuery()
                .taskAssignee(person)
                .processDefinitionKey(AbsenceProcess.ID)
                .singleResult();
    }

    private String formOf(String person) {
        return String.valueOf(forms.getTaskFormVariables(taskOf(person).getId()).get("tickets"));
    }

    /** Number of each ticket in Anna's report, and whether it may come back. */
    private List<Tuple> report() {
        return Arrays.stream(formOf("anna").split("\\},\\{"))
                .map(row -> tuple(
                        row.replaceAll("(?s).*\"number\":\"([^\"]+)\".*", "$1"), row.contains("\"comesBack\":true")))
                .toList();
    }

    @SafeVarargs
    private void submit(String person, String element, Map<String, String>... rows) throws Exception {
        String task = tasks.createTaskQuery()
                .or()
                .taskAssignee(person)
                .taskCandidateUser(person)
                .endOr()
                .taskDefinitionKey(element)
                .singleResult()
                .getId();
        String json = new com.fasterxml.jackson.databind.ObjectMapper().writeValueAsString(List.of(rows));
        engine.as(person, () -> {
            forms.submitTaskForm(
                    task, Map.of("tickets", SpinValues.jsonValue(json).create()));
            return true;
        });
    }

    @SafeVarargs
    private void refused(String message, Map<String, String>... rows) {
        assertThatThrownBy(() -> submit("anna", AbsenceProcess.LOOK_AT_YOUR_TICKETS, rows))
                .hasStackTraceContaining(message);
    }

    private static Map<String, String> row(TicketNumber ticket, String... values) {
        Map<String, String> row = new LinkedHashMap<>();
        row.put("number", ticket.value());
        for (int i = 0; i < values.length; i += 2) {
            row.put(values[i], values[i + 1]);
        }
        return row;
    }

    private List<Tuple> lines() {
        return jdbc.sql("select ticket, sender, receiver, state, cause from handover_line order by id")
                .query((row, n) ->
                        tuple(row.getString(1), row.getString(2), row.getString(3), row.getString(4), row.getString(5)))
                .list();
    }

    private List<String> mails() {
        return jdbc.sql("select kind || ' ' || person from notification_mail where kind like 'handover%' order by id")
                .query(String.class)
                .list();
    }

    private HistoricProcessInstance instanceOf(Absence absence) {
        return history.createHistoricProcessInstanceQuery()
                .processDefinitionKey(AbsenceProcess.ID)
                .processInstanceBusinessKey(key(absence))
                .singleResult();
    }

    private List<String> traceOf(Absence absence) {
        return history
                .createHistoricActivityInstanceQuery()
                .processInstanceId(instanceOf(absence).getId())
                .orderPartiallyByOccurrence()
                .asc()
                .list()
                .stream()
                .map(HistoricActivityInstance::getActivityId)
                .toList();
    }
}
