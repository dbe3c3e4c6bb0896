package io.promisedesk.handover;

import io.promisedesk.platform.security.Actor;
import io.promisedesk.roster.RosterDesk;
import io.promisedesk.ticket.OpenTicket;
import io.promisedesk.ticket.TicketDesk;
import io.promisedesk.ticket.TicketNumber;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
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
    private final Proposals proposals;
    private final HandoverMails mails;
    private final HandoverWords words;
    private final RosterDesk roster;
    private final TicketDesk tickets;
    private final Clock clock;

    AutomaticMoves(
            HandoverTables tables,
            Handovers handovers,
            Offers offers,
            Proposals proposals,
            HandoverMails mails,
            HandoverWords words,
            RosterDesk roster,
            TicketDesk tickets,
            Clock clock) {
        this.tables = tables;
        this.handovers = handovers;
        this.offers = offers;
        this.proposals = proposals;
        this.mails = mails;
        this.words = words;
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
        return carryOut(occasion, choose(occasion, strays, gone), round);
    }

    /** @param receiver null: nobody is there */
    record Chosen(Stray stray, @Nullable String receiver, @Nullable HandoverLine pending) {

        @Nullable
        String note() {
            return stray.note() != null ? stray.note() : pending == null ? null : pending.note();
        }
    }

    /** Who is to have what; nothing has moved yet. */
    List<Chosen> choose(Occasion occasion, Collection<Stray> strays, Set<String> gone) {
        Instant now = clock.instant();
        Map<String, List<Stray>> byTeam = strays.stream()
                .collect(Collectors.groupingBy(stray -> team(stray, occasion), TreeMap::new, Collectors.toList()));
        Map<TicketNumber, HandoverLine> pending = tables.pending(
                strays.stream().map(stray -> stray.ticket().number()).toList());
        List<HandoverLine> before = strays.isEmpty() ? List.of() : tables.linesOf(occasion);
        List<Chosen> chosen = new ArrayList<>();
        byTeam.forEach((team, ofTeam) -> {
            Set<String> here = new TreeSet<>(roster.agentsOnShift(team, now));
            here.removeAll(gone);
            Proposals.Chooser chooser = proposals.chooser(
                    ofTeam.stream().map(stray -> stray.ticket().number()).toList(), here, now);
            for (Stray stray : ofTeam) {
                TicketNumber number = stray.ticket().number();
                HandoverLine asked = pending.get(number);
                String receiver = chooser.choose(
                                number,
                                person -> !person.equals(stray.owner()),
                                asked == null ? null : asked.receiver(),
                                person -> before.stream().anyMatch(line -> line.wasRefusedBy(person, number)))
                        .map(Proposals.Choice::person)
                        .orElse(null);
                chosen.add(new Chosen(stray, receiver, asked));
            }
        });
        return chosen;
    }

    /** Each ticket for itself; those of one pending offer together. */
    List<Move> carryOut(Occasion occasion, Collection<Chosen> chosen, String round) {
        Instant now = clock.instant();
        List<Move> moves = new ArrayList<>();
        Map<String, Handover> moved = new LinkedHashMap<>();
        Map<String, List<OpenTicket>> leftByTeam = new LinkedHashMap<>();
        offers.lock(chosen.stream().map(one -> one.stray().ticket().number()).toList());
        chosen.stream().sorted(IN_ORDER).forEach(choice -> {
            Stray stray = choice.stray();
            OpenTicket ticket = stray.ticket();
            String receiver = choice.receiver();
            if (receiver != null && handOver(choice, receiver, moved, occasion)) {
                moves.add(new Move(ticket, stray.owner(), receiver));
            } else if (offers.stillOwned(ticket.number(), stray.owner()).isPresent()) {
                LOG.warn("{} stays with {}, who has gone", ticket.number(), stray.owner());
                leftByTeam
                        .computeIfAbsent(team(stray, occasion), key -> new ArrayList<>())
                        .add(ticket);
                moves.add(new Move(ticket, stray.owner(), null));
                stays(occasion, choice);
            }
        });
        moved.values().forEach(handover -> {
            handovers.start(handover);
            mails.movedAutomatically(handover, tables.lines(handover.id()));
        });
        leftByTeam.forEach((team, left) -> mails.nobodyOnShift(round, team, occasion.cause(), left, now));
        return moves;
    }

    private static final Comparator<Chosen> IN_ORDER = Comparator.comparing(
                    (Chosen chosen) -> Optional.ofNullable(chosen.pending())
                            .map(HandoverLine::handover)
                            .orElse(0L))
            .thenComparing(chosen -> chosen.stray().ticket().number().value());

    private static String team(Stray stray, Occasion occasion) {
        return Objects.requireNonNullElse(stray.ticket().team(), occasion.team());
    }

    private boolean handOver(Chosen choice, String to, Map<String, Handover> moved, Occasion occasion) {
        OpenTicket ticket = choice.stray().ticket();
        String owner = choice.stray().owner();
        if (!tickets.handOver(ticket.number(), owner, to, true, Actor.SYSTEM)) {
            return false;
        }
        offers.withdrawPending(ticket.number(), Offers.SHIFT_OVER);
        Handover handover = moved.computeIfAbsent(to, key -> handovers.create(occasion, key, true));
        offers.movedAutomatically(handover, ticket.number(), owner, to, choice.note());
        return true;
    }

    /** Whoever looks at the ticket sees that its owner has gone and that somebody has been told. */
    private void stays(Occasion occasion, Chosen choice) {
        Stray stray = choice.stray();
        if (!mayStillBeAnswered(choice)) {
            offers.withdrawPending(stray.ticket().number(), Offers.SHIFT_OVER);
        }
        offers.stays(occasion, stray.ticket().number(), stray.owner());
        tickets.note(
                stray.ticket().number(),
                words.stays(occasion.cause(), stray.owner(), clock.instant()),
                List.of(),
                Actor.SYSTEM);
    }

    /** Nobody is there, but whoever has been asked comes and has time left: the timer of their hand-over ends it. */
    private boolean mayStillBeAnswered(Chosen choice) {
        HandoverLine asked = choice.pending();
        Long handover = asked == null ? null : asked.handover();
        if (choice.receiver() != null || asked == null || handover == null) {
            return false;
        }
        Instant now = clock.instant();
        return asked.redirected()
                || tables.handover(handover).answerBy().isAfter(now)
                        && roster.nextShiftStart(asked.receiver(), now).isPresent();
    }
}
