package io.promisedesk.ticket;

import io.promisedesk.people.Customer;
import io.promisedesk.people.PeopleDesk;
import io.promisedesk.people.Person;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.roster.RosterDesk;
import io.promisedesk.sla.ClockDesk;
import io.promisedesk.sla.ClockView;
import io.promisedesk.ticket.process.TicketFlow;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Tells the right people that a promise is at risk or broken, each rung of each clock once and for ever. */
@Component
@Transactional
public class TicketEscalations {

    private final TicketRepository tickets;
    private final TicketDeadlines deadlines;
    private final ClockDesk clocks;
    private final RosterDesk roster;
    private final PeopleDesk people;
    private final TicketMails mails;
    private final TicketMoves moves;
    private final TicketFlow flow;
    private final Clock clock;

    TicketEscalations(
            TicketRepository tickets,
            TicketDeadlines deadlines,
            ClockDesk clocks,
            RosterDesk roster,
            PeopleDesk people,
            TicketMails mails,
            TicketMoves moves,
            TicketFlow flow,
            Clock clock) {
        this.tickets = tickets;
        this.deadlines = deadlines;
        this.clocks = clocks;
        this.roster = roster;
        this.people = people;
        this.mails = mails;
        this.moves = moves;
        this.flow = flow;
        this.clock = clock;
    }

    /**
     * Checks that the promise is still in danger and tells the supervisors; of a risk the owner as well.
     *
     * @param promise {@code response} or {@code resolution}
     * @param rung {@code at-risk}, {@code overdue} or {@code overdue-again}
     * @return whether the promise is broken and somebody must decide what happens now
     */
    public boolean tell(TicketNumber number, String promise, String rung) {
        Ticket ticket = moves.lock(number);
        Instant now = clock.instant();
        Optional<ClockView> running = deadlines.running(number, promise);
        if (running.isEmpty() || !isReached(running.get(), rung, now)) {
            return false;
        }
        ClockView view = running.get();
        if (!clocks.fire(view.id(), rung, now)) {
            return false;
        }
        boolean risk = rung.equals("at-risk");
        for (Person person : recipients(ticket, risk, now)) {
            mails.escalate(ticket, customer(ticket), view, rung, person);
        }
        tickets.audit(
                number, now, "system", "escalated", Map.of("metric", TicketMoves.name(view.metric()), "rung", rung));
        moves.showDeadline(ticket);
        return !risk;
    }

    /**
     * The open task in which somebody decides on that broken promise; empty where everything is decided, settled, or not
     * this person's to see.
     */
    @Transactional(readOnly = true)
    public Optional<String> openDecision(TicketNumber number, String promise, Actor reader) {
        return tickets.find(number)
                .filter(ticket -> TicketRules.maySee(ticket, reader))
                .flatMap(ticket -> flow.decisionTaskId(ticket.number.value(), promise));
    }

    /** User ids of those who answer for the ticket now ({@link RosterDesk#supervisorsToTell}). */
    public Set<String> supervisors(TicketNumber number) {
        Ticket ticket = tickets.find(number).orElseThrow();
        return supervisors(ticket, clock.instant());
    }

    private Set<String> supervisors(Ticket ticket, Instant now) {
        return new LinkedHashSet<>(roster.supervisorsToTell(ticket.team(), now));
    }

    private List<Person> recipients(Ticket ticket, boolean risk, Instant now) {
        Set<String> ids = supervisors(ticket, now);
        String owner = ticket.owner();
        if (risk && owner != null) {
            ids.add(owner);
        }
        return ids.stream().flatMap(id -> people.person(id).stream()).toList();
    }

    /** A risk is one only before the deadline: after an outage of ours the promise may be broken already. */
    private static boolean isReached(ClockView view, String rung, Instant now) {
        Instant atRisk = view.atRisk();
        Instant due = view.due();
        if (atRisk == null || due == null) {
            return false;
        }
        boolean broken = !now.isBefore(due);
        return rung.equals("at-risk") ? !broken && !now.isBefore(atRisk) : broken;
    }

    private Customer customer(Ticket ticket) {
        return people.customer(ticket.customerId()).orElseThrow();
    }
}
