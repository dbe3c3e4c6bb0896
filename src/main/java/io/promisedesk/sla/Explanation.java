package io.promisedesk.sla;

import io.promisedesk.platform.i18n.Texts;
import io.promisedesk.sla.ClockView.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Why a clock's deadline is what it is: as data, and in words.
 *
 * @param clock what it says now; its target names where the promise comes from
 * @param calendar the calendar version that counts
 * @param calendarName what people call it
 * @param elapsed business time that has run, until now or until it ended
 * @param asOf the present instant, or the one at which it ended
 * @param distance business time from {@code asOf} to the deadline, or from the deadline to it where that has passed
 * @param counted every window that counts towards the deadline, in order; of an ended clock those until its end
 * @param pauses every pause
 * @param special days on the way that are not like others of their weekday, and why
 * @param changes the ledger, line by line
 * @param days the days from the start to whatever comes last, with what is open on them; of a very long life the first and
 *     the last
 * @param rungs what the ladder has done and is to do, in order
 */
public record Explanation(
        ClockView clock,
        ZonedCalendar calendar,
        CalendarName calendarName,
        Duration elapsed,
        Instant asOf,
        Duration distance,
        List<Counted> counted,
        List<Pause> pauses,
        List<CalendarPlan.Day> special,
        List<Change> changes,
        List<Day> days,
        List<RungMark> rungs) {

    /**
     * @param from midnight in the calendar's zone
     * @param open its windows as instants, in order
     * @param isSpecial not like other such weekdays
     */
    public record Day(LocalDate date, Instant from, Instant to, List<Span> open, boolean isSpecial) {}

    public record Span(Instant from, Instant to) {}

    /**
     * A rung of the escalation ladder.
     *
     * @param key what it is called: {@link Rung#key}
     * @param at when it fired, or is to fire as things stand
     */
    public record RungMark(String key, Instant at, boolean fired) {}

    /**
     * @param total business time by the end of this window
     * @param ahead still to come, in full or in part
     */
    public record Counted(Instant from, Instant to, Duration time, Duration total, boolean ahead) {}

    /**
     * @param to null while it lasts
     * @param notCounted business time in it
     * @param by who stopped the clock
     * @param reason whom the ticket waited for
     */
    public record Pause(Instant from, @Nullable Instant to, Duration notCounted, String by, @Nullable String reason) {}

    /**
     * @param kind {@code started}, {@code paused}, {@code resumed}, {@code retargeted}, {@code recalendared} (the calendar was
     *     edited), {@code antedated} (it began earlier), {@code stopped} or {@code cancelled}
     * @param by user id, {@code system} or {@code customer}
     * @param target on lines that set one
     * @param calendarVersion on lines that set one
     * @param since on lines that move the start
     */
    public record Change(
            Instant at,
            String kind,
            String by,
            @Nullable Target target,
            @Nullable Integer calendarVersion,
            @Nullable Instant since,
            @Nullable String reason) {}

    /**
     * The same as sentences, in order.
     *
     * @param names what people are called, by user id
     */
    public List<String> inWords(Texts texts, Locale language, UnaryOperator<String> names) {
        return new Words(texts, language, names).sentences();
    }

    private final class Words {

        private final Texts texts;
        private final Locale language;
        private final LedgerWords ledger;
        private final DateTimeFormatter time;
        private final DateTimeFormatter ofDay;
        private final DateTimeFormatter date;
        private final List<String> sentences = new ArrayList<>();

        Words(Texts texts, Locale language, UnaryOperator<String> names) {
            this.texts = texts;
            this.language = Texts.supported(language);
            this.ledger = new LedgerWords(texts, language, names);
            this.time = DateTimeFormatter.ofPattern("EEE, d MMM yyyy, HH:mm", this.language)
                    .withZone(calendar.zone());
            this.ofDay = DateTimeFormatter.ofPattern("HH:mm", this.language).withZone(calendar.zone());
            this.date = DateTimeFormatter.ofPattern("EEE, d MMM yyyy", this.language);
        }

        List<String> sentences() {
            Target target = clock.target();
            String metric = get("sla.metric." + clock.metric().name().toLowerCase(Locale.ROOT));
            say("promise", metric, target.budget().inWords(texts, language), ledger.source(target));
            say(
                    "calendar",
                    calendarName.inWords(texts, language),
                    String.valueOf(calendar.version()),
                    calendar.zone().getId());
            say("started", time.format(clock.startedAt()));
            for (Change change : changes) {
                Target changed = change.target();
                if (change.kind().equals("retargeted") && changed != null) {
                    say(
                            "retargeted",
                            time.format(change.at()),
                            changed.budget().inWords(texts, language),
                            ledger.source(changed),
                            ledger.who(change.by()));
                    because(change.reason() == null ? null : ledger.reason(change.reason()));
                } else if (change.kind().equals("recalendared")) {
                    say("recalendared", time.format(change.at()), String.valueOf(change.calendarVersion()));
                    because(LedgerWords.remark(change.reason()));
                } else if (change.since() != null) {
                    say(
                            "antedated",
                            time.format(change.at()),
                            time.format(change.since()),
                            String.valueOf(change.reason()),
                            ledger.who(change.by()));
                }
            }
            for (Pause pause : pauses) {
                Instant to = pause.to();
                if (to == null) {
                    say("pausedSince", time.format(pause.from()), words(pause.notCounted()));
                } else {
                    say("paused", time.format(pause.from()), time.format(to), words(pause.notCounted()));
                }
            }
            for (CalendarPlan.Day day : special) {
                if (day.windows().isEmpty()) {
                    say("closed", date.format(day.date()), why(day, "holiday"));
                } else {
                    say("override", date.format(day.date()), String.join(", ", day.windows()), why(day, "override"));
                }
            }
            for (Counted window : counted) {
                say("counted", span(window), words(window.time()), words(window.total()));
            }
            conclude();
            return sentences;
        }

        private void conclude() {
            Instant due = clock.due();
            Instant stopped = clock.stoppedAt();
            if (due == null) {
                if (stopped != null) {
                    say("cancelled", time.format(stopped), reasonOfEnd());
                }
                return;
            }
            say(clock.state() == ClockView.State.PAUSED ? "dueIfResumed" : "due", time.format(due));
            if (stopped != null) {
                say(clock.verdict() == Verdict.MET ? "met" : "missed", time.format(stopped));
            } else if (clock.verdict() == Verdict.MISSED) {
                say("overdue");
            }
        }

        private String reasonOfEnd() {
            String reason = changes.get(changes.size() - 1).reason();
            return reason == null ? "" : ledger.reason(reason);
        }

        private String why(CalendarPlan.Day day, String unknown) {
            String why = new HolidayNames(texts).why(day, language);
            return why.isEmpty() ? get("sla.day." + unknown) : why;
        }

        private void because(@Nullable String reason) {
            if (reason != null) {
                say("because", reason.endsWith(".") ? reason.substring(0, reason.length() - 1) : reason);
            }
        }

        private String span(Counted window) {
            LocalDate from = window.from().atZone(calendar.zone()).toLocalDate();
            LocalDate to = window.to().atZone(calendar.zone()).toLocalDate();
            return time.format(window.from()) + " – " + (from.equals(to) ? ofDay : time).format(window.to());
        }

        private String words(Duration duration) {
            return Budget.Time.inWords(duration, texts, language);
        }

        private void say(String key, Object... arguments) {
            sentences.add(get("sla.explanation." + key, arguments));
        }

        private String get(String key, Object... arguments) {
            return texts.get(language, key, arguments);
        }
    }
}
