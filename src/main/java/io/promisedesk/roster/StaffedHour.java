package io.promisedesk.roster;

import java.time.Instant;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * One hour of a team.
 *
 * @param agents how many are there and not on a break, on average over the hour
 * @param expected tickets; empty where nobody can say
 * @param needed agents; empty where nobody can say, or no rate is set
 * @param promised whether a part of it is working time that is promised to customers
 */
public record StaffedHour(Instant start, double agents, OptionalDouble expected, OptionalInt needed, boolean promised) {

    /** How many agents are missing; a quarter of one is not counted. */
    public int missing() {
        return needed.isEmpty() ? 0 : (int) Math.ceil(Math.max(0, needed.getAsInt() - agents - 0.25));
    }
}
