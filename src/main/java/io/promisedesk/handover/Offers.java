package io.promisedesk.handover;

import io.promisedesk.handover.process.HandoverFlow;
import io.promisedesk.ticket.OpenTicket;
import io.promisedesk.ticket.TicketDesk;
import io.promisedesk.ticket.TicketEvent;
import io.promisedesk.ticket.TicketNumber;
import io.promisedesk.ticket.TicketState;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** The lines of hand-overs: how one comes about, is decided, or comes to nothing. Every change is an event. */
@Component
class Offers {

    static final String UNANSWERED = "unanswered";
    static final String TAKEN_AWAY = "taken-away";
    static final String SOLVED = "solved";
    static final String SHIFT_OVER = "shift-over";
    static final String REPLACED = "replaced";

    private final HandoverTables tables;
    private final TicketDesk tickets;
    private final HandoverFlow flow;
    private final Clock clock;
    private final ApplicationEventPublisher events;

    Offers(
            HandoverTables tables,
            TicketDesk tickets,
            HandoverFlow flow,
            Clock clock,
            ApplicationEventPublisher events) {
        this.tables = tables;
        this.tickets = tickets;
        this.flow = flow;
        this.clock = clock;
        this.events = events;
    }

    /** Tickets of a person that somebody must look after: a solved one waits for nobody of ours. */
    List<OpenTicket> openTicketsOf(String person) {
        return tickets.openTicketsOf(person).stream()
                .filter(ticket -> ticket.state() != TicketState.RESOLVED)
                .toList();
    }

    /** The ticket, if it still needs somebody and still is that person's. */
    Optional<OpenTicket> stillOwned(TicketNumber number, String owner) {
        return tickets.find(number)
                .filter(ticket -> owner.equals(ticket.owner()))
                .filter(ticket -> !ticket.state().isOver() && ticket.state() != TicketState.RESOLVED);
    }

    /** How many tickets each of them must look after. */
    Map<String, Integer> loads(Set<String> persons) {
        Map<String, Integer> loads = new LinkedHashMap<>();
        persons.forEach(person -> loads.put(person, openTicketsOf(person).size()));
        return loads;
    }

    void keep(Occasion occasion, TicketNumber ticket, String owner, @Nullable String note) {
        withdrawPending(ticket, REPLACED);
        long id = tables.add(null, occasion, ticket, owner, owner, note, LineState.KEPT, false, clock.instant());
        publish(id, ticket, LineState.KEPT, owner, owner);
    }

    /** A new offer of a ticket takes the place of a pending one: it has exactly one receiver. */
    void offer(
            Handover handover,
            TicketNumber ticket,
            String sender,
            String receiver,
            @Nullable String note,
            boolean redirected) {
        withdrawPending(ticket, REPLACED);
        add(handover, ticket, sender, receiver, note, LineState.OFFERED, redirected);
    }

    void movedAutomatically(
            Handover handover, TicketNumber ticket, String sender, String receiver, @Nullable String note) {
        add(handover, ticket, sender, receiver, note, LineState.AUTOMATIC, false);
    }

    private void add(
            Handover handover,
            TicketNumber ticket,
            String sender,
            String receiver,
            @Nullable String note,
            LineState state,
            boolean redirected) {
        long id = tables.add(
                handover.id(), handover.occasion(), ticket, sender, receiver, note, state, redirected, clock.instant());
        publish(id, ticket, state, sender, receiver);
    }

    /** @return false where somebody else decided it first */
    boolean decide(HandoverLine line, LineState to, String receiver, String by) {
        boolean changed = tables.decide(line.id(), line.state(), to, receiver, by, null, clock.instant());
        if (changed) {
            publish(line.id(), line.ticket(), to, line.sender(), receiver);
        }
        return changed;
    }

    boolean withdraw(HandoverLine line, String reason) {
        boolean changed = tables.decide(
                line.id(), LineState.OFFERED, LineState.WITHDRAWN, line.receiver(), null, reason, clock.instant());
        if (changed) {
            publish(line.id(), line.ticket(), LineState.WITHDRAWN, line.sender(), line.receiver());
        }
        return changed;
    }

    /** Withdraws the pending offer of a ticket and ends its hand-over where that was the last open line of it. */
    void withdrawPending(TicketNumber ticket, String reason) {
        tables.pending(ticket).ifPresent(line -> withdrawAndEnd(line, reason));
    }

    private void withdrawAndEnd(HandoverLine line, String reason) {
        Long handover = line.handover();
        if (withdraw(line, reason)
                && handover != null
                && tables.lines(handover).stream().noneMatch(HandoverLine::isOpen)) {
            String instance = tables.handover(handover).processInstance();
            if (instance != null) {
                flow.nothingLeft(instance);
            }
        }
    }

    /** Solved, closed or in other hands: there is nothing to take over any more. */
    @EventListener
    void ticketMoved(TicketEvent event) {
        switch (event.kind()) {
            case RESOLVED, CLOSED, CANCELLED -> withdrawPending(event.ticket(), SOLVED);
            case OWNER_CHANGED, TRANSFERRED ->
                tables.pending(event.ticket())
                        .filter(line -> !line.sender().equals(event.owner()))
                        .ifPresent(line -> withdrawAndEnd(line, TAKEN_AWAY));
            default -> {
                // Hand-overs are ours, and nothing else changes who owns a ticket.
            }
        }
    }

    private void publish(long line, TicketNumber ticket, LineState state, String from, String to) {
        events.publishEvent(new HandoverEvent(line, ticket, state, from, to, clock.instant()));
    }
}
