package io.promisedesk.ticket.process;

import io.promisedesk.platform.engine.Steps;
import io.promisedesk.ticket.TicketChoices;
import io.promisedesk.ticket.TicketMoves;
import io.promisedesk.ticket.TicketNumber;
import java.util.Map;
import org.camunda.bpm.dmn.engine.DmnDecisionResult;
import org.camunda.bpm.dmn.engine.DmnDecisionResultEntries;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.variable.Variables;
import org.camunda.spin.plugin.variable.value.JsonValue;
import org.jspecify.annotations.Nullable;

/** What the process {@code ticket} tells the application, in the order of the drawing. */
@Steps("ticketSteps")
public class TicketSteps {

    private final TicketMoves moves;
    private final TicketChoices choices;

    TicketSteps(TicketMoves moves, TicketChoices choices) {
        this.moves = moves;
        this.choices = choices;
    }

    /** @return key of the team that takes the ticket, or null: a dispatcher decides */
    public @Nullable String classified(DelegateExecution execution, DmnDecisionResult result) {
        DmnDecisionResultEntries row = result.isEmpty() ? null : result.getFirstResult();
        var known = moves.classified(ticket(execution), row == null ? Map.of() : row.getEntryMap());
        execution.setVariable("priority", Variables.stringValue(known.priority(), true));
        execution.setVariable("category", Variables.stringValue(known.category(), true));
        return known.team();
    }

    /** @return name of the service level */
    public String levelChosen(DelegateExecution execution, DmnDecisionResult result) {
        return moves.levelChosen(ticket(execution), ServiceLevels.of(result, execution.getVariables()));
    }

    public void acknowledge(DelegateExecution execution) {
        moves.acknowledge(ticket(execution));
    }

    public boolean needsDispatcher(DelegateExecution execution) {
        return execution.getVariable("team") == null;
    }

    /** Choices of the dispatcher's form. */
    public JsonValue teams() {
        return Choices.of(choices.teams());
    }

    /** Choices of the dispatcher's form. */
    public JsonValue agents() {
        return Choices.of(choices.agents());
    }

    public void tellUnassigned(DelegateExecution execution) {
        moves.tellUnassigned(ticket(execution));
    }

    public void closeUnopposed(DelegateExecution execution) {
        moves.closeUnopposed(ticket(execution));
    }

    static TicketNumber ticket(DelegateExecution execution) {
        return new TicketNumber(execution.getProcessBusinessKey());
    }
}
