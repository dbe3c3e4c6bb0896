package io.promisedesk.roster;

import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;

/** How many tickets will arrive; answered by whoever knows the past. Without an answer the roster plans by hours alone. */
public interface ExpectedLoad {

    /**
     * Tickets expected for a team.
     *
     * @param hours instants at which an hour begins
     * @return for each of the hours how many tickets arrive in it; empty where nobody can say
     */
    List<OptionalDouble> arrivals(String team, List<Instant> hours);
}
