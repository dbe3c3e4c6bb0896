package io.promisedesk.sla;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The slow and obvious calendar: writes down every window of every day, lets the JDK turn wall-clock times into instants,
 * makes overlapping windows one and adds up. What {@link BusinessCalendar} must equal.
 */
final class ReferenceCalendar {

    private final WorkingHours hours;
    private final ZoneId zone;

    /** Every window of the days from {@code first} to {@code last}: written down once for all questions about them. */
    private List<Instant[]> written = List.of();

    private LocalDate first = LocalDate.MAX;
    private LocalDate last = LocalDate.MIN;

    ReferenceCalendar(WorkingHours hours, ZoneId zone) {
        this.hours = hours;
        this.zone = zone;
    }

    Duration between(Instant start, Instant end) {
        Duration total = Duration.ZERO;
        for (Instant[] window : windows(start, end)) {
            Instant from = window[0].isBefore(start) ? start : window[0];
            Instant to = window[1].isAfter(end) ? end : window[1];
            if (from.isBefore(to)) {
                total = total.plus(Duration.between(from, to));
            }
        }
        return total;
    }

    Instant due(Instant start, Duration budget) {
        for (int days = 60; ; days *= 4) {
            Duration rest = budget;
            for (Instant[] window : windows(start, start.plus(Duration.ofDays(days)))) {
                Instant from = window[0].isBefore(start) ? start : window[0];
                if (!from.isBefore(window[1])) {
                    continue;
                }
                Duration open = Duration.between(from, window[1]);
                if (rest.isZero() || open.compareTo(rest) >= 0) {
                    return from.plus(rest);
                }
                rest = rest.minus(open);
            }
        }
    }

    Instant due(Instant start, Budget.WorkingDays budget) {
        ZonedDateTime from = start.atZone(zone);
        if (!isOpen(from.toLocalDate())) {
            from = due(start, Duration.ZERO).atZone(zone);
        }
        LocalDate date = from.toLocalDate();
        for (int left = budget.days(); left > 0; ) {
            date = date.plusDays(1);
            if (isOpen(date)) {
                left--;
            }
        }
        return date.atTime(from.toLocalTime()).atZone(zone).toInstant();
    }

    private boolean isOpen(LocalDate date) {
        return exists(date) && !hours.on(date).isEmpty();
    }

    private List<Instant[]> windows(Instant start, Instant end) {
        LocalDate from = start.atZone(zone).toLocalDate().minusDays(2);
        LocalDate to = end.atZone(zone).toLocalDate().plusDays(2);
        if (from.isBefore(first) || to.isAfter(last)) {
            first = from.isBefore(first) ? from : first;
            last = to.isAfter(last) ? to : last;
            written = write();
        }
        return written;
    }

    private List<Instant[]> write() {
        List<Instant[]> all = new ArrayList<>();
        for (LocalDate date = first; date.isBefore(last); date = date.plusDays(1)) {
            if (!exists(date)) {
                continue;
            }
            for (Window window : hours.on(date)) {
                Instant opens = instant(date, window.opens());
                Instant closes = instant(date, window.closes());
                if (opens.isBefore(closes)) {
                    all.add(new Instant[] {opens, closes});
                }
            }
        }
        all.sort(Comparator.comparing(window -> window[0]));
        List<Instant[]> union = new ArrayList<>();
        for (Instant[] next : all) {
            Instant[] before = union.isEmpty() ? null : union.get(union.size() - 1);
            if (before != null && !next[0].isAfter(before[1])) {
                before[1] = next[1].isAfter(before[1]) ? next[1] : before[1];
            } else {
                union.add(next);
            }
        }
        return union;
    }

    private Instant instant(LocalDate date, int ofDay) {
        LocalDateTime wall = ofDay == Window.DAY
                ? date.plusDays(1).atStartOfDay()
                : date.atStartOfDay().plus(Duration.ofMillis(ofDay));
        return wall.atZone(zone).toInstant();
    }

    /** Samoa had no 30 December 2011. */
    private boolean exists(LocalDate date) {
        return date.atTime(12, 0).atZone(zone).toLocalDate().equals(date);
    }
}
