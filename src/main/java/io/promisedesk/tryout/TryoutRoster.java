package io.promisedesk.tryout;

import io.promisedesk.people.PeopleDesk;
import io.promisedesk.people.Person;
import io.promisedesk.people.Team;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.roster.Absence;
import io.promisedesk.roster.Break;
import io.promisedesk.roster.Pattern;
import io.promisedesk.roster.PlanDesk;
import io.promisedesk.roster.RosterDesk;
import io.promisedesk.roster.Slot;
import java.time.Clock;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZonedDateTime;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Shifts that fit the present day: each team's agents take turns around the clock, also on a Sunday night, so that somebody is
 * always there; the first shift ends within three hours. Two weeks that differ by half an hour, breaks, and a vacation give
 * the page of the roster something to show.
 */
@Component
@Profile("tryout & !replay")
class TryoutRoster {

    private static final int SHIFT_HOURS = 12;
    /** How many hours of the first shift are left. */
    private static final int LEFT = 3;

    private static final Duration OLD_SHIFTS = Duration.ofDays(30);

    private final RosterDesk roster;
    private final PlanDesk plan;
    private final PeopleDesk people;
    private final Clock clock;
    private final TransactionTemplate transaction;
    private final boolean own;

    TryoutRoster(
            RosterDesk roster,
            PlanDesk plan,
            PeopleDesk people,
            Clock clock,
            TransactionTemplate transaction,
            @Value("${promisedesk.roster.file:}") String file) {
        this.roster = roster;
        this.plan = plan;
        this.people = people;
        this.clock = clock;
        this.transaction = transaction;
        this.own = file.isBlank();
    }

    /** Plans for teams that have no patterns yet; a roster file of the user's own is left alone. */
    void extend() {
        if (own) {
            transaction.executeWithoutResult(status -> people.teams().forEach(this::extend));
        }
    }

    private void extend(Team team) {
        List<String> agents =
                people.agentsOf(team.key()).stream().map(Person::id).toList();
        if (agents.isEmpty() || !plan.patterns(team.key(), Actor.SYSTEM).isEmpty()) {
            return;
        }
        Instant now = clock.instant();
        // Earlier versions planned date by date.
        roster.shiftsStarting(now.minus(Duration.ofDays(1)), now.plus(OLD_SHIFTS)).stream()
                .filter(shift -> shift.team().equals(team.key()))
                .forEach(shift -> roster.unplan(team.key(), shift.start(), shift.end()));
        plan.save(turns(team, agents, now.atZone(team.zone())), Actor.SYSTEM);
        if (agents.size() > 1) {
            LocalDate monday = LocalDate.ofInstant(now, team.zone()).with(TemporalAdjusters.next(DayOfWeek.MONDAY));
            roster.reportAbsence(
                    agents.get(1),
                    Absence.Kind.VACATION,
                    monday.plusWeeks(2),
                    monday.plusWeeks(2).plusDays(2),
                    null,
                    Actor.SYSTEM);
        }
    }

    private static Pattern turns(Team team, List<String> agents, ZonedDateTime now) {
        int change = (now.getHour() + LEFT) % SHIFT_HOURS;
        List<String> before = everySecond(agents, 0);
        List<String> after = agents.size() > 1 ? everySecond(agents, 1) : before;
        boolean afternoon = (now.getHour() + LEFT) % 24 >= SHIFT_HOURS;
        // Who is there now began before the change that comes next.
        List<String> early = afternoon ? before : after;
        List<String> late = afternoon ? after : before;
        List<Slot> slots = new ArrayList<>();
        for (int day = 0; day < 14; day++) {
            int minute = day < 7 ? 0 : 30;
            int minuteOfNext = day % 7 == 6 ? 30 - minute : minute;
            LocalTime first = LocalTime.of(change, minute);
            LocalTime second = LocalTime.of(change + SHIFT_HOURS, minute);
            slots.add(new Slot(day, first, second, early, halfWay(first)));
            slots.add(new Slot(day, second, LocalTime.of(change, minuteOfNext), late, halfWay(second)));
        }
        LocalDate today = now.toLocalDate();
        return new Pattern(
                0,
                team.key(),
                "Around the clock",
                14,
                today.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY)),
                today.minusDays(1),
                null,
                slots,
                "desk",
                0);
    }

    private static List<String> everySecond(List<String> agents, int from) {
        return IntStream.range(0, agents.size())
                .filter(i -> i % 2 == from)
                .mapToObj(agents::get)
                .toList();
    }

    private static List<Break> halfWay(LocalTime start) {
        LocalTime pause = start.plusHours(SHIFT_HOURS / 2);
        return List.of(new Break(pause, pause.plusMinutes(30), null));
    }
}
