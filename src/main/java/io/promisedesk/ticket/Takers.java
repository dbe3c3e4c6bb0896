package io.promisedesk.ticket;

import io.promisedesk.people.Abilities;
import io.promisedesk.people.PeopleDesk;
import io.promisedesk.people.Person;
import io.promisedesk.people.Team;
import io.promisedesk.roster.RosterDesk;
import io.promisedesk.ticket.RoutingTables.Past;
import io.promisedesk.ticket.process.TaskLoads;
import io.promisedesk.ticket.process.TaskLoads.Load;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What is known of people who could take tickets, whichever tickets these are: one look at people, roster and loads. */
@Component
class Takers {

    private final PeopleDesk people;
    private final RosterDesk roster;
    private final RoutingTables tables;
    private final TaskLoads loads;

    Takers(PeopleDesk people, RosterDesk roster, RoutingTables tables, TaskLoads loads) {
        this.people = people;
        this.roster = roster;
        this.tables = tables;
        this.loads = loads;
    }

    /** Who does not exist is missing. */
    At at(Instant at, Collection<String> ids) {
        Map<String, Person> persons = new LinkedHashMap<>();
        ids.forEach(id -> people.person(id).ifPresent(person -> persons.put(id, person)));
        Set<String> agents = new HashSet<>();
        Set<String> onShift = new HashSet<>();
        Set<String> available = new HashSet<>();
        for (String team : persons.values().stream()
                .flatMap(person -> person.teams().stream())
                .collect(Collectors.toCollection(TreeSet::new))) {
            people.agentsOf(team).forEach(agent -> agents.add(agent.id()));
            onShift.addAll(roster.agentsOnShift(team, at));
            available.addAll(roster.agentsAvailable(team, at));
        }
        persons.keySet().stream()
                .filter(id -> !agents.contains(id) && roster.isOnShift(id, at))
                .forEach(id -> {
                    onShift.add(id);
                    if (roster.isAvailable(id, at)) {
                        available.add(id);
                    }
                });
        return new At(
                at,
                persons,
                people.abilities(persons.keySet()),
                loads.of(persons.keySet(), at),
                onShift,
                available,
                tables.said());
    }

    /** The same people at one instant. */
    final class At {

        private final Instant at;
        private final Map<String, Person> persons;
        private final Map<String, Abilities> abilities;
        private final Map<String, Load> load;
        private final Set<String> onShift;
        private final Set<String> available;
        private final Map<String, TeamRouting> teams;

        private At(
                Instant at,
                Map<String, Person> persons,
                Map<String, Abilities> abilities,
                Map<String, Load> load,
                Set<String> onShift,
                Set<String> available,
                Map<String, TeamRouting> teams) {
            this.at = at;
            this.persons = persons;
            this.abilities = abilities;
            this.load = load;
            this.onShift = onShift;
            this.available = available;
            this.teams = teams;
        }

        Set<String> ids() {
            return persons.keySet();
        }

        /**
         * Those of whom something is known as takers of a ticket, in that order.
         *
         * @param team of the ticket
         * @param owner of the ticket, whose clocks are compared; else those of the team
         */
        List<Candidate> candidates(
                Collection<Past> pasts,
                Set<String> skills,
                Locale language,
                @Nullable String team,
                @Nullable String owner) {
            ZoneOffset here = zone(team, owner).getRules().getOffset(at);
            return pasts.stream()
                    .flatMap(past -> candidate(past, skills, language, team, here).stream())
                    .toList();
        }

        private Optional<Candidate> candidate(
                Past past, Set<String> skills, Locale language, @Nullable String team, ZoneOffset here) {
            String id = past.person();
            Person person = persons.get(id);
            Abilities able = abilities.get(id);
            if (person == null || able == null) {
                return Optional.empty();
            }
            Load now = load.getOrDefault(id, Load.NONE);
            Set<String> has = new HashSet<>(skills);
            has.retainAll(able.skills());
            Set<String> missing = new HashSet<>(skills);
            missing.removeAll(able.skills());
            return Optional.of(new Candidate(
                    id,
                    onShift.contains(id),
                    available.contains(id),
                    past.last(),
                    past.knows(),
                    past.gaveBack(),
                    has,
                    missing,
                    able.speaks(language),
                    here.equals(person.zone().getRules().getOffset(at)),
                    now.open(),
                    now.inHand(),
                    now.weight(),
                    capacity(able, person, team),
                    past.idleSince()));
        }

        /** Whether one of them is available and could be given a ticket of the team, if only they can do what it needs. */
        boolean anyHasRoom(String team) {
            return persons.values().stream().anyMatch(person -> {
                Abilities able = abilities.get(person.id());
                return able != null
                        && available.contains(person.id())
                        && load.getOrDefault(person.id(), Load.NONE).inHand() < capacity(able, person, team);
            });
        }

        private ZoneId zone(@Nullable String team, @Nullable String owner) {
            return Optional.ofNullable(owner)
                    .flatMap(people::person)
                    .map(Person::zone)
                    .or(() -> Optional.ofNullable(team).flatMap(people::team).map(Team::zone))
                    .orElse(ZoneOffset.UTC);
        }

        /** What was said of the person, else of the ticket's team, else of the person's own. */
        private int capacity(Abilities able, Person person, @Nullable String teamOfTicket) {
            Integer own = able.capacity();
            if (own != null) {
                return own;
            }
            String team = teamOfTicket != null
                    ? teamOfTicket
                    : person.teams().stream().sorted().findFirst().orElse("");
            TeamRouting said = teams.get(team);
            return (said == null ? tables.standard(team) : said).capacity();
        }
    }
}
