package io.promisedesk.roster;

import java.time.Instant;
import java.util.List;

/**
 * A team shift: the people of one team who work from {@code start} to {@code end}, which is no longer part of it.
 *
 * @param key unique and stable, for example {@code service:2026-03-02T08:00:00Z/2026-03-02T16:00:00Z}; a shift that
 *     ends at another time is another shift
 * @param people user ids of those who are there in at least a part of it
 */
public record Shift(String key, String team, Instant start, Instant end, List<String> people) {

    public Shift {
        people = List.copyOf(people);
    }

    static Shift of(String team, Instant start, Instant end, List<String> people) {
        return new Shift(key(team, start, end), team, start, end, people);
    }

    static String key(String team, Instant start, Instant end) {
        return team + ":" + start + "/" + end;
    }

    /** Whether the instant lies inside. */
    public boolean covers(Instant at) {
        return !at.isBefore(start) && at.isBefore(end);
    }
}
