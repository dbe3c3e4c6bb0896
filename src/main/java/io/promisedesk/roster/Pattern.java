package io.promisedesk.roster;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Work that repeats every week: wall-clock times in the team's zone; an end not after the start is on the next day. */
record Pattern(
        String team,
        DayOfWeek day,
        LocalTime start,
        LocalTime end,
        List<String> people,
        @Nullable LocalDate validFrom,
        @Nullable LocalDate validTo) {

    /** The shifts it makes that begin in {@code [from, to)}. A wall time that does not exist moves forward by the gap. */
    Stream<Shift> shiftsStarting(Instant from, Instant to, ZoneId zone) {
        LocalDate first = LocalDate.ofInstant(from, zone);
        LocalDate last = LocalDate.ofInstant(to, zone);
        return first.datesUntil(last.plusDays(1))
                .filter(this::holdsOn)
                .map(date -> on(date, zone))
                .filter(shift -> !shift.start().isBefore(from) && shift.start().isBefore(to));
    }

    private boolean holdsOn(LocalDate date) {
        return date.getDayOfWeek() == day
                && (validFrom == null || !date.isBefore(validFrom))
                && (validTo == null || !date.isAfter(validTo));
    }

    private Shift on(LocalDate date, ZoneId zone) {
        LocalDate lastDay = end.isAfter(start) ? date : date.plusDays(1);
        return Shift.of(
                team,
                date.atTime(start).atZone(zone).toInstant(),
                lastDay.atTime(end).atZone(zone).toInstant(),
                people);
    }
}
