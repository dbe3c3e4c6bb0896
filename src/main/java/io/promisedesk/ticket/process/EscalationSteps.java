package io.promisedesk.ticket.process;

import io.promisedesk.platform.engine.Steps;
import io.promisedesk.ticket.Ladder.Phase;
import io.promisedesk.ticket.TicketEscalations;
import java.util.Collection;
import org.camunda.bpm.engine.delegate.DelegateExecution;

/** What the process {@code escalation} tells the application. */
@Steps("escalationSteps")
public class EscalationSteps {

    private final TicketEscalations escalations;

    EscalationSteps(TicketEscalations escalations) {
        this.escalations = escalations;
    }

    /**
     * Fires every rung that is reached, and tells whom it names.
     *
     * @return whether somebody must decide now
     */
    public boolean climb(DelegateExecution execution) {
        return escalations.climb(TicketSteps.ticket(execution), promise(execution), phase(execution));
    }

    /** Whether there is a rung still to come. */
    public boolean goesOn(DelegateExecution execution) {
        return escalations.goesOn(TicketSteps.ticket(execution), promise(execution), phase(execution));
    }

    /** User ids of those who decide: the team's supervisors on shift. */
    public Collection<String> supervisors(DelegateExecution execution) {
        return escalations.supervisors(TicketSteps.ticket(execution));
    }

    private static String promise(DelegateExecution execution) {
        return (String) execution.getVariable(TicketProcess.METRIC);
    }

    private static Phase phase(DelegateExecution execution) {
        return Phase.of((String) execution.getVariable(TicketProcess.PHASE));
    }
}
