package io.promisedesk.roster;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

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
     * Supervisors of a team who are on shift; where none is, all its supervisors: an escalation must reach somebody. For
     * what has no team, or a team without supervisors, the same of the dispatchers, and without these of the
     * administrators.
     */
    List<String> supervisorsToTell(@Nullable String team, Instant at);

    /** Start of the first shift of a person that begins after the instant. */
    Optional<Instant> nextShiftStart(String person, Instant after);

    /** The first shift of a person that begins at or after the instant, at most five weeks later. */
    Optional<Shift> nextShiftOf(String person, Instant from);

    /** The first shift of a team that begins at or after the instant and has people, at most five weeks later. */
    Optional<Shift> nextShift(String team, Instant from);

    /**
     * Plans a dated shift. It takes the place of whatever the weekly patterns say for this team at the same start;
     * planning the same shift again changes its people. Publishes {@link RosterChanged}.
     *
     * @param people user ids; nobody: there is no shift of this team at that start
     */
    Shift plan(String team, Instant start, Instant end, List<String> people);

    /** Takes a dated shift back; what the patterns say holds again. Publishes {@link RosterChanged}. */
    void unplan(String team, Instant start, Instant end);

    /**
     * Plans an absence of whole days, first and last included: the person stands in no shift that begins on one of them.
     * Publishes {@link RosterChanged}.
     */
    void planAbsence(String person, LocalDate first, LocalDate last);
}
