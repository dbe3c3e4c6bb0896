package io.promisedesk.ticket;

import io.promisedesk.people.PeopleDesk;
import io.promisedesk.people.Person;
import io.promisedesk.roster.Presence;
import io.promisedesk.roster.RosterDesk;
import io.promisedesk.roster.Span;
import io.promisedesk.ticket.process.TicketFlow;
import io.promisedesk.ticket.process.TicketProcess;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Gives tickets to people. Always the ticket's lock first, then that of its team: of two tickets that come at once, the
 * second sees what the first has given to whom.
 */
@Component
@Transactional
public class RoutingMoves {

    /** As often somebody looks although nothing is known to change, so that no mistake lets a ticket lie for ever. */
    private static final Duration AT_LATEST = Duration.ofHours(1);

    private final Routing routing;
    private final RoutingTables tables;
    private final TicketMoves moves;
    private final TicketFlow flow;
    private final PeopleDesk people;
    private final RosterDesk roster;
    private final Clock clock;

    RoutingMoves(
            Routing routing,
            RoutingTables tables,
            TicketMoves moves,
            TicketFlow flow,
            PeopleDesk people,
            RosterDesk roster,
            Clock clock) {
        this.routing = routing;
        this.tables = tables;
        this.moves = moves;
        this.flow = flow;
        this.people = people;
        this.roster = roster;
        this.clock = clock;
    }

    /**
     * Who has a ticket next.
     *
     * @param to {@code owner}, {@code queue} or {@code dispatcher}
     * @param found who was found just now, or null
     */
    public record Placing(String to, @Nullable String found) {}

    /** The ticket is up for work. The process hears from whoever calls who was found. */
    public Placing findOwner(TicketNumber number) {
        Ticket ticket = moves.lock(number);
        String team = ticket.team();
        if (ticket.owner() != null) {
            return new Placing(TicketProcess.OWNER, null);
        }
        if (team == null) {
            return new Placing(TicketProcess.DISPATCHER, null);
        }
        if (ticket.isRecorded()) {
            return new Placing(TicketProcess.QUEUE, null);
        }
        if (!tables.routing(team).pushes()) {
            return new Placing(TicketProcess.QUEUE, null);
        }
        lock(team);
        List<Ranked> ranked = routing.ranked(ticket);
        Optional<Ranked> best = best(ranked);
        if (best.isPresent() && !isOvertaken(ticket, team)) {
            give(ticket, ranked, best.get());
            return new Placing(TicketProcess.OWNER, best.get().person());
        }
        tables.keep(ticket, team, null, ranked, clock.instant());
        if (best.isPresent() || !flow.isPlacing(team)) {
            flow.placeTickets(team);
        }
        return new Placing(TicketProcess.DISPATCHER, null);
    }

    /** Something more urgent waits already, and is about to be placed: this one stands in line. */
    private boolean isOvertaken(Ticket ticket, String team) {
        return tables.firstAbove(ticket.priority(), team)
                .filter(first -> best(routing.ranked(first)).isPresent())
                .isPresent();
    }

    /**
     * One ticket that waits in the queue of a team: the most urgent one for which there is somebody. Without any, the
     * dispatchers hear of those of which they do not know yet.
     *
     * @return whether there may be more to do
     */
    public boolean placeNext(String team) {
        if (!tables.routing(team).pushes()) {
            return false;
        }
        // Without anybody who has room, nobody has to be ranked, however much waits.
        boolean room = routing.anybodyHasRoom(team);
        List<TicketNumber> unknown = new ArrayList<>();
        List<RoutingTables.Waiting> waiting;
        int after = 0;
        do {
            waiting = tables.waiting(team, RoutingTables.LOOKED_AT, after);
            for (RoutingTables.Waiting one : waiting) {
                if (room && best(routing.ranked(one.number())).isPresent()) {
                    return place(one.number(), team);
                }
                if (!one.awaitsDispatcher()) {
                    unknown.add(one.number());
                }
            }
            after += waiting.size();
        } while (waiting.size() == RoutingTables.LOOKED_AT);
        return askDispatchers(unknown, team);
    }

    /**
     * In order of their numbers, so that two who hold several tickets do not wait for each other.
     *
     * @return whether some are left for another transaction
     */
    private boolean askDispatchers(List<TicketNumber> unknown, String team) {
        int asked = 0;
        for (TicketNumber number : unknown.stream()
                .limit(RoutingTables.LOOKED_AT)
                .sorted(Comparator.comparing(TicketNumber::value))
                .toList()) {
            Ticket ticket = moves.lock(number);
            if (waits(ticket, team) && flow.nobodyAvailable(ticket.processInstance())) {
                tables.keep(ticket, team, null, routing.ranked(ticket), clock.instant());
                asked++;
            }
        }
        // Where none of them can be brought there, it would go round for ever.
        return asked > 0 && unknown.size() > RoutingTables.LOOKED_AT;
    }

    /** Looks again once it holds the ticket and the team; where somebody was faster, the next is looked for. */
    private boolean place(TicketNumber number, String team) {
        Ticket ticket = moves.lock(number);
        if (!waits(ticket, team)) {
            return true;
        }
        lock(team);
        List<Ranked> ranked = routing.ranked(ticket);
        best(ranked).ifPresent(best -> {
            give(ticket, ranked, best);
            flow.ownerIs(ticket.processInstance(), best.person());
            moves.showDeadline(ticket);
        });
        return true;
    }

    private static boolean waits(Ticket ticket, String team) {
        return ticket.owner() == null
                && team.equals(ticket.team())
                && (ticket.state() == TicketState.NEW || ticket.state() == TicketState.OPEN);
    }

    private void give(Ticket ticket, List<Ranked> ranked, Ranked best) {
        String team = String.valueOf(ticket.team());
        long id = tables.keep(ticket, team, best.person(), ranked, clock.instant());
        moves.push(
                ticket,
                best.person(),
                Map.of(
                        "routing",
                        id,
                        "reasons",
                        best.reasons().stream().map(Enum::name).toList()));
    }

    private static Optional<Ranked> best(List<Ranked> ranked) {
        return ranked.stream().findFirst().filter(Ranked::fits);
    }

    /** Whether tickets wait in the queue of a team that pushes. What comes from now on finds it as it is said here. */
    public boolean isWaitedFor(String team) {
        lock(team);
        return tables.routing(team).pushes() && !tables.waiting(team, 1, 0).isEmpty();
    }

    /** The next moment at which, by the roster, one of the team's agents begins to work or comes back from a break. */
    @Transactional(readOnly = true)
    public Instant somebodyComes(String team) {
        Instant now = clock.instant();
        Instant latest = now.plus(AT_LATEST);
        Set<String> agents = people.agentsOf(team).stream().map(Person::id).collect(Collectors.toSet());
        Stream<String> teams = people.agentsOf(team).stream()
                .flatMap(agent -> agent.teams().stream())
                .distinct();
        return teams.flatMap(key -> roster.presences(key, now, latest).stream())
                .filter(presence -> agents.contains(presence.person()))
                .flatMap(RoutingMoves::beginnings)
                .filter(now::isBefore)
                .min(Instant::compareTo)
                .filter(latest::isAfter)
                .orElse(latest);
    }

    private static Stream<Instant> beginnings(Presence presence) {
        return Stream.concat(
                Stream.of(presence.start()), presence.breaks().stream().map(Span::end));
    }

    /** Agents may serve several teams, so all teams that share one with this one are held, in one order everywhere. */
    private void lock(String team) {
        Set<String> sharing = new TreeSet<>(Set.of(team));
        people.agentsOf(team).forEach(agent -> sharing.addAll(agent.teams()));
        tables.lock(sharing);
    }
}
