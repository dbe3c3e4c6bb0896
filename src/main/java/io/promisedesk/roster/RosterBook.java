package io.promisedesk.roster;

import io.promisedesk.people.PeopleDesk;
import io.promisedesk.people.Person;
import io.promisedesk.people.Team;
import io.promisedesk.platform.Refusal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Derives shifts from weekly patterns, dated shifts and absences each time it is asked: they are never stored, so a
 * changed pattern, a changed rule for daylight saving or a new absence holds at once.
 */
@Service
class RosterBook implements RosterDesk {

    private static final Duration LONGEST_SHIFT = Duration.ofHours(24);
    private static final Duration AHEAD = Duration.ofDays(35);
    private static final Comparator<Shift> IN_ORDER =
            Comparator.comparing(Shift::start).thenComparing(Shift::team).thenComparing(Shift::end);

    private final RosterTables tables;
    private final PeopleDesk people;
    private final Clock clock;
    private final ApplicationEventPublisher events;

    RosterBook(RosterTables tables, PeopleDesk people, Clock clock, ApplicationEventPublisher events) {
        this.tables = tables;
        this.people = people;
        this.clock = clock;
        this.events = events;
    }

    @Override
    public List<Shift> shiftsStarting(Instant from, Instant to) {
        Map<String, ZoneId> zones = new HashMap<>();
        List<Shift> dated = tables.dated(from, to);
        record Slot(String team, Instant start) {}
        Set<Slot> replaced = new HashSet<>();
        dated.forEach(shift -> replaced.add(new Slot(shift.team(), shift.start())));

        List<Shift> all = new ArrayList<>(dated);
        for (Pattern pattern : tables.patterns()) {
            pattern.shiftsStarting(from, to, zone(zones, pattern.team()))
                    .filter(shift -> !replaced.contains(new Slot(shift.team(), shift.start())))
                    .forEach(all::add);
        }
        List<Absence> absences = tables.absences(
                LocalDate.ofInstant(from, ZoneOffset.UTC).minusDays(1),
                LocalDate.ofInstant(to, ZoneOffset.UTC).plusDays(1));
        Map<String, Shift> byKey = new TreeMap<>();
        for (Shift shift : all) {
            byKey.merge(shift.key(), present(shift, absences, zone(zones, shift.team())), RosterBook::withPeopleOfBoth);
        }
        return byKey.values().stream()
                .filter(shift -> !shift.people().isEmpty())
                .sorted(IN_ORDER)
                .toList();
    }

    @Override
    public Optional<Shift> shift(String key) {
        int afterTeam = key.indexOf(':');
        int afterStart = key.indexOf('/');
        if (afterTeam < 0 || afterStart < afterTeam) {
            return Optional.empty();
        }
        Instant start = Instant.parse(key.substring(afterTeam + 1, afterStart));
        return shiftsStarting(start, start.plusMillis(1)).stream()
                .filter(shift -> shift.key().equals(key))
                .findFirst();
    }

    @Override
    public boolean isOnShift(String person, Instant at) {
        return onShift(at).test(person);
    }

    @Override
    public List<String> agentsOnShift(String team, Instant at) {
        return people.agentsOf(team).stream()
                .map(Person::id)
                .filter(onShift(at))
                .toList();
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
        return nextShiftOf(person, after.plusNanos(1_000)).map(Shift::start);
    }

    @Override
    public Optional<Shift> nextShiftOf(String person, Instant from) {
        return shiftsStarting(from, from.plus(AHEAD)).stream()
                .filter(shift -> shift.people().contains(person))
                .findFirst();
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
        Shift shift = Shift.of(
                team,
                start.truncatedTo(ChronoUnit.MILLIS),
                end.truncatedTo(ChronoUnit.MILLIS),
                List.copyOf(new TreeSet<>(people)));
        if (this.people.team(team).isEmpty()) {
            throw Refusal.invalid("team", "roster.refused.unknownTeam", team);
        }
        Duration length = Duration.between(shift.start(), shift.end());
        if (length.isNegative() || length.isZero() || length.compareTo(LONGEST_SHIFT) > 0) {
            throw Refusal.invalid("end", "roster.refused.length", LONGEST_SHIFT.toHours());
        }
        tables.put(shift, "desk");
        events.publishEvent(new RosterChanged(clock.instant()));
        return shift;
    }

    @Override
    @Transactional
    public void unplan(String team, Instant start, Instant end) {
        if (tables.remove(team, start, end)) {
            events.publishEvent(new RosterChanged(clock.instant()));
        }
    }

    @Override
    @Transactional
    public void planAbsence(String person, LocalDate first, LocalDate last) {
        if (last.isBefore(first)) {
            throw Refusal.invalid("last", "roster.refused.absence");
        }
        tables.put(new Absence(person, first, last), "desk");
        events.publishEvent(new RosterChanged(clock.instant()));
    }

    /** Answers for many people with one look at the roster. */
    private Predicate<String> onShift(Instant at) {
        List<Shift> running = shiftsStarting(at.minus(LONGEST_SHIFT).minusSeconds(3600), at.plusMillis(1)).stream()
                .filter(shift -> shift.covers(at))
                .toList();
        return person -> running.stream().anyMatch(shift -> shift.people().contains(person))
                || !tables.isRostered(person) && !isAbsent(person, at);
    }

    private boolean isAbsent(String person, Instant at) {
        ZoneId zone = people.person(person).map(Person::zone).orElse(ZoneOffset.UTC);
        LocalDate today = LocalDate.ofInstant(at, zone);
        return tables.absences(today, today).stream().anyMatch(absence -> absence.covers(person, today));
    }

    private static Shift present(Shift shift, List<Absence> absences, ZoneId zone) {
        LocalDate day = LocalDate.ofInstant(shift.start(), zone);
        return Shift.of(
                shift.team(),
                shift.start(),
                shift.end(),
                shift.people().stream()
                        .filter(person -> absences.stream().noneMatch(absence -> absence.covers(person, day)))
                        .toList());
    }

    private static Shift withPeopleOfBoth(Shift one, Shift other) {
        Set<String> both = new TreeSet<>(one.people());
        both.addAll(other.people());
        return Shift.of(one.team(), one.start(), one.end(), List.copyOf(both));
    }

    private ZoneId zone(Map<String, ZoneId> known, String team) {
        return known.computeIfAbsent(
                team, key -> people.team(key).map(Team::zone).orElse(ZoneOffset.UTC));
    }
}
