package io.promisedesk.sla;

import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One line of a clock's ledger.
 *
 * @param seq 1, 2, 3 … within the clock
 * @param at never before the line above
 * @param by user id of the person, or {@code system}
 * @param commitment on lines that set one
 * @param since on lines that move the start
 */
record LedgerEntry(
        int seq,
        Kind kind,
        Instant at,
        String by,
        @Nullable Commitment commitment,
        @Nullable Instant since,
        @Nullable String reason) {

    LedgerEntry(int seq, Kind kind, Instant at, String by, @Nullable Commitment commitment, @Nullable String reason) {
        this(seq, kind, at, by, commitment, null, reason);
    }

    enum Kind {
        STARTED,
        PAUSED,
        RESUMED,
        /** From here on another commitment holds, for the clock's whole life. */
        RETARGETED,
        /** From here on it began earlier, for its whole life: somebody has waited for longer than was known. */
        ANTEDATED,
        STOPPED,
        CANCELLED;

        /** Whether it moves everything that is still to come, and not only by a pause. */
        boolean replans() {
            return this == RETARGETED || this == ANTEDATED;
        }

        String code() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Kind of(String code) {
            return valueOf(code.toUpperCase(Locale.ROOT));
        }
    }
}
