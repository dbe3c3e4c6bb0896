package io.promisedesk.roster;

import java.time.Duration;
import java.time.Instant;

/** From {@code start} to {@code end}, which is no longer part of it. */
public record Span(Instant start, Instant end) {

    public boolean covers(Instant at) {
        return !at.isBefore(start) && at.isBefore(end);
    }

    public boolean touches(Instant from, Instant to) {
        return start.isBefore(to) && end.isAfter(from);
    }

    public Duration length() {
        return Duration.between(start, end);
    }
}
