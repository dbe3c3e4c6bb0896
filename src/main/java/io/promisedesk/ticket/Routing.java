package io.promisedesk.ticket;

import io.promisedesk.people.Abilities;
import io.promisedesk.people.PeopleDesk;
import io.promisedesk.people.Person;
import io.promisedesk.people.Team;
import io.promisedesk.platform.Refusal;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.platform.security.Role;
import io.promisedesk.ticket.process.TicketFlow;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
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
    private final Takers takers;
    private final PeopleDesk people;
    private final TicketDesk desk;
    private final TicketMoves moves;
    private final TicketFlow flow;
    private final Clock clock;

    Routing(
            TicketRepository tickets,
            RoutingTables tables,
            Takers takers,
            PeopleDesk people,
            @Lazy TicketDesk desk,
            TicketMoves moves,
            TicketFlow flow,
            Clock clock) {
        this.desk = desk;
        this.moves = moves;
        this.flow = flow;
        this.tickets = tickets;
        this.tables = tables;
        this.takers = takers;
        this.people = people;
        this.clock = clock;
    }

    @Override
    public List<Candidate> candidates(TicketNumber number, Collection<String> ids, Instant at) {
        Ticket ticket =
                tickets.find(number).orElseThrow(() -> Refusal.notFound("ticket.refused.unknown", number.value()));
        return candidates(ticket, ids, at);
    }

    private List<Candidate> candidates(Ticket ticket, Collection<String> ids, Instant at) {
        Takers.At known = takers.at(at, ids);
        return known.candidates(
                tables.pasts(ticket.number, ticket.customerId(), known.ids()),
                ticket.skills(),
                ticket.language,
                ticket.team(),
                ticket.owner());
    }

    /** Whether one of a team's agents is available and could be given a ticket, if only they can do what it needs. */
    boolean anybodyHasRoom(String team) {
        Set<String> agents = people.agentsOf(team).stream().map(Person::id).collect(Collectors.toSet());
        return takers.at(clock.instant(), agents).anyHasRoom(team);
    }

    @Override
    public List<Ranked> ranked(TicketNumber number) {
        Ticket ticket =
                tickets.find(number).orElseThrow(() -> Refusal.notFound("ticket.refused.unknown", number.value()));
        return ranked(ticket);
    }

    List<Ranked> ranked(Ticket ticket) {
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
