package io.promisedesk.roster;

import io.promisedesk.roster.Finding.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * How a team's hours are staffed, against what is promised and expected.
 *
 * @param presences of those who take tickets
 * @param always absences of those who stand in no roster, one list each: they count as there unless they are absent
 * @param promised whether a part of a stretch of time is promised
 */
record Coverage(
        List<Presence> presences,
        Collection<List<Absence>> always,
        BiPredicate<Instant, Instant> promised,
        @Nullable Double rate) {

    static final Duration HOUR = Duration.ofHours(1);
    /** Below this an hour without anybody is quiet, and no gap. */
    private static final double WORTH_BEING_THERE = 0.5;

    private static final Duration STEP = Duration.ofMinutes(15);

    List<StaffedHour> hours(List<Instant> starts, List<OptionalDouble> expected) {
        List<StaffedHour> hours = new ArrayList<>();
        for (int i = 0; i < starts.size(); i++) {
            Instant start = starts.get(i);
            Instant end = start.plus(HOUR);
            OptionalDouble tickets = expected.get(i);
            hours.add(new StaffedHour(start, agents(start, end), tickets, needed(tickets), promised.test(start, end)));
        }
        return hours;
    }

    private OptionalInt needed(OptionalDouble tickets) {
        return rate == null || tickets.isEmpty()
                ? OptionalInt.empty()
                : OptionalInt.of((int) Math.ceil(tickets.getAsDouble() / rate - 0.05));
    }

    /** Available agents, on average over the time. */
    double agents(Instant start, Instant end) {
        Span time = new Span(start, end);
        double seconds = presences.stream()
                .filter(presence ->
                        presence.start().isBefore(end) && presence.end().isAfter(start))
                .mapToLong(presence -> shared(new Span(presence.start(), presence.end()), time)
                        - presence.breaks().stream()
                                .mapToLong(pause -> shared(pause, time))
                                .sum())
                .sum();
        for (List<Absence> absences : always) {
            seconds += Derivation.present(time, absences).stream()
                    .mapToLong(span -> span.length().toSeconds())
                    .sum();
        }
        return seconds / Duration.between(start, end).toSeconds();
    }

    private static long shared(Span one, Span other) {
        Instant from = one.start().isAfter(other.start()) ? one.start() : other.start();
        Instant to = one.end().isBefore(other.end()) ? one.end() : other.end();
        return from.isBefore(to) ? Duration.between(from, to).toSeconds() : 0;
    }

    /** Stretches in which somebody should be there and nobody is, and hours with too few; each as long as it lasts. */
    List<Finding> findings(List<StaffedHour> hours) {
        List<Finding> found = new ArrayList<>();
        for (StaffedHour hour : hours) {
            Instant end = hour.start().plus(HOUR);
            boolean gap = false;
            boolean expected = hour.expected().orElse(0) >= WORTH_BEING_THERE;
            if (expected || hour.promised()) {
                for (Instant from = hour.start(); from.isBefore(end); from = from.plus(STEP)) {
                    Instant to = from.plus(STEP);
                    if (agents(from, to) == 0 && (expected || promised.test(from, to))) {
                        append(found, Finding.of(Kind.GAP, from, to));
                        gap = true;
                    }
                }
            }
            if (!gap && hour.missing() > 0) {
                append(found, new Finding(Kind.UNDERSTAFFED, hour.start(), end, null, null, null, hour.missing()));
            }
        }
        return found;
    }

    private static void append(List<Finding> found, Finding next) {
        Finding last = found.isEmpty() ? null : found.get(found.size() - 1);
        if (last != null
                && last.kind() == next.kind()
                && last.to().equals(next.from())
                && last.amount() == next.amount()) {
            found.set(
                    found.size() - 1,
                    new Finding(last.kind(), last.from(), next.to(), null, null, null, next.amount()));
        } else {
            found.add(next);
        }
    }
}
