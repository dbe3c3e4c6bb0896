package io.promisedesk.ticket.process;

import io.promisedesk.platform.engine.Steps;
import io.promisedesk.ticket.RoutingMoves;
import java.time.Instant;
import java.util.Date;
import org.camunda.bpm.engine.delegate.DelegateExecution;

/** What the process {@code place-tickets} tells the application, in the order of the drawing. Business key: the team. */
@Steps("queueSteps")
public class QueueSteps {

    private final RoutingMoves routing;
    private final TicketFlow flow;

    QueueSteps(RoutingMoves routing, TicketFlow flow) {
        this.routing = routing;
        this.flow = flow;
    }

    /** @return whether there was a ticket to be placed; the next one is then looked for in a transaction of its own */
    public boolean placeNext(DelegateExecution execution) {
        return routing.placeNext(team(execution));
    }

    /** Whether tickets still wait, and no other process of this team waits for somebody who can take them. */
    public boolean mustWait(DelegateExecution execution) {
        String team = team(execution);
        return routing.isWaitedFor(team)
                && !flow.isPlacingUntil(team, routing.somebodyComes(team), execution.getProcessInstanceId());
    }

    /** When somebody of the team becomes available, by the roster; what the roster does not know starts another process. */
    public Date somebodyComes(DelegateExecution execution) {
        Instant next = routing.somebodyComes(team(execution));
        return Date.from(next);
    }

    private static String team(DelegateExecution execution) {
        return execution.getProcessBusinessKey();
    }
}
