package io.promisedesk.workplace.web;

import io.promisedesk.sla.CalendarRules;
import io.promisedesk.sla.CalendarRules.Dated;
import io.promisedesk.sla.CalendarRules.Moved;
import io.promisedesk.sla.CalendarRules.Special;
import io.promisedesk.sla.CalendarRules.Yearly;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * An edit of a working calendar as it stands on the page: what was typed, right or wrong. Whatever happens to it, it comes
 * back as it was.
 *
 * @param base the version that is edited; 0 for a new calendar
 * @param checked the edit that the reader has seen the consequences of, by {@link #mark}
 * @param week hours of the seven weekdays, from Monday
 * @param set a set of national holidays to be added
 */
record CalendarForm(
        @Nullable String key,
        int base,
        @Nullable String checked,
        @Nullable String name,
        List<@Nullable String> week,
        List<String> national,
        @Nullable String set,
        List<YearlyRow> yearly,
        List<DayRow> holidays,
        List<MovedRow> moved,
        List<DayRow> overrides,
        @Nullable String reason,
        @Nullable String ics) {

    private static final String FIXED = "fixed";

    @SuppressWarnings("ConstantValue") // What the page did not send.
    CalendarForm {
        week = week == null ? List.of() : week;
        national = national == null
                ? List.of()
                : national.stream().filter(Objects::nonNull).distinct().toList();
        yearly = known(yearly);
        holidays = known(holidays);
        moved = known(moved);
        overrides = known(overrides);
    }

    @SuppressWarnings("ConstantValue")
    private static <T> List<T> known(List<T> rows) {
        return rows == null ? List.of() : rows.stream().filter(Objects::nonNull).toList();
    }

    /**
     * Without the row that is to go ({@code holidays-3}) and without empty ones.
     *
     * @param address key in the page's address, which counts where there is one
     */
    CalendarForm compact(@Nullable String remove, @Nullable String address) {
        return new CalendarForm(
                address == null ? key : address,
                base,
                checked,
                name,
                week,
                national.stream()
                        .filter(code -> !("national-" + code).equals(remove))
                        .toList(),
                set,
                kept("yearly", yearly, remove, row -> row.isBlank()),
                kept("holidays", holidays, remove, row -> row.isBlank()),
                kept("moved", moved, remove, row -> row.isBlank()),
                kept("overrides", overrides, remove, row -> row.isBlank()),
                reason,
                ics);
    }

    private static <T> List<T> kept(String list, List<T> rows, @Nullable String remove, Predicate<T> isBlank) {
        List<T> kept = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            if (!(list + "-" + i).equals(remove) && !isBlank.test(rows.get(i))) {
                kept.add(rows.get(i));
            }
        }
        return kept;
    }

    static CalendarForm of(String key, int base, CalendarRules rules) {
        List<@Nullable String> week = new ArrayList<>();
        CalendarRules.WEEKDAYS.forEach(
                day -> week.add(String.join(", ", rules.week().getOrDefault(day, List.of()))));
        return new CalendarForm(
                key,
                base,
                null,
                rules.name(),
                week,
                rules.national(),
                null,
                rules.yearly().stream().map(YearlyRow::of).toList(),
                rules.holidays().stream()
                        .map((Dated day) -> new DayRow(day.date(), null, day.name()))
                        .toList(),
                rules.moved().stream()
                        .map((Moved day) -> new MovedRow(day.from(), day.to(), day.name()))
                        .toList(),
                rules.overrides().stream()
                        .map((Special day) -> new DayRow(day.date(), String.join(", ", day.windows()), day.name()))
                        .toList(),
                null,
                null);
    }

    CalendarRules rules() {
        Map<String, List<String>> hours = new LinkedHashMap<>();
        for (int i = 0; i < 7 && i < week.size(); i++) {
            List<String> windows = windows(week.get(i));
            if (!windows.isEmpty()) {
                hours.put(CalendarRules.WEEKDAYS.get(i), windows);
            }
        }
        return new CalendarRules(
                text(name),
                hours,
                national,
                yearly.stream().map(YearlyRow::rule).toList(),
                holidays.stream()
                        .map(row -> new Dated(or(row.date()), text(row.name())))
                        .toList(),
                moved.stream()
                        .map(row -> new Moved(or(row.from()), or(row.to()), text(row.name())))
                        .toList(),
                overrides.stream()
                        .map(row -> new Special(or(row.date()), windows(row.hours()), text(row.name())))
                        .toList());
    }

    /** Tells one edit from another. */
    String mark() {
        return base + "-" + Integer.toHexString(rules().hashCode());
    }

    /** Written in one way, whatever dashes and blanks people use. */
    private static List<String> windows(@Nullable String written) {
        return written == null
                ? List.of()
                : Arrays.stream(written.split("[,;]", -1))
                        .map(window -> window.strip().replaceAll("\\s*[-–—]\\s*", "-"))
                        .filter(window -> !window.isEmpty())
                        .toList();
    }

    static @Nullable String text(@Nullable String written) {
        return written == null || written.isBlank() ? null : written.strip();
    }

    private static String or(@Nullable String written) {
        return written == null ? "" : written.strip();
    }

    private static boolean isBlank(@Nullable String written) {
        return written == null || written.isBlank();
    }

    CalendarForm withNational(List<String> sets) {
        return new CalendarForm(
                key, base, checked, name, week, sets, null, yearly, holidays, moved, overrides, reason, ics);
    }

    CalendarForm withImported(List<YearlyRow> moreYearly, List<DayRow> moreHolidays) {
        return new CalendarForm(
                key,
                base,
                checked,
                name,
                week,
                national,
                set,
                both(yearly, moreYearly),
                both(holidays, moreHolidays),
                moved,
                overrides,
                reason,
                null);
    }

    /** On top of what somebody else has saved. */
    CalendarForm on(int newBase) {
        return new CalendarForm(
                key, newBase, null, name, week, national, set, yearly, holidays, moved, overrides, reason, ics);
    }

    private static <T> List<T> both(List<T> before, List<T> more) {
        List<T> all = new ArrayList<>(before);
        all.addAll(more);
        return all;
    }

    /**
     * @param kind {@code fixed}, {@code easter} or {@code orthodox}
     * @param day of the month
     * @param days from Easter Sunday
     */
    record YearlyRow(
            @Nullable String kind,
            @Nullable String day,
            @Nullable String month,
            @Nullable String days,
            @Nullable String name) {

        static YearlyRow of(Yearly rule) {
            for (String church : List.of("easter", "orthodox")) {
                if (rule.on().startsWith(church)) {
                    String days = rule.on().substring(church.length());
                    return new YearlyRow(church, null, null, days.isEmpty() ? "0" : days.replace("+", ""), rule.name());
                }
            }
            String[] parts = rule.on().split("-", 2);
            return new YearlyRow(FIXED, parts[parts.length - 1].replaceFirst("^0", ""), parts[0], null, rule.name());
        }

        Yearly rule() {
            if ("easter".equals(kind) || "orthodox".equals(kind)) {
                String offset = or(days);
                return new Yearly(
                        kind
                                + (offset.isEmpty() || offset.equals("0")
                                        ? ""
                                        : offset.startsWith("-") ? offset : "+" + offset),
                        text(name));
            }
            String padded = or(day).length() == 1 ? "0" + or(day) : or(day);
            return new Yearly(or(month) + "-" + padded, text(name));
        }

        boolean isBlank() {
            return CalendarForm.isBlank(day) && CalendarForm.isBlank(days) && CalendarForm.isBlank(name);
        }
    }

    record DayRow(@Nullable String date, @Nullable String hours, @Nullable String name) {

        boolean isBlank() {
            return CalendarForm.isBlank(date) && CalendarForm.isBlank(hours) && CalendarForm.isBlank(name);
        }
    }

    record MovedRow(@Nullable String from, @Nullable String to, @Nullable String name) {

        boolean isBlank() {
            return CalendarForm.isBlank(from) && CalendarForm.isBlank(to) && CalendarForm.isBlank(name);
        }
    }
}
