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
import io.promisedesk.ticket.process.TicketFlow;
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
import java.util.function.BiFunction;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Lazy;
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
    private final TicketDesk desk;
    private final TicketMoves moves;
    private final TicketFlow flow;
    private final Clock clock;

    Routing(
            TicketRepository tickets,
            RoutingTables tables,
            TaskLoads loads,
            PeopleDesk people,
            RosterDesk roster,
            @Lazy TicketDesk desk,
            TicketMoves moves,
            TicketFlow flow,
            Clock clock) {
        this.desk = desk;
        this.moves = moves;
        this.flow = flow;
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
        Set<String> onShift = present(ticket, asked, at, roster::agentsOnShift, roster::isOnShift);
        Set<String> available = present(ticket, onShift, at, roster::agentsAvailable, roster::isAvailable);
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
            candidates.add(new Candidate(
                    id,
                    onShift.contains(id),
                    available.contains(id),
                    past.last(),
                    past.knows(),
                    past.gaveBack(),
                    has,
                    missing,
                    able.speaks(ticket.language),
                    here.getRules()
                            .getOffset(at)
                            .equals(person.zone().getRules().getOffset(at)),
                    now.open(),
                    now.inHand(),
                    now.weight(),
                    capacity(able, person, ticket.team(), teams),
                    past.idleSince()));
        }
        return candidates;
    }

    /** One look at the roster for the team, which is nearly everybody who is asked about. */
    private Set<String> present(
            Ticket ticket,
            Collection<String> asked,
            Instant at,
            BiFunction<String, Instant, List<String>> ofTeam,
            BiPredicate<String, Instant> ofPerson) {
        String team = ticket.team();
        Set<String> agents = team == null
                ? Set.of()
                : people.agentsOf(team).stream().map(Person::id).collect(Collectors.toSet());
        Set<String> present = team == null || asked.isEmpty() ? new HashSet<>() : new HashSet<>(ofTeam.apply(team, at));
        present.retainAll(asked);
        asked.stream()
                .filter(id -> !agents.contains(id) && ofPerson.test(id, at))
                .forEach(present::add);
        return present;
    }

    /** What was said of the person, else of the ticket's team, else of the person's own. */
    private int capacity(Abilities able, Person person, @Nullable String teamOfTicket, Map<String, TeamRouting> teams) {
        Integer own = able.capacity();
        if (own != null) {
            return own;
        }
        String team = teamOfTicket != null
                ? teamOfTicket
                : person.teams().stream().sorted().findFirst().orElse("");
        return teams.getOrDefault(team, tables.standard(team)).capacity();
    }

    /** Whether one of a team's agents is available and could be given a ticket, if only they can do what it needs. */
    boolean anybodyHasRoom(String team) {
        Instant now = clock.instant();
        Map<String, Person> agents =
                people.agentsOf(team).stream().collect(Collectors.toMap(Person::id, agent -> agent));
        Set<String> available = new TreeSet<>(roster.agentsAvailable(team, now));
        available.retainAll(agents.keySet());
        if (available.isEmpty()) {
            return false;
        }
        Map<String, Load> load = loads.of(available, now);
        Map<String, TeamRouting> teams = tables.said();
        return people.abilities(available).entrySet().stream().anyMatch(entry -> {
            Person agent = agents.get(entry.getKey());
            return agent != null
                    && load.getOrDefault(agent.id(), Load.NONE).inHand()
                            < capacity(entry.getValue(), agent, team, teams);
        });
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
        if (!by.is(Role.AGENT) && !by.is(Role.SUPERVISOR)) {
            throw Refusal.forbidden("ticket.refused.mayNotTake");
        }
        Abilities own = people.abilities(List.of(by.id())).get(by.id());
        List<RoutingTables.Gap> gaps = by.teams().stream()
                .filter(team -> people.team(team).isPresent())
                .sorted()
                .map(team -> gap(team, by.id(), own))
                .toList();
        Optional<TicketNumber> next = tables.next(gaps);
        next.ifPresent(number -> desk.claim(number, by));
        return next;
    }

    /** What others of the team can do and this one cannot; what nobody can is asked of nobody. */
    private RoutingTables.Gap gap(String team, String person, @Nullable Abilities own) {
        Set<String> skills = new HashSet<>();
        Set<String> languages = new HashSet<>();
        people.abilities(people.agentsOf(team).stream().map(Person::id).toList())
                .forEach((id, able) -> {
                    if (!id.equals(person)) {
                        skills.addAll(able.skills());
                        able.speaks().forEach(language -> languages.add(language.getLanguage()));
                    }
                });
        if (own != null) {
            skills.removeAll(own.skills());
            own.speaks().forEach(language -> languages.remove(language.getLanguage()));
        }
        return new RoutingTables.Gap(team, skills, languages);
    }

    @Override
    public void routeQueue(String team) {
        if (tables.routing(team).pushes() && tables.anyWaits(team)) {
            flow.placeTickets(team);
        }
    }

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
        Ticket ticket = moves.lock(number);
        moves.need(ticket, skills, by);
    }

    @Override
    @Transactional(readOnly = true)
    public Optional<Explanation> explanation(TicketNumber number, Actor reader) {
        Ticket ticket =
                tickets.find(number).orElseThrow(() -> Refusal.notFound("ticket.refused.unknown", number.value()));
        TicketRules.requireSee(ticket, reader);
        boolean leads = !reader.isPerson() || TicketRules.leads(ticket, reader);
        return tables.kept(number)
                .map(kept -> new Explanation(
                        kept.at(),
                        kept.person(),
                        kept.needs(),
                        // Why a colleague was not chosen concerns that colleague, and whoever leads.
                        kept.considered().stream()
                                .filter(one -> leads || one.person().equals(kept.person()))
                                .toList(),
                        leads));
    }
}
