package io.promisedesk.roster;

import static org.assertj.core.api.Assertions.assertThat;

import io.promisedesk.roster.Absence.Kind;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;

/** What is derived, against the same counted the slow way, over a year with both changes of clocks, in three zones. */
class RosterLawsTests {

    private static final LocalDate YEAR = LocalDate.of(2026, 1, 1);
    private static final int QUARTERS = 24 * 4;

    @Provide
    Arbitrary<ZoneId> zones() {
        return Arbitraries.of("Europe/Berlin", "America/New_York", "Asia/Yekaterinburg")
                .map(ZoneId::of);
    }

    @Provide
    Arbitrary<Pattern> patterns() {
        Arbitrary<Integer> days = Arbitraries.of(1, 2, 3, 7, 8, 14, 28);
        return Combinators.combine(
                        days,
                        Arbitraries.integers().between(-400, 400),
                        slots(),
                        Arbitraries.integers().between(0, 300).injectNull(0.6),
                        Arbitraries.integers().between(0, 300).injectNull(0.6))
                .as((length, anchor, slots, from, until) -> new Pattern(
                        1,
                        "service",
                        "",
                        length,
                        YEAR.plusDays(anchor),
                        from == null ? null : YEAR.plusDays(from),
                        until == null ? null : YEAR.plusDays(until),
                        slots.stream().filter(slot -> slot.day() < length).toList(),
                        "desk",
                        1));
    }

    private static Arbitrary<List<Slot>> slots() {
        Arbitrary<LocalTime> times = Arbitraries.integers()
                .between(0, QUARTERS - 1)
                .map(quarter -> LocalTime.MIN.plusMinutes(15L * quarter));
        return Combinators.combine(Arbitraries.integers().between(0, 13), times, times, Arbitraries.of("anna", "boris"))
                .as((day, start, end, person) -> new Slot(day, start, end, List.of(person), List.of()))
                .list()
                .ofMinSize(1)
                .ofMaxSize(6);
    }

    @Property(tries = 300)
    void rotationEqualsSteppingDayByDay(
            @ForAll("patterns") Pattern pattern,
            @ForAll("zones") ZoneId zone,
            @ForAll @IntRange(min = 0, max = 330) int day,
            @ForAll @IntRange(min = 1, max = 30) int length) {
        Instant from = YEAR.plusDays(day).atTime(10, 30).atZone(zone).toInstant();
        Instant to = from.plus(Duration.ofDays(length));

        Set<Span> stepped = new TreeSet<>(Comparator.comparing(Span::start).thenComparing(Span::end));
        int turn = Math.floorMod((int) (YEAR.toEpochDay() - 5 - pattern.anchor().toEpochDay()), pattern.days());
        for (LocalDate date = YEAR.minusDays(5); date.isBefore(YEAR.plusDays(400)); date = date.plusDays(1)) {
            for (Slot slot : pattern.slots()) {
                boolean valid = (pattern.validFrom() == null || !date.isBefore(pattern.validFrom()))
                        && (pattern.validTo() == null || !date.isAfter(pattern.validTo()));
                if (slot.day() == turn && valid) {
                    Instant start = date.atTime(slot.start()).atZone(zone).toInstant();
                    LocalDate last = slot.end().isAfter(slot.start()) ? date : date.plusDays(1);
                    Instant end = last.atTime(slot.end()).atZone(zone).toInstant();
                    if (!start.isBefore(from) && start.isBefore(to) && start.isBefore(end)) {
                        stepped.add(new Span(start, end));
                    }
                }
            }
            turn = turn + 1 == pattern.days() ? 0 : turn + 1;
        }

        List<PlannedShift> derived =
                derivation(pattern, zone, List.of(), List.of()).planned(from, to);
        assertThat(derived).extracting(PlannedShift::span).containsExactlyInAnyOrderElementsOf(stepped);
        assertThat(derived).allSatisfy(shift -> {
            assertThat(shift.span().length()).isPositive().isLessThanOrEqualTo(RosterBook.LONGEST);
        });
    }

    @Property(tries = 300)
    void anAbsenceTakesAwayItsOwnTimeAndNothingElse(
            @ForAll @IntRange(min = 0, max = 100) int first,
            @ForAll @IntRange(min = 1, max = 100) int length,
            @ForAll @IntRange(min = 0, max = 100) int second) {
        Instant start = Instant.parse("2026-03-28T18:00:00Z");
        Span shift = new Span(start, start.plus(Duration.ofMinutes(1000)));
        Absence one = absence(start.plus(Duration.ofMinutes(10L * first)), Duration.ofMinutes(7L * length), false);
        Absence other = absence(start.plus(Duration.ofMinutes(10L * second)), Duration.ofMinutes(30), false);

        List<Span> present = Derivation.present(shift, List.of(one, other));

        for (int minute = 0; minute < 1000; minute++) {
            Instant at = start.plus(Duration.ofMinutes(minute));
            boolean there = present.stream().anyMatch(span -> span.covers(at));
            assertThat(there).as("minute %s", minute).isEqualTo(!one.covers(at) && !other.covers(at));
        }
        assertThat(Derivation.present(shift, List.of(other, one)))
                .as("whichever was recorded first")
                .containsExactlyInAnyOrderElementsOf(present);
    }

    @Property(tries = 200)
    void aSwapMovesPeopleAndNothingElse(
            @ForAll("patterns") Pattern pattern,
            @ForAll("zones") ZoneId zone,
            @ForAll @IntRange(min = 0, max = 20) int chosen) {
        Instant from = YEAR.plusDays(80).atStartOfDay(zone).toInstant();
        Instant to = from.plus(Duration.ofDays(30));
        List<PlannedShift> before =
                derivation(pattern, zone, List.of(), List.of()).planned(from, to);
        List<PlannedShift> annas = before.stream()
                .filter(shift -> shift.people().equals(List.of("anna")))
                .toList();
        if (annas.isEmpty()) {
            return;
        }
        PlannedShift given = annas.get(chosen % annas.size());
        Swap swap = new Swap(
                1, "service", "anna", given.span(), "clara", null, Swap.State.CONFIRMED, null, from, from, "clara");

        List<PlannedShift> after =
                derivation(pattern, zone, List.of(swap), List.of()).planned(from, to);

        assertThat(after).extracting(PlannedShift::key).containsExactlyElementsOf(keys(before));
        assertThat(after.stream().filter(shift -> shift.people().contains("clara")))
                .singleElement()
                .satisfies(shift -> assertThat(shift.start()).isEqualTo(given.start()));
        assertThat(after.stream().mapToInt(shift -> shift.people().size()).sum())
                .isEqualTo(
                        before.stream().mapToInt(shift -> shift.people().size()).sum());
    }

    @Property(tries = 200)
    void breaksLieInsideTheirShiftAlsoOverMidnightAndChangesOfClocks(
            @ForAll @IntRange(min = 0, max = QUARTERS - 1) int start,
            @ForAll @IntRange(min = 0, max = QUARTERS - 1) int end,
            @ForAll @IntRange(min = 0, max = QUARTERS - 1) int pauseStart,
            @ForAll @IntRange(min = 1, max = 8) int pauseLength,
            @ForAll @IntRange(min = 0, max = 364) int day,
            @ForAll("zones") ZoneId zone) {
        Slot slot = new Slot(0, quarter(start), quarter(end), List.of("anna"), List.of());
        slot.on(YEAR.plusDays(day), zone).ifPresent(shift -> {
            Break pause = new Break(quarter(pauseStart), quarter(pauseStart + pauseLength), null);
            pause.in(shift, zone).ifPresent(span -> {
                assertThat(span.start()).isAfterOrEqualTo(shift.start());
                assertThat(span.end()).isBeforeOrEqualTo(shift.end()).isAfter(span.start());
            });
        });
    }

    @Property(tries = 200)
    void breaksAreReadAsTheyAreWritten(
            @ForAll @IntRange(min = 0, max = QUARTERS - 1) int start, @ForAll @IntRange(min = 1, max = 20) int length) {
        Break all = new Break(quarter(start), quarter(start + length), null);
        Break annas = new Break(quarter(start), quarter(start + length), "anna");
        assertThat(Break.of(all.toString())).isEqualTo(all);
        assertThat(Break.of(annas.toString())).isEqualTo(annas);
    }

    private static LocalTime quarter(int quarter) {
        return LocalTime.MIN.plusMinutes(15L * quarter);
    }

    private static Absence absence(Instant from, @Nullable Duration length, boolean wholeDays) {
        return new Absence(
                1, "anna", Kind.SICKNESS, from, length == null ? null : from.plus(length), null, "vera", wholeDays);
    }

    private static List<String> keys(List<PlannedShift> shifts) {
        return shifts.stream().map(PlannedShift::key).collect(Collectors.toCollection(ArrayList::new));
    }

    private static Derivation derivation(Pattern pattern, ZoneId zone, List<Swap> swaps, List<Absence> absences) {
        return new Derivation(List.of(pattern), List.of(), swaps, absences, team -> zone);
    }
}
