package io.promisedesk.sla;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * When somebody works, by the clock on the wall and in no zone yet: windows per weekday, holidays on which nobody works,
 * and single days with windows of their own. An override wins over a holiday on the same day.
 */
final class WorkingHours {

    private final List<List<Window>> week;
    private final NavigableSet<LocalDate> holidays;
    private final NavigableMap<LocalDate, List<Window>> overrides;

    /** @throws IllegalArgumentException where it would never be open */
    WorkingHours(
            Map<DayOfWeek, List<Window>> week, Iterable<LocalDate> holidays, Map<LocalDate, List<Window>> overrides) {
        List<List<Window>> days = new ArrayList<>();
        for (DayOfWeek day : DayOfWeek.values()) {
            days.add(Window.union(week.getOrDefault(day, List.of())));
        }
        this.week = List.copyOf(days);
        this.holidays = new TreeSet<>();
        holidays.forEach(this.holidays::add);
        this.overrides = new TreeMap<>();
        overrides.forEach((date, windows) -> this.overrides.put(date, Window.union(windows)));
        if (days.stream().allMatch(List::isEmpty)
                && this.overrides.values().stream().allMatch(List::isEmpty)) {
            throw new IllegalArgumentException("never open");
        }
    }

    /** What an ordinary such weekday looks like. */
    List<Window> on(DayOfWeek day) {
        return week.get(day.ordinal());
    }

    /** What this day looks like. */
    List<Window> on(LocalDate date) {
        List<Window> override = overrides.get(date);
        if (override != null) {
            return override;
        }
        return holidays.contains(date) ? List.of() : on(date.getDayOfWeek());
    }

    boolean isHoliday(LocalDate date) {
        return holidays.contains(date) && !overrides.containsKey(date);
    }

    boolean isOverridden(LocalDate date) {
        return overrides.containsKey(date);
    }

    NavigableSet<LocalDate> holidays() {
        return holidays;
    }

    NavigableMap<LocalDate, List<Window>> overrides() {
        return overrides;
    }
}
