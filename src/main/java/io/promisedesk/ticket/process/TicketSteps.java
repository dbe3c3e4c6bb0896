package io.promisedesk.ticket.process;

import io.promisedesk.platform.engine.Steps;
import io.promisedesk.ticket.RoutingMoves;
import io.promisedesk.ticket.TicketChoices;
import io.promisedesk.ticket.TicketMoves;
import io.promisedesk.ticket.TicketNumber;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.camunda.bpm.dmn.engine.DmnDecisionResult;
import org.camunda.bpm.dmn.engine.DmnDecisionResultEntries;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.variable.Variables;
import org.camunda.bpm.engine.variable.value.StringValue;
import org.camunda.spin.plugin.variable.value.JsonValue;
import org.jspecify.annotations.Nullable;

/** What the process {@code ticket} tells the application, in the order of the drawing. */
@Steps("ticketSteps")
public class TicketSteps {

    private final TicketMoves moves;
    private final TicketChoices choices;
    private final RoutingMoves routing;

    TicketSteps(TicketMoves moves, TicketChoices choices, RoutingMoves routing) {
        this.routing = routing;
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

    /** @return needed skills with commas between them; not stored: they stand on the ticket */
    public StringValue routed(DelegateExecution execution, DmnDecisionResult result) {
        DmnDecisionResultEntries row = result.isEmpty() ? null : result.getFirstResult();
        var known = moves.routed(ticket(execution), row == null ? Map.of() : row.getEntryMap());
        // Written only where it changes: each value in the history is a station of the ticket.
        if (!Objects.equals(known.team(), execution.getVariable("team"))) {
            execution.setVariable("team", known.team());
        }
        return Variables.stringValue(known.skills(), true);
    }

    /** @return name of the service level */
    public String levelChosen(DelegateExecution execution, DmnDecisionResult result) {
        return moves.levelChosen(ticket(execution), ServiceLevels.of(result, execution.getVariables()));
    }

    public void acknowledge(DelegateExecution execution) {
        moves.acknowledge(ticket(execution));
    }

    /** Says in {@code placing} who has the ticket next: {@code owner}, {@code queue} or {@code dispatcher}. */
    public void findOwner(DelegateExecution execution) {
        RoutingMoves.Placing placing = routing.findOwner(ticket(execution));
        if (placing.found() != null) {
            execution.setVariable("owner", placing.found());
        }
        execution.setVariable(TicketProcess.PLACING, Variables.stringValue(placing.to(), true));
    }

    /** Those who may assign a ticket of the team, besides dispatchers. */
    public List<String> supervisors(DelegateExecution execution) {
        return choices.supervisors(ticket(execution));
    }

    /** As models from before routing ask it; open tickets still stand on them, and on the two that follow. */
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
