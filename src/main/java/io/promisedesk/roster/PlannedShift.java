package io.promisedesk.roster;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A shift as it is planned: people who are absent still stand in it.
 *
 * @param zone of the team
 * @param plannedAt when the desk planned it for this date; {@link #BY_PATTERN} or {@link #BY_FILE} otherwise
 */
record PlannedShift(String team, ZoneId zone, Span span, List<String> people, List<Break> breaks, Instant plannedAt) {

    static final Instant BY_PATTERN = Instant.MIN;
    static final Instant BY_FILE = Instant.MIN.plusSeconds(1);

    PlannedShift {
        people = List.copyOf(new TreeSet<>(people));
        breaks = List.copyOf(breaks);
    }

    Instant start() {
        return span.start();
    }

    Instant end() {
        return span.end();
    }

    String key() {
        return Shift.key(team, start(), end());
    }

    /** Changes with everything that can be edited; the same on every node. */
    String version() {
        return Integer.toHexString(
                String.join("|", key(), String.valueOf(isDated()), people.toString(), breaks.toString())
                        .hashCode());
    }

    boolean isDated() {
        return !plannedAt.equals(BY_PATTERN);
    }

    /** Somebody's breaks in it, in order: their own, or those of all. */
    List<Span> breaksOf(String person) {
        boolean own = breaks.stream().anyMatch(pause -> person.equals(pause.person()));
        return breaks.stream()
                .filter(pause -> Objects.equals(pause.person(), own ? person : null))
                .flatMap(pause -> pause.in(span, zone).stream())
                .sorted(Comparator.comparing(Span::start))
                .toList();
    }

    PlannedShift instead(String leaves, String comes) {
        Set<String> changed = new TreeSet<>(people);
        changed.remove(leaves);
        changed.add(comes);
        List<Break> taken = breaks.stream()
                .map(pause -> leaves.equals(pause.person()) ? new Break(pause.start(), pause.end(), comes) : pause)
                .toList();
        return new PlannedShift(team, zone, span, List.copyOf(changed), taken, plannedAt);
    }

    /** Two patterns with the same times make one shift, in which everybody keeps the breaks of their pattern. */
    PlannedShift with(PlannedShift other) {
        List<String> both = new ArrayList<>(people);
        both.addAll(other.people);
        List<Break> all = breaks.equals(other.breaks)
                ? breaks
                : Stream.concat(personal(), other.personal()).distinct().toList();
        return new PlannedShift(team, zone, span, both, all, plannedAt);
    }

    private Stream<Break> personal() {
        return people.stream().flatMap(person -> breaks.stream()
                .filter(pause -> Objects.equals(pause.person(), hasOwnBreaks(person) ? person : null))
                .map(pause -> new Break(pause.start(), pause.end(), person)));
    }

    private boolean hasOwnBreaks(String person) {
        return breaks.stream().anyMatch(pause -> person.equals(pause.person()));
    }
}
