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
        ZonedDateTime until = clock.instant().atZone(zone).truncatedTo(ChronoUnit.DAYS);
        int weeks = weeks(team, until);
        if (weeks < FEWEST_WEEKS) {
            return Collections.nCopies(hours.size(), OptionalDouble.empty());
        }
        Map<Integer, Integer> counts = counts(team, until.minusWeeks(weeks), until, zone);
        return hours.stream()
                .map(hour -> hour.atZone(zone))
                .map(hour -> counts.getOrDefault(hourOfWeek(hour.getDayOfWeek().getValue(), hour.getHour()), 0))
                .map(count -> OptionalDouble.of((double) count / weeks))
                .toList();
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
