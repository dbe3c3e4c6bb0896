package io.promisedesk.kpi;

import java.time.Duration;

/**
 * How many agents answer so many requests in time (Erlang C: arrivals at random, handling times exponential, who waits waits
 * until somebody is free). A request that waits gets an agent within {@code t} with probability {@code 1 − e^(−(n − a) t ∕
 * h)}, where {@code a} is the work offered in agents and {@code h} the handling time.
 */
final class ErlangC {

    /** Beyond this nobody plans by the hour. */
    private static final int MOST = 10_000;

    private ErlangC() {}

    /**
     * The fewest agents with whom that share is answered in time.
     *
     * @param arrivals in an hour
     * @param handling work on one request
     * @param share of the requests, between 0 and 1
     * @param within time in which they are to be answered
     */
    static int agents(double arrivals, Duration handling, double share, Duration within) {
        double offered = arrivals * handling.toMillis() / Duration.ofHours(1).toMillis();
        if (offered <= 0) {
            return 0;
        }
        // Erlang B by its recurrence, which never overflows.
        double blocked = 1;
        for (int agents = 1; agents < MOST; agents++) {
            blocked = offered * blocked / (agents + offered * blocked);
            if (agents > offered && inTime(offered, agents, blocked, handling, within) >= share) {
                return agents;
            }
        }
        return MOST;
    }

    private static double inTime(double offered, int agents, double blocked, Duration handling, Duration within) {
        double waits = agents * blocked / (agents - offered * (1 - blocked));
        return 1 - waits * Math.exp(-(agents - offered) * within.toMillis() / handling.toMillis());
    }
}
