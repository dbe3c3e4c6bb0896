package io.promisedesk.sla;

import io.promisedesk.platform.security.CurrentActor;
import io.promisedesk.sla.ClockStore.FiredRungs;
import io.promisedesk.sla.ClockStore.StoredClock;
import io.promisedesk.sla.ClockView.State;
import io.promisedesk.sla.ClockView.Verdict;
import io.promisedesk.sla.Explanation.RungMark;
import io.promisedesk.sla.LedgerEntry.Kind;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Clocks kept as ledgers: each verb replays the open clock's lines, decides, and appends one. */
@Component
@Transactional
class LedgerClocks implements ClockDesk {

    private final ClockStore store;
    private final OpenLedgers ledgers;
    private final CalendarDesk calendars;
    private final Projection projection;
    private final CurrentActor actor;
    private final Clock clock;

    LedgerClocks(
            ClockStore store,
            OpenLedgers ledgers,
            CalendarDesk calendars,
            Projection projection,
            CurrentActor actor,
            Clock clock) {
        this.projection = projection;
        this.store = store;
        this.ledgers = ledgers;
        this.calendars = calendars;
        this.actor = actor;
        this.clock = clock;
    }

    @Override
    public ClockView start(String subject, Metric metric, Target target, Instant at) {
        LedgerEntry first = new LedgerEntry(1, Kind.STARTED, millis(at), by(), commitment(target), null);
        StoredClock started = store.start(subject, metric, first);
        List<StoredClock> known = ledgers.of(subject);
        if (known.stream().noneMatch(other -> other.id() == started.id())) {
            known.add(started);
        }
        ledgers.begins(started.id());
        return view(started, clock.instant());
    }

    @Override
    public boolean pause(String subject, Metric metric, Instant at, @Nullable String reason) {
        return append(subject, metric, Kind.PAUSED, at, null, reason);
    }

    @Override
    public boolean resume(String subject, Metric metric, Instant at) {
        return append(subject, metric, Kind.RESUMED, at, null, null);
    }

    @Override
    public boolean stop(String subject, Metric metric, Instant at) {
        return append(subject, metric, Kind.STOPPED, at, null, null);
    }

    @Override
    public boolean cancel(String subject, Metric metric, Instant at, String reason) {
        return append(subject, metric, Kind.CANCELLED, at, null, reason);
    }

    @Override
    public boolean retarget(String subject, Metric metric, Target target, Instant at, String reason) {
        return append(subject, metric, Kind.RETARGETED, at, target, reason);
    }

    @Override
    public Shifts shifts(List<String> subjects, Retargeting retargeting) {
        return projection.shifts(subjects, retargeting);
    }

    @Override
    public boolean extend(String subject, Metric metric, Duration more, Instant at, String reason) {
        StoredClock open = openLedger(subject, metric).orElse(null);
        if (open == null) {
            return false;
        }
        Ledger ledger = replay(open);
        Target target = ledger.commitment().target();
        Duration spent = ledger.elapsed(at);
        Duration from = spent.compareTo(ledger.allowance()) > 0 ? spent : ledger.allowance();
        Target extended = new Target(
                new Budget.Time(wholeMinutes(from.plus(more))),
                target.calendar(),
                target.zone(),
                target.atRiskPercent(),
                Source.of(target.source()).agreed(by()).text());
        return append(subject, metric, Kind.RETARGETED, at, extended, reason);
    }

    /** Nobody agrees on seconds. */
    private static Duration wholeMinutes(Duration length) {
        Duration minutes = length.truncatedTo(ChronoUnit.MINUTES);
        return minutes.equals(length) ? length : minutes.plusMinutes(1);
    }

    @Override
    public boolean antedate(String subject, Metric metric, Instant since, Instant at, String reason) {
        StoredClock open = openLedger(subject, metric).orElse(null);
        if (open == null) {
            return false;
        }
        Ledger ledger = replay(open);
        if (!millis(since).isBefore(ledger.startedAt())) {
            return false;
        }
        LedgerEntry next = ledger.antedated(millis(since), millis(at), by(), reason);
        ledger.apply(next);
        store.append(open.id(), next);
        open.entries().add(next);
        return true;
    }

    @Override
    public Optional<ClockView> open(String subject, Metric metric) {
        Instant now = clock.instant();
        return openLedger(subject, metric).map(found -> view(found, now));
    }

    @Override
    public List<ClockView> clocks(String subject) {
        Instant now = clock.instant();
        return ledgers.of(subject).stream().map(found -> view(found, now)).toList();
    }

    @Override
    public Duration distance(ClockView view) {
        Instant due = view.due();
        if (due == null) {
            return Duration.ZERO;
        }
        Instant now = clock.instant();
        BusinessCalendar calendar = calendars.calendar(
                calendars.current(view.target().calendar(), view.target().zone()));
        return calendar.between(now, due).plus(calendar.between(due, now));
    }

    @Override
    public List<ClockView> open(Collection<String> subjects) {
        if (subjects.isEmpty()) {
            return List.of();
        }
        Instant now = clock.instant();
        return store.open(subjects).stream().map(found -> view(found, now)).toList();
    }

    @Override
    public Map<String, ClockView> nearest(Collection<String> subjects) {
        Map<String, ClockView> nearest = new HashMap<>();
        for (ClockView view : open(subjects)) {
            if (view.state() == State.RUNNING && view.due() != null) {
                nearest.merge(view.subject(), view, LedgerClocks::earlier);
            }
        }
        return nearest;
    }

    private static ClockView earlier(ClockView a, ClockView b) {
        return Objects.requireNonNull(b.due()).isBefore(a.due()) ? b : a;
    }

    @Override
    public List<RungView> rungs(String subject, Metric metric, Collection<Rung> ladder) {
        StoredClock open = openLedger(subject, metric).orElse(null);
        if (open == null) {
            return List.of();
        }
        Ledger ledger = replay(open);
        FiredRungs fired = ledgers.fired(open.id());
        Instant now = clock.instant();
        List<Plan> plans = plans(open.entries());
        return ladder.stream()
                .sorted()
                .distinct()
                .map(rung -> {
                    Instant at = Objects.requireNonNull(ledger.reaches(rung, now));
                    boolean isPast = !rung.equals(Rung.DEADLINE) && isPassedOver(rung, plans);
                    return new RungView(rung, at, fired.at(rung.key()), isPast);
                })
                .toList();
    }

    /**
     * One change of a clock's whole plan.
     *
     * @param before the ledger up to the change
     * @param after the ledger with the change
     */
    private record Plan(Instant at, Ledger before, Ledger after) {}

    private List<Plan> plans(List<LedgerEntry> entries) {
        List<Plan> plans = new ArrayList<>();
        for (int line = 1; line < entries.size(); line++) {
            if (entries.get(line).kind().replans()) {
                plans.add(new Plan(
                        entries.get(line).at(),
                        replay(entries.subList(0, line)),
                        replay(entries.subList(0, line + 1))));
            }
        }
        return plans;
    }

    /**
     * Whether a change of the plan put the rung into the past: who made the change knows. One that was due under the plan
     * before, and has not been told yet because nobody was there to tell it, is told all the same.
     */
    private static boolean isPassedOver(Rung rung, List<Plan> plans) {
        boolean passedOver = false;
        for (Plan plan : plans) {
            boolean isPast = !Objects.requireNonNull(plan.after().reaches(rung, plan.at()))
                    .isAfter(plan.at());
            boolean wasPast = !Objects.requireNonNull(plan.before().reaches(rung, plan.at()))
                    .isAfter(plan.at());
            passedOver = isPast && (passedOver || !wasPast);
        }
        return passedOver;
    }

    @Override
    public void acknowledge(long clockId, Instant at) {
        store.acknowledge(clockId, by(), millis(at));
        ledgers.fired(clockId).acknowledge();
    }

    @Override
    public boolean isAcknowledged(long clockId) {
        return ledgers.fired(clockId).isAcknowledged();
    }

    @Override
    public boolean fire(long clockId, String rung, Instant at) {
        FiredRungs fired = ledgers.fired(clockId);
        if (fired.at(rung) != null) {
            return false;
        }
        boolean first = store.fire(clockId, rung, millis(at));
        fired.add(rung, millis(at));
        return first;
    }

    @Override
    public boolean hasFired(String subject, Metric metric) {
        List<Long> ids = ledgers.of(subject).stream()
                .filter(found -> found.metric() == metric)
                .map(StoredClock::id)
                .toList();
        return !ids.isEmpty() && store.hasFired(ids);
    }

    @Override
    public Optional<Explanation> explain(String subject, Metric metric, int n, Collection<Rung> ladder) {
        Instant now = clock.instant();
        return ledgers.of(subject).stream()
                .filter(found -> found.metric() == metric && found.n() == n)
                .findFirst()
                .map(found -> {
                    Ledger ledger = replay(found);
                    ZonedCalendar zoned = ledger.commitment().calendar();
                    CalendarVersion calendar = calendars.version(zoned);
                    return new Explainer(
                                    view(found, now),
                                    ledger,
                                    found.entries(),
                                    calendars.calendar(zoned),
                                    marks(found, ladder),
                                    calendar.name(),
                                    (from, to) -> calendar.plan().special(from, to, zoned.zone()),
                                    now)
                            .explain();
                });
    }

    /** What has fired, and of an open clock what is to come: up to the deadline, and the next one after it. */
    private List<RungMark> marks(StoredClock clock, Collection<Rung> ladder) {
        List<RungMark> marks = new ArrayList<>();
        ledgers.fired(clock.id()).all().forEach((key, at) -> {
            // Marks that an escalation has begun, and names from before there were ladders, are no rungs.
            if (Rung.parse(key).isPresent()) {
                marks.add(new RungMark(key, at, true));
            }
        });
        if (clock.isOpen()) {
            boolean beyond = false;
            for (RungView rung : rungs(clock.subject(), clock.metric(), ladder)) {
                if (rung.isToCome() && !beyond) {
                    marks.add(new RungMark(rung.rung().key(), rung.at(), false));
                    beyond = !rung.rung().isBeforeDeadline() && !rung.rung().equals(Rung.DEADLINE);
                }
            }
        }
        marks.sort(Comparator.comparing(RungMark::at));
        return marks;
    }

    private boolean append(
            String subject, Metric metric, Kind kind, Instant at, @Nullable Target target, @Nullable String reason) {
        StoredClock open = openLedger(subject, metric).orElse(null);
        if (open == null) {
            return false;
        }
        Ledger ledger = replay(open);
        if (!ledger.accepts(kind)) {
            return false;
        }
        LedgerEntry next = ledger.next(kind, millis(at), by(), target == null ? null : commitment(target), reason);
        ledger.apply(next);
        if (ledger.isOpen()) {
            store.append(open.id(), next);
            open.entries().add(next);
        } else {
            StoredClock ended = open.ended(ledger.verdict(next.at()), ledger.due(next.at()), ledger.atRisk(next.at()));
            store.end(ended, next);
            ended.entries().add(next);
            ledgers.of(subject).replaceAll(known -> known.id() == ended.id() ? ended : known);
        }
        return true;
    }

    private Optional<StoredClock> openLedger(String subject, Metric metric) {
        return ledgers.of(subject).stream()
                .filter(found -> found.metric() == metric && found.isOpen())
                .findFirst();
    }

    private ClockView view(StoredClock stored, Instant now) {
        Ledger ledger = replay(stored);
        Verdict frozen = stored.verdict();
        return new ClockView(
                stored.id(),
                stored.subject(),
                stored.metric(),
                stored.n(),
                ledger.commitment().target(),
                ledger.startedAt(),
                ledger.state(),
                frozen != null ? frozen : ledger.verdict(now),
                frozen != null ? stored.due() : ledger.due(now),
                frozen != null ? stored.atRisk() : ledger.atRisk(now),
                ledger.endedAt());
    }

    private Ledger replay(StoredClock stored) {
        return replay(stored.entries());
    }

    private Ledger replay(List<LedgerEntry> entries) {
        return Ledger.replay(entries, commitment -> calendars.calendar(commitment.calendar()));
    }

    private Commitment commitment(Target target) {
        return new Commitment(
                target, calendars.current(target.calendar(), target.zone()).version());
    }

    private String by() {
        return actor.get().id();
    }

    private static Instant millis(Instant at) {
        return at.truncatedTo(ChronoUnit.MILLIS);
    }
}
