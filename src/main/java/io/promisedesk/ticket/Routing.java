package io.promisedesk.ticket;

import io.promisedesk.people.Abilities;
import io.promisedesk.people.PeopleDesk;
import io.promisedesk.people.Person;
import io.promisedesk.people.Team;
import io.promisedesk.platform.Refusal;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.platform.security.Role;
import io.promisedesk.roster.RosterDesk;
import io.promisedesk.ticket.RoutingTables.Past;
import io.promisedesk.ticket.process.TaskLoads;
import io.promisedesk.ticket.process.TaskLoads.Load;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Gathers what is known of people and of a ticket, and lets {@link Ranking} decide. */
@Component
@Transactional
class Routing implements RoutingDesk {

    private final TicketRepository tickets;
    private final RoutingTables tables;
    private final TaskLoads loads;
    private final PeopleDesk people;
    private final RosterDesk roster;
    private final Clock clock;

    Routing(
            TicketRepository tickets,
            RoutingTables tables,
            TaskLoads loads,
            PeopleDesk people,
            RosterDesk roster,
            Clock clock) {
        this.tickets = tickets;
        this.tables = tables;
        this.loads = loads;
        this.people = people;
        this.roster = roster;
        this.clock = clock;
    }

    @Override
    public List<Candidate> candidates(TicketNumber number, Collection<String> ids, Instant at) {
        Ticket ticket =
                tickets.find(number).orElseThrow(() -> Refusal.notFound("ticket.refused.unknown", number.value()));
        return candidates(ticket, ids, at);
    }

    private List<Candidate> candidates(Ticket ticket, Collection<String> ids, Instant at) {
        Set<String> asked = new LinkedHashSet<>(ids);
        Map<String, Abilities> abilities = people.abilities(asked);
        Map<String, Load> load = loads.of(asked, at);
        Map<String, Past> pasts = tables.pasts(ticket.number, ticket.customerId(), asked).stream()
                .collect(Collectors.toMap(Past::person, past -> past));
        Map<String, TeamRouting> teams = tables.said();
        Set<String> onShift = onShift(ticket, asked, at);
        ZoneId here = Optional.ofNullable(ticket.owner())
                .flatMap(people::person)
                .map(Person::zone)
                .orElseGet(() -> zone(ticket));
        List<Candidate> candidates = new ArrayList<>();
        for (String id : asked) {
            Person person = people.person(id).orElse(null);
            Abilities able = abilities.get(id);
            Past past = pasts.get(id);
            if (person == null || able == null || past == null) {
                continue;
            }
            Load now = load.getOrDefault(id, Load.NONE);
            Set<String> has = new HashSet<>(ticket.skills());
            has.retainAll(able.skills());
            Set<String> missing = new HashSet<>(ticket.skills());
            missing.removeAll(able.skills());
            boolean present = onShift.contains(id);
            candidates.add(new Candidate(
                    id,
                    present,
                    present,
                    past.last(),
                    past.knows(),
                    has,
                    missing,
                    able.speaks(ticket.language),
                    here.getRules()
                            .getOffset(at)
                            .equals(person.zone().getRules().getOffset(at)),
                    now.open(),
                    now.inHand(),
                    now.weight(),
                    capacity(able, person, ticket, teams),
                    past.idleSince()));
        }
        return candidates;
    }

    /** One look at the roster for the team, which is nearly everybody who is asked about. */
    private Set<String> onShift(Ticket ticket, Collection<String> asked, Instant at) {
        String team = ticket.team();
        Set<String> agents = team == null
                ? Set.of()
                : people.agentsOf(team).stream().map(Person::id).collect(Collectors.toSet());
        Set<String> present = team == null ? new HashSet<>() : new HashSet<>(roster.agentsOnShift(team, at));
        asked.stream()
                .filter(id -> !agents.contains(id) && roster.isOnShift(id, at))
                .forEach(present::add);
        return present;
    }

    /** What was said of the person, else of the ticket's team, else of the person's own. */
    private int capacity(Abilities able, Person person, Ticket ticket, Map<String, TeamRouting> teams) {
        Integer own = able.capacity();
        if (own != null) {
            return own;
        }
        String team = ticket.team() != null
                ? ticket.team()
                : person.teams().stream().sorted().findFirst().orElse("");
        return teams.getOrDefault(team, tables.standard(team)).capacity();
    }

    private ZoneId zone(Ticket ticket) {
        String team = ticket.team();
        return Optional.ofNullable(team).flatMap(people::team).map(Team::zone).orElse(ZoneId.of("UTC"));
    }

    @Override
    public List<Ranked> ranked(TicketNumber number) {
        Ticket ticket =
                tickets.find(number).orElseThrow(() -> Refusal.notFound("ticket.refused.unknown", number.value()));
        return Ranking.of(candidates(ticket, inQuestion(ticket), clock.instant()));
    }

    @Override
    public List<Ranked> ranked(TicketNumber ticket, Collection<String> ids, Instant at) {
        return Ranking.of(candidates(ticket, ids, at));
    }

    private Set<String> inQuestion(Ticket ticket) {
        String team = ticket.team();
        Set<String> all = new TreeSet<>();
        (team == null ? people.teams().stream().map(Team::key) : java.util.stream.Stream.of(team))
                .flatMap(key -> people.agentsOf(key).stream())
                .map(Person::id)
                .filter(id -> !id.equals(ticket.owner()))
                .forEach(all::add);
        return all;
    }

    @Override
    public Optional<TicketNumber> takeNext(Actor by) {
        return Optional.empty();
    }

    @Override
    public void routeQueue(String team) {}

    @Override
    @Transactional(readOnly = true)
    public TeamRouting routing(String team) {
        return tables.routing(team);
    }

    @Override
    public void route(String team, TeamRouting.Mode mode, @Nullable Integer capacity, Actor by) {
        if (people.team(team).isEmpty()) {
            throw Refusal.notFound("ticket.refused.unknownTeam", team);
        }
        boolean leads = by.is(Role.ADMIN) || by.is(Role.DISPATCHER) || by.is(Role.SUPERVISOR) && by.isIn(team);
        if (by.isPerson() && !leads) {
            throw Refusal.forbidden("ticket.refused.mayNotRoute", team);
        }
        if (capacity != null && capacity < 1) {
            throw Refusal.invalid("capacity", "ticket.refused.capacity");
        }
        tables.put(team, mode, capacity);
        routeQueue(team);
    }

    @Override
    public void need(TicketNumber number, Set<String> skills, Actor by) {
        Ticket ticket =
                tickets.lock(number).orElseThrow(() -> Refusal.notFound("ticket.refused.unknown", number.value()));
        TicketRules.requireSee(ticket, by);
        if (by.isPerson() && !TicketRules.leads(ticket, by)) {
            throw Refusal.forbidden("ticket.refused.mayNotNeed", number.value());
        }
        ticket.need(skills);
        tickets.update(ticket);
    }
}
