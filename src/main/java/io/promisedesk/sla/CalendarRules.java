package io.promisedesk.sla;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A working calendar as people keep it: rules instead of dates, each part as it was written. {@link Expansion} checks it
 * and makes days of it.
 *
 * @param name what people call it; null where it has only its key
 * @param week windows per weekday ({@code mon} … {@code sun}), each {@code 09:00-17:00}; {@code 22:00-06:00} ends the next day
 * @param national public holidays of a country ({@code de}) or a part of it ({@code de-be})
 * @param yearly days without work that come every year
 * @param holidays single days without work
 * @param moved working days that are worked on another date
 * @param overrides dates with hours of their own; they win over holidays
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record CalendarRules(
        @Nullable String name,
        Map<String, List<String>> week,
        List<String> national,
        List<Yearly> yearly,
        List<Dated> holidays,
        List<Moved> moved,
        List<Special> overrides) {

    /** As they are written, from Monday. */
    public static final List<String> WEEKDAYS = List.of("mon", "tue", "wed", "thu", "fri", "sat", "sun");

    @SuppressWarnings("ConstantValue") // Whoever reads it from JSON leaves out what is empty.
    public CalendarRules {
        week = week == null ? Map.of() : new LinkedHashMap<>(week);
        national = national == null ? List.of() : List.copyOf(national);
        yearly = yearly == null ? List.of() : List.copyOf(yearly);
        holidays = holidays == null ? List.of() : List.copyOf(holidays);
        moved = moved == null ? List.of() : List.copyOf(moved);
        overrides = overrides == null ? List.of() : List.copyOf(overrides);
    }

    /** What a version says that was written before rules were kept: each holiday is a single day. */
    static CalendarRules of(WorkingHours hours) {
        Map<String, List<String>> week = new LinkedHashMap<>();
        for (DayOfWeek day : DayOfWeek.values()) {
            if (!hours.on(day).isEmpty()) {
                week.put(WEEKDAYS.get(day.ordinal()), written(hours.on(day)));
            }
        }
        return new CalendarRules(
                null,
                week,
                List.of(),
                List.of(),
                hours.holidays().stream()
                        .map((LocalDate date) -> new Dated(date.toString(), null))
                        .toList(),
                List.of(),
                hours.overrides().entrySet().stream()
                        .map(day -> new Special(day.getKey().toString(), written(day.getValue()), null))
                        .toList());
    }

    private static List<String> written(List<Window> windows) {
        return windows.stream()
                .map(window -> Window.formatTime(window.opens()) + "-" + Window.formatTime(window.closes()))
                .toList();
    }

    /**
     * A day without work that comes every year.
     *
     * @param on month and day ({@code 12-31}), or days from Easter Sunday: {@code easter-2} is Good Friday in the West,
     *     {@code orthodox+1} Easter Monday in the East
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Yearly(String on, @Nullable String name) {}

    /** @param date such as {@code 2026-12-31} */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Dated(String date, @Nullable String name) {}

    /**
     * @param from the working day that is free instead
     * @param to the date on which its hours are worked
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Moved(String from, String to, @Nullable String name) {}

    /** @param windows none for a closed day */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Special(String date, List<String> windows, @Nullable String name) {

        public Special {
            windows = List.copyOf(windows);
        }
    }
}
