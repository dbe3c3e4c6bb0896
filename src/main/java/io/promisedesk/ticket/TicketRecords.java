package io.promisedesk.ticket;

import io.promisedesk.platform.security.Actor;
import io.promisedesk.ticket.process.TicketFlow;
import io.promisedesk.ticket.process.TicketProcess;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * The narrow way in for a history of the past: tickets move as it was recorded, with the desk's own moves, clocks and
 * process, at the instant at which the clock is set. Real life is untidy, so what a desk refuses its people is legal here:
 * somebody gets a ticket while it waits or is solved, a team passes it on to nobody, an unknown human answers. Nobody hears
 * of any of it, and from then on only this class moves such a ticket.
 *
 * <p>Each verb runs in the caller's transaction and answers why the state of the ticket does not allow it; nothing has
 * changed then.
 */
@Component
@Transactional
public class TicketRecords {

    private static final Set<TicketState> WAITING =
            Set.of(TicketState.WAITING_FOR_CUSTOMER, TicketState.WAITING_FOR_THIRD_PARTY);
    private static final Set<TicketState> AT_WORK = Set.of(TicketState.NEW, TicketState.OPEN);
    private static final Set<TicketState> RESOLVED = Set.of(TicketState.RESOLVED);
    private static final Set<TicketState> UNSOLVED = Set.of(
            TicketState.NEW, TicketState.OPEN, TicketState.WAITING_FOR_CUSTOMER, TicketState.WAITING_FOR_THIRD_PARTY);

    private final TicketMoves moves;
    private final TicketFlow flow;
    private final TicketRepository tickets;

    TicketRecords(TicketMoves moves, TicketFlow flow, TicketRepository tickets) {
        this.moves = moves;
        this.flow = flow;
        this.tickets = tickets;
    }

    /**
     * Opens a ticket as it was received at that instant.
     *
     * @param name what it was called where it comes from; becomes the subject
     * @param team the station at which it begins; never null, or a dispatcher would be asked
     * @param by who opened it
     */
    public TicketNumber created(
            String name,
            String customerEmail,
            String customerName,
            Channel channel,
            Priority priority,
            @Nullable String category,
            String team,
            Instant at,
            Actor by) {
        NewTicket request = new NewTicket(
                name,
                new IncomingMessage(name, null, null, at, null, List.of()),
                customerEmail,
                customerName,
                channel,
                priority,
                category,
                team,
                Locale.ENGLISH,
                at);
        return moves.open(request, null, true, by).number;
    }

    /** @param team another one than it has now: whoever takes it brings theirs along; null: it stays where it is */
    public Optional<String> assigned(TicketNumber number, String owner, @Nullable String team, Actor by) {
        Ticket ticket = moves.lock(number);
        if (ticket.state().isOver()) {
            return refused(ticket);
        }
        String from = ticket.team();
        String now = team == null ? from : team;
        ticket.classify(ticket.priority(), ticket.category(), now);
        moves.own(ticket, owner, by);
        flow.taken(ticket.processInstance(), from, now, owner);
        return Optional.empty();
    }

    /** Its owner drops it. A transfer to the same team is one as well. */
    public Optional<String> transferred(TicketNumber number, String team, Actor by) {
        Ticket ticket = moves.lock(number);
        if (ticket.state().isOver()) {
            return refused(ticket);
        }
        String from = ticket.team();
        flow.together(() -> {
            moves.transfer(ticket, team, by);
            flow.teamIs(ticket.processInstance(), from, team);
        });
        return Optional.empty();
    }

    /**
     * A public answer of a human.
     *
     * @param text what stands in the place of the words, which are not known
     */
    public Optional<String> replied(TicketNumber number, @Nullable String team, String text, Actor by) {
        Ticket ticket = moves.lock(number);
        if (ticket.state().isOver()) {
            return refused(ticket);
        }
        bring(ticket, team);
        moves.reply(ticket, text, List.of(), null, by);
        return Optional.empty();
    }

    public Optional<String> waiting(TicketNumber number, @Nullable String team, Actor by) {
        Ticket ticket = moves.lock(number);
        if (!AT_WORK.contains(ticket.state())) {
            return refused(ticket);
        }
        bring(ticket, team);
        moves.waitFor(ticket, WaitingFor.CUSTOMER, by);
        flow.proceed(ticket.processInstance(), TicketProcess.WAIT_CUSTOMER);
        return Optional.empty();
    }

    public Optional<String> resumed(TicketNumber number, @Nullable String team, Actor by) {
        Ticket ticket = moves.lock(number);
        if (!WAITING.contains(ticket.state())) {
            return refused(ticket);
        }
        bring(ticket, team);
        moves.resume(ticket, by);
        flow.proceed(ticket.processInstance(), TicketProcess.CONTINUE);
        return Optional.empty();
    }

    /** Also straight out of waiting. */
    public Optional<String> resolved(TicketNumber number, @Nullable String team, Actor by) {
        Ticket ticket = moves.lock(number);
        if (!UNSOLVED.contains(ticket.state())) {
            return refused(ticket);
        }
        bring(ticket, team);
        moves.resolve(ticket, by);
        flow.proceed(ticket.processInstance(), TicketProcess.SOLVED);
        return Optional.empty();
    }

    public Optional<String> reopened(TicketNumber number, @Nullable String team, Actor by) {
        Ticket ticket = moves.lock(number);
        if (!RESOLVED.contains(ticket.state())) {
            return refused(ticket);
        }
        bring(ticket, team);
        moves.reopen(ticket, by);
        flow.proceed(ticket.processInstance(), TicketProcess.REOPEN);
        return Optional.empty();
    }

    public Optional<String> closed(TicketNumber number, @Nullable String team, Actor by) {
        Ticket ticket = moves.lock(number);
        if (!RESOLVED.contains(ticket.state())) {
            return refused(ticket);
        }
        bring(ticket, team);
        moves.close(ticket, by);
        flow.proceed(ticket.processInstance(), TicketProcess.CLOSE);
        return Optional.empty();
    }

    /** The team has come along with whoever did something: the ticket was not passed on, and its owner stays. */
    private void bring(Ticket ticket, @Nullable String team) {
        String from = ticket.team();
        if (team == null || team.equals(from)) {
            return;
        }
        ticket.classify(ticket.priority(), ticket.category(), team);
        tickets.update(ticket);
        flow.teamKnown(ticket.processInstance(), from, team);
    }

    private static Optional<String> refused(Ticket ticket) {
        return Optional.of("the ticket is " + TicketMoves.name(ticket.state()).replace('-', ' '));
    }
}
