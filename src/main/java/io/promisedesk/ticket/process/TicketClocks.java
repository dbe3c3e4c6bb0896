package io.promisedesk.ticket.process;

import static io.promisedesk.ticket.process.TicketSteps.ticket;

import io.promisedesk.platform.engine.OneOf;
import io.promisedesk.platform.engine.Steps;
import io.promisedesk.sla.ClockView;
import io.promisedesk.ticket.Ladder.Phase;
import io.promisedesk.ticket.TicketDeadlines;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.jspecify.annotations.Nullable;

/**
 * When the timers of a ticket fire. A timer whose clock is absent, paused or decided is parked in the year 9999: a null
 * date would fire it at once or roll the transaction back.
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
        return orParked(deadlines.nextRung(ticket(execution), promise, Phase.AT_RISK));
    }

    /** @param promise {@code response}, {@code resolution} or {@code update} */
    public Date overdue(DelegateExecution execution, @OneOf({"response", "resolution", "update"}) String promise) {
        return orParked(deadlines.running(ticket(execution), promise).map(ClockView::due));
    }

    /** The next rung that the escalation climbs; now where none is left, so that it can end. */
    public Date nextRung(DelegateExecution execution) {
        String promise = (String) execution.getVariable(TicketProcess.METRIC);
        Phase phase = EscalationSteps.escalationPhase(execution);
        return orParked(deadlines.nextRungOrEnd(ticket(execution), promise, phase));
    }

    /** As escalations that began before there were ladders call it: the next rung after the deadline. */
    public Date tellAgain(DelegateExecution execution, @OneOf({"response", "resolution", "update"}) String promise) {
        return orParked(deadlines.nextRungOrEnd(ticket(execution), promise, Phase.OVERDUE));
    }

    public Date unassignedTooLong(DelegateExecution execution) {
        return Date.from(deadlines.unassignedTooLong(ticket(execution)));
    }

    public Date autoClose(DelegateExecution execution) {
        return Date.from(deadlines.autoClose(ticket(execution)));
    }

    /** Due date of the owner's task. */
    public @Nullable Date nearestDue(DelegateExecution execution) {
        return deadlines.nearest(ticket(execution)).map(Date::from).orElse(null);
    }

    /** Priority of the owner's task, 0 to 100. */
    public int urgency(DelegateExecution execution) {
        return deadlines.urgency(ticket(execution));
    }

    private static Date orParked(Optional<Instant> moment) {
        return moment.map(Date::from).orElse(PARKED);
    }
}
