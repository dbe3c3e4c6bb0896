package io.promisedesk.kpi.web;

import io.promisedesk.kpi.Dimension;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** A stretch of a series: an hour, day, week or month. */
record Stretch(ZonedDateTime first, ZonedDateTime next, Dimension bucket) {

    /** @param key as figures name it */
    static Stretch of(String key, Dimension bucket, ZoneId zone) {
        ZonedDateTime start =
                switch (bucket) {
                    case HOUR -> LocalDateTime.parse(key).atZone(zone);
                    case MONTH -> YearMonth.parse(key).atDay(1).atStartOfDay(zone);
                    default -> LocalDate.parse(key).atStartOfDay(zone);
                };
        ZonedDateTime next =
                switch (bucket) {
                    case HOUR -> start.plusHours(1);
                    case WEEK -> start.plusWeeks(1);
                    case MONTH -> start.plusMonths(1);
                    default -> start.plusDays(1);
                };
        return new Stretch(start, next, bucket);
    }

    Instant start() {
        return first.toInstant();
    }

    Instant end() {
        return next.toInstant();
    }

    /** As short as it stays clear within the page's period. */
    String label(PageFilter filter, Locale language) {
        boolean oneYear = filter.from().getYear() == filter.to().getYear();
        String pattern =
                switch (bucket) {
                    case HOUR -> filter.days() == 1 ? "HH:mm" : "d MMM HH:mm";
                    case MONTH -> "LLL uuuu";
                    default -> oneYear ? "d MMM" : "d MMM uuuu";
                };
        return DateTimeFormatter.ofPattern(pattern, language).format(first);
    }
}
