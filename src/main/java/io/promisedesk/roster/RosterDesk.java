package io.promisedesk.roster;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Who works when. */
public interface RosterDesk {

    /** Shifts that begin in {@code [from, to)}, in order. */
    List<Shift> shiftsStarting(Instant from, Instant to);

    Optional<Shift> shift(String key);

    /** Whether a person (agent or supervisor) is on shift. Whoever stands in no roster at all counts as on shift. */
    boolean isOnShift(String person, Instant at);

    /** User ids of the agents of a team who are on shift, by name. */
    List<String> agentsOnShift(String team, Instant at);

    /**
     * Supervisors of a team who are on shift; where none is, all its supervisors: an escalation must reach somebody.
     */
    List<String> supervisorsToTell(String team, Instant at);

    /** Start of the first shift of a person that begins after the instant. */
    Optional<Instant> nextShiftStart(String person, Instant after);
}
