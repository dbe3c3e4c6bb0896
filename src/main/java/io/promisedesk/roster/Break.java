package io.promisedesk.roster;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A pause inside a shift, wall-clock in the team's zone: each time falls on its first occurrence inside the shift.
 *
 * @param person whose break it is; null: everybody's who has none of their own in this shift
 */
public record Break(LocalTime start, LocalTime end, @Nullable String person) {

    private static final Pattern WRITTEN =
            Pattern.compile("\\s*(\\d{1,2}:\\d{2})\\s*[-\u2013]\\s*(\\d{1,2}:\\d{2})(?:\\s+(\\S+))?\\s*");

    /**
     * Reads {@code 12:00-12:30}, or {@code 12:00-12:30 anna}; {@code 24:00} is midnight.
     *
     * @throws IllegalArgumentException where it is neither
     */
    public static Break of(String text) {
        Matcher matcher = WRITTEN.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("\"" + text + "\" is no break: write 12:00-12:30, or 12:00-12:30 anna");
        }
        try {
            return new Break(time(matcher.group(1)), time(matcher.group(2)), matcher.group(3));
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("\"" + text + "\" is no break: " + e.getMessage(), e);
        }
    }

    private static LocalTime time(String text) {
        return text.equals("24:00") ? LocalTime.MIDNIGHT : LocalTime.parse(text.length() == 4 ? "0" + text : text);
    }

    /** As {@link #of} reads it. */
    @Override
    public String toString() {
        String times = String.format(Locale.ROOT, "%s-%s", start, end);
        return person == null ? times : times + " " + person;
    }

    /** When it is in that shift; empty where it lies outside. */
    Optional<Span> in(Span shift, ZoneId zone) {
        LocalDate day = LocalDate.ofInstant(shift.start(), zone);
        Instant from = day.atTime(start).atZone(zone).toInstant();
        if (from.isBefore(shift.start())) {
            day = day.plusDays(1);
            from = day.atTime(start).atZone(zone).toInstant();
        }
        LocalDate lastDay = end.isAfter(start) ? day : day.plusDays(1);
        Instant to = lastDay.atTime(end).atZone(zone).toInstant();
        Instant within = to.isBefore(shift.end()) ? to : shift.end();
        return from.isBefore(within) ? Optional.of(new Span(from, within)) : Optional.empty();
    }
}
