package io.promisedesk.handover;

import io.promisedesk.handover.HandoverTables.Member;
import io.promisedesk.handover.HandoverTables.PlannedShift;
import io.promisedesk.handover.process.HandoverFlow;
import io.promisedesk.roster.RosterDesk;
import io.promisedesk.roster.Shift;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Keeps one process instance per team shift, and keeps it true to the roster: a shift that the roster knows no more hands
 * nothing over by itself, and whoever was taken out of a running one has gone.
 */
@Service
public class ShiftPlans {

    /** Far enough for a planning every few minutes, near enough for a roster that changes. */
    private static final Duration AHEAD = Duration.ofHours(24);
    /** Shifts that ended while nothing of ours was running are made up for, this far back. */
    private static final Duration BACK = Duration.ofHours(24);

    /** A shift sends what was decided in it on its way at once; where its process has ended before, we do. */
    private static final Duration FORGOTTEN = Duration.ofMinutes(5);

    private static final Duration LONGEST_SHIFT = Duration.ofHours(25);

    private final HandoverTables tables;
    private final Handovers handovers;
    private final HandoverMails mails;
    private final HandoverFlow flow;
    private final RosterDesk roster;
    private final Clock clock;

    ShiftPlans(
            HandoverTables tables,
            Handovers handovers,
            HandoverMails mails,
            HandoverFlow flow,
            RosterDesk roster,
            Clock clock) {
        this.tables = tables;
        this.handovers = handovers;
        this.mails = mails;
        this.flow = flow;
        this.roster = roster;
        this.clock = clock;
    }

    /**
     * Starts one process instance for each shift that begins soon, runs, or ended lately, and has none yet; and looks
     * whether those that have one are still what the roster says. Hand-overs that a shift has left behind without a process
     * are started: nobody would be asked, and no timer would ever end them.
     *
     * @return how many were new
     */
    @Transactional
    public int planShifts() {
        Instant now = clock.instant();
        Map<String, Shift> shifts = new LinkedHashMap<>();
        roster.shiftsStarting(now.minus(BACK).minus(LONGEST_SHIFT), now.plus(AHEAD)).stream()
                .filter(shift -> shift.end().isAfter(now.minus(BACK)))
                .forEach(shift -> shifts.put(shift.key(), shift));
        int count = 0;
        // Those that are no more, first: a shift of another length takes over from them.
        follow(shifts, now);
        for (Shift shift : shifts.values()) {
            if (tables.plan(shift, now)) {
                tables.remember(shift.key(), shift.people());
                tables.shiftStarted(shift.key(), flow.shiftPlanned(shift.key()));
                count++;
            }
        }
        tables.neverStarted(now.minus(FORGOTTEN)).forEach(handover -> {
            handovers.start(handover);
            mails.offered(handover, tables.lines(handover.id()));
        });
        return count;
    }

    private void follow(Map<String, Shift> shifts, Instant now) {
        List<PlannedShift> planned = tables.unsettled(now.minus(BACK));
        Map<String, List<Member>> members = tables
                .members(planned.stream().map(PlannedShift::key).toList())
                .stream()
                .filter(member -> member.leftAt() == null)
                .collect(Collectors.groupingBy(Member::shift));
        for (PlannedShift one : planned) {
            Shift shift = shifts.get(one.key());
            if (one.start().isBefore(now.plus(AHEAD))) {
                follow(one, shift, members.getOrDefault(one.key(), List.of()), now);
            }
        }
    }

    private void follow(PlannedShift planned, @Nullable Shift shift, List<Member> members, Instant now) {
        if (shift == null) {
            if (tables.takeOut(planned.key(), now)) {
                withInstance(planned, flow::shiftTakenOut);
            }
            return;
        }
        Set<String> before = members.stream().map(Member::person).collect(Collectors.toSet());
        Set<String> added = new TreeSet<>(shift.people());
        added.removeAll(before);
        if (!added.isEmpty()) {
            tables.remember(planned.key(), added);
        }
        Set<String> vanished = new HashSet<>(before);
        vanished.removeAll(shift.people());
        if (vanished.isEmpty()) {
            return;
        }
        if (now.isBefore(planned.start())) {
            tables.forget(planned.key(), vanished);
            return;
        }
        vanished.removeIf(person -> roster.isOnShift(person, now));
        if (!vanished.isEmpty()) {
            tables.left(planned.key(), vanished, now);
            withInstance(planned, flow::somebodyLeft);
        }
    }

    /** The timers of running shifts follow the team's rules. */
    @EventListener
    void rulesChanged(TeamRulesChanged event) {
        TeamRules rules = event.rules();
        tables.open(rules.team(), clock.instant().minus(BACK))
                .forEach(shift -> withInstance(
                        shift,
                        instance -> flow.timesMoved(instance, shift.over().plus(rules.grace()))));
    }

    private static void withInstance(PlannedShift shift, java.util.function.Consumer<String> told) {
        String instance = shift.processInstance();
        if (instance != null) {
            told.accept(instance);
        }
    }
}
