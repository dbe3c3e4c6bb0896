package io.promisedesk.handover;

import io.promisedesk.platform.security.Actor;
import io.promisedesk.roster.RosterDesk;
import io.promisedesk.roster.Shift;
import io.promisedesk.ticket.OpenTicket;
import io.promisedesk.ticket.TicketDesk;
import io.promisedesk.ticket.TicketEvent;
import io.promisedesk.ticket.TicketNumber;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;
import org.springframework.transaction.event.TransactionPhase;
import org.springframework.transaction.event.TransactionalEventListener;

/**
 * Between two ends of shifts: a ticket that wakes up (its customer writes, it is reopened) or is given to somebody while
 * its owner is not on shift, and falls due before they are, does not wait for them.
 */
@Component
class GoneOwners {

    private final HandoverTables tables;
    private final TicketDesk tickets;
    private final RosterDesk roster;
    private final HandoverMails mails;
    private final HandoverWords words;
    private final Clock clock;

    GoneOwners(
            HandoverTables tables,
            TicketDesk tickets,
            RosterDesk roster,
            HandoverMails mails,
            HandoverWords words,
            Clock clock) {
        this.tables = tables;
        this.tickets = tickets;
        this.roster = roster;
        this.mails = mails;
        this.words = words;
        this.clock = clock;
    }

    /** Just before the commit: while the event is published its move is not finished, and the task not yet assigned. */
    @TransactionalEventListener(phase = TransactionPhase.BEFORE_COMMIT)
    void ticketMoved(TicketEvent event) {
        String owner = event.owner();
        if (owner == null || roster.isOnShift(owner, clock.instant())) {
            return;
        }
        switch (event.kind()) {
            case CUSTOMER_WROTE, MERGED, REOPENED, OWNER_CHANGED -> {
                // Whoever takes a ticket or reopens their own is there, whatever the roster says.
                if (!owner.equals(event.by())) {
                    look(event.ticket(), owner, false);
                }
            }
            case HANDED_OVER -> look(event.ticket(), owner, true);
            default -> {
                // Nothing else makes a ticket more urgent.
            }
        }
    }

    private void look(TicketNumber number, String owner, boolean accepted) {
        tickets.find(number)
                .filter(ticket -> owner.equals(ticket.owner()))
                .ifPresent(ticket -> look(ticket, owner, accepted));
    }

    /** @param accepted they have said yes to a hand-over before their shift: it is theirs, but somebody must know */
    private void look(OpenTicket ticket, String owner, boolean accepted) {
        if (tables.pending(ticket.number()).isPresent()) {
            // A colleague is being asked; where they decline or are silent, the hand-over itself finds somebody.
            return;
        }
        Instant now = clock.instant();
        String team = ticket.team();
        Instant due = ticket.due();
        if (team == null || due == null) {
            return;
        }
        Optional<Shift> next = roster.nextShiftOf(owner, now);
        if (next.isPresent() && !due.isBefore(next.get().start())) {
            return;
        }
        if (accepted || roster.agentsOnShift(team, now).isEmpty()) {
            mails.ownerGone(ticket, now);
        } else {
            tickets.assign(ticket.number(), null, Actor.SYSTEM);
            tickets.note(ticket.number(), words.returned(owner, due, now), List.of(), Actor.SYSTEM);
        }
    }
}
