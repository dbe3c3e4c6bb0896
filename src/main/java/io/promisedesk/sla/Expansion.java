package io.promisedesk.sla;

import io.promisedesk.platform.Refusal;
import io.promisedesk.sla.CalendarRules.Dated;
import io.promisedesk.sla.CalendarRules.Moved;
import io.promisedesk.sla.CalendarRules.Special;
import io.promisedesk.sla.CalendarRules.Yearly;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.MonthDay;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What {@linkplain CalendarRules rules} come to, day by day up to a last one, and why each of those days is special. */
final class Expansion {

    private static final Pattern WINDOW = Pattern.compile("\\s*([0-9:.]+)\\s*[-–—]\\s*([0-9:.]+)\\s*");
    private static final Pattern FROM_EASTER = Pattern.compile("(easter|orthodox)([+-]\\d{1,3})?");
    private static final int MOST_FROM_EASTER = 180;

    private final String field;
    private final CalendarRules rules;
    private final LocalDate lastDay;
    private final Map<DayOfWeek, List<Window>> week = new EnumMap<>(DayOfWeek.class);
    private final NavigableMap<LocalDate, List<Reason>> reasons = new TreeMap<>();
    private final NavigableMap<LocalDate, List<Window>> overrides = new TreeMap<>();
    private final List<LocalDate> holidays = new ArrayList<>();

    private Expansion(String field, CalendarRules rules, LocalDate lastDay) {
        this.field = field.isEmpty() ? "" : field + ".";
        this.rules = rules;
        this.lastDay = lastDay;
    }

    /**
     * Reads rules strictly.
     *
     * @param field what the whole is called where it came from, empty where it has no name
     * @throws Refusal that names the part that is wrong
     */
    static Expansion of(String field, CalendarRules rules, LocalDate lastDay) {
        Expansion expansion = new Expansion(field, rules, lastDay);
        expansion.readWeek();
        expansion.readNational();
        expansion.readYearly();
        expansion.readHolidays();
        expansion.readOverrides();
        expansion.readMoved();
        return expansion;
    }

    WorkingHours hours() {
        return new WorkingHours(week, holidays, overrides);
    }

    /** Why these days are not like others of their weekday. */
    NavigableMap<LocalDate, List<Reason>> reasons() {
        return reasons;
    }

    /** The last day for which the holidays are known; empty where there are none. */
    static Optional<LocalDate> lastRule(CalendarRules rules, LocalDate lastDay) {
        if (!rules.national().isEmpty() || !rules.yearly().isEmpty()) {
            return Optional.of(lastDay);
        }
        return rules.holidays().stream()
                .map((Dated day) -> LocalDate.parse(day.date()))
                .max(Comparator.naturalOrder())
                .map(date -> date.with(TemporalAdjusters.lastDayOfYear()));
    }

    private void readWeek() {
        for (DayOfWeek day : DayOfWeek.values()) {
            week.put(day, new ArrayList<>());
        }
        rules.week().forEach((name, windows) -> {
            int day = CalendarRules.WEEKDAYS.indexOf(name);
            String at = field + "week." + name;
            if (day < 0) {
                throw Refusal.invalid(at, "sla.refused.weekday", name);
            }
            DayOfWeek weekday = DayOfWeek.of(day + 1);
            for (int i = 0; i < windows.size(); i++) {
                Span span = Span.read(at + "[" + i + "]", windows.get(i));
                listOf(weekday).add(span.until24());
                Window after = span.after24();
                if (after != null) {
                    listOf(weekday.plus(1)).add(after);
                }
            }
        });
        if (week.values().stream().allMatch(List::isEmpty)) {
            throw Refusal.invalid(field + "week", "sla.refused.neverOpen");
        }
    }

    private List<Window> listOf(DayOfWeek day) {
        return week.computeIfAbsent(day, any -> new ArrayList<>());
    }

    private void readNational() {
        for (String set : rules.national()) {
            NationalHolidays.named(field + "national", set, lastDay)
                    .forEach((date, names) ->
                            names.forEach(name -> closed(date, new Reason(Reason.Kind.NATIONAL, name, set))));
        }
    }

    private void readYearly() {
        for (int i = 0; i < rules.yearly().size(); i++) {
            Yearly yearly = rules.yearly().get(i);
            IntFunction<@Nullable LocalDate> day = everyYear(field + "yearly[" + i + "].on", yearly.on());
            for (int year = NationalHolidays.FIRST_YEAR; year <= lastDay.getYear(); year++) {
                LocalDate date = day.apply(year);
                if (date != null) {
                    closed(date, new Reason(Reason.Kind.YEARLY, yearly.name(), null));
                }
            }
        }
    }

    private static IntFunction<@Nullable LocalDate> everyYear(String at, String on) {
        Matcher fromEaster = FROM_EASTER.matcher(on.strip());
        if (fromEaster.matches()) {
            int days = fromEaster.group(2) == null ? 0 : Integer.parseInt(fromEaster.group(2));
            if (Math.abs(days) > MOST_FROM_EASTER) {
                throw Refusal.invalid(at, "sla.refused.fromEaster", MOST_FROM_EASTER);
            }
            return fromEaster.group(1).equals("easter")
                    ? year -> Easter.western(year).plusDays(days)
                    : year -> Easter.orthodox(year).plusDays(days);
        }
        try {
            MonthDay day = MonthDay.parse("--" + on.strip());
            return year -> day.isValidYear(year) ? day.atYear(year) : null;
        } catch (DateTimeException e) {
            throw Refusal.invalid(at, "sla.refused.yearly", on);
        }
    }

    private void readHolidays() {
        for (int i = 0; i < rules.holidays().size(); i++) {
            Dated day = rules.holidays().get(i);
            closed(
                    CalendarDocument.date(field + "holidays[" + i + "]", day.date()),
                    new Reason(Reason.Kind.DATED, day.name(), null));
        }
    }

    private void readOverrides() {
        for (int i = 0; i < rules.overrides().size(); i++) {
            Special day = rules.overrides().get(i);
            String at = field + "overrides[" + i + "]";
            LocalDate date = CalendarDocument.date(at, day.date());
            List<Window> windows = new ArrayList<>();
            for (String window : day.windows()) {
                Span span = Span.read(at, window);
                if (span.after24() != null) {
                    throw Refusal.invalid(at, "sla.refused.overMidnight", window);
                }
                windows.add(span.until24());
            }
            special(at, date, windows, new Reason(Reason.Kind.OVERRIDE, day.name(), null));
        }
    }

    private void readMoved() {
        for (int i = 0; i < rules.moved().size(); i++) {
            Moved day = rules.moved().get(i);
            String at = field + "moved[" + i + "]";
            LocalDate from = CalendarDocument.date(at, day.from());
            LocalDate to = CalendarDocument.date(at, day.to());
            if (listOf(from.getDayOfWeek()).isEmpty()) {
                throw Refusal.invalid(at, "sla.refused.movedFree", day.from());
            }
            if (from.equals(to) || overrides.containsKey(from)) {
                throw Refusal.invalid(at, "sla.refused.twice", day.from());
            }
            closed(from, new Reason(Reason.Kind.MOVED_AWAY, day.name(), day.to()));
            special(at, to, listOf(from.getDayOfWeek()), new Reason(Reason.Kind.MOVED_HERE, day.name(), day.from()));
        }
    }

    private void closed(LocalDate date, Reason reason) {
        holidays.add(date);
        reasons.computeIfAbsent(date, any -> new ArrayList<>()).add(reason);
    }

    private void special(String at, LocalDate date, List<Window> windows, Reason reason) {
        if (overrides.put(date, windows) != null) {
            throw Refusal.invalid(at, "sla.refused.twice", date.toString());
        }
        reasons.computeIfAbsent(date, any -> new ArrayList<>()).add(reason);
    }

    /**
     * Why a day is special.
     *
     * @param name what the people or the rule call it
     * @param of the national set, or the other date of a moved working day
     */
    record Reason(Kind kind, @Nullable String name, @Nullable String of) {

        enum Kind {
            NATIONAL,
            YEARLY,
            DATED,
            OVERRIDE,
            /** The working day that is free. */
            MOVED_AWAY,
            /** The date on which it is worked. */
            MOVED_HERE
        }
    }

    /** Hours as people write them: at night they end on the next day. */
    private record Span(Window until24, @Nullable Window after24) {

        static Span read(String at, String text) {
            Matcher window = WINDOW.matcher(text);
            if (!window.matches()) {
                throw Refusal.invalid(at, "sla.refused.window", text);
            }
            int opens = time(at, window.group(1));
            int closes = time(at, window.group(2));
            if (opens == closes || opens == Window.DAY) {
                throw Refusal.invalid(at, "sla.refused.window", text);
            }
            return opens < closes
                    ? new Span(new Window(opens, closes), null)
                    : new Span(new Window(opens, Window.DAY), closes == 0 ? null : new Window(0, closes));
        }

        /** A single digit for the hour is what people write. */
        private static int time(String at, String text) {
            int time = Window.parseTime(text.indexOf(':') == 1 ? "0" + text : text);
            if (time < 0) {
                throw Refusal.invalid(at, "sla.refused.time", text);
            }
            return time;
        }
    }
}
