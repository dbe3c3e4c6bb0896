package io.promisedesk.handover;

import io.promisedesk.platform.security.Actor;
import io.promisedesk.roster.RosterChanged;
import io.promisedesk.roster.RosterDesk;
import io.promisedesk.roster.Shift;
import io.promisedesk.ticket.OpenTicket;
import io.promisedesk.ticket.TicketDesk;
import io.promisedesk.ticket.TicketEvent;
import io.promisedesk.ticket.TicketFacts;
import io.promisedesk.ticket.TicketNumber;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.event.TransactionPhase;
import org.springframework.transaction.event.TransactionalEventListener;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Between two ends of shifts: a ticket that wakes up (its customer writes, it is reopened), becomes more urgent or is given
 * to somebody while its owner is not on shift, and falls due before they are, does not wait for them. Nor does one that was
 * kept or accepted for a next shift that the roster does not know any more.
 */
@Component
class GoneOwners {

    /** Shifts that ended longer ago and were never settled will not be. */
    private static final Duration MADE_UP_FOR = Duration.ofHours(24);

    private final HandoverTables tables;
    private final TeamRulesDesk rules;
    private final TicketDesk tickets;
    private final TicketFacts facts;
    private final RosterDesk roster;
    private final HandoverMails mails;
    private final HandoverWords words;
    private final Clock clock;
    private volatile boolean ready;

    GoneOwners(
            HandoverTables tables,
            TeamRulesDesk rules,
            TicketDesk tickets,
            TicketFacts facts,
            RosterDesk roster,
            HandoverMails mails,
            HandoverWords words,
            Clock clock) {
        this.tables = tables;
        this.rules = rules;
        this.tickets = tickets;
        this.facts = facts;
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
            case CUSTOMER_WROTE, MERGED, REOPENED, OWNER_CHANGED, CHANGED, RESUMED, REPLIED -> {
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

    /** After a start, once the shifts that have ended meanwhile are planned: they move their tickets themselves. */
    @Transactional
    void started() {
        ready = true;
        lookAtAll();
    }

    /** However often it changes in a transaction, we look once, and when everything in it is as it will be. */
    @EventListener(RosterChanged.class)
    void rosterChanged() {
        if (ready
                && TransactionSynchronizationManager.isSynchronizationActive()
                && TransactionSynchronizationManager.getSynchronizations().stream()
                        .noneMatch(LookAtAll.class::isInstance)) {
            TransactionSynchronizationManager.registerSynchronization(new LookAtAll());
        }
    }

    private final class LookAtAll implements TransactionSynchronization {

        @Override
        public void beforeCommit(boolean readOnly) {
            lookAtAll();
        }
    }

    private void lookAtAll() {
        Instant now = clock.instant();
        Set<String> gone = new HashSet<>(facts.owners());
        gone.removeIf(owner -> roster.isOnShift(owner, now));
        tables.unsettledOf(gone, now).stream()
                .filter(shift -> isAboutToBeSettled(shift, now))
                .forEach(shift -> gone.remove(shift.person()));
        List<OpenTicket> open = facts.unsolvedTicketsOf(gone);
        Set<TicketNumber> stayed =
                tables.stayed(open.stream().map(OpenTicket::number).toList());
        for (OpenTicket ticket : open) {
            String owner = Objects.requireNonNull(ticket.owner());
            Instant due = ticket.due();
            // Absences have their own process, and what stayed has been told.
            if (due != null
                    && !stayed.contains(ticket.number())
                    && roster.absencesOf(owner, now, later(due, now.plusMillis(1)))
                            .isEmpty()) {
                look(ticket, owner, false);
            }
        }
    }

    /** The end of their shift, or the grace of whoever was taken out of it, does better than we: it asks. */
    private boolean isAboutToBeSettled(HandoverTables.Unsettled shift, Instant now) {
        return shift.sweepToCome()
                ? shift.over().isAfter(now.minus(MADE_UP_FOR))
                : !shift.over().plus(rules.of(shift.team()).grace()).isBefore(now);
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
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
        if (accepted
                && next.isPresent()
                && !next.get().start().isAfter(now.plus(rules.of(team).leadTime()))) {
            // They are about to come: that is why they were asked ahead.
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
