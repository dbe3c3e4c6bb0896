package io.promisedesk.roster;

import io.promisedesk.platform.security.Actor;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Who works when. What people plan with is {@link PlanDesk} and {@link SwapDesk}. */
public interface RosterDesk {

    /** Shifts that begin in {@code [from, to)} and have somebody who is there, in order. */
    List<Shift> shiftsStarting(Instant from, Instant to);

    Optional<Shift> shift(String key);

    /**
     * Who of a team's shifts works when in {@code [from, to)}, in order of start: everything that touches it, uncut.
     * People who stand in no roster are not among them.
     */
    List<Presence> presences(String team, Instant from, Instant to);

    /**
     * Whether a person (agent or supervisor) is on shift: in a shift of theirs and not absent. Whoever stands in no roster
     * at all counts as on shift unless they are absent.
     */
    boolean isOnShift(String person, Instant at);

    /** On shift and not on a break. */
    boolean isAvailable(String person, Instant at);

    /** User ids of the agents of a team who are on shift, by name. */
    List<String> agentsOnShift(String team, Instant at);

    /** User ids of the agents of a team who are on shift and not on a break, by name. */
    List<String> agentsAvailable(String team, Instant at);

    /**
     * Supervisors of a team who are on shift; where none is, all its supervisors: an escalation must reach somebody. For
     * what has no team, or a team without supervisors, the same of the dispatchers, and without these of the
     * administrators.
     */
    List<String> supervisorsToTell(@Nullable String team, Instant at);

    /** When a person next begins to work after the instant: a shift, or what an absence leaves of it. */
    Optional<Instant> nextShiftStart(String person, Instant after);

    /** The first shift of a person that begins at or after the instant, at most five weeks later. */
    Optional<Shift> nextShiftOf(String person, Instant from);

    /** The first shift of a team that begins at or after the instant and has people, at most five weeks later. */
    Optional<Shift> nextShift(String team, Instant from);

    /**
     * Plans a dated shift. It takes the place of whatever the patterns say for this team at the same start; planning the
     * same shift again changes its people. Publishes {@link RosterChanged}. The application's own way; people use {@link
     * PlanDesk}.
     *
     * @param people user ids; nobody: there is no shift of this team at that start
     */
    Shift plan(String team, Instant start, Instant end, List<String> people);

    /** Takes a dated shift back; what the patterns say holds again. Publishes {@link RosterChanged}. */
    void unplan(String team, Instant start, Instant end);

    /**
     * Records an absence. Publishes {@link AbsenceReported} and {@link RosterChanged}. The very same a second time changes
     * nothing and answers with what is recorded.
     *
     * @param to first instant after it; null: until further notice, or until the next one begins that is recorded already
     *     and that it may not overlap
     * @throws io.promisedesk.platform.Refusal where another absence of the person is recorded for that time (only sickness
     *     may fall into an absence of another kind, and the other way round), or {@code by} may not: an agent may report
     *     their own sickness, everything else is for whoever plans a team of that person
     */
    Absence reportAbsence(
            String person, Absence.Kind kind, Instant from, @Nullable Instant to, @Nullable String note, Actor by);

    /** The same for whole days, first and last included, in the person's zone. */
    Absence reportAbsence(
            String person,
            Absence.Kind kind,
            LocalDate first,
            @Nullable LocalDate last,
            @Nullable String note,
            Actor by);

    /** Plans an absence of whole days, first and last included. The application's own way. */
    void planAbsence(String person, LocalDate first, LocalDate last);

    /** Changes an absence; refuses what {@link #reportAbsence} refuses. Publishes {@link AbsenceChanged}. */
    Absence changeAbsence(
            long id, Absence.Kind kind, Instant from, @Nullable Instant to, @Nullable String note, Actor by);

    /** The person is back, or will be, at that instant; before it began, this takes the absence back. */
    void endAbsence(long id, Instant end, Actor by);

    /** As if it had never been recorded. */
    void cancelAbsence(long id, Actor by);

    Optional<Absence> absence(long id);

    /** The absence that somebody has at that instant; sickness before others. */
    Optional<Absence> absenceOf(String person, Instant at);

    /** Absences of a person that touch {@code [from, to)}, in order. */
    List<Absence> absencesOf(String person, Instant from, Instant to);

    /** Absences of a team's agents and supervisors that touch {@code [from, to)}, in order. */
    List<Absence> absencesIn(String team, Instant from, Instant to);

    /** Whether that person plans the team: its supervisors, dispatchers, administrators, and the application itself. */
    boolean mayPlan(String team, Actor by);

    /** Whether that person may record absences of the other: whoever plans a team of theirs. */
    boolean mayPlanFor(String person, Actor by);
}
