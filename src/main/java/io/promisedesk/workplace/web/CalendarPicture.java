package io.promisedesk.workplace.web;

import io.promisedesk.sla.CalendarPlan;
import io.promisedesk.sla.CalendarPlan.Day;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A working calendar drawn: its week as bars, a month as a sheet. */
final class CalendarPicture {

    private static final int MINUTES = 24 * 60;

    private final CalendarPlan plan;
    private final CalendarWords words;
    private final Locale language;

    CalendarPicture(CalendarPlan plan, CalendarWords words, Locale language) {
        this.plan = plan;
        this.words = words;
        this.language = language;
    }

    List<Bar> week() {
        return Arrays.stream(DayOfWeek.values())
                .map(day -> new Bar(
                        words.weekday(day, language),
                        words.hours(plan.week(day), language),
                        plan.week(day).stream().map(CalendarPicture::stripe).toList()))
                .toList();
    }

    private static Stripe stripe(String window) {
        String[] ends = window.split("–", 2);
        double from = share(ends[0]);
        return new Stripe(percent(from), percent(share(ends[1]) - from));
    }

    private static double share(String time) {
        return (Integer.parseInt(time.substring(0, 2)) * 60 + Integer.parseInt(time.substring(3, 5))) * 100.0 / MINUTES;
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.2f%%", share);
    }

    Month month(YearMonth month, LocalDate today, ZoneId zone) {
        List<Cell> cells = new ArrayList<>(
                Collections.nCopies(month.atDay(1).getDayOfWeek().getValue() - 1, null));
        Duration open = Duration.ZERO;
        int days = 0;
        for (Day day : plan.month(month, zone)) {
            cells.add(cell(day, today));
            open = open.plus(day.open());
            days += day.open().isZero() ? 0 : 1;
        }
        while (cells.size() % 7 != 0) {
            cells.add(null);
        }
        List<List<@Nullable Cell>> weeks = new ArrayList<>();
        for (int i = 0; i < cells.size(); i += 7) {
            weeks.add(Collections.unmodifiableList(new ArrayList<>(cells.subList(i, i + 7))));
        }
        String title = DateTimeFormatter.ofPattern("LLLL uuuu", language).format(month);
        return new Month(
                title.substring(0, 1).toUpperCase(language) + title.substring(1),
                month.minusMonths(1).toString(),
                month.toString(),
                month.plusMonths(1).toString(),
                Arrays.stream(DayOfWeek.values())
                        .map(day -> words.weekday(day, language))
                        .toList(),
                weeks,
                days,
                open.isZero() ? words.say(language, "closed") : words.length(open, language));
    }

    private Cell cell(Day day, LocalDate today) {
        String tone = !day.why().isEmpty() && !day.windows().isEmpty()
                ? "special"
                : day.isHoliday() || !day.why().isEmpty()
                        ? "holiday"
                        : day.windows().isEmpty() ? "closed" : "open";
        return new Cell(
                day.date().getDayOfMonth(),
                words.date(day.date(), language),
                tone,
                day.open().isZero() ? words.say(language, "closed") : words.length(day.open(), language),
                words.hours(day.windows(), language),
                words.why(day, language),
                day.date().equals(today));
    }

    /** The next days that are not like others of their weekday. */
    List<Ahead> ahead(LocalDate from, int count, ZoneId zone) {
        return plan.special(from, count, zone).stream()
                .map(day -> new Ahead(
                        words.date(day.date(), language),
                        words.hours(day.windows(), language),
                        words.why(day, language),
                        day.windows().isEmpty()))
                .toList();
    }

    /** @param stripes open stretches of the day, in percent of it */
    record Bar(String day, String hours, List<Stripe> stripes) {}

    record Stripe(String from, String width) {}

    /**
     * @param weeks seven cells each, null beside the month
     * @param days how many days are open
     */
    record Month(
            String title,
            String previous,
            String shown,
            String next,
            List<String> weekdays,
            List<List<@Nullable Cell>> weeks,
            int days,
            String open) {}

    /** @param tone {@code open}, {@code closed}, {@code holiday} or {@code special} */
    record Cell(int day, String date, String tone, String length, String hours, String why, boolean today) {}

    record Ahead(String date, String hours, String why, boolean closed) {}
}
