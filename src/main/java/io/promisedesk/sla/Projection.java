package io.promisedesk.sla;

import io.promisedesk.sla.ClockStore.StoredClock;
import io.promisedesk.sla.ClockView.Verdict;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.springframework.stereotype.Component;

/**
 * What would become of open deadlines if something else had been promised: replays every ledger twice, once with the line
 * that the edit would append. Writes nothing.
 */
@Component
class Projection {

    private static final int AT_ONCE = 500;

    private final ClockStore store;
    private final CalendarDesk calendars;
    private final Clock clock;

    Projection(ClockStore store, CalendarDesk calendars, Clock clock) {
        this.store = store;
        this.calendars = calendars;
        this.clock = clock;
    }

    /** What would hold for an open clock from now on; the present commitment where it is left alone. */
    interface Instead {

        Commitment of(String subject, Metric metric, Commitment present);
    }

    /** Other targets, on the calendars as they are now. */
    Shifts shifts(List<String> subjects, ClockDesk.Retargeting retargeting) {
        return shifts(
                subjects,
                (subject, metric, present) -> {
                    Target target = retargeting.target(subject, metric, present.target());
                    return target.equals(present.target())
                            ? present
                            : new Commitment(
                                    target,
                                    calendars
                                            .current(target.calendar(), target.zone())
                                            .version());
                },
                commitment -> calendars.calendar(commitment.calendar()));
    }

    /**
     * @param subjects those whose open clocks are looked at
     * @param candidates calendars of what would hold instead
     */
    Shifts shifts(List<String> subjects, Instead instead, Function<Commitment, BusinessCalendar> candidates) {
        Instant now = clock.instant();
        int open = 0;
        List<Shifted> shifted = new ArrayList<>();
        for (int i = 0; i < subjects.size(); i += AT_ONCE) {
            for (StoredClock stored : store.open(subjects.subList(i, Math.min(subjects.size(), i + AT_ONCE)))) {
                Ledger before = replay(stored, commitment -> calendars.calendar(commitment.calendar()));
                Commitment other = instead.of(stored.subject(), stored.metric(), before.commitment());
                if (other.equals(before.commitment())) {
                    continue;
                }
                open++;
                Ledger after = replay(
                        stored,
                        commitment -> commitment.equals(other)
                                ? candidates.apply(commitment)
                                : calendars.calendar(commitment.calendar()));
                after.apply(after.next(LedgerEntry.Kind.RETARGETED, now, "system", other, null));
                Instant was = before.due(now);
                Instant becomes = after.due(now);
                if (was != null && becomes != null && !was.equals(becomes)) {
                    boolean breaks = before.verdict(now) == Verdict.OPEN && after.verdict(now) == Verdict.MISSED;
                    shifted.add(new Shifted(stored.subject(), stored.metric(), was, becomes, breaks));
                }
            }
        }
        return new Shifts(open, shifted);
    }

    private static Ledger replay(StoredClock stored, Function<Commitment, BusinessCalendar> calendars) {
        return Ledger.replay(stored.entries(), calendars);
    }
}
