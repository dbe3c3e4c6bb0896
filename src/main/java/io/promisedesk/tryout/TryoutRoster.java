package io.promisedesk.tryout;

import io.promisedesk.people.PeopleDesk;
import io.promisedesk.people.Person;
import io.promisedesk.people.Team;
import io.promisedesk.roster.RosterDesk;
import io.promisedesk.roster.Shift;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Shifts that fit the present day: each team's agents take turns around the clock, so that a hand-over is never more than
 * a few hours away, also on a Sunday night.
 */
@Component
@Profile("tryout")
class TryoutRoster {

    private static final Duration SHIFT = Duration.ofHours(6);
    private static final Duration AHEAD = Duration.ofDays(14);

    private final RosterDesk roster;
    private final PeopleDesk people;
    private final Clock clock;
    private final TransactionTemplate transaction;
    private final boolean own;

    TryoutRoster(
            RosterDesk roster,
            PeopleDesk people,
            Clock clock,
            TransactionTemplate transaction,
            @Value("${promisedesk.roster.file:}") String file) {
        this.roster = roster;
        this.people = people;
        this.clock = clock;
        this.transaction = transaction;
        this.own = file.isBlank();
    }

    /** Continues the roster so that it reaches two weeks ahead; a roster file of the user's own is left alone. */
    void extend() {
        if (own) {
            transaction.executeWithoutResult(status -> people.teams().forEach(team -> extend(team, clock.instant())));
        }
    }

    private void extend(Team team, Instant now) {
        List<String> agents =
                people.agentsOf(team.key()).stream().map(Person::id).toList();
        if (agents.isEmpty()) {
            return;
        }
        List<Shift> planned = roster
                .shiftsStarting(now.minus(SHIFT), now.plus(AHEAD).plus(SHIFT))
                .stream()
                .filter(shift -> shift.team().equals(team.key()))
                .toList();
        Shift last = planned.isEmpty() ? null : planned.get(planned.size() - 1);
        // The first one is half over: it ends within three hours.
        Instant start = last == null ? now.truncatedTo(ChronoUnit.HOURS).minus(SHIFT.dividedBy(2)) : last.end();
        int turn = last == null ? 0 : agents.indexOf(last.people().get(0)) + 1;
        while (start.isBefore(now.plus(AHEAD))) {
            roster.plan(team.key(), start, start.plus(SHIFT), List.of(agents.get(turn++ % agents.size())));
            start = start.plus(SHIFT);
        }
    }
}
