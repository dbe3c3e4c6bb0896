package io.promisedesk.ticket.web;

import io.promisedesk.sla.CalendarPlan;
import io.promisedesk.sla.Explanation;
import io.promisedesk.sla.Target;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Why a deadline is what it is: data for a picture, and words. Durations are ISO-8601 and in business time. */
record ExplanationJson(
        TicketJson.ClockJson clock,
        TargetJson target,
        CalendarJson calendar,
        String elapsed,
        List<CountedJson> counted,
        List<PauseJson> pauses,
        List<DayJson> special,
        List<ChangeJson> changes,
        List<RungJson> rungs,
        List<String> words) {

    record TargetJson(String budget, String calendar, String zone, int atRiskPercent, String source) {

        static TargetJson of(Target target) {
            return new TargetJson(
                    target.budget().text(),
                    target.calendar(),
                    target.zone().getId(),
                    target.atRiskPercent(),
                    target.source());
        }
    }

    record CalendarJson(String key, int version, String zone) {}

    record CountedJson(Instant from, Instant to, String time, String total, boolean ahead) {}

    record PauseJson(Instant from, @Nullable Instant to, String notCounted, String by, @Nullable String reason) {}

    record RungJson(String rung, Instant at, boolean fired) {}

    /** @param reason name of the holiday, or what else makes the day special; null where nothing is known */
    record DayJson(LocalDate date, List<String> windows, @Nullable String reason) {

        static DayJson of(CalendarPlan.Day day, String reason) {
            return new DayJson(day.date(), day.windows(), reason.isEmpty() ? null : reason);
        }
    }

    /** @param target the new one, and {@code calendarVersion} the one it counts on, where the line set them */
    record ChangeJson(
            Instant at,
            String kind,
            String by,
            @Nullable TargetJson target,
            @Nullable Integer calendarVersion,
            @Nullable Instant since,
            @Nullable String reason) {

        static ChangeJson of(Explanation.Change change) {
            Target target = change.target();
            return new ChangeJson(
                    change.at(),
                    change.kind(),
                    change.by(),
                    target == null ? null : TargetJson.of(target),
                    change.calendarVersion(),
                    change.since(),
                    change.reason());
        }
    }

    /** @param reasons what makes a day special, in the reader's language */
    static ExplanationJson of(Explanation explanation, Function<CalendarPlan.Day, String> reasons, List<String> words) {
        var calendar = explanation.calendar();
        return new ExplanationJson(
                TicketJson.ClockJson.of(explanation.clock()),
                TargetJson.of(explanation.clock().target()),
                new CalendarJson(
                        calendar.key(), calendar.version(), calendar.zone().getId()),
                text(explanation.elapsed()),
                explanation.counted().stream()
                        .map(window -> new CountedJson(
                                window.from(), window.to(), text(window.time()), text(window.total()), window.ahead()))
                        .toList(),
                explanation.pauses().stream()
                        .map(pause -> new PauseJson(
                                pause.from(), pause.to(), text(pause.notCounted()), pause.by(), pause.reason()))
                        .toList(),
                explanation.special().stream()
                        .map(day -> DayJson.of(day, reasons.apply(day)))
                        .toList(),
                explanation.changes().stream().map(ChangeJson::of).toList(),
                explanation.rungs().stream()
                        .map(rung -> new RungJson(rung.key(), rung.at(), rung.fired()))
                        .toList(),
                words);
    }

    private static String text(Duration duration) {
        return duration.toString();
    }
}
