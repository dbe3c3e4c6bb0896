package io.promisedesk.handover;

import io.promisedesk.handover.HandoverPolicy.Candidate;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.roster.RosterDesk;
import io.promisedesk.ticket.OpenTicket;
import io.promisedesk.ticket.TicketDesk;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * The last rule of a hand-over (service-levels, section 4): a ticket whose owner has gone moves to whoever of its team is
 * on shift, without being asked. Where nobody is, it stays and those who answer for the team are told.
 */
@Component
class AutomaticMoves {

    private static final Logger LOG = LoggerFactory.getLogger(AutomaticMoves.class);

    private final HandoverTables tables;
    private final Handovers handovers;
    private final Offers offers;
    private final HandoverMails mails;
    private final RosterDesk roster;
    private final TicketDesk tickets;
    private final Clock clock;

    AutomaticMoves(
            HandoverTables tables,
            Handovers handovers,
            Offers offers,
            HandoverMails mails,
            RosterDesk roster,
            TicketDesk tickets,
            Clock clock) {
        this.tables = tables;
        this.handovers = handovers;
        this.offers = offers;
        this.mails = mails;
        this.roster = roster;
        this.tickets = tickets;
        this.clock = clock;
    }

    /**
     * A ticket that cannot stay where it is.
     *
     * @param note of its owner to whoever takes it, or null
     */
    record Stray(OpenTicket ticket, String owner, @Nullable String note) {}

    /** @param to who owns the ticket now; null: nobody is there, it stays with its owner and those who answer were told */
    record Move(OpenTicket ticket, String from, @Nullable String to) {}

    /**
     * Each ticket for itself: what cannot be moved does not keep the others.
     *
     * @param gone who must not get any of them
     * @param round tells the mails about this apart from those about another round of the same occasion
     * @return what became of each that still belonged to its owner
     */
    List<Move> move(Occasion occasion, Collection<Stray> strays, Set<String> gone, String round) {
        Instant now = clock.instant();
        List<HandoverLine> before = tables.linesOf(occasion);
        List<Move> moves = new ArrayList<>();
        Map<String, Map<String, Integer>> loadsByTeam = new HashMap<>();
        Map<String, Handover> moved = new LinkedHashMap<>();
        Map<String, List<OpenTicket>> leftByTeam = new LinkedHashMap<>();
        for (Stray stray : strays) {
            OpenTicket ticket = stray.ticket();
            String team = Objects.requireNonNullElse(ticket.team(), occasion.team());
            Map<String, Integer> loads = loadsByTeam.computeIfAbsent(
                    team, key -> offers.loads(new TreeSet<>(roster.agentsOnShift(key, now))));
            loads.keySet().removeAll(gone);
            Optional<HandoverLine> pending = tables.pending(ticket.number());
            Optional<String> receiver = receiver(ticket, pending, before, loads);
            boolean taken = receiver.isPresent() && handOver(stray, receiver.get(), pending, moved, occasion);
            if (taken) {
                loads.merge(receiver.get(), 1, Integer::sum);
                moves.add(new Move(ticket, stray.owner(), receiver.get()));
            } else if (offers.stillOwned(ticket.number(), stray.owner()).isPresent()) {
                LOG.warn("{} stays with {}, who has gone", ticket.number(), stray.owner());
                leftByTeam.computeIfAbsent(team, key -> new ArrayList<>()).add(ticket);
                moves.add(new Move(ticket, stray.owner(), null));
            }
        }
        moved.values().forEach(handover -> {
            handovers.start(handover);
            mails.movedAutomatically(handover, tables.lines(handover.id()));
        });
        leftByTeam.forEach((team, left) -> mails.nobodyOnShift(round, team, left, now));
        return moves;
    }

    private boolean handOver(
            Stray stray, String to, Optional<HandoverLine> pending, Map<String, Handover> moved, Occasion occasion) {
        OpenTicket ticket = stray.ticket();
        if (!tickets.handOver(ticket.number(), stray.owner(), to, true, Actor.SYSTEM)) {
            return false;
        }
        offers.withdrawPending(ticket.number(), Offers.SHIFT_OVER);
        Handover handover = moved.computeIfAbsent(to, key -> handovers.create(occasion, key, true));
        String note = stray.note() != null
                ? stray.note()
                : pending.map(HandoverLine::note).orElse(null);
        offers.movedAutomatically(handover, ticket.number(), stray.owner(), to, note);
        return true;
    }

    private static Optional<String> receiver(
            OpenTicket ticket, Optional<HandoverLine> pending, List<HandoverLine> before, Map<String, Integer> loads) {
        String asked = pending.map(HandoverLine::receiver).orElse("");
        return HandoverPolicy.receiver(loads.entrySet().stream()
                .map(entry -> new Candidate(
                        entry.getKey(),
                        entry.getValue(),
                        entry.getKey().equals(asked),
                        before.stream().anyMatch(line -> line.wasRefusedBy(entry.getKey(), ticket.number()))))
                .toList());
    }
}
