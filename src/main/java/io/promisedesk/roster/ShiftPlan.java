package io.promisedesk.roster;

import java.util.List;

/**
 * A shift as those who plan see it: with those who stand in it, and when they are there.
 *
 * @param people user ids, absent ones included
 * @param dated it was planned for its date; else it comes from patterns alone
 * @param version changes with everything that can be edited; who edits says which one they have seen
 * @param presences who is there when: nobody who is absent
 */
public record ShiftPlan(
        String key,
        String team,
        Span span,
        List<String> people,
        List<Break> breaks,
        boolean dated,
        String version,
        List<Presence> presences) {

    public ShiftPlan {
        people = List.copyOf(people);
        breaks = List.copyOf(breaks);
        presences = List.copyOf(presences);
    }
}
