package io.promisedesk.model;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

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

    /** @param to null: until further notice */
    record Away(long id, String person, Instant from, @Nullable Instant to) {

        private boolean covers(Instant at) {
            return !at.isBefore(from) && (to == null || at.isBefore(to));
        }
    }

    private record Interval(Instant start, Instant end) {}

    private final List<Planned> shifts = new ArrayList<>();
    private final List<Away> away = new ArrayList<>();
    private final Map<String, Instant> changedAt = new HashMap<>();

    static String teamOf(String person) {
        return TEAM_KEYS.stream()
                .filter(team -> TEAMS.getOrDefault(team, List.of()).contains(person))
                .findFirst()
                .orElseThrow();
    }

    static ZoneId zone(String team) {
        return team.equals("harbour") ? ZoneId.of("Asia/Tokyo") : BERLIN;
    }

    /** Whoever is on shift no longer because of a change has the grace from then on. */
    void changed(String team, Instant now) {
        changedAt.put(team, now);
    }

    Instant lastChange(String person) {
        return changedAt.getOrDefault(teamOf(person), Instant.EPOCH);
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

    void absent(Away absence) {
        away.add(absence);
    }

    void back(long id) {
        away.removeIf(absence -> absence.id() == id);
    }

    List<Away> absencesEndingAfter(Instant now) {
        return away.stream()
                .filter(absence -> absence.to() == null || absence.to().isAfter(now))
                .toList();
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

    /** When the last work of the person ended that began before the instant; the epoch where there was none. */
    Instant left(String person, Instant at) {
        return working(person).stream()
                .filter(shift -> shift.start().isBefore(at))
                .map(Interval::end)
                .max(Comparator.naturalOrder())
                .orElse(Instant.EPOCH);
    }

    Optional<Instant> nextStart(String person, Instant after) {
        return working(person).stream()
                .map(Interval::start)
                .filter(start -> start.isAfter(after) && start.isBefore(after.plus(Duration.ofDays(35))))
                .min(Comparator.naturalOrder());
    }

    /** What absences leave of the person's shifts, cut wherever an absence begins or ends. */
    private List<Interval> working(String person) {
        List<Interval> left = new ArrayList<>();
        for (Planned shift : shifts) {
            if (shift.people().contains(person)) {
                TreeSet<Instant> cuts = new TreeSet<>(List.of(shift.start(), shift.end()));
                away.stream()
                        .filter(absence -> absence.person().equals(person))
                        .flatMap(absence -> Stream.of(absence.from(), absence.to()))
                        .filter(Objects::nonNull)
                        .filter(cut -> cut.isAfter(shift.start()) && cut.isBefore(shift.end()))
                        .forEach(cuts::add);
                for (Instant cut = cuts.first(); cut != cuts.last(); cut = cuts.higher(cut)) {
                    Instant start = cut;
                    if (away.stream().noneMatch(absence -> absence.person().equals(person) && absence.covers(start))) {
                        left.add(new Interval(start, cuts.higher(cut)));
                    }
                }
            }
        }
        return left;
    }

    static List<String> everybody(Collection<String> teams) {
        return teams.stream()
                .flatMap(team -> TEAMS.getOrDefault(team, List.of()).stream())
                .sorted()
                .toList();
    }
}
