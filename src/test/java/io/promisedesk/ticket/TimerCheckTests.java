package io.promisedesk.ticket;

import static io.promisedesk.ticket.TicketSamples.ANNA;
import static io.promisedesk.ticket.TicketSamples.VERA;
import static io.promisedesk.ticket.TicketSamples.complaint;
import static io.promisedesk.ticket.TicketSamples.invoiceQuestion;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.promisedesk.Engine;
import io.promisedesk.PromisedeskTest;
import io.promisedesk.notification.Postman;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.platform.security.Role;
import io.promisedesk.sla.ClockDesk;
import io.promisedesk.sla.Metric;
import io.promisedesk.ticket.TimerReport.Finding;
import io.promisedesk.ticket.TimerReport.Kind;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.camunda.bpm.engine.ManagementService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.runtime.Job;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Somebody or something has had a hand in the engine's timers. */
@PromisedeskTest
class TimerCheckTests {

    private static final String OVERDUE = "event_responseOverdue";
    private static final String AT_RISK = "event_responseAtRisk";
    private static final Instant RESPONSE_DUE = Instant.parse("2026-03-02T13:00:00Z");

    @Autowired
    TimerCheck check;

    @Autowired
    TimerReports reports;

    @Autowired
    TicketDesk desk;

    @Autowired
    ClockDesk clocks;

    @Autowired
    Engine engine;

    @Autowired
    ManagementService management;

    @Autowired
    RuntimeService runtime;

    @Autowired
    DataSource dataSource;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    ApplicationContext application;

    @Test
    void findsNothingOnAHealthyDeskInWhateverStateItsTicketsAre() {
        TicketNumber untouched = open();
        desk.open(complaint(), Actor.SYSTEM);
        TicketNumber waiting = open();
        desk.reply(waiting, "Which invoice?", List.of(), true, ANNA);
        TicketNumber resolved = open();
        desk.resolve(resolved, "Done.", ANNA);
        TicketNumber closed = open();
        desk.resolve(closed, "Done.", ANNA);
        desk.close(closed, ANNA);
        healthy(5 - 1);

        engine.setTime(RESPONSE_DUE.minus(Duration.ofMinutes(30)));
        engine.runDueJobs();
        healthy(4);
        engine.setTime(RESPONSE_DUE.plus(Duration.ofMinutes(1)));
        healthy(4);
        engine.runDueJobs();
        healthy(4);
        desk.reply(untouched, "We look into it.", List.of(), false, VERA);
        healthy(4);
        desk.customerWrote(waiting, TicketSamples.message("The last one", engine.now()));
        desk.customerWrote(resolved, TicketSamples.message("Not quite", engine.now()));
        healthy(4);
        engine.pass(Duration.ofDays(3));
        engine.runDueJobs();
        healthy(4);
        assertThat(mailsToAdministrators()).isEmpty();
    }

    @Test
    void findsNothingAfterMerges() {
        TicketNumber older = open();
        TicketNumber waiting = open();
        desk.reply(waiting, "Which invoice?", List.of(), true, ANNA);
        engine.pass(Duration.ofMinutes(30));
        TicketNumber newer = desk.open(TicketSamples.invoiceQuestion(engine.now()), Actor.SYSTEM);
        TicketNumber late = desk.open(TicketSamples.invoiceQuestion(engine.now()), Actor.SYSTEM);

        desk.merge(older, newer, ANNA);
        desk.merge(newer, waiting, ANNA);
        healthy(2);
        engine.setTime(RESPONSE_DUE.plus(Duration.ofMinutes(1)));
        desk.merge(waiting, late, ANNA);
        healthy(1);
        engine.runDueJobs();
        healthy(1);
    }

    @Test
    void movesATimerBackThatStandsAtAnotherTime() {
        TicketNumber number = open();
        Instant wrong = RESPONSE_DUE.plus(Duration.ofDays(300));
        jdbc.sql("update act_ru_job set duedate_ = ? where id_ = ?")
                .param(java.sql.Timestamp.from(wrong))
                .param(job(number, OVERDUE).getId())
                .update();

        TimerReport report = run();

        assertThat(report.findings())
                .containsExactly(new Finding(number.value(), Kind.MOVED, OVERDUE, wrong, RESPONSE_DUE, null));
        assertThat(report)
                .extracting(TimerReport::differing, TimerReport::repaired)
                .containsExactly(1, 1);
        assertThat(job(number, OVERDUE).getDuedate()).isEqualTo(Date.from(RESPONSE_DUE));
        assertThat(mailsToAdministrators()).containsExactly("timers:admin@promisedesk.local");
        healthy(1);
    }

    @Test
    void createsATimerAnewThatIsGone() {
        TicketNumber number = open();
        management.deleteJob(job(number, OVERDUE).getId());
        management.deleteJob(job(number, AT_RISK).getId());

        assertThat(run().findings())
                .extracting(Finding::kind, Finding::element)
                .containsExactly(tuple(Kind.MISSING, AT_RISK), tuple(Kind.MISSING, OVERDUE));

        assertThat(job(number, OVERDUE).getDuedate()).isEqualTo(Date.from(RESPONSE_DUE));
        engine.setTime(RESPONSE_DUE);
        engine.fire(number.value(), OVERDUE);
        assertThat(clocks.hasFired(number.value(), Metric.FIRST_RESPONSE)).isTrue();
        healthy(1);
    }

    @Test
    void createsTheTimerOfARunningEscalationAnew() {
        TicketNumber number = open();
        engine.setTime(RESPONSE_DUE);
        engine.fire(number.value(), OVERDUE);
        Job nextRung = job(number, "event_nextRung");
        management.deleteJob(nextRung.getId());

        assertThat(run().findings()).extracting(Finding::kind).containsExactly(Kind.MISSING);
        assertThat(job(number, "event_nextRung").getDuedate()).isEqualTo(nextRung.getDuedate());
    }

    @Test
    void followsTheLedgerThatWasRestored() {
        TicketNumber number = open();
        engine.pass(Duration.ofMinutes(10));
        desk.change(number, Priority.LOW, null, null, VERA);
        assertThat(job(number, OVERDUE).getDuedate()).isAfter(Date.from(RESPONSE_DUE));
        jdbc.sql("delete from sla_clock_event where kind = 'retargeted'").update();

        assertThat(run().findings()).isNotEmpty().allMatch(finding -> finding.kind() == Kind.MOVED);
        assertThat(job(number, OVERDUE).getDuedate()).isEqualTo(Date.from(RESPONSE_DUE));
    }

    @Test
    void saysWhatItCannotRepair() {
        TicketNumber gone = open();
        runtime.deleteProcessInstance(instance(gone), "by hand");
        TicketNumber closed = open();
        jdbc.sql("update ticket_ticket set state = 'CLOSED' where number = ?")
                .param(closed.value())
                .update();
        TicketNumber unwatched = open();
        desk.reply(unwatched, "Soon.", List.of(), false, ANNA);
        jdbc.sql("delete from sla_clock_event where kind = 'stopped'").update();
        jdbc.sql("update sla_clock set ended_at = null, verdict = null, due_at = null, at_risk_at = null")
                .update();

        TimerReport report = run();

        assertThat(report.findings())
                .extracting(Finding::ticket, Finding::kind)
                .contains(
                        tuple(gone.value(), Kind.NO_PROCESS),
                        tuple(closed.value(), Kind.NO_TICKET),
                        tuple(unwatched.value(), Kind.UNWATCHED));
        assertThat(report.unrepaired()).isEqualTo(3);
        assertThat(mailsToAdministrators()).hasSize(1);
        assertThat(reports.latest(new Actor("admin", Set.of(Role.ADMIN), Set.of())))
                .map(TimerReport::id)
                .contains(report.id());
    }

    @Test
    void leavesATimerToItsNextAttemptThatHasFailed() {
        TicketNumber number = open();
        engine.setTime(RESPONSE_DUE);
        Instant again = RESPONSE_DUE.plus(Duration.ofMinutes(5));
        jdbc.sql("update act_ru_job set duedate_ = ?, exception_msg_ = 'database gone', retries_ = 3 where id_ = ?")
                .param(java.sql.Timestamp.from(again))
                .param(job(number, OVERDUE).getId())
                .update();
        engine.fire(number.value(), AT_RISK);

        healthy(1);
        assertThat(job(number, OVERDUE).getDuedate()).isEqualTo(Date.from(again));
    }

    @Test
    void tellsNobodyWhenATimerFiresTooEarlyAndWaitsForTheRightMoment() {
        TicketNumber number = open();
        engine.fire(number.value(), OVERDUE);

        assertThat(mails()).containsExactly("acknowledgement:mia@example.org");
        assertThat(job(number, "event_nextRung").getDuedate()).isEqualTo(Date.from(RESPONSE_DUE));
        healthy(1);
    }

    @Test
    void goesOnWhereItWasInterrupted() {
        open();
        open();
        AtomicInteger asked = new AtomicInteger();
        assertThat(check.run(() -> asked.getAndIncrement() < 1)).isEmpty();

        TimerReport report = run();
        assertThat(report.checked()).isEqualTo(2);
        assertThat(jdbc.sql("select count(*) from ticket_timer_check")
                        .query(Integer.class)
                        .single())
                .isEqualTo(1);
    }

    @Test
    void leavesTheWorkToTheNodeThatIsAtIt() throws Exception {
        try (Connection other = dataSource.getConnection();
                var statement = other.createStatement()) {
            statement.execute("select pg_advisory_lock(" + 0x504474696D65L + ")");
            assertThat(check.run(() -> true)).isEmpty();
            statement.execute("select pg_advisory_unlock(" + 0x504474696D65L + ")");
        }
        assertThat(check.run(() -> true)).isPresent();
    }

    @Test
    void countsTheDaysUntilATicketClosesFromItsResolution() {
        TicketNumber number = open();
        desk.resolve(number, "Done.", ANNA);
        Date closes = job(number, "event_noObjection").getDuedate();
        engine.pass(Duration.ofDays(2));

        healthy(1);
        assertThat(job(number, "event_noObjection").getDuedate()).isEqualTo(closes);
    }

    private TicketNumber open() {
        return desk.open(invoiceQuestion(engine.now()), Actor.SYSTEM);
    }

    private TimerReport run() {
        return check.run(() -> true).orElseThrow();
    }

    private void healthy(int tickets) {
        TimerReport report = run();
        assertThat(report.findings()).isEmpty();
        assertThat(report.checked()).isEqualTo(tickets);
    }

    private Job job(TicketNumber number, String element) {
        List<Job> jobs = engine.jobsOf(number.value(), element);
        assertThat(jobs).as(element).hasSize(1);
        return jobs.get(0);
    }

    private String instance(TicketNumber number) {
        return jdbc.sql("select process_instance from ticket_ticket where number = ?")
                .param(number.value())
                .query(String.class)
                .single();
    }

    private List<String> mailsToAdministrators() {
        return mails().stream().filter(mail -> mail.contains("admin@")).toList();
    }

    private List<String> mails() {
        Postman.send(application);
        return jdbc.sql("select kind || ':' || recipient from notification_mail order by id")
                .query(String.class)
                .list();
    }
}
