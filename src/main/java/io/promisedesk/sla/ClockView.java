package io.promisedesk.sla;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A clock as derived from its ledger at an instant.
 *
 * @param id its row
 * @param subject what it belongs to (a ticket's number)
 * @param n first, second, … clock of this metric on this subject
 * @param due deadline; of a paused clock the deadline if it resumed now; null once cancelled
 * @param atRisk instant at which it becomes at risk; null like {@code due}
 * @param stoppedAt when it was met, missed-and-stopped or cancelled
 */
public record ClockView(
        long id,
        String subject,
        Metric metric,
        int n,
        Target target,
        Instant startedAt,
        State state,
        Verdict verdict,
        @Nullable Instant due,
        @Nullable Instant atRisk,
        @Nullable Instant stoppedAt) {

    public enum State {
        RUNNING,
        PAUSED,
        STOPPED,
        CANCELLED
    }

    public enum Verdict {
        /** Not decided yet. */
        OPEN,
        MET,
        /** Stopped too late, or still open and overdue. */
        MISSED,
        /** Neither met nor missed. */
        CANCELLED
    }

    /** Whether it can still be kept or broken. */
    public boolean isOpen() {
        return state == State.RUNNING || state == State.PAUSED;
    }
}
