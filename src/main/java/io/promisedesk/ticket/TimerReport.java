package io.promisedesk.ticket;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came of comparing the engine's timers with the ledger.
 *
 * @param finishedAt null while it runs
 * @param checked tickets looked at
 * @param differing tickets where something was not as it must be, each either repaired or not
 * @param findings at most {@link TimerReports#MOST}, those first that need somebody
 */
public record TimerReport(
        long id,
        Instant startedAt,
        @Nullable Instant finishedAt,
        int checked,
        int differing,
        int repaired,
        int unrepaired,
        List<Finding> findings) {

    /** What can be wrong. */
    public enum Kind {
        /** A timer stood at another time than the ledger says; it was moved. */
        MOVED(true),
        /** A timer was gone; it was created anew. */
        MISSING(true),
        /** An open ticket whose process does not run. */
        NO_PROCESS(false),
        /** A process of a ticket that is not open or not there. */
        NO_TICKET(false),
        /** An open ticket in nobody's list, since its owner's task is missing. */
        NO_TASK(false),
        /** A promise that runs while its process does not wait for it. */
        UNWATCHED(false),
        /** The look itself failed. */
        FAILED(false);

        private final boolean repaired;

        Kind(boolean repaired) {
            this.repaired = repaired;
        }

        public boolean isRepaired() {
            return repaired;
        }
    }

    /**
     * @param ticket number of the ticket, or the business key of a process without one
     * @param element element of the process, promise or process instance
     * @param was when the timer would have fired
     * @param due when it fires now
     * @param detail technical text of a failure
     */
    public record Finding(
            String ticket,
            Kind kind,
            String element,
            @Nullable Instant was,
            @Nullable Instant due,
            @Nullable String detail) {}
}
