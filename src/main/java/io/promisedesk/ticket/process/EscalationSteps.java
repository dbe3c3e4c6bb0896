package io.promisedesk.ticket.process;

import io.promisedesk.platform.engine.OneOf;
import io.promisedesk.platform.engine.Steps;
import io.promisedesk.ticket.Ladder.Phase;
import io.promisedesk.ticket.TicketEscalations;
import java.util.Collection;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.variable.Variables;
import org.camunda.bpm.engine.variable.value.BooleanValue;
import org.camunda.bpm.engine.variable.value.TypedValue;
import org.jspecify.annotations.Nullable;

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
     * @return whether somebody must decide now; for the next gateway only, and so never stored
     */
    public BooleanValue climb(DelegateExecution execution) {
        return answer(
                execution, escalations.climb(TicketSteps.ticket(execution), promise(execution), phase(execution)));
    }

    /**
     * As escalations that began before there were ladders call it.
     *
     * @param rung {@code at-risk}, {@code overdue} or {@code overdue-again}
     */
    public BooleanValue tell(DelegateExecution execution, @OneOf({"at-risk", "overdue", "overdue-again"}) String rung) {
        return answer(
                execution,
                escalations.climb(
                        TicketSteps.ticket(execution),
                        promise(execution),
                        rung.equals(Phase.AT_RISK.code()) ? Phase.AT_RISK : Phase.OVERDUE));
    }

    /** As escalations that began before there were ladders call it: their form asks for its choices when it is opened. */
    public @Nullable Object colleagues(DelegateExecution execution) {
        return null;
    }

    /** Whether there is a rung still to come. */
    public boolean goesOn(DelegateExecution execution) {
        return escalations.goesOn(TicketSteps.ticket(execution), promise(execution), phase(execution));
    }

    /** User ids of those who decide: the team's supervisors on shift. */
    public Collection<String> supervisors(DelegateExecution execution) {
        return escalations.supervisors(TicketSteps.ticket(execution));
    }

    /** Stored only where an escalation from before has stored one: the engine refuses both kinds under one name. */
    private static BooleanValue answer(DelegateExecution execution, boolean mustDecide) {
        TypedValue before = execution.getVariableTyped(TicketProcess.MUST_DECIDE);
        return Variables.booleanValue(mustDecide, before == null || before.isTransient());
    }

    private static String promise(DelegateExecution execution) {
        return (String) execution.getVariable(TicketProcess.METRIC);
    }

    private static Phase phase(DelegateExecution execution) {
        return escalationPhase(execution);
    }

    static Phase escalationPhase(DelegateExecution execution) {
        String phase = (String) execution.getVariable(TicketProcess.PHASE);
        return Phase.of(phase != null ? phase : (String) execution.getVariable(TicketProcess.FORMER_PHASE));
    }
}
