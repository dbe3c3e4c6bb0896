package io.promisedesk.workplace.web;

import io.promisedesk.sla.Budget;
import io.promisedesk.sla.CalendarPlan;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** "Opened at … with a promise of …: due when?", as somebody typed it. */
record DueQuestion(LocalDateTime opened, String amount, String unit, ZoneId zone) {

    private static final String DAYS = "days";
    private static final String USUAL = "4";

    /** What cannot be understood becomes the usual question. */
    static DueQuestion ask(
            @Nullable String opened, @Nullable String amount, @Nullable String unit, ZoneId zone, Instant now) {
        LocalDateTime at = now.atZone(zone).toLocalDateTime().truncatedTo(ChronoUnit.MINUTES);
        try {
            LocalDateTime asked = opened == null || opened.isBlank() ? at : LocalDateTime.parse(opened);
            at = asked.getYear() < 1990 || asked.getYear() > 2200 ? at : asked;
        } catch (DateTimeException e) {
            // Now is as good a moment as any.
        }
        return new DueQuestion(
                at,
                amount == null || amount.isBlank() ? USUAL : amount.strip().replace(',', '.'),
                DAYS.equals(unit) ? DAYS : "hours",
                zone);
    }

    Answer answer(CalendarPlan plan, CalendarWords words, Locale language) {
        return new Answer(opened.toString(), amount, unit, due(plan, words, language));
    }

    private @Nullable String due(CalendarPlan plan, CalendarWords words, Locale language) {
        try {
            Budget budget = unit.equals(DAYS)
                    ? Budget.of("P" + Integer.parseInt(amount) + "D")
                    : Budget.of(Duration.ofMinutes(Math.round(Double.parseDouble(amount) * 60))
                            .toString());
            ZonedDateTime due =
                    plan.in(zone).due(opened.atZone(zone).toInstant(), budget).atZone(zone);
            return words.say(
                    language,
                    "due.answer",
                    DateTimeFormatter.ofPattern("EEEE d MMMM uuuu", language).format(due),
                    DateTimeFormatter.ofPattern("HH:mm", language).format(due));
        } catch (IllegalArgumentException | ArithmeticException | DateTimeException e) {
            return null;
        }
    }

    /** @param due as a sentence; null where nobody can say */
    record Answer(String opened, String amount, String unit, @Nullable String due) {}
}
