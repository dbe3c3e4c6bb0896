package io.promisedesk.sla;

import io.promisedesk.sla.ClockStore.StoredClock;
import io.promisedesk.sla.ClockView.State;
import io.promisedesk.sla.ClockView.Verdict;
import io.promisedesk.sla.LedgerEntry.Kind;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Clocks kept as ledgers: each verb reads the open clock's lines, decides, and appends one. */
@Component
@Transactional
class LedgerClocks implements ClockDesk {

    private final ClockStore store;
    private final CalendarDesk calendars;
    private final Clock clock;

    LedgerClocks(ClockStore store, CalendarDesk calendars, Clock clock) {
        this.store = store;
        this.calendars = calendars;
        this.clock = clock;
    }

    @Override
    public ClockView start(String subject, Metric metric, Target target, Instant at) {
        LedgerEntry first = new LedgerEntry(1, Kind.STARTED, millis(at), commitment(target), null);
        return view(store.start(subject, metric, first), clock.instant());
    }

    @Override
    public boolean pause(String subject, Metric metric, Instant at) {
        return append(subject, metric, Kind.PAUSED, at, null, null);
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
    @Transactional(readOnly = true)
    public Optional<ClockView> open(String subject, Metric metric) {
        Instant now = clock.instant();
        return store.open(subject, metric).map(found -> view(found, now));
    }

    @Override
    @Transactional(readOnly = true)
    public List<ClockView> clocks(String subject) {
        Instant now = clock.instant();
        return store.all(subject).stream().map(found -> view(found, now)).toList();
    }

    @Override
    @Transactional(readOnly = true)
    public Map<String, Instant> nearestDue(Collection<String> subjects) {
        Map<String, Instant> nearest = new HashMap<>();
        if (subjects.isEmpty()) {
            return nearest;
        }
        Instant now = clock.instant();
        for (StoredClock found : store.open(subjects)) {
            Ledger ledger = replay(found);
            Instant due = ledger.state() == State.RUNNING ? ledger.due(now) : null;
            if (due != null) {
                nearest.merge(found.subject(), due, (a, b) -> a.isBefore(b) ? a : b);
            }
        }
        return nearest;
    }

    @Override
    public boolean fire(long clockId, String rung, Instant at) {
        return store.fire(clockId, rung, millis(at));
    }

    private boolean append(
            String subject, Metric metric, Kind kind, Instant at, @Nullable Target target, @Nullable String reason) {
        Optional<StoredClock> open = store.open(subject, metric);
        if (open.isEmpty()) {
            return false;
        }
        Ledger ledger = replay(open.get());
        if (!ledger.accepts(kind)) {
            return false;
        }
        LedgerEntry next = ledger.next(kind, millis(at), target == null ? null : commitment(target), reason);
        ledger.apply(next);
        if (ledger.isOpen()) {
            store.append(open.get().id(), next);
        } else {
            store.end(
                    open.get().id(), next, ledger.verdict(next.at()), ledger.due(next.at()), ledger.atRisk(next.at()));
        }
        return true;
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
        return Ledger.replay(stored.entries(), commitment -> calendars.calendar(commitment.calendar()));
    }

    private Commitment commitment(Target target) {
        return new Commitment(
                target, calendars.current(target.calendar(), target.zone()).version());
    }

    private static Instant millis(Instant at) {
        return at.truncatedTo(ChronoUnit.MILLIS);
    }
}
