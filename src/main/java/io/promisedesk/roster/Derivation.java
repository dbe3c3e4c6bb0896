package io.promisedesk.roster;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * What becomes of patterns, dated shifts, swaps and absences: pure arithmetic.
 *
 * @param swaps confirmed ones, in the order in which they were confirmed
 */
record Derivation(
        List<Pattern> patterns,
        List<PlannedShift> dated,
        List<Swap> swaps,
        List<Absence> absences,
        Function<String, ZoneId> zoneOfTeam) {

    private static final Comparator<PlannedShift> IN_ORDER = Comparator.comparing(PlannedShift::start)
            .thenComparing(PlannedShift::team)
            .thenComparing(PlannedShift::end);

    /** Shifts that begin in {@code [from, to)}, in order, with those that have nobody. */
    List<PlannedShift> planned(Instant from, Instant to) {
        record Place(String team, Instant start) {}
        Map<String, PlannedShift> byKey = new TreeMap<>();
        Set<Place> replaced = new HashSet<>();
        for (PlannedShift shift : dated) {
            if (!shift.start().isBefore(from) && shift.start().isBefore(to)) {
                replaced.add(new Place(shift.team(), shift.start()));
                byKey.put(shift.key(), shift);
            }
        }
        for (Pattern pattern : patterns) {
            pattern.shiftsStarting(from, to, zoneOfTeam.apply(pattern.team()))
                    .filter(shift -> !replaced.contains(new Place(shift.team(), shift.start())))
                    .forEach(shift -> byKey.merge(shift.key(), shift, PlannedShift::with));
        }
        List<PlannedShift> all = new ArrayList<>(byKey.values());
        all.sort(IN_ORDER);
        for (Swap swap : swaps) {
            replace(all, swap.team(), swap.given(), swap.giver(), swap.taker(), swap.decidedOr(Instant.MIN));
            if (swap.back() != null) {
                replace(all, swap.team(), swap.back(), swap.taker(), swap.giver(), swap.decidedOr(Instant.MIN));
            }
        }
        return all;
    }

    /** A shift whose end has changed since is still the one; what was planned later already knows of the swap. */
    private static void replace(
            List<PlannedShift> all, String team, Span given, String leaves, String comes, Instant decided) {
        int found = -1;
        for (int i = 0; i < all.size(); i++) {
            PlannedShift shift = all.get(i);
            if (shift.team().equals(team)
                    && shift.start().equals(given.start())
                    && shift.people().contains(leaves)
                    && (found < 0 || shift.end().equals(given.end()))) {
                found = i;
            }
        }
        if (found >= 0 && !all.get(found).plannedAt().isAfter(decided)) {
            all.set(found, all.get(found).instead(leaves, comes));
        }
    }

    /** Who is there in the shift, and when: nobody who is absent. */
    List<Presence> presences(PlannedShift shift) {
        return shift.people().stream()
                .flatMap(person -> present(shift.span(), absencesOf(person)).stream()
                        .map(span -> new Presence(
                                person,
                                shift.team(),
                                shift.key(),
                                span.start(),
                                span.end(),
                                within(span, shift.breaksOf(person)))))
                .toList();
    }

    /** The shift as others see it: people who are there in at least a part of it. */
    Shift shift(PlannedShift planned) {
        return Shift.of(
                planned.team(),
                planned.start(),
                planned.end(),
                presences(planned).stream().map(Presence::person).distinct().toList());
    }

    private List<Absence> absencesOf(String person) {
        return absences.stream()
                .filter(absence -> absence.person().equals(person))
                .toList();
    }

    static List<Span> present(Span shift, Collection<Absence> absences) {
        List<Span> left = List.of(shift);
        for (Absence absence : absences) {
            if (absence.wholeDays() && absence.covers(shift.start())) {
                // Nobody comes at midnight for the rest of a night shift.
                return List.of();
            }
            left = left.stream()
                    .flatMap(span -> without(span, absence).stream())
                    .toList();
        }
        return left;
    }

    private static List<Span> without(Span span, Absence absence) {
        if (!absence.touches(span.start(), span.end())) {
            return List.of(span);
        }
        List<Span> left = new ArrayList<>();
        if (absence.from().isAfter(span.start())) {
            left.add(new Span(span.start(), absence.from()));
        }
        Instant back = absence.to();
        if (back != null && back.isBefore(span.end())) {
            left.add(new Span(back, span.end()));
        }
        return left;
    }

    private static List<Span> within(Span span, List<Span> breaks) {
        return breaks.stream()
                .filter(pause -> pause.touches(span.start(), span.end()))
                .map(pause -> new Span(
                        pause.start().isBefore(span.start()) ? span.start() : pause.start(),
                        pause.end().isAfter(span.end()) ? span.end() : pause.end()))
                .toList();
    }
}
