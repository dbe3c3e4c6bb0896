package io.promisedesk.sla;

import io.promisedesk.sla.Explanation.Change;
import io.promisedesk.sla.Explanation.Counted;
import io.promisedesk.sla.Explanation.Day;
import io.promisedesk.sla.Explanation.Pause;
import io.promisedesk.sla.Explanation.RungMark;
import io.promisedesk.sla.Explanation.Span;
import io.promisedesk.sla.LedgerEntry.Kind;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Takes a clock's ledger apart again, window by window. */
final class Explainer {

    /** Shown from either end of a very long life. */
    private static final int SHOWN_DAYS = 200;

    private final ClockView clock;
    private final Ledger ledger;
    private final List<LedgerEntry> entries;
    private final BusinessCalendar calendar;
    private final List<RungMark> rungs;
    private final CalendarName name;
    private final BiFunction<LocalDate, LocalDate, List<CalendarPlan.Day>> special;
    private final Instant now;

    Explainer(
            ClockView clock,
            Ledger ledger,
            List<LedgerEntry> entries,
            BusinessCalendar calendar,
            List<RungMark> rungs,
            CalendarName name,
            BiFunction<LocalDate, LocalDate, List<CalendarPlan.Day>> special,
            Instant now) {
        this.rungs = rungs;
        this.name = name;
        this.special = special;
        this.clock = clock;
        this.ledger = ledger;
        this.entries = entries;
        this.calendar = calendar;
        this.now = now;
    }

    Explanation explain() {
        List<Ledger.Run> stretches = stretches();
        Duration elapsed = ledger.runs(now).stream()
                .map(run -> calendar.between(run.from(), run.to()))
                .reduce(Duration.ZERO, Duration::plus);
        return new Explanation(
                clock,
                ledger.commitment().calendar(),
                name,
                elapsed,
                asOf(),
                distance(),
                counted(stretches),
                pauses(),
                special.apply(firstDay(), lastDay()),
                changes(),
                days(),
                rungs);
    }

    /** Where the time counts: until the deadline, or until the clock ended. */
    private List<Ledger.Run> stretches() {
        List<Ledger.Run> stretches = new ArrayList<>();
        Instant due = clock.due();
        List<Ledger.Run> runs = new ArrayList<>(ledger.runs(now));
        if (ledger.isOpen() && due != null && due.isAfter(now)) {
            runs.add(new Ledger.Run(now, due));
        }
        for (Ledger.Run run : runs) {
            Instant to = due != null && due.isBefore(run.to()) ? due : run.to();
            int last = stretches.size() - 1;
            if (last >= 0 && stretches.get(last).to().equals(run.from())) {
                stretches.set(last, new Ledger.Run(stretches.get(last).from(), to));
            } else if (run.from().isBefore(to)) {
                stretches.add(new Ledger.Run(run.from(), to));
            }
        }
        return stretches;
    }

    private List<Counted> counted(List<Ledger.Run> stretches) {
        List<Counted> counted = new ArrayList<>();
        Duration total = Duration.ZERO;
        for (Ledger.Run stretch : stretches) {
            for (BusinessCalendar.Opening opening : calendar.openings(stretch.from(), stretch.to())) {
                total = total.plus(opening.length());
                counted.add(new Counted(
                        opening.opens(),
                        opening.closes(),
                        opening.length(),
                        total,
                        opening.closes().isAfter(now)));
            }
        }
        return counted;
    }

    private List<Pause> pauses() {
        List<Pause> pauses = new ArrayList<>();
        LedgerEntry paused = null;
        for (LedgerEntry entry : entries) {
            if (entry.kind() == Kind.PAUSED) {
                paused = entry;
            } else if (paused != null && entry.kind() != Kind.RETARGETED && entry.kind() != Kind.ANTEDATED) {
                pauses.add(pause(paused, entry.at()));
                paused = null;
            }
        }
        if (paused != null) {
            pauses.add(pause(paused, null));
        }
        return pauses;
    }

    private Pause pause(LedgerEntry paused, @Nullable Instant until) {
        Duration notCounted = calendar.between(paused.at(), until == null ? now : until);
        return new Pause(paused.at(), until, notCounted, paused.by(), paused.reason());
    }

    private Instant asOf() {
        Instant ended = ledger.endedAt();
        return ended == null ? now : ended;
    }

    private Duration distance() {
        Instant due = clock.due();
        return due == null ? Duration.ZERO : calendar.between(asOf(), due).plus(calendar.between(due, asOf()));
    }

    private LocalDate firstDay() {
        return clock.startedAt().atZone(calendar.zone()).toLocalDate();
    }

    /** Of whatever comes last: its end, now, the deadline or a rung. */
    private LocalDate lastDay() {
        Instant last = asOf();
        Instant due = clock.due();
        if (due != null && due.isAfter(last)) {
            last = due;
        }
        for (RungMark rung : rungs) {
            last = rung.at().isAfter(last) ? rung.at() : last;
        }
        return last.atZone(calendar.zone()).toLocalDate();
    }

    private List<Day> days() {
        LocalDate first = firstDay();
        LocalDate end = lastDay().plusDays(1);
        return first.datesUntil(end)
                .filter(date -> date.isBefore(first.plusDays(SHOWN_DAYS)) || !date.isBefore(end.minusDays(SHOWN_DAYS)))
                .map(this::day)
                .toList();
    }

    private Day day(LocalDate date) {
        Instant from = date.atStartOfDay(calendar.zone()).toInstant();
        Instant to = date.plusDays(1).atStartOfDay(calendar.zone()).toInstant();
        List<Span> open = calendar.openings(from, to).stream()
                .map(opening -> new Span(opening.opens(), opening.closes()))
                .toList();
        return new Day(date, from, to, open, isSpecial(date));
    }

    private boolean isSpecial(LocalDate date) {
        WorkingHours hours = calendar.hours();
        return !hours.on(date).equals(hours.on(date.getDayOfWeek()));
    }

    private List<Change> changes() {
        List<Change> changes = new ArrayList<>();
        @Nullable Commitment before = null;
        for (LedgerEntry entry : entries) {
            Commitment commitment = entry.commitment();
            boolean recalendared = entry.kind() == Kind.RETARGETED
                    && before != null
                    && commitment != null
                    && before.target().equals(commitment.target());
            changes.add(new Change(
                    entry.at(),
                    recalendared ? "recalendared" : entry.kind().name().toLowerCase(Locale.ROOT),
                    entry.by(),
                    commitment == null ? null : commitment.target(),
                    commitment == null ? null : commitment.calendarVersion(),
                    entry.since(),
                    entry.reason()));
            before = commitment == null ? before : commitment;
        }
        return changes;
    }
}
