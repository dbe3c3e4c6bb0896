package io.promisedesk.handover;

import static io.promisedesk.ticket.TicketSamples.ANNA;
import static org.assertj.core.api.Assertions.assertThat;

import io.promisedesk.Engine;
import io.promisedesk.PromisedeskTest;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.roster.RosterDesk;
import io.promisedesk.roster.Shift;
import io.promisedesk.ticket.TicketDesk;
import io.promisedesk.ticket.TicketNumber;
import io.promisedesk.ticket.TicketSamples;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.camunda.bpm.engine.HistoryService;
import org.camunda.bpm.engine.ManagementService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.runtime.Job;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** One process instance per team shift, whoever plans, how often, and when. */
@PromisedeskTest
class ShiftPlanningTests {

    private static final Instant NOW = Engine.MONDAY_MORNING;

    @Autowired
    Engine engine;

    @Autowired
    RosterDesk roster;

    @Autowired
    ShiftPlans plans;

    @Autowired
    TicketDesk tickets;

    @Autowired
    RuntimeService runtime;

    @Autowired
    HistoryService history;

    @Autowired
    ManagementService management;

    @Autowired
    JdbcClient jdbc;

    @Test
    void plansAShiftAsSoonAsItStandsInTheRosterAndOnlyOnce() {
        Shift shift = roster.plan("service", NOW.plusSeconds(3600), NOW.plusSeconds(7200), List.of("anna"));
        roster.plan("service", NOW.plusSeconds(3600), NOW.plusSeconds(7200), List.of("anna", "boris"));
        assertThat(plans.planShifts()).isZero();
        assertThat(instancesOf(shift)).isOne();
    }

    @Test
    void plansOnceAlsoWhenManyNodesPlanAtTheSameTime() {
        Shift shift = roster.plan("service", NOW.plusSeconds(3600), NOW.plusSeconds(7200), List.of("anna"));
        runtime.deleteProcessInstance(
                runtime.createProcessInstanceQuery().singleResult().getId(), "as if nobody had planned yet");
        jdbc.sql("delete from handover_shift").update();

        List<CompletableFuture<Integer>> nodes = IntStream.range(0, 6)
                .mapToObj(node -> CompletableFuture.supplyAsync(plans::planShifts))
                .toList();
        assertThat(nodes.stream().mapToInt(CompletableFuture::join).sum()).isOne();
        assertThat(instancesOf(shift)).isOne();
    }

    @Test
    void plansTheDaysToComeByATimerOfTheEngine() {
        Shift later = roster.plan(
                "service",
                NOW.plus(Duration.ofDays(3)),
                NOW.plus(Duration.ofDays(3)).plusSeconds(3600),
                List.of("anna"));
        assertThat(instancesOf(later)).isZero();

        engine.pass(Duration.ofDays(2).plusHours(5));
        Job timer =
                management.createJobQuery().processDefinitionKey("plan-shifts").singleResult();
        management.executeJob(timer.getId());
        assertThat(instancesOf(later)).isOne();
        assertThat(history.createHistoricProcessInstanceQuery()
                        .processDefinitionKey("plan-shifts")
                        .completed()
                        .count())
                .isOne();
        assertThat(management
                        .createJobQuery()
                        .processDefinitionKey("plan-shifts")
                        .count())
                .as("it plans again")
                .isOne();
    }

    @Test
    void catchesUpWithAShiftThatEndedWhileNothingWasRunning() {
        TicketNumber ticket = tickets.open(TicketSamples.invoiceQuestion(), Actor.SYSTEM);
        tickets.claim(ticket, ANNA);
        roster.plan("service", NOW.minus(Duration.ofHours(1)), NOW.plus(Duration.ofHours(8)), List.of("boris"));
        Shift over = roster.plan(
                "service", NOW.minus(Duration.ofHours(10)), NOW.minus(Duration.ofHours(2)), List.of("anna"));
        engine.runDueJobs();

        assertThat(tickets.find(ticket))
                .hasValueSatisfying(found -> assertThat(found.owner()).isEqualTo("boris"));
        assertThat(history.createHistoricProcessInstanceQuery()
                        .processInstanceBusinessKey(over.key())
                        .completed()
                        .count())
                .isOne();
    }

    @Test
    void leavesAloneWhoGoesOnWorkingInAnotherShift() {
        TicketNumber ticket = tickets.open(TicketSamples.invoiceQuestion(), Actor.SYSTEM);
        tickets.claim(ticket, ANNA);
        Instant end = NOW.plus(Duration.ofHours(1));
        roster.plan("service", NOW, end, List.of("anna"));
        roster.plan("service", end, end.plus(Duration.ofHours(4)), List.of("anna", "boris"));
        engine.setTime(end.plus(Duration.ofMinutes(11)));
        engine.runDueJobs();
        assertThat(tickets.find(ticket))
                .hasValueSatisfying(found -> assertThat(found.owner()).isEqualTo("anna"));
        assertThat(jdbc.sql("select count(*) from handover_sender")
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    @Test
    void doesNothingForAShiftThatWasTakenOutOfTheRoster() {
        TicketNumber ticket = tickets.open(TicketSamples.invoiceQuestion(), Actor.SYSTEM);
        tickets.claim(ticket, ANNA);
        Instant end = NOW.plus(Duration.ofHours(1));
        Shift shift = roster.plan("service", NOW, end, List.of("anna"));
        roster.plan("service", end, end.plus(Duration.ofHours(4)), List.of("boris"));
        roster.unplan("service", NOW, end);
        engine.setTime(end.plus(Duration.ofMinutes(11)));
        engine.runDueJobs();
        assertThat(tickets.find(ticket))
                .hasValueSatisfying(found -> assertThat(found.owner()).isEqualTo("anna"));
        assertThat(instancesOf(shift)).isZero();
    }

    private long instancesOf(Shift shift) {
        return runtime.createProcessInstanceQuery()
                .processInstanceBusinessKey(shift.key(), "shift")
                .count();
    }
}
