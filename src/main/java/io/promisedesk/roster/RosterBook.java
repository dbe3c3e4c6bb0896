package io.promisedesk.roster;

import io.promisedesk.people.PeopleDesk;
import io.promisedesk.people.Person;
import io.promisedesk.people.Team;
import io.promisedesk.platform.Refusal;
import io.promisedesk.platform.security.Actor;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Derives shifts from patterns, dated shifts, swaps and absences each time it is asked: they are never stored, so a
 * changed pattern, a changed rule for daylight saving or a new absence holds at once.
 */
@Service
class RosterBook implements RosterDesk {

    static final Duration LONGEST_SHIFT = Duration.ofHours(24);
    /** One night of the year has 25 hours. */
    static final Duration LONGEST = LONGEST_SHIFT.plusHours(1);

    private static final Duration AHEAD = Duration.ofDays(35);

    private final RosterTables tables;
    private final AbsenceBook absences;
    private final RosterRights rights;
    private final PeopleDesk people;
    private final Clock clock;
    private final ApplicationEventPublisher events;

    RosterBook(
            RosterTables tables,
            AbsenceBook absences,
            RosterRights rights,
            PeopleDesk people,
            Clock clock,
            ApplicationEventPublisher events) {
        this.tables = tables;
        this.absences = absences;
        this.rights = rights;
        this.people = people;
        this.clock = clock;
        this.events = events;
    }

    @Override
    public List<Shift> shiftsStarting(Instant from, Instant to) {
        Derivation derivation = derivation(from, to);
        return derivation.planned(from, to).stream()
                .map(derivation::shift)
                .filter(shift -> !shift.people().isEmpty())
                .toList();
    }

    /** What there is to derive shifts from that begin in {@code [from, to)}. */
    Derivation derivation(Instant from, Instant to) {
        Map<String, ZoneId> zones = new HashMap<>();
        Function<String, ZoneId> zoneOfTeam = team -> zones.computeIfAbsent(
                team, key -> people.team(key).map(Team::zone).orElse(ZoneOffset.UTC));
        return new Derivation(
                tables.patterns(),
                tables.dated(from, to, zoneOfTeam),
                tables.confirmedSwaps(from, to),
                tables.absences(from, to.plus(LONGEST)),
                zoneOfTeam);
    }

    /** Shifts that begin in {@code [from, to)} with everybody who stands in them. */
    List<PlannedShift> planned(Instant from, Instant to) {
        return derivation(from, to).planned(from, to);
    }

    Optional<PlannedShift> planned(String key) {
        return startOf(key).flatMap(start -> planned(start, start.plusMillis(1)).stream()
                .filter(shift -> shift.key().equals(key))
                .findFirst());
    }

    /** When a shift with that key begins; empty where it is no key. */
    private static Optional<Instant> startOf(String key) {
        int afterTeam = key.indexOf(':');
        int afterStart = key.indexOf('/');
        if (afterTeam < 0 || afterStart < afterTeam) {
            return Optional.empty();
        }
        try {
            return Optional.of(Instant.parse(key.substring(afterTeam + 1, afterStart)));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    @Override
    public List<Presence> presences(String team, Instant from, Instant to) {
        return presences(from, to)
                .filter(presence -> presence.team().equals(team))
                .toList();
    }

    /** Of all teams. */
    Stream<Presence> presences(Instant from, Instant to) {
        return presences(from, to, shift -> true);
    }

    private Stream<Presence> presences(Instant from, Instant to, String person) {
        return presences(from, to, shift -> shift.people().contains(person))
                .filter(presence -> presence.person().equals(person));
    }

    private Stream<Presence> presences(Instant from, Instant to, Predicate<PlannedShift> which) {
        Instant first = from.minus(LONGEST);
        Derivation derivation = derivation(first, to);
        return derivation.planned(first, to).stream()
                .filter(shift -> shift.span().touches(from, to))
                .filter(which)
                .flatMap(shift -> derivation.presences(shift).stream())
                .filter(presence ->
                        presence.start().isBefore(to) && presence.end().isAfter(from))
                .sorted(Comparator.comparing(Presence::start).thenComparing(Presence::person));
    }

    @Override
    public Optional<Shift> shift(String key) {
        return startOf(key).flatMap(start -> shiftsStarting(start, start.plusMillis(1)).stream()
                .filter(shift -> shift.key().equals(key))
                .findFirst());
    }

    @Override
    public boolean isOnShift(String person, Instant at) {
        return onShift(at).test(person);
    }

    @Override
    public boolean isAvailable(String person, Instant at) {
        return available(at).test(person);
    }

    @Override
    public List<String> agentsOnShift(String team, Instant at) {
        return agents(team, onShift(at));
    }

    @Override
    public List<String> agentsAvailable(String team, Instant at) {
        return agents(team, available(at));
    }

    private List<String> agents(String team, Predicate<String> who) {
        return people.agentsOf(team).stream().map(Person::id).filter(who).toList();
    }

    @Override
    public List<String> supervisorsToTell(@Nullable String team, Instant at) {
        List<String> all = answering(team).stream().map(Person::id).toList();
        List<String> onShift = all.stream().filter(onShift(at)).toList();
        return onShift.isEmpty() ? all : onShift;
    }

    private List<Person> answering(@Nullable String team) {
        List<Person> supervisors = team == null ? List.of() : people.supervisorsOf(team);
        if (!supervisors.isEmpty()) {
            return supervisors;
        }
        List<Person> dispatchers = people.dispatchers();
        return dispatchers.isEmpty() ? people.administrators() : dispatchers;
    }

    @Override
    public Optional<Instant> nextShiftStart(String person, Instant after) {
        return soonest(after, (from, to) -> presences(from, to, person)
                .map(Presence::start)
                .filter(start -> start.isAfter(after))
                .findFirst());
    }

    @Override
    public Optional<Shift> nextShiftOf(String person, Instant from) {
        return soonest(from, (start, end) -> {
            Derivation derivation = derivation(start, end);
            return derivation.planned(start, end).stream()
                    .filter(shift -> shift.people().contains(person))
                    .map(derivation::shift)
                    .filter(shift -> shift.people().contains(person))
                    .findFirst();
        });
    }

    /** Looks near first: mostly there is one, and far away are many shifts of others. */
    private static <T> Optional<T> soonest(Instant from, BiFunction<Instant, Instant, Optional<T>> search) {
        Instant start = from;
        for (Duration ahead : List.of(Duration.ofDays(3), AHEAD)) {
            Optional<T> found = search.apply(start, from.plus(ahead));
            if (found.isPresent()) {
                return found;
            }
            start = from.plus(ahead);
        }
        return Optional.empty();
    }

    @Override
    public Optional<Shift> nextShift(String team, Instant from) {
        return shiftsStarting(from, from.plus(AHEAD)).stream()
                .filter(shift -> shift.team().equals(team))
                .findFirst();
    }

    @Override
    @Transactional
    public Shift plan(String team, Instant start, Instant end, List<String> people) {
        Instant from = start.truncatedTo(ChronoUnit.MILLIS);
        Instant to = end.truncatedTo(ChronoUnit.MILLIS);
        ZoneId zone = this.people
                .team(team)
                .map(Team::zone)
                .orElseThrow(() -> Refusal.invalid("team", "roster.refused.unknownTeam", team));
        Duration length = Duration.between(from, to);
        if (length.isNegative() || length.isZero() || length.compareTo(LONGEST_SHIFT) > 0) {
            throw Refusal.invalid("end", "roster.refused.length", LONGEST_SHIFT.toHours());
        }
        PlannedShift planned = new PlannedShift(team, zone, new Span(from, to), people, List.of(), clock.instant());
        tables.put(planned, Actor.SYSTEM.id());
        rosterChanged();
        return Shift.of(team, from, to, planned.people());
    }

    @Override
    @Transactional
    public void unplan(String team, Instant start, Instant end) {
        if (tables.remove(team, start, end)) {
            rosterChanged();
        }
    }

    private void rosterChanged() {
        events.publishEvent(new RosterChanged(clock.instant()));
    }

    @Override
    @Transactional
    public void planAbsence(String person, LocalDate first, LocalDate last) {
        reportAbsence(person, Absence.Kind.OTHER, first, last, null, Actor.SYSTEM);
    }

    @Override
    @Transactional
    public Absence reportAbsence(
            String person,
            Absence.Kind kind,
            LocalDate first,
            @Nullable LocalDate last,
            @Nullable String note,
            Actor by) {
        return absences.report(absences.wholeDays(person, kind, first, last, note, by), by, RosterTables.DESK);
    }

    @Override
    @Transactional
    public Absence reportAbsence(
            String person, Absence.Kind kind, Instant from, @Nullable Instant to, @Nullable String note, Actor by) {
        return absences.report(absences.timed(person, kind, from, to, note, by), by, RosterTables.DESK);
    }

    @Override
    @Transactional
    public Absence changeAbsence(
            long id, Absence.Kind kind, Instant from, @Nullable Instant to, @Nullable String note, Actor by) {
        return absences.change(id, null, kind, from, to, note, by);
    }

    @Override
    @Transactional
    public void endAbsence(long id, Instant end, Actor by) {
        absences.end(id, end, by);
    }

    @Override
    @Transactional
    public void cancelAbsence(long id, Actor by) {
        absences.cancel(id, by);
    }

    @Override
    public Optional<Absence> absence(long id) {
        return tables.absence(id);
    }

    @Override
    public Optional<Absence> absenceOf(String person, Instant at) {
        return tables.absences(at, at.plusMillis(1)).stream()
                .filter(absence -> absence.person().equals(person) && absence.covers(at))
                .min(Comparator.comparing(absence -> absence.kind() != Absence.Kind.SICKNESS));
    }

    @Override
    public List<Absence> absencesOf(String person, Instant from, Instant to) {
        return tables.absences(from, to).stream()
                .filter(absence -> absence.person().equals(person))
                .toList();
    }

    @Override
    public List<Absence> absencesIn(String team, Instant from, Instant to) {
        Set<String> members = rights.members(team);
        return tables.absences(from, to).stream()
                .filter(absence -> members.contains(absence.person()))
                .toList();
    }

    @Override
    public boolean mayPlan(String team, Actor by) {
        return rights.mayPlan(team, by);
    }

    @Override
    public boolean mayPlanFor(String person, Actor by) {
        return rights.mayPlanFor(person, by);
    }

    /** Answers for many people with one look at the roster. */
    private Predicate<String> onShift(Instant at) {
        return working(at, presence -> true);
    }

    private Predicate<String> available(Instant at) {
        return working(at, presence -> !presence.isOnBreak(at));
    }

    private Predicate<String> working(Instant at, Predicate<Presence> counts) {
        Set<String> there =
                tables
                        .remembered(List.of("there", at), () -> presences(at, at.plusMillis(1))
                                .toList())
                        .stream()
                        .filter(presence -> presence.covers(at))
                        .filter(counts)
                        .map(Presence::person)
                        .collect(Collectors.toSet());
        return person -> there.contains(person)
                || !tables.rostered().contains(person) && absenceOf(person, at).isEmpty();
    }
}
