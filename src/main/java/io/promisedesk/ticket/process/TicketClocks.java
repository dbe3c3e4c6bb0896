package io.promisedesk.ticket.process;

import static io.promisedesk.ticket.process.TicketSteps.ticket;

import io.promisedesk.platform.engine.OneOf;
import io.promisedesk.platform.engine.Steps;
import io.promisedesk.sla.ClockView;
import io.promisedesk.ticket.Ladder.Phase;
import io.promisedesk.ticket.TicketDeadlines;
import io.promisedesk.ticket.TicketNumber;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import java.util.function.Function;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.jspecify.annotations.Nullable;

/**
 * When the timers of a ticket fire. A timer whose clock is absent, paused or decided is parked in the year 9999: a null
 * date would fire it at once or roll the transaction back. So are those of tickets from a history that was replayed.
 */
@Steps(TicketClocks.NAME)
public class TicketClocks {

    static final String NAME = "ticketClocks";
    private static final Date PARKED = Date.from(Instant.parse("9999-01-01T00:00:00Z"));

    private final TicketDeadlines deadlines;

    TicketClocks(TicketDeadlines deadlines) {
        this.deadlines = deadlines;
    }

    /** @param promise {@code response}, {@code resolution} or {@code update}; its first rung before the deadline */
    public Date atRisk(DelegateExecution execution, @OneOf({"response", "resolution", "update"}) String promise) {
        return date(execution, ticket -> deadlines.nextRung(ticket, promise, Phase.AT_RISK));
    }

    /** @param promise {@code response}, {@code resolution} or {@code update} */
    public Date overdue(DelegateExecution execution, @OneOf({"response", "resolution", "update"}) String promise) {
        return date(execution, ticket -> deadlines.running(ticket, promise).map(ClockView::due));
    }

    /** The next rung that the escalation climbs; now where none is left, so that it can end. */
    public Date nextRung(DelegateExecution execution) {
        String promise = (String) execution.getVariable(TicketProcess.METRIC);
        Phase phase = EscalationSteps.escalationPhase(execution);
        return date(execution, ticket -> deadlines.nextRungOrEnd(ticket, promise, phase));
    }

    /** As escalations that began before there were ladders call it: the next rung after the deadline. */
    public Date tellAgain(DelegateExecution execution, @OneOf({"response", "resolution", "update"}) String promise) {
        return date(execution, ticket -> deadlines.nextRungOrEnd(ticket, promise, Phase.OVERDUE));
    }

    public Date unassignedTooLong(DelegateExecution execution) {
        return date(execution, ticket -> Optional.of(deadlines.unassignedTooLong(ticket)));
    }

    public Date autoClose(DelegateExecution execution) {
        return date(execution, ticket -> Optional.of(deadlines.autoClose(ticket)));
    }

    /** Due date of the owner's task. */
    public @Nullable Date nearestDue(DelegateExecution execution) {
        return deadlines.nearest(ticket(execution)).map(Date::from).orElse(null);
    }

    /** Priority of the owner's task, 0 to 100. */
    public int urgency(DelegateExecution execution) {
        return deadlines.urgency(ticket(execution));
    }

    private Date date(DelegateExecution execution, Function<TicketNumber, Optional<Instant>> moment) {
        TicketNumber ticket = ticket(execution);
        return deadlines.areOfThePast(ticket)
                ? PARKED
                : moment.apply(ticket).map(Date::from).orElse(PARKED);
    }
}
