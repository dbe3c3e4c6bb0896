package io.promisedesk.roster;

import io.promisedesk.people.Team;
import java.time.Instant;
import java.util.List;

/**
 * A team's roster in {@code [from, to)} as one reader may see it: of colleagues an agent learns that they are absent, not
 * why.
 *
 * @param shifts those that touch it, in order, those without people included
 * @param swaps those that are asked for, and those that were confirmed
 * @param hours one by one; the first may begin before {@code from}
 */
public record RosterView(
        Team team,
        Instant from,
        Instant to,
        List<ShiftPlan> shifts,
        List<Absence> absences,
        List<Swap> swaps,
        List<Finding> findings,
        List<StaffedHour> hours,
        Staffing staffing,
        boolean editable) {}
