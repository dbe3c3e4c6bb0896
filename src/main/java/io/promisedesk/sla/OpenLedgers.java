package io.promisedesk.sla;

import io.promisedesk.platform.PerTransaction;
import io.promisedesk.sla.ClockStore.FiredRungs;
import io.promisedesk.sla.ClockStore.StoredClock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/**
 * The ledgers that the present transaction has read. A step in a ticket's life asks for its clocks a dozen times (each
 * timer, task and mail does); the database is asked once. Safe, because every line is written through here and a line that
 * somebody else wrote meanwhile makes ours collide with its key.
 */
@Component
class OpenLedgers {

    private final ClockStore store;
    private final PerTransaction<Map<String, List<StoredClock>>> known = new PerTransaction<>(HashMap::new);
    private final PerTransaction<Map<Long, FiredRungs>> fired = new PerTransaction<>(HashMap::new);

    OpenLedgers(ClockStore store) {
        this.store = store;
    }

    /** All clocks of a subject; what the caller changes in the list, later callers in this transaction see. */
    List<StoredClock> of(String subject) {
        return known.get().computeIfAbsent(subject, store::all);
    }

    /** What the ladder of a clock has done; what the caller adds, later callers in this transaction see. */
    FiredRungs fired(long clock) {
        return fired.get().computeIfAbsent(clock, store::fired);
    }

    /** A clock that has just begun: nothing has fired. */
    void begins(long clock) {
        fired.get().put(clock, new FiredRungs());
    }
}
