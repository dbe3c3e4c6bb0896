package io.promisedesk.ticket.process;

import io.promisedesk.platform.engine.OneOf;
import io.promisedesk.platform.engine.Steps;
import io.promisedesk.ticket.TicketChoices;
import io.promisedesk.ticket.TicketEscalations;
import java.util.Collection;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.spin.plugin.variable.value.JsonValue;

/** What the process {@code escalation} tells the application. */
@Steps("escalationSteps")
public class EscalationSteps {

    private final TicketEscalations escalations;
    private final TicketChoices choices;

    EscalationSteps(TicketEscalations escalations, TicketChoices choices) {
        this.escalations = escalations;
        this.choices = choices;
    }

    /**
     * @param rung {@code at-risk}, {@code overdue} or {@code overdue-again}
     * @return whether somebody must decide now
     */
    public boolean tell(DelegateExecution execution, @OneOf({"at-risk", "overdue", "overdue-again"}) String rung) {
        String promise = (String) execution.getVariable(TicketProcess.METRIC);
        return escalations.tell(TicketSteps.ticket(execution), promise, rung);
    }

    /** Choices of the supervisor's form: who could take the ticket. */
    public JsonValue colleagues(DelegateExecution execution) {
        return Choices.of(choices.colleagues(TicketSteps.ticket(execution)));
    }

    /** User ids of those who decide: the team's supervisors on shift. */
    public Collection<String> supervisors(DelegateExecution execution) {
        return escalations.supervisors(TicketSteps.ticket(execution));
    }
}
