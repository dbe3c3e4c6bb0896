package io.promisedesk.ticket.process;

import io.promisedesk.platform.engine.FormValues;
import io.promisedesk.platform.engine.UserTask;
import io.promisedesk.platform.engine.UserTaskListener;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.ticket.Suggestions;
import io.promisedesk.ticket.TaskMoves;
import io.promisedesk.ticket.TicketChoices;
import io.promisedesk.ticket.TicketNumber;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.springframework.stereotype.Component;

/** What people do with a ticket's user tasks in Tasklist; only hands over to the room. */
@Component
class TicketTasks implements UserTaskListener {

    private final TaskMoves moves;
    private final TicketFlow flow;
    private final TicketChoices choices;
    private final Suggestions suggestions;

    TicketTasks(TaskMoves moves, TicketFlow flow, TicketChoices choices, Suggestions suggestions) {
        this.suggestions = suggestions;
        this.choices = choices;
        this.moves = moves;
        this.flow = flow;
    }

    @Override
    public Set<String> processes() {
        return Set.of(TicketProcess.ID, TicketProcess.ESCALATION);
    }

    @Override
    public void assigned(UserTask task, Actor by) {
        if (TicketProcess.OWNERS_TASKS.contains(task.element())) {
            boolean dispatches = TicketProcess.ASSIGN_TICKET.equals(task.element());
            moves.taskAssigned(ticket(task), task.assignee(), dispatches, by);
        } else if (TicketProcess.DECIDE_ON_ESCALATION.equals(task.element())) {
            moves.escalationAssigned(ticket(task), task.assignee(), by);
        }
    }

    @Override
    public Map<String, Object> opening(UserTask task) {
        return switch (task.element()) {
            case TicketProcess.ASSIGN_TICKET -> suggestions(ticket(task));
            case TicketProcess.DECIDE_ON_ESCALATION ->
                Map.of(
                        "colleagues",
                        Choices.of(suggestions.of(ticket(task)).agents()),
                        "teams",
                        Choices.of(choices.otherTeams(ticket(task))));
            default -> Map.of();
        };
    }

    @Override
    public Map<String, Object> completing(UserTask task, FormValues form, Actor by) {
        TicketNumber ticket = ticket(task);
        return switch (task.element()) {
            case TicketProcess.ASSIGN_TICKET ->
                moves.ticketAssigned(
                        ticket,
                        form.text("team").orElse(null),
                        form.text("owner").orElse(null),
                        by);
            case TicketProcess.WORK_ON_TICKET, TicketProcess.AWAIT_CUSTOMER, TicketProcess.AWAIT_THIRD_PARTY ->
                outcome(moves.worked(
                        ticket,
                        form.text("reply").orElse(null),
                        form.text("newsWithin").orElse(null),
                        form.text("note").orElse(null),
                        form.text("next").orElse(TicketProcess.CONTINUE),
                        by));
            case TicketProcess.CONFIRM_RESOLUTION ->
                outcome(moves.confirmed(ticket, form.text("next").orElse(TicketProcess.CLOSE), by));
            case TicketProcess.DECIDE_ON_ESCALATION -> {
                moves.decided(
                        ticket,
                        flow.promiseOf(task.processInstance()),
                        new TaskMoves.Decision(
                                form.text("decision").orElse(null),
                                form.text("owner").orElse(null),
                                form.text("team").orElse(null),
                                form.text("more").orElse(null),
                                form.text("reason").orElse(null),
                                form.text("note").orElse(null)),
                        by);
                yield Map.of();
            }
            default -> Map.of();
        };
    }

    /** In the reader's language; the first is chosen already where the desk itself would choose it. */
    private Map<String, Object> suggestions(TicketNumber ticket) {
        Suggestions.Form form = suggestions.of(ticket);
        Map<String, Object> values = new HashMap<>();
        values.put("about", form.about());
        values.put("agents", Choices.of(form.agents()));
        values.put("teams", Choices.of(choices.teams()));
        values.put("team", form.team());
        values.put("owner", form.best());
        return values;
    }

    private static Map<String, Object> outcome(String outcome) {
        return Map.of(TicketProcess.OUTCOME, outcome);
    }

    private static TicketNumber ticket(UserTask task) {
        return new TicketNumber(Objects.requireNonNull(task.businessKey(), "a ticket's task without a business key"));
    }
}
