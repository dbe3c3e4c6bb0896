package io.promisedesk.roster;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Work that repeats every so many days: 7 for a week, 14 for two weeks, 8 for four days on and four off. Times are
 * wall-clock in the team's zone.
 *
 * @param id 0 for one that is not stored yet
 * @param anchor a date on which day 0 falls; the rotation runs in both directions from it
 * @param validFrom first day on which a shift may begin, or null
 * @param validTo last day on which a shift may begin, or null
 * @param source {@code file} or {@code desk}
 */
public record Pattern(
        long id,
        String team,
        String name,
        int days,
        LocalDate anchor,
        @Nullable LocalDate validFrom,
        @Nullable LocalDate validTo,
        List<Slot> slots,
        String source,
        int version) {

    public static final int MOST_DAYS = 366;
    /** A Monday: day 0 of weekly patterns. */
    public static final LocalDate MONDAY = LocalDate.of(2024, 1, 1);

    public Pattern {
        slots = List.copyOf(slots);
    }

    /** Which day of the rotation a date is. */
    public int dayOf(LocalDate date) {
        return (int) Math.floorMod(ChronoUnit.DAYS.between(anchor, date), (long) days);
    }

    /** The shifts it makes that begin in {@code [from, to)}. */
    Stream<PlannedShift> shiftsStarting(Instant from, Instant to, ZoneId zone) {
        LocalDate first = LocalDate.ofInstant(from, zone);
        LocalDate last = LocalDate.ofInstant(to, zone);
        return first.datesUntil(last.plusDays(1))
                .filter(this::holdsOn)
                .flatMap(date -> on(date, zone))
                .filter(shift -> !shift.start().isBefore(from) && shift.start().isBefore(to));
    }

    private boolean holdsOn(LocalDate date) {
        return (validFrom == null || !date.isBefore(validFrom)) && (validTo == null || !date.isAfter(validTo));
    }

    private Stream<PlannedShift> on(LocalDate date, ZoneId zone) {
        int day = dayOf(date);
        return slots.stream().filter(slot -> slot.day() == day).flatMap(slot -> slot.on(date, zone).stream()
                .map(span ->
                        new PlannedShift(team, zone, span, slot.people(), slot.breaks(), PlannedShift.BY_PATTERN)));
    }
}
