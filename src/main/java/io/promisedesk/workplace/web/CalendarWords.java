package io.promisedesk.workplace.web;

import io.promisedesk.platform.i18n.Texts;
import io.promisedesk.sla.CalendarName;
import io.promisedesk.sla.CalendarPlan;
import io.promisedesk.sla.CalendarPlan.Day;
import io.promisedesk.sla.CalendarRules;
import io.promisedesk.sla.CalendarRules.Dated;
import io.promisedesk.sla.CalendarRules.Moved;
import io.promisedesk.sla.CalendarRules.Special;
import io.promisedesk.sla.CalendarRules.Yearly;
import io.promisedesk.sla.HolidayNames;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.time.MonthDay;
import java.time.format.DateTimeFormatter;
import java.time.format.TextStyle;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Working calendars in words. */
@Component
class CalendarWords {

    private static final String CLOSED = "workplace.calendars.closed";
    private static final DayOfWeek[] DAYS = DayOfWeek.values();

    private final Texts texts;
    private final HolidayNames holidays;

    CalendarWords(Texts texts, HolidayNames holidays) {
        this.texts = texts;
        this.holidays = holidays;
    }

    String say(Locale language, String key, Object... arguments) {
        return texts.get(language, "workplace.calendars." + key, arguments);
    }

    String name(String key, CalendarRules rules, Locale language) {
        return new CalendarName(key, rules.name()).inWords(texts, language);
    }

    /** For example "Mon–Fri 09:00–18:00, Sat 10:00–14:00". */
    String week(CalendarPlan plan, Locale language) {
        List<String> parts = new ArrayList<>();
        for (int first = 0; first < DAYS.length; ) {
            List<String> hours = plan.week(DAYS[first]);
            int last = first;
            while (last + 1 < DAYS.length && plan.week(DAYS[last + 1]).equals(hours)) {
                last++;
            }
            if (!hours.isEmpty()) {
                String days = first == last
                        ? weekday(DAYS[first], language)
                        : weekday(DAYS[first], language) + "–" + weekday(DAYS[last], language);
                parts.add(days + " " + String.join(", ", hours));
            }
            first = last + 1;
        }
        return String.join("; ", parts);
    }

    /** The week and what closes it, as a sentence. */
    String sentence(CalendarPlan plan, Locale language) {
        String closed = closing(plan.rules(), language);
        return closed.isEmpty()
                ? say(language, "sentence.open", week(plan, language))
                : say(language, "sentence.closed", week(plan, language), closed);
    }

    private String closing(CalendarRules rules, Locale language) {
        List<String> parts = new ArrayList<>();
        if (!rules.national().isEmpty()) {
            parts.add(say(
                    language,
                    "sentence.national",
                    rules.national().stream()
                            .map(code -> holidays.set(code, language))
                            .collect(Collectors.joining(", "))));
        }
        int own = rules.yearly().size() + rules.holidays().size();
        if (own > 0) {
            parts.add(say(language, "sentence.own", own));
        }
        return parts.size() == 2 ? say(language, "sentence.and", parts.get(0), parts.get(1)) : String.join("", parts);
    }

    String set(String code, Locale language) {
        return holidays.set(code, language);
    }

    String weekday(DayOfWeek day, Locale language) {
        return day.getDisplayName(TextStyle.SHORT_STANDALONE, language);
    }

    String longWeekday(DayOfWeek day, Locale language) {
        String name = day.getDisplayName(TextStyle.FULL_STANDALONE, language);
        return name.substring(0, 1).toUpperCase(language) + name.substring(1);
    }

    /** For example "Thu 24 December 2026". */
    String date(LocalDate date, Locale language) {
        return DateTimeFormatter.ofPattern("EEE d MMMM uuuu", language).format(date);
    }

    private static String date(String date, Locale language) {
        return HolidayNames.date(date, language);
    }

    String hours(List<String> windows, Locale language) {
        return windows.isEmpty()
                ? texts.get(language, CLOSED)
                : windows.stream().map(window -> window.replace('-', '–')).collect(Collectors.joining(", "));
    }

    /** For example "8 h 30 min". */
    String length(Duration length, Locale language) {
        List<String> parts = new ArrayList<>();
        if (length.toHours() > 0) {
            parts.add(length.toHours() + " " + texts.get(language, "sla.unit.h"));
        }
        if (length.toMinutesPart() > 0) {
            parts.add(length.toMinutesPart() + " " + texts.get(language, "sla.unit.min"));
        }
        return String.join(" ", parts);
    }

    /** What makes a day special, all reasons in one line. */
    String why(Day day, Locale language) {
        return holidays.why(day, language);
    }

    /** What an edit changes, a sentence each. */
    List<String> changes(CalendarRules before, CalendarRules after, Locale language) {
        List<String> changes = new ArrayList<>();
        if (!String.valueOf(before.name()).equals(String.valueOf(after.name()))) {
            changes.add(say(language, "change.name", after.name() == null ? "–" : after.name()));
        }
        for (DayOfWeek day : DAYS) {
            String key = CalendarRules.WEEKDAYS.get(day.ordinal());
            List<String> was = before.week().getOrDefault(key, List.of());
            List<String> is = after.week().getOrDefault(key, List.of());
            if (!was.equals(is)) {
                changes.add(say(
                        language, "change.week", weekday(day, language), hours(was, language), hours(is, language)));
            }
        }
        compare(before.national(), after.national(), code -> say(language, "national", set(code, language)), changes);
        compare(before.yearly(), after.yearly(), day -> yearly(day, language), changes);
        compare(before.holidays(), after.holidays(), day -> dated(day, language), changes);
        compare(before.moved(), after.moved(), day -> moved(day, language), changes);
        compare(before.overrides(), after.overrides(), day -> special(day, language), changes);
        return changes;
    }

    private static <T> void compare(List<T> before, List<T> after, Function<T, String> words, List<String> changes) {
        Set<T> gone = new LinkedHashSet<>(before);
        after.forEach(gone::remove);
        gone.forEach(part -> changes.add("− " + words.apply(part)));
        Set<T> come = new LinkedHashSet<>(after);
        before.forEach(come::remove);
        come.forEach(part -> changes.add("+ " + words.apply(part)));
    }

    String yearly(Yearly day, Locale language) {
        String on;
        if (day.on().startsWith("easter") || day.on().startsWith("orthodox")) {
            String church = day.on().startsWith("easter") ? "easter" : "orthodox";
            String days = day.on().substring(church.length());
            on = say(language, "yearly." + church) + (days.isEmpty() ? "" : " " + days.replace('-', '−'));
        } else {
            try {
                on = say(
                        language,
                        "yearly.fixed",
                        DateTimeFormatter.ofPattern("d MMMM", language).format(MonthDay.parse("--" + day.on())));
            } catch (DateTimeException e) {
                on = day.on();
            }
        }
        return labelled(on, day.name());
    }

    String dated(Dated day, Locale language) {
        return labelled(date(day.date(), language), day.name());
    }

    String moved(Moved day, Locale language) {
        return labelled(say(language, "moved", date(day.from(), language), date(day.to(), language)), day.name());
    }

    String special(Special day, Locale language) {
        return labelled(date(day.date(), language) + ": " + hours(day.windows(), language), day.name());
    }

    private static String labelled(String what, @Nullable String name) {
        return name == null ? what : what + " · " + name;
    }
}
