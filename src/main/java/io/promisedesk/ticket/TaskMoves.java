package io.promisedesk.ticket;

import io.promisedesk.platform.Refusal;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.ticket.process.TicketFlow;
import io.promisedesk.ticket.process.TicketProcess;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Lazy;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** What people do with a ticket by way of its tasks in Tasklist, while the engine completes or assigns the task. */
@Component
@Transactional
public class TaskMoves {

    private final TicketMoves moves;
    private final TicketDesk desk;
    private final TicketRules rules;
    private final TicketFlow flow;

    TaskMoves(TicketMoves moves, @Lazy TicketDesk desk, TicketRules rules, TicketFlow flow) {
        this.flow = flow;
        this.rules = rules;
        this.moves = moves;
        this.desk = desk;
    }

    /**
     * Claimed, passed on or given back (assignee null): the ticket's owner follows its task.
     *
     * @param dispatches whether it is the task of assigning the ticket
     */
    public void taskAssigned(TicketNumber number, @Nullable String assignee, boolean dispatches, Actor by) {
        Ticket ticket = moves.lock(number);
        if (dispatches) {
            // A dispatcher takes the task of assigning, not the ticket.
            rules.requireLead(ticket, assignee, by);
            return;
        }
        if (assignee == null ? ticket.owner() == null : assignee.equals(ticket.owner())) {
            return;
        }
        rules.requireAssign(ticket, assignee, by);
        rules.requireServes(ticket, assignee, by);
        own(ticket, assignee, by);
    }

    /** Claimed, passed on or given back (assignee null): who decides on an escalation leads the ticket's team. */
    public void escalationAssigned(TicketNumber number, @Nullable String assignee, Actor by) {
        rules.requireLead(moves.lock(number), assignee, by);
    }

    /**
     * The dispatcher's task.
     *
     * @param team null: that of the ticket or else of its new owner
     * @param owner null: the ticket goes to the team's queue
     */
    public Map<String, Object> ticketAssigned(
            TicketNumber number, @Nullable String team, @Nullable String owner, Actor by) {
        Ticket ticket = moves.lock(number);
        rules.requireWork(ticket, by);
        String next = team != null ? team : owner != null ? rules.teamFor(ticket, owner) : ticket.team();
        if (next == null) {
            throw Refusal.invalid("team", "ticket.refused.chooseTeam");
        }
        if (!next.equals(ticket.team())) {
            moves.transfer(ticket, next, by);
        }
        if (owner != null) {
            rules.requireServes(ticket, owner, by);
            own(ticket, owner, by);
        } else {
            moves.leftToQueue(ticket, by);
        }
        Map<String, Object> variables = new HashMap<>();
        variables.put("team", next);
        variables.put("owner", owner);
        return variables;
    }

    /**
     * Work on ticket, Await customer, Await third party.
     *
     * @param newsWithin when the customer is to hear of us again, such as {@code PT4H} or {@code P1D}; null: as the service
     *     level says. Only with a reply, which tells the customer so
     * @param next {@code continue}, {@code wait-customer}, {@code wait-third-party} or {@code solved}
     * @return the outcome that the gateway asks for
     */
    public String worked(
            TicketNumber number,
            @Nullable String reply,
            @Nullable String newsWithin,
            @Nullable String note,
            String next,
            Actor by) {
        Ticket ticket = moves.lock(number);
        rules.requireWork(ticket, by);
        if (ticket.owner() == null && TicketRules.mayTake(ticket, by)) {
            own(ticket, by.id(), by);
        }
        if (note != null) {
            moves.note(ticket, note, List.of(), by);
        }
        if (newsWithin != null && reply == null) {
            throw Refusal.invalid("newsWithin", "ticket.refused.newsWithoutReply");
        }
        if (newsWithin != null && next.equals(TicketProcess.WAIT_CUSTOMER)) {
            throw Refusal.invalid("newsWithin", "ticket.refused.newsWhileWaiting");
        }
        if (reply != null) {
            moves.reply(ticket, reply, List.of(), TicketInput.budget("newsWithin", newsWithin), by);
        }
        boolean waiting = ticket.state().isWaiting();
        switch (next) {
            case TicketProcess.WAIT_CUSTOMER -> moves.waitFor(ticket, WaitingFor.CUSTOMER, by);
            case TicketProcess.WAIT_THIRD_PARTY -> moves.waitFor(ticket, WaitingFor.THIRD_PARTY, by);
            case TicketProcess.SOLVED -> moves.resolve(ticket, by);
            case TicketProcess.CONTINUE -> {
                if (waiting) {
                    moves.resume(ticket, by);
                } else if (reply == null && note == null) {
                    throw Refusal.invalid("next", "ticket.refused.nothingToDo");
                }
            }
            default -> throw Refusal.invalid("next", "ticket.refused.unknownNext", next);
        }
        return next;
    }

    /** @param next {@code close} or {@code reopen} */
    public String confirmed(TicketNumber number, String next, Actor by) {
        switch (next) {
            case TicketProcess.CLOSE -> moves.close(moves.lock(number), by);
            case TicketProcess.REOPEN -> moves.reopen(moves.lock(number), by);
            default -> throw Refusal.invalid("next", "ticket.refused.unknownNext", next);
        }
        return next;
    }

    /**
     * What a supervisor decides on a promise in danger.
     *
     * @param what {@code acknowledge}, {@code reassign} (to {@code owner}), {@code raise-priority}, {@code more-time} ({@code
     *     more}, with a {@code reason}) or {@code other-team} ({@code team})
     * @param more working time to be added, such as {@code PT4H}
     */
    public record Decision(
            @Nullable String what,
            @Nullable String owner,
            @Nullable String team,
            @Nullable String more,
            @Nullable String reason,
            @Nullable String note) {}

    /** @param promise {@code response} or {@code resolution} */
    public void decided(TicketNumber number, String promise, Decision decision, Actor by) {
        Ticket ticket = moves.lock(number);
        if (!TicketRules.leads(ticket, by)) {
            throw Refusal.forbidden("ticket.refused.mayNotDecide", number.value());
        }
        if (decision.note() != null) {
            moves.note(ticket, decision.note(), List.of(), by);
        }
        String what = decision.what() == null ? "" : decision.what();
        switch (what) {
            case "acknowledge" -> {}
            case "reassign" -> desk.assign(number, required("owner", decision.owner(), "chooseOwner"), by);
            case "raise-priority" -> {
                Priority[] all = Priority.values();
                if (ticket.priority().ordinal() == all.length - 1) {
                    throw Refusal.invalid("decision", "ticket.refused.highestPriority", number.value());
                }
                desk.change(number, all[ticket.priority().ordinal() + 1], null, null, by);
            }
            case "more-time" ->
                moves.extend(
                        ticket,
                        promise,
                        TicketInput.workingTime("more", required("more", decision.more(), "chooseTime")),
                        required("reason", decision.reason(), "giveReason"),
                        by);
            case "other-team" -> desk.transfer(number, required("team", decision.team(), "chooseTeam"), by);
            default -> throw Refusal.invalid("decision", "ticket.refused.chooseDecision");
        }
        moves.decisionTaken(moves.lock(number), promise, what, by);
    }

    private static String required(String field, @Nullable String value, String key) {
        if (value == null) {
            throw Refusal.invalid(field, "ticket.refused." + key);
        }
        return value;
    }

    private void own(Ticket ticket, @Nullable String owner, Actor by) {
        moves.own(ticket, owner, by);
        flow.rememberOwner(ticket.processInstance(), owner);
    }
}
