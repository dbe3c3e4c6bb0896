package io.promisedesk.roster;

import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/**
 * What a pattern has on one of its days.
 *
 * @param day 0 is the day of the pattern's anchor
 * @param end not after the start: on the next day
 */
public record Slot(int day, LocalTime start, LocalTime end, List<String> people, List<Break> breaks) {

    public Slot {
        people = List.copyOf(people);
        breaks = List.copyOf(breaks);
    }

    /**
     * When it is on that date. A wall time that does not exist moves forward by the gap; what the gap leaves nothing of is
     * no shift that day.
     */
    Optional<Span> on(LocalDate date, ZoneId zone) {
        LocalDate lastDay = end.isAfter(start) ? date : date.plusDays(1);
        Span span = new Span(
                date.atTime(start).atZone(zone).toInstant(),
                lastDay.atTime(end).atZone(zone).toInstant());
        return span.start().isBefore(span.end()) ? Optional.of(span) : Optional.empty();
    }
}
