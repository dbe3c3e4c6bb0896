package io.promisedesk.roster;

import java.time.Instant;
import java.util.List;

/**
 * Somebody works, in one shift and without interruption but breaks: an absence in the middle of a shift leaves two of them.
 *
 * @param shift key of the shift
 */
public record Presence(String person, String team, String shift, Instant start, Instant end, List<Span> breaks) {

    public Presence {
        breaks = List.copyOf(breaks);
    }

    public boolean covers(Instant at) {
        return !at.isBefore(start) && at.isBefore(end);
    }

    public boolean isOnBreak(Instant at) {
        return breaks.stream().anyMatch(pause -> pause.covers(at));
    }
}
