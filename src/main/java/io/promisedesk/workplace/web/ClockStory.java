package io.promisedesk.workplace.web;

import io.promisedesk.platform.i18n.Texts;
import io.promisedesk.sla.Budget;
import io.promisedesk.sla.CalendarPlan;
import io.promisedesk.sla.ClockView;
import io.promisedesk.sla.ClockView.State;
import io.promisedesk.sla.ClockView.Verdict;
import io.promisedesk.sla.Explanation;
import io.promisedesk.sla.LedgerWords;
import io.promisedesk.sla.Metric;
import io.promisedesk.sla.Rung;
import io.promisedesk.sla.Target;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Why a deadline is what it is, in the words that a customer understands; in the zone in which it was promised. */
final class ClockStory {

    private static final int FOLDED_FROM = 10;

    private final Explanation why;
    private final LedgerWords ledger;
    private final Function<CalendarPlan.Day, String> reasons;
    private final Texts texts;
    private final Locale language;

    /**
     * @param names full name of a user id
     * @param reasons what makes a day special; empty where nothing is known
     */
    ClockStory(
            Explanation why,
            UnaryOperator<String> names,
            Function<CalendarPlan.Day, String> reasons,
            Texts texts,
            Locale language) {
        this.why = why;
        this.ledger = new LedgerWords(texts, language, names);
        this.reasons = reasons;
        this.texts = texts;
        this.language = Texts.supported(language);
    }

    /**
     * Something that happened to the clock.
     *
     * @param number under which the picture shows it; 0 where it is shown in another way
     * @param effect what it changed, in numbers; empty where it changed nothing
     */
    record Event(int number, Instant at, String when, String what, String by, String effect) {}

    record Window(String when, String time, String total, boolean ahead) {}

    record SpecialDay(String date, String reason, String hours) {}

    record Escalation(String name, String when, boolean fired) {}

    /**
     * What the page shows.
     *
     * @param folded further windows, shown on demand
     * @param tone of the verdict: {@code ok}, {@code late}, {@code warn} or nothing
     */
    record Screen(
            String heading,
            String sentence,
            String verdict,
            String tone,
            String picture,
            String promise,
            String source,
            String calendar,
            String zone,
            String counted,
            boolean paused,
            List<Event> events,
            List<Window> windows,
            List<Window> folded,
            List<SpecialDay> special,
            List<Escalation> rungs) {

        public boolean numbered() {
            return events.stream().anyMatch(event -> event.number() > 0);
        }

        public boolean escalated() {
            return rungs.stream().anyMatch(Escalation::fired);
        }
    }

    Screen screen() {
        List<Event> events = events();
        List<Window> windows = windows();
        int shown = windows.size() <= FOLDED_FROM + 1 ? windows.size() : FOLDED_FROM;
        String heading = heading();
        return new Screen(
                heading,
                sentence(),
                verdict(),
                tone(),
                ClockPicture.draw(why, events, reasons, heading, sentence() + " " + verdict(), texts, language),
                target().budget().inWords(texts, language),
                ledger.source(target()),
                get(
                        "clock.calendar",
                        why.calendarName().inWords(texts, language),
                        String.valueOf(why.calendar().version())),
                why.calendar().zone().getId(),
                length(why.elapsed()),
                !why.pauses().isEmpty(),
                events,
                windows.subList(0, shown),
                windows.subList(shown, windows.size()),
                special(),
                why.rungs().stream()
                        .map(rung ->
                                new Escalation(rungName(rung.key(), texts, language), time(rung.at()), rung.fired()))
                        .toList());
    }

    /** For example "75 %", "deadline", "+1 h". */
    static String rungName(String key, Texts texts, Locale language) {
        return Rung.parse(key.startsWith("+") ? key.substring(1) : key)
                .map(rung -> rung.equals(Rung.DEADLINE)
                        ? texts.get(language, "clock.deadline")
                        : rung.isBeforeDeadline()
                                ? rung.percent() + " %"
                                : "+" + Budget.Time.inWords(rung.after(), texts, language))
                .orElse(key);
    }

    private String heading() {
        String metric = get("sla.metric." + lower(clock().metric()));
        return clock().n() == 1 ? metric : get("clock.nth", metric, clock().n());
    }

    private String sentence() {
        String promise = target().budget().inWords(texts, language);
        String start = longTime(clock().startedAt());
        Instant due = clock().due();
        String key = clock().metric() == Metric.RESOLUTION && clock().n() > 1 ? "clock.again" : "clock.sentence";
        return due == null ? get("clock.sentenceWithoutEnd", promise, start) : get(key, promise, start, longTime(due));
    }

    private String verdict() {
        String end = longTime(why.asOf());
        String distance = length(why.distance());
        if (clock().state() == State.CANCELLED) {
            return get("clock.verdict.cancelled", end);
        }
        if (clock().state() == State.STOPPED) {
            return clock().verdict() == Verdict.MET
                    ? get("clock.verdict.met." + lower(clock().metric()), end, distance)
                    : get("clock.verdict.missed." + lower(clock().metric()), end, distance);
        }
        if (clock().verdict() == Verdict.MISSED) {
            Instant due = clock().due();
            if (due != null && due.isAfter(why.asOf())) {
                // More time was taken after it was broken.
                return get("clock.verdict.brokenAndExtended", longTime(due), distance);
            }
            return why.distance().toMinutes() == 0
                    ? get("clock.verdict.justOverdue")
                    : get("clock.verdict.overdue", distance);
        }
        return clock().state() == State.PAUSED
                ? get("clock.verdict.paused", distance)
                : get("clock.verdict.running", distance);
    }

    private String tone() {
        Instant atRisk = clock().atRisk();
        return switch (clock().verdict()) {
            case MET -> "ok";
            case MISSED -> "late";
            case CANCELLED -> "";
            case OPEN -> atRisk != null && !why.asOf().isBefore(atRisk) ? "warn" : "";
        };
    }

    private List<Event> events() {
        List<Event> events = new ArrayList<>();
        int number = 0;
        int pause = 0;
        for (Explanation.Change change : why.changes()) {
            if (startedByAMerge(change)) {
                continue;
            }
            boolean numbered =
                    List.of("paused", "retargeted", "recalendared", "antedated").contains(change.kind());
            number += numbered ? 1 : 0;
            String effect =
                    switch (change.kind()) {
                        case "paused" -> notCounted(why.pauses().get(pause++));
                        case "retargeted", "recalendared", "antedated" -> get("clock.wholeLife");
                        default -> "";
                    };
            events.add(new Event(
                    numbered ? number : 0,
                    change.at(),
                    time(change.at()),
                    what(change),
                    ledger.who(change.by()),
                    effect));
        }
        return events;
    }

    /** A clock that a merge began: nothing was received then, and the line that follows says since when it counts. */
    private boolean startedByAMerge(Explanation.Change change) {
        List<Explanation.Change> changes = why.changes();
        return change == changes.get(0)
                && changes.size() > 1
                && changes.get(1).kind().equals("antedated")
                && changes.get(1).at().equals(change.at());
    }

    private String notCounted(Explanation.Pause pause) {
        return pause.notCounted().isZero()
                ? get("clock.pauseOutsideHours")
                : get("clock.notCounted", length(pause.notCounted()));
    }

    private String what(Explanation.Change change) {
        String reason = change.reason();
        Target changed = change.target();
        return switch (change.kind()) {
            case "started" -> get("clock.event.started");
            case "paused" -> get("clock.event.paused." + known(reason));
            case "resumed" -> get("clock.event.resumed");
            case "retargeted" -> changed == null ? "" : retargeted(changed, reason);
            case "recalendared" -> {
                String remark = LedgerWords.remark(reason);
                String version = String.valueOf(change.calendarVersion());
                yield remark == null
                        ? get("clock.event.recalendared", version)
                        : get("clock.event.recalendaredBecause", version, remark);
            }
            case "antedated" ->
                get(
                        "clock.event.antedated",
                        String.valueOf(reason),
                        change.since() == null ? "" : time(change.since()));
            case "stopped" -> get("clock.event.stopped." + lower(clock().metric()));
            default -> get("clock.event.cancelled", reason == null ? "" : ledger.reason(reason));
        };
    }

    private static String known(@Nullable String party) {
        return "customer".equals(party) || "third-party".equals(party) ? party : "other";
    }

    /** Facts of the ticket were changed, or somebody or something gives another reason. */
    private String retargeted(Target target, @Nullable String reason) {
        String promise = target.budget().inWords(texts, language);
        String source = ledger.source(target);
        return reason == null || LedgerWords.areFacts(reason)
                ? get("clock.event.retargeted", changed(reason), promise, source)
                : get("clock.event.retargetedBecause", ledger.reason(reason), promise, source);
    }

    private String changed(@Nullable String facts) {
        return facts == null
                ? get("clock.change.target")
                : Arrays.stream(facts.split(", ", -1))
                        .map(fact -> get("clock.change." + fact))
                        .collect(Collectors.joining(", "));
    }

    private List<Window> windows() {
        return why.counted().stream()
                .map(window -> new Window(
                        span(window.from(), window.to()),
                        length(window.time()),
                        length(window.total()),
                        window.ahead()))
                .toList();
    }

    private List<SpecialDay> special() {
        return why.special().stream()
                .map(day -> new SpecialDay(
                        date(day.date()),
                        reasons.apply(day),
                        day.windows().isEmpty()
                                ? get("clock.closed")
                                : get("clock.onlyOpen", String.join(", ", day.windows()))))
                .toList();
    }

    private ClockView clock() {
        return why.clock();
    }

    private Target target() {
        return why.clock().target();
    }

    private String length(Duration length) {
        Duration rounded =
                length.compareTo(Duration.ofMinutes(1)) < 0 ? length : Duration.ofMinutes(length.toMinutes());
        return Budget.Time.inWords(rounded, texts, language);
    }

    private String span(Instant from, Instant to) {
        boolean sameDay = local(from, "yyyy-MM-dd").equals(local(to, "yyyy-MM-dd"));
        return time(from) + " – " + (sameDay ? local(to, "HH:mm") : time(to));
    }

    private String date(LocalDate date) {
        return DateTimeFormatter.ofPattern("EEE d MMM uuuu", language).format(date);
    }

    private String time(Instant instant) {
        return local(instant, "EEE d MMM, HH:mm");
    }

    private String longTime(Instant instant) {
        return local(instant, get("clock.longTime"));
    }

    private String local(Instant instant, String pattern) {
        return DateTimeFormatter.ofPattern(pattern, language)
                .format(instant.atZone(why.calendar().zone()));
    }

    private String get(String key, Object... arguments) {
        return texts.get(language, key, arguments);
    }

    private static String lower(Metric metric) {
        return metric.name().toLowerCase(Locale.ROOT);
    }
}
