package io.promisedesk.model;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Who works when, kept in the plainest way: a list of shifts and a list of absent people. It asks nothing of the
 * application, so that it can tell when the application is wrong.
 */
final class ModelRoster {

    static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    static final Map<String, List<String>> TEAMS = Map.of(
            "service", List.of("sam", "sofia", "stan", "sue"),
            "technical", List.of("tara", "till", "tom"),
            "harbour", List.of("hana"));
    static final List<String> TEAM_KEYS = List.of("harbour", "service", "technical");

    record Planned(String team, Instant start, Instant end, List<String> people) {}

    private record Away(String person, LocalDate first, LocalDate last) {}

    private final List<Planned> shifts = new ArrayList<>();
    private final List<Away> away = new ArrayList<>();

    static String teamOf(String person) {
        return TEAM_KEYS.stream()
                .filter(team -> TEAMS.getOrDefault(team, List.of()).contains(person))
                .findFirst()
                .orElseThrow();
    }

    static ZoneId zone(String team) {
        return team.equals("harbour") ? ZoneId.of("Asia/Tokyo") : BERLIN;
    }

    void plan(Planned shift) {
        unplan(shift);
        shifts.add(shift);
    }

    void unplan(Planned shift) {
        shifts.removeIf(other -> other.team().equals(shift.team())
                && other.start().equals(shift.start())
                && other.end().equals(shift.end()));
    }

    void absent(String person, LocalDate first, LocalDate last) {
        away.add(new Away(person, first, last));
    }

    List<Planned> upcoming(Instant now) {
        return shifts.stream()
                .filter(shift -> shift.end().isAfter(now))
                .sorted(Comparator.comparing(Planned::start).thenComparing(Planned::team))
                .toList();
    }

    boolean isOnShift(String person, Instant at) {
        return working(person).stream().anyMatch(shift -> !at.isBefore(shift.start()) && at.isBefore(shift.end()));
    }

    /** When the last shift of the person ended that began before the instant; the epoch where there was none. */
    Instant lastOnShift(String person, Instant at) {
        return working(person).stream()
                .filter(shift -> shift.start().isBefore(at))
                .map(Planned::end)
                .max(Comparator.naturalOrder())
                .orElse(Instant.EPOCH);
    }

    Optional<Instant> nextStart(String person, Instant after) {
        return working(person).stream()
                .map(Planned::start)
                .filter(start -> start.isAfter(after) && start.isBefore(after.plus(Duration.ofDays(35))))
                .min(Comparator.naturalOrder());
    }

    private List<Planned> working(String person) {
        return shifts.stream()
                .filter(shift -> shift.people().contains(person))
                .filter(shift -> away.stream().noneMatch(absence -> isAway(absence, person, shift)))
                .toList();
    }

    private static boolean isAway(Away absence, String person, Planned shift) {
        LocalDate day = LocalDate.ofInstant(shift.start(), zone(shift.team()));
        return absence.person().equals(person) && !day.isBefore(absence.first()) && !day.isAfter(absence.last());
    }

    static List<String> everybody(Collection<String> teams) {
        return teams.stream()
                .flatMap(team -> TEAMS.getOrDefault(team, List.of()).stream())
                .sorted()
                .toList();
    }

    static Set<String> supervisorsOf(String team) {
        return team.equals("technical") ? Set.of("victor") : Set.of("vera");
    }
}
