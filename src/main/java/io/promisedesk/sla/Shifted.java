package io.promisedesk.sla;

import java.time.Duration;
import java.time.Instant;

/**
 * A deadline that an edit moves, or would move.
 *
 * @param subject what the clock belongs to (a ticket's number)
 * @param breaks whether the promise was still to be kept and would be broken at once
 */
public record Shifted(String subject, Metric metric, Instant before, Instant after, boolean breaks) {

    /** How much later, negative where it comes earlier. */
    public Duration by() {
        return Duration.between(before, after);
    }
}
