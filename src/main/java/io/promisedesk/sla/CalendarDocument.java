package io.promisedesk.sla;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.promisedesk.platform.Refusal;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A calendar as written down, in interfaces and in the database.
 *
 * @param zone zone in which it is read; null where it is none yet
 * @param week windows per weekday ({@code mon} … {@code sun}), each {@code ["09:00","17:00"]}
 * @param holidays dates without work
 * @param overrides dates with windows of their own
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CalendarDocument(
        @Nullable String zone,
        @Nullable Map<String, List<List<String>>> week,
        @Nullable List<String> holidays,
        @Nullable Map<String, List<List<String>>> overrides) {

    private static final List<String> WEEKDAYS = CalendarRules.WEEKDAYS;

    /**
     * The calendar that it describes.
     *
     * @param field what the whole is called where it came from
     * @throws Refusal that names the field that is wrong
     */
    public BusinessCalendar calendar(String field) {
        return new BusinessCalendar(read(field), zone(field + ".zone", zone));
    }

    private static ZoneId zone(String field, @Nullable String zone) {
        try {
            return ZoneId.of(zone == null ? "" : zone);
        } catch (DateTimeException e) {
            throw Refusal.invalid(field, "sla.refused.zone", String.valueOf(zone));
        }
    }

    /**
     * Reads it strictly.
     *
     * @param field what the whole is called where it came from; a refusal names the part that is wrong
     */
    WorkingHours read(String field) {
        Map<DayOfWeek, List<Window>> days = new EnumMap<>(DayOfWeek.class);
        (week == null ? Map.<String, List<List<String>>>of() : week).forEach((name, windows) -> {
            int day = WEEKDAYS.indexOf(name);
            if (day < 0) {
                throw Refusal.invalid(field + ".week." + name, "sla.refused.weekday", name);
            }
            days.put(DayOfWeek.of(day + 1), windows(field + ".week." + name, windows));
        });
        List<LocalDate> closed = new ArrayList<>();
        List<String> dates = holidays == null ? List.of() : holidays;
        for (int i = 0; i < dates.size(); i++) {
            closed.add(date(field + ".holidays[" + i + "]", dates.get(i)));
        }
        Map<LocalDate, List<Window>> special = new TreeMap<>();
        (overrides == null ? Map.<String, List<List<String>>>of() : overrides)
                .forEach((date, windows) -> special.put(
                        date(field + ".overrides." + date, date), windows(field + ".overrides." + date, windows)));
        if (days.values().stream().allMatch(List::isEmpty)
                && special.values().stream().allMatch(List::isEmpty)) {
            throw Refusal.invalid(field + ".week", "sla.refused.neverOpen");
        }
        return new WorkingHours(days, closed, special);
    }

    /** The one way to write these hours down: equal hours give equal documents. */
    static CalendarDocument of(WorkingHours hours) {
        Map<String, List<List<String>>> week = new LinkedHashMap<>();
        for (DayOfWeek day : DayOfWeek.values()) {
            if (!hours.on(day).isEmpty()) {
                week.put(WEEKDAYS.get(day.ordinal()), written(hours.on(day)));
            }
        }
        Map<String, List<List<String>>> overrides = new LinkedHashMap<>();
        hours.overrides().forEach((date, windows) -> overrides.put(date.toString(), written(windows)));
        return new CalendarDocument(
                null, week, hours.holidays().stream().map(LocalDate::toString).toList(), overrides);
    }

    private static List<List<String>> written(List<Window> windows) {
        return windows.stream()
                .map(window -> List.of(Window.formatTime(window.opens()), Window.formatTime(window.closes())))
                .toList();
    }

    private static List<Window> windows(String field, @Nullable List<List<String>> written) {
        List<Window> windows = new ArrayList<>();
        List<List<String>> all = written == null ? List.of() : written;
        for (int i = 0; i < all.size(); i++) {
            String at = field + "[" + i + "]";
            List<String> pair = all.get(i);
            if (pair == null || pair.size() != 2) {
                throw Refusal.invalid(at, "sla.refused.windowPair");
            }
            int opens = time(at + "[0]", pair.get(0));
            int closes = time(at + "[1]", pair.get(1));
            if (opens >= closes) {
                throw Refusal.invalid(at, "sla.refused.windowOrder", pair.get(0), pair.get(1));
            }
            windows.add(new Window(opens, closes));
        }
        return windows;
    }

    private static int time(String field, @Nullable String text) {
        int time = text == null ? -1 : Window.parseTime(text);
        if (time < 0) {
            throw Refusal.invalid(field, "sla.refused.time", String.valueOf(text));
        }
        return time;
    }

    static LocalDate date(String field, @Nullable String text) {
        try {
            LocalDate date = LocalDate.parse(String.valueOf(text));
            if (date.getYear() >= 1 && date.getYear() <= 9999) {
                return date;
            }
        } catch (DateTimeException e) {
            // Refused below, like a date out of range.
        }
        throw Refusal.invalid(field, "sla.refused.date", String.valueOf(text));
    }
}
