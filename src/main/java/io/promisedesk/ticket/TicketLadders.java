package io.promisedesk.ticket;

import io.promisedesk.sla.Budget;
import io.promisedesk.sla.ClockDesk;
import io.promisedesk.sla.ClockView;
import io.promisedesk.sla.Metric;
import io.promisedesk.sla.Rung;
import io.promisedesk.sla.RungView;
import io.promisedesk.sla.Target;
import io.promisedesk.ticket.Ladder.Phase;
import io.promisedesk.ticket.Ladder.Step;
import io.promisedesk.ticket.process.TicketFlow;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** The ladders of a ticket's promises: which rungs have fired and which are to come. */
@Component
class TicketLadders {

    private final TicketFlow flow;
    private final ClockDesk clocks;

    TicketLadders(TicketFlow flow, ClockDesk clocks) {
        this.flow = flow;
        this.clocks = clocks;
    }

    /** @param reached with the instant and what has become of it */
    record StepView(Step step, RungView reached) {

        Instant at() {
            return reached.at();
        }
    }

    /** What a clock is started or given anew with; empty where the level does not promise that. */
    Optional<Target> target(ServiceLevel level, Metric metric, ZoneId zone) {
        return level.budget(metric).map(budget -> target(level, metric, budget, zone));
    }

    /** A promise of its own, on the level's calendar and ladder. */
    Target target(ServiceLevel level, Metric metric, Budget budget, ZoneId zone) {
        return level.target(budget, zone, flow.ladder(level.ladder(), metric).atRiskPercent());
    }

    /**
     * What an open clock is given where a ticket's level changes without anything about the ticket having changed. What was
     * agreed for this ticket alone (more time, news by a certain time) stays.
     */
    Target instead(ServiceLevel was, ServiceLevel level, Metric metric, Target present, ZoneId zone) {
        boolean agreed = was.budget(metric).filter(present.budget()::equals).isEmpty();
        return agreed ? present : target(level, metric, zone).orElse(present);
    }

    /** The rungs of a ticket's promise, whatever has become of them; none before it is promised anything. */
    List<Rung> rungs(Ticket ticket, Metric metric) {
        return ticket.level()
                .map(level -> flow.ladder(level.ladder(), metric).rungs())
                .orElse(List.of());
    }

    /** Every rung of the open clock of that metric, in order; none where it is not open. */
    List<StepView> steps(Ticket ticket, Metric metric) {
        Ladder ladder = flow.ladder(ticket.promisedLevel().ladder(), metric);
        Map<String, Step> steps = ladder.steps().stream()
                .collect(Collectors.toMap(step -> step.rung().key(), Function.identity()));
        List<StepView> views = new ArrayList<>();
        for (RungView rung : clocks.rungs(ticket.number.value(), metric, ladder.rungs())) {
            Step step = steps.get(rung.rung().key());
            if (step != null) {
                views.add(new StepView(step, rung));
            }
        }
        return views;
    }

    /**
     * The rungs of an escalation that may still fire: whoever has taken the promise in hand is not told again, but the
     * customer is told all the same.
     */
    List<StepView> toCome(Ticket ticket, ClockView clock, Phase phase) {
        return steps(ticket, clock.metric()).stream()
                .filter(view -> phase.holds(view.step().rung()))
                .filter(view -> view.reached().isToCome())
                .filter(view -> view.step().evenIfAcknowledged()
                        || view.step().tellsCustomer()
                        || !clocks.isAcknowledged(clock.id()))
                .toList();
    }
}
