package io.promisedesk.ticket.web;

import io.promisedesk.sla.Explanation;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
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

    record TargetJson(String budget, String calendar, String zone, int atRiskPercent, String source) {}

    record CalendarJson(String key, int version, String zone) {}

    record CountedJson(Instant from, Instant to, String time, String total, boolean ahead) {}

    record PauseJson(Instant from, @Nullable Instant to, String notCounted, String by, @Nullable String reason) {}

    record RungJson(String rung, Instant at, boolean fired) {}

    record DayJson(LocalDate date, List<String> windows) {}

    record ChangeJson(Instant at, String kind, String by, @Nullable Instant since, @Nullable String reason) {}

    static ExplanationJson of(Explanation explanation, List<String> words) {
        var target = explanation.clock().target();
        var calendar = explanation.calendar();
        return new ExplanationJson(
                TicketJson.ClockJson.of(explanation.clock()),
                new TargetJson(
                        target.budget().text(),
                        target.calendar(),
                        target.zone().getId(),
                        target.atRiskPercent(),
                        target.source()),
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
                        .map(day -> new DayJson(day.date(), day.windows()))
                        .toList(),
                explanation.changes().stream()
                        .map(change -> new ChangeJson(
                                change.at(), change.kind(), change.by(), change.since(), change.reason()))
                        .toList(),
                explanation.rungs().stream()
                        .map(rung -> new RungJson(rung.key(), rung.at(), rung.fired()))
                        .toList(),
                words);
    }

    private static String text(Duration duration) {
        return duration.toString();
    }
}
