package io.promisedesk.sla;

import io.promisedesk.sla.ClockView.State;
import io.promisedesk.sla.ClockView.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Replays the lines of one clock's ledger. What a clock says is a function of its ledger, the calendars and the present
 * instant, nothing else; nothing is shifted and nothing is stored on the way.
 */
final class Ledger {

    private final Function<Commitment, BusinessCalendar> calendars;
    private final List<Run> runs = new ArrayList<>();
    private Instant startedAt;
    private Commitment commitment;
    private State state = State.RUNNING;
    private @Nullable Instant runningSince;
    private @Nullable Instant endedAt;

    /** Once broken, for ever broken: no pause and no new target makes it whole. */
    private boolean broken;

    private Instant lastAt;
    private int lastSeq;

    private Ledger(LedgerEntry first, Function<Commitment, BusinessCalendar> calendars) {
        if (first.kind() != LedgerEntry.Kind.STARTED || first.commitment() == null) {
            throw new IllegalStateException("a ledger begins with a start, not with " + first);
        }
        this.calendars = calendars;
        this.startedAt = first.at();
        this.runningSince = first.at();
        this.commitment = first.commitment();
        this.lastAt = first.at();
        this.lastSeq = first.seq();
    }

    static Ledger replay(List<LedgerEntry> entries, Function<Commitment, BusinessCalendar> calendars) {
        Ledger ledger = new Ledger(entries.get(0), calendars);
        entries.subList(1, entries.size()).forEach(ledger::apply);
        return ledger;
    }

    /** Whether such a line may stand next: there is something to pause, resume or end. */
    boolean accepts(LedgerEntry.Kind kind) {
        return switch (kind) {
            case STARTED -> false;
            case PAUSED -> state == State.RUNNING;
            case RESUMED -> state == State.PAUSED;
            case RETARGETED, ANTEDATED, STOPPED, CANCELLED -> isOpen();
        };
    }

    /** The line that would stand next: an instant before the last line's is taken for the last line's. */
    LedgerEntry next(
            LedgerEntry.Kind kind, Instant at, String by, @Nullable Commitment newCommitment, @Nullable String reason) {
        return next(kind, at, by, newCommitment, null, reason);
    }

    /** The line that would stand next and say that the clock began earlier. */
    LedgerEntry antedated(Instant since, Instant at, String by, String reason) {
        return next(LedgerEntry.Kind.ANTEDATED, at, by, null, since, reason);
    }

    private LedgerEntry next(
            LedgerEntry.Kind kind,
            Instant at,
            String by,
            @Nullable Commitment newCommitment,
            @Nullable Instant since,
            @Nullable String reason) {
        return new LedgerEntry(lastSeq + 1, kind, at.isBefore(lastAt) ? lastAt : at, by, newCommitment, since, reason);
    }

    void apply(LedgerEntry entry) {
        if (!accepts(entry.kind()) || entry.at().isBefore(lastAt)) {
            throw new IllegalStateException(entry + " cannot follow line " + lastSeq + " at " + lastAt);
        }
        lastAt = entry.at();
        lastSeq = entry.seq();
        switch (entry.kind()) {
            case PAUSED -> {
                halt(entry.at());
                state = State.PAUSED;
            }
            case RESUMED -> {
                runningSince = entry.at();
                state = State.RUNNING;
            }
            case RETARGETED -> {
                broken = isBroken(entry.at());
                if (entry.commitment() == null) {
                    throw new IllegalStateException("no commitment in " + entry);
                }
                commitment = entry.commitment();
            }
            case ANTEDATED -> {
                broken = isBroken(entry.at());
                if (entry.since() == null || !entry.since().isBefore(startedAt)) {
                    throw new IllegalStateException(entry + " is no earlier start than " + startedAt);
                }
                beginAt(entry.since());
            }
            case STOPPED -> {
                broken = isBroken(entry.at());
                halt(entry.at());
                endedAt = entry.at();
                state = State.STOPPED;
            }
            case CANCELLED -> {
                halt(entry.at());
                endedAt = entry.at();
                state = State.CANCELLED;
            }
            case STARTED -> throw new IllegalStateException("started twice");
        }
    }

    boolean isOpen() {
        return state == State.RUNNING || state == State.PAUSED;
    }

    State state() {
        return state;
    }

    Instant startedAt() {
        return startedAt;
    }

    Commitment commitment() {
        return commitment;
    }

    @Nullable
    Instant endedAt() {
        return endedAt;
    }

    Verdict verdict(Instant now) {
        return switch (state) {
            case CANCELLED -> Verdict.CANCELLED;
            case STOPPED -> broken ? Verdict.MISSED : Verdict.MET;
            case RUNNING, PAUSED -> isBroken(now) ? Verdict.MISSED : Verdict.OPEN;
        };
    }

    /** The deadline; while paused, as if it resumed now. Null once cancelled. */
    @Nullable
    Instant due(Instant now) {
        return state == State.CANCELLED ? null : deadline(now);
    }

    @Nullable
    Instant atRisk(Instant now) {
        return reaches(new Rung(commitment.target().atRiskPercent(), Duration.ZERO), now);
    }

    /** Business time that has run until now. */
    Duration elapsed(Instant now) {
        return runs(now).stream()
                .map(run -> calendar().between(run.from(), run.to()))
                .reduce(Duration.ZERO, Duration::plus);
    }

    /** When a rung is reached; while paused, as if it resumed now. Null once cancelled. */
    @Nullable
    Instant reaches(Rung rung, Instant now) {
        if (state == State.CANCELLED) {
            return null;
        }
        if (rung.equals(Rung.DEADLINE)) {
            return deadline(now);
        }
        return rung.isBeforeDeadline()
                ? earlier(spent(allowance().multipliedBy(rung.percent()).dividedBy(100), now), deadline(now))
                : spent(allowance().plus(rung.after()), now);
    }

    /** The stretches in which it ran, the last of them up to now. */
    List<Run> runs(Instant now) {
        List<Run> all = new ArrayList<>(runs);
        if (runningSince != null && now.isAfter(runningSince)) {
            all.add(new Run(runningSince, now));
        }
        return all;
    }

    private boolean isBroken(Instant at) {
        return broken || deadline(at).isBefore(at);
    }

    /** The time between the earlier start and the former one counts as time in which it ran. */
    private void beginAt(Instant earlier) {
        if (!runs.isEmpty() && runs.get(0).from().equals(startedAt)) {
            runs.set(0, new Run(earlier, runs.get(0).to()));
        } else if (runs.isEmpty() && startedAt.equals(runningSince)) {
            runningSince = earlier;
        } else {
            runs.add(0, new Run(earlier, startedAt));
        }
        startedAt = earlier;
    }

    private void halt(Instant at) {
        if (runningSince != null && at.isAfter(runningSince)) {
            runs.add(new Run(runningSince, at));
        }
        runningSince = null;
    }

    /**
     * The business time from the start to the deadline, were it never paused: what shares of the promise are counted of.
     * Working days may have none, where their deadline falls before an opening.
     */
    Duration allowance() {
        Budget budget = commitment.target().budget();
        return budget instanceof Budget.Time time
                ? time.length()
                : calendar().between(startedAt, calendar().due(startedAt, budget));
    }

    private Instant deadline(Instant now) {
        Budget budget = commitment.target().budget();
        return budget instanceof Budget.Time time
                ? spent(time.length(), now)
                : afterPauses(calendar().due(startedAt, budget), now);
    }

    /**
     * What a deadline by the calendar becomes: the business time in pauses is added. A pause that begins when no business
     * time is left before the deadline adds nothing, as with a budget of time that is used up; so a pause over night
     * changes nothing, and what is broken stays broken.
     */
    private Instant afterPauses(Instant literal, Instant now) {
        BusinessCalendar calendar = calendar();
        Instant due = literal;
        Duration paused = Duration.ZERO;
        for (Run pause : pauses(now)) {
            if (calendar.between(pause.from(), due).isZero()) {
                return due;
            }
            paused = paused.plus(calendar.between(pause.from(), pause.to()));
            due = paused.isZero() ? literal : calendar.due(literal, paused);
        }
        return due;
    }

    /** What lies between the runs, the last of them up to now; a stretch in which it ran for no time is none. */
    private List<Run> pauses(Instant now) {
        List<Run> pauses = new ArrayList<>();
        Instant since = startedAt;
        for (Run run : runs) {
            if (since.isBefore(run.from())) {
                pauses.add(new Run(since, run.from()));
            }
            since = run.to();
        }
        Instant until = runningSince != null ? runningSince : endedAt != null ? endedAt : now;
        if (since.isBefore(until)) {
            pauses.add(new Run(since, until));
        }
        return pauses;
    }

    private BusinessCalendar calendar() {
        return calendars.apply(commitment);
    }

    private static Instant earlier(Instant a, Instant b) {
        return b.isBefore(a) ? b : a;
    }

    /** The instant at which so much business time has run, counted over the clock's whole life. */
    private Instant spent(Duration budget, Instant now) {
        BusinessCalendar calendar = calendar();
        Duration rest = budget;
        for (Run run : runs) {
            if (rest.isZero()) {
                Instant open = calendar.due(run.from(), Duration.ZERO);
                if (open.isBefore(run.to())) {
                    return open;
                }
                continue;
            }
            Duration elapsed = calendar.between(run.from(), run.to());
            if (elapsed.compareTo(rest) >= 0) {
                return calendar.due(run.from(), rest);
            }
            rest = rest.minus(elapsed);
        }
        Instant since = runningSince != null ? runningSince : endedAt != null ? endedAt : now;
        return calendar.due(since, rest);
    }

    /** A stretch in which the clock ran, or did not; never empty. */
    record Run(Instant from, Instant to) {}
}
