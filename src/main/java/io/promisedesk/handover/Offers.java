package io.promisedesk.handover;

import io.promisedesk.handover.process.HandoverFlow;
import io.promisedesk.ticket.OpenTicket;
import io.promisedesk.ticket.TicketDesk;
import io.promisedesk.ticket.TicketEvent;
import io.promisedesk.ticket.TicketFacts;
import io.promisedesk.ticket.TicketNumber;
import io.promisedesk.ticket.TicketState;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    /** The receiver went off shift, or is absent, before they answered. */
    static final String RECEIVER_GONE = "receiver-gone";
    /** Whoever offered it has thought better of it. */
    static final String TAKEN_BACK = "taken-back";

    private final HandoverTables tables;
    private final TicketDesk tickets;
    private final TicketFacts facts;
    private final HandoverFlow flow;
    private final Clock clock;
    private final ApplicationEventPublisher events;

    Offers(
            HandoverTables tables,
            TicketDesk tickets,
            TicketFacts facts,
            HandoverFlow flow,
            Clock clock,
            ApplicationEventPublisher events) {
        this.tables = tables;
        this.tickets = tickets;
        this.facts = facts;
        this.flow = flow;
        this.clock = clock;
        this.events = events;
    }

    /** Tickets of a person that somebody must look after: a solved one waits for nobody of ours. */
    List<OpenTicket> openTicketsOf(String person) {
        return facts.unsolvedTicketsOf(List.of(person));
    }

    /** The same of many. */
    List<OpenTicket> openTicketsOf(Collection<String> people) {
        return facts.unsolvedTicketsOf(people);
    }

    /** The ticket, if it still needs somebody and still is that person's. */
    Optional<OpenTicket> stillOwned(TicketNumber number, String owner) {
        return tickets.find(number)
                .filter(ticket -> owner.equals(ticket.owner()))
                .filter(ticket -> !ticket.state().isOver() && ticket.state() != TicketState.RESOLVED);
    }

    /**
     * Whoever changes several tickets and their offers takes the tickets first, all of them and in one order: nobody then
     * waits for a line while somebody who holds it waits for a ticket.
     */
    void lock(Collection<TicketNumber> numbers) {
        facts.lock(numbers);
    }

    /** The tickets of a hand-over. */
    void lock(long handover) {
        lock(tables.lines(handover).stream().map(HandoverLine::ticket).toList());
    }

    /** How many tickets each of them must look after. */
    Map<String, Integer> loads(Collection<String> persons) {
        return facts.unsolvedCounts(persons);
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

    /** Nobody is there to take it. */
    void stays(Occasion occasion, TicketNumber ticket, String owner) {
        long id = tables.add(null, occasion, ticket, owner, owner, null, LineState.STAYED, false, clock.instant());
        publish(id, ticket, LineState.STAYED, owner, owner);
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
        if (handover != null) {
            // Two who withdraw the last two lines at once would both see the other's and nobody would end it.
            tables.lock(handover);
        }
        if (withdraw(line, reason)
                && handover != null
                && tables.lines(handover).stream().noneMatch(HandoverLine::isOpen)) {
            goOn(handover);
        }
    }

    /** Every line of a hand-over has its answer: its process goes on with what was declined, or ends. */
    void goOn(long handover) {
        String instance = tables.handover(handover).processInstance();
        if (instance == null) {
            return;
        }
        boolean declined = tables.lines(handover).stream()
                .anyMatch(line -> line.state() == LineState.DECLINED && !line.redirected());
        if (declined && tables.handover(handover).supervisor() == null) {
            flow.waitNoLonger(instance);
        } else {
            flow.nothingLeft(instance);
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
