package io.promisedesk.kpi;

import io.promisedesk.people.PeopleDesk;
import io.promisedesk.people.Team;
import io.promisedesk.roster.ExpectedLoad;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * The mean of the same hour of the same weekday over the last eight weeks, or as many whole ones as there are facts for; at
 * least two.
 */
@Repository
class UsualArrivals implements ExpectedLoad {

    private static final int MOST_WEEKS = 8;
    private static final int FEWEST_WEEKS = 2;

    private final JdbcClient jdbc;
    private final PeopleDesk people;
    private final Clock clock;

    UsualArrivals(JdbcClient jdbc, PeopleDesk people, Clock clock) {
        this.jdbc = jdbc;
        this.people = people;
        this.clock = clock;
    }

    @Override
    public List<OptionalDouble> arrivals(String team, List<Instant> hours) {
        ZoneId zone = people.team(team).map(Team::zone).orElse(ZoneOffset.UTC);
        // Until the last midnight: today is not over.
        return before(team, clock.instant().atZone(zone).truncatedTo(ChronoUnit.DAYS))
                .map(usual -> hours.stream()
                        .map(hour -> OptionalDouble.of(usual.at(hour)))
                        .toList())
                .orElseGet(() -> Collections.nCopies(hours.size(), OptionalDouble.empty()));
    }

    /**
     * What was usual before a midnight.
     *
     * @param weeks how many whole weeks it is the mean of
     * @param counts tickets in all of these weeks by hour of the week
     */
    record Usual(int weeks, ZoneId zone, Map<Integer, Integer> counts) {

        /** Tickets in the hour that begins then. */
        double at(Instant hour) {
            ZonedDateTime local = hour.atZone(zone);
            return (double) counts.getOrDefault(hourOfWeek(local.getDayOfWeek().getValue(), local.getHour()), 0)
                    / weeks;
        }
    }

    /** Empty where there are too few weeks. */
    Optional<Usual> before(String team, ZonedDateTime until) {
        int weeks = weeks(team, until);
        return weeks < FEWEST_WEEKS
                ? Optional.empty()
                : Optional.of(new Usual(
                        weeks, until.getZone(), counts(team, until.minusWeeks(weeks), until, until.getZone())));
    }

    private static int hourOfWeek(int isoWeekday, int hour) {
        return isoWeekday * 24 + hour;
    }

    /** How many whole weeks there have been tickets of that team. */
    private int weeks(String team, ZonedDateTime until) {
        return jdbc.sql("select min(received_at) as first from kpi_ticket where team = :team and excluded is null")
                .param("team", team)
                .query((row, n) -> row.getTimestamp("first") == null
                        ? 0
                        : (int) Math.min(
                                MOST_WEEKS,
                                Duration.between(row.getTimestamp("first").toInstant(), until.toInstant())
                                                .toDays()
                                        / 7))
                .single();
    }

    private Map<Integer, Integer> counts(String team, ZonedDateTime from, ZonedDateTime until, ZoneId zone) {
        Map<Integer, Integer> counts = new HashMap<>();
        jdbc.sql(
                        """
                        select extract(isodow from received_at at time zone :zone)::int as weekday,
                               extract(hour from received_at at time zone :zone)::int as hour, count(*)::int as tickets
                        from kpi_ticket
                        where team = :team and excluded is null and received_at >= :from and received_at < :until
                        group by 1, 2
                        """)
                .param("zone", zone.getId())
                .param("team", team)
                .param("from", Timestamp.from(from.toInstant()))
                .param("until", Timestamp.from(until.toInstant()))
                .query((row, n) ->
                        counts.put(hourOfWeek(row.getInt("weekday"), row.getInt("hour")), row.getInt("tickets")))
                .list();
        return counts;
    }
}
