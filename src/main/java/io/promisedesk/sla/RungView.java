package io.promisedesk.sla;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A rung of an open clock.
 *
 * @param at when it is reached; of a paused clock as if it resumed now
 * @param firedAt when it fired, or null
 * @param isPast whether only a change of the plan put it into the past, and it therefore never fires: who made the change
 *     knows. The deadline itself always counts
 */
public record RungView(Rung rung, Instant at, @Nullable Instant firedAt, boolean isPast) {

    /** Whether it has neither fired nor been passed over. */
    public boolean isToCome() {
        return firedAt == null && !isPast;
    }
}
