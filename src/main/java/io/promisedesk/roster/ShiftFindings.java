package io.promisedesk.roster;

import io.promisedesk.roster.Finding.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What is wrong with the shifts of people.
 *
 * @param shifts of all teams: somebody may stand in shifts of two
 * @param members agents and supervisors of the team
 * @param users those of the people in shifts who are users
 */
record ShiftFindings(
        String team, Derivation derivation, List<PlannedShift> shifts, Set<String> members, Set<String> users) {

    static final Duration REST = Duration.ofHours(11);
    /** What is shorter may be the middle of a working day in two parts. */
    private static final Duration MIDDAY = Duration.ofHours(4);

    private static final Duration LONGEST_DAY = Duration.ofHours(24).minus(REST);

    List<Finding> findings(Instant from, Instant to) {
        List<Finding> found = new ArrayList<>();
        Map<String, List<Presence>> work = new LinkedHashMap<>();
        for (PlannedShift shift : shifts) {
            List<Presence> presences = derivation.presences(shift);
            presences.forEach(presence -> work.computeIfAbsent(presence.person(), key -> new ArrayList<>())
                    .add(presence));
            if (shift.team().equals(team)) {
                people(shift, presences).forEach(found::add);
            }
        }
        work.forEach((person, presences) -> {
            presences.sort(Comparator.comparing(Presence::start).thenComparing(Presence::end));
            between(presences).forEach(found::add);
        });
        derivation.swaps().stream()
                .filter(swap -> swap.team().equals(team))
                .flatMap(this::lapsed)
                .forEach(found::add);
        return found.stream()
                .filter(finding -> finding.from().isBefore(to) && finding.to().isAfter(from))
                .sorted(Comparator.comparing(Finding::from).thenComparing(Finding::kind))
                .toList();
    }

    private Stream<Finding> people(PlannedShift shift, List<Presence> presences) {
        return shift.people().stream().flatMap(person -> {
            List<Finding> found = new ArrayList<>();
            if (!users.contains(person)) {
                found.add(about(Kind.NO_USER, shift.span(), person, shift.key()));
            } else if (!members.contains(person)) {
                found.add(about(Kind.NO_MEMBER, shift.span(), person, shift.key()));
            }
            Duration there = presences.stream()
                    .filter(presence -> presence.person().equals(person))
                    .map(presence -> Duration.between(presence.start(), presence.end()))
                    .reduce(Duration.ZERO, Duration::plus);
            if (there.compareTo(shift.span().length()) < 0) {
                found.add(about(Kind.ABSENT, shift.span(), person, shift.key()));
            }
            return found.stream();
        });
    }

    private static Finding about(Kind kind, Span span, String person, String shift) {
        return new Finding(kind, span.start(), span.end(), person, shift, null, 0);
    }

    private Stream<Finding> between(List<Presence> work) {
        List<Finding> found = new ArrayList<>();
        Presence last = null;
        // When the working day began that goes on in the last one.
        Instant since = Instant.MIN;
        for (Presence next : work) {
            since = last != null && !next.start().isAfter(last.end().plus(MIDDAY)) ? since : next.start();
            if (last != null && (last.team().equals(team) || next.team().equals(team))) {
                if (next.start().isBefore(last.end()) && !next.shift().equals(last.shift())) {
                    Instant until = last.end().isBefore(next.end()) ? last.end() : next.end();
                    boolean mine = next.team().equals(team);
                    found.add(new Finding(
                            Kind.DOUBLE_BOOKING,
                            next.start(),
                            until,
                            next.person(),
                            mine ? next.shift() : last.shift(),
                            mine ? last.team() : next.team(),
                            0));
                } else if (!next.start().isBefore(last.end())) {
                    rest(since, last, next).forEach(found::add);
                }
            }
            if (last == null || next.end().isAfter(last.end())) {
                last = next;
            }
        }
        return found.stream();
    }

    /**
     * One shift may last as long as it was planned. Several that follow each other, with or without a gap, are one working
     * day only while all of it leaves eleven hours of rest.
     *
     * @param since when that day began
     */
    private Stream<Finding> rest(Instant since, Presence last, Presence next) {
        Duration rest = Duration.between(last.end(), next.start());
        boolean oneDay = rest.compareTo(MIDDAY) <= 0
                && Duration.between(since, next.end()).compareTo(LONGEST_DAY) <= 0;
        if (rest.compareTo(REST) >= 0 || oneDay || next.shift().equals(last.shift())) {
            return Stream.empty();
        }
        String shift = next.team().equals(team) ? next.shift() : last.shift();
        return Stream.of(new Finding(
                Kind.SHORT_REST, last.end(), next.start(), next.person(), shift, null, rest.toMinutes() / 60.0));
    }

    private Stream<Finding> lapsed(Swap swap) {
        return Stream.of(swap.given(), swap.back() == null ? swap.given() : swap.back())
                .distinct()
                .filter(span -> {
                    String comes = span.equals(swap.given()) ? swap.taker() : swap.giver();
                    return shifts.stream()
                            .noneMatch(shift -> shift.team().equals(swap.team())
                                    && shift.start().equals(span.start())
                                    && shift.people().contains(comes));
                })
                .map(span -> new Finding(
                        Kind.LAPSED_SWAP,
                        span.start(),
                        span.end(),
                        span.equals(swap.given()) ? swap.taker() : swap.giver(),
                        null,
                        null,
                        0));
    }
}
