package io.promisedesk.sla;

import io.promisedesk.platform.Refusal;
import io.promisedesk.sla.Expansion.Reason;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A working calendar, saved or not yet: what its days look like and what would be due when. */
public final class CalendarPlan {

    private final CalendarRules rules;
    private final WorkingHours hours;
    private final NavigableMap<LocalDate, List<Reason>> reasons;
    private final Map<ZoneId, BusinessCalendar> zoned = new ConcurrentHashMap<>();

    CalendarPlan(CalendarRules rules, WorkingHours hours, NavigableMap<LocalDate, List<Reason>> reasons) {
        this.rules = rules;
        this.hours = hours;
        this.reasons = reasons;
    }

    /**
     * An edit that nobody has saved.
     *
     * @throws Refusal that names the part that is wrong
     */
    public static CalendarPlan of(CalendarRules rules, Instant now) {
        Expansion expansion = Expansion.of("", rules, NationalHolidays.lastDay(now));
        return new CalendarPlan(rules, expansion.hours(), expansion.reasons());
    }

    /** For versions whose days are saved: only names are taken from the rules, as far as they can still be read. */
    static NavigableMap<LocalDate, List<Reason>> reasons(CalendarRules rules, LocalDate lastDay) {
        try {
            return Expansion.of("", rules, lastDay).reasons();
        } catch (Refusal unreadable) {
            return new TreeMap<>();
        }
    }

    public CalendarRules rules() {
        return rules;
    }

    WorkingHours hours() {
        return hours;
    }

    public BusinessCalendar in(ZoneId zone) {
        return zoned.computeIfAbsent(zone, any -> new BusinessCalendar(hours, zone));
    }

    /** The hours of an ordinary such weekday, each as 09:00–17:00. */
    public List<String> week(DayOfWeek day) {
        return hours.on(day).stream().map(Window::toString).toList();
    }

    public List<Day> month(YearMonth month, ZoneId zone) {
        List<Day> days = new ArrayList<>();
        for (LocalDate date = month.atDay(1); !date.isAfter(month.atEndOfMonth()); date = date.plusDays(1)) {
            days.add(day(date, zone));
        }
        return days;
    }

    /** The next days that are not like others of their weekday. */
    public List<Day> special(LocalDate from, int count, ZoneId zone) {
        TreeSet<LocalDate> dates = new TreeSet<>(hours.holidays().tailSet(from));
        dates.addAll(hours.overrides().tailMap(from).keySet());
        return dates.stream()
                .map(date -> day(date, zone))
                .filter(day -> !day.isLikeItsWeekday())
                .limit(count)
                .toList();
    }

    /** The days from one date to another that are not like others of their weekday. */
    List<Day> special(LocalDate from, LocalDate to, ZoneId zone) {
        TreeSet<LocalDate> dates = new TreeSet<>(hours.holidays().subSet(from, true, to, true));
        dates.addAll(hours.overrides().subMap(from, true, to, true).keySet());
        return dates.stream()
                .map(date -> day(date, zone))
                .filter(day -> !day.isLikeItsWeekday())
                .toList();
    }

    private Day day(LocalDate date, ZoneId zone) {
        List<Window> windows = hours.on(date);
        List<Window> ordinary = hours.on(date.getDayOfWeek());
        Instant midnight = date.atStartOfDay(zone).toInstant();
        Instant next = date.plusDays(1).atStartOfDay(zone).toInstant();
        return new Day(
                date,
                windows.stream().map(Window::toString).toList(),
                in(zone).between(midnight, next),
                windows.equals(ordinary),
                hours.isHoliday(date),
                reasons.getOrDefault(date, List.of()).stream()
                        .map(reason ->
                                new Why(reason.kind().name().toLowerCase(Locale.ROOT), reason.name(), reason.of()))
                        .distinct()
                        .toList());
    }

    /** The last day for which the holidays are known; empty where there are none. */
    public Optional<LocalDate> lastRule(Instant now) {
        return Expansion.lastRule(rules, NationalHolidays.lastDay(now));
    }

    /**
     * A day as this calendar sees it.
     *
     * @param windows its hours, each as 09:00–17:00; none where it is closed
     * @param open business time on it, as it really passes in the zone
     * @param isLikeItsWeekday whether other such weekdays have the same hours
     * @param why what makes it special
     */
    public record Day(
            LocalDate date,
            List<String> windows,
            Duration open,
            boolean isLikeItsWeekday,
            boolean isHoliday,
            List<Why> why) {}

    /**
     * @param kind {@code national}, {@code yearly}, {@code dated}, {@code override}, {@code moved_away}, {@code moved_here}
     * @param name what people call it; of a national holiday the key of its name
     * @param of the national set, or the other date of a moved working day
     */
    public record Why(String kind, @Nullable String name, @Nullable String of) {}
}
