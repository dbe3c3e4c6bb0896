package io.promisedesk.kpi;

import io.promisedesk.kpi.UsualArrivals.Usual;
import io.promisedesk.people.PeopleDesk;
import io.promisedesk.people.Team;
import io.promisedesk.platform.Refusal;
import io.promisedesk.platform.security.Actor;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * How many tickets come to a team in each hour of the next two weeks, and how many agents they need: the mean of the same
 * hour of the week over the last eight weeks ({@link UsualArrivals}), with the error that the same rule would have made in
 * the last two weeks.
 */
@Component
@Transactional(readOnly = true)
public class Forecast {

    private static final int DAYS = 14;

    private final UsualArrivals arrivals;
    private final PeopleDesk people;
    private final JdbcClient jdbc;
    private final Clock clock;

    Forecast(UsualArrivals arrivals, PeopleDesk people, JdbcClient jdbc, Clock clock) {
        this.arrivals = arrivals;
        this.people = people;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /**
     * What a team wants to keep.
     *
     * @param handling work on one ticket
     * @param share of tickets, between 0 and 1
     * @param within time in which they are to get an agent
     */
    public record Target(Duration handling, double share, Duration within) {}

    /** @param agents null: no target was given */
    public record Hour(Instant start, double arrivals, @Nullable Integer agents) {}

    /**
     * How far the rule was off when tried on the last two weeks.
     *
     * @param perHour sum of what it was off in each hour ÷ tickets that came (weighted absolute percentage error)
     * @param perDay the same by day
     * @param came tickets that came
     */
    public record Miss(double perHour, double perDay, long came) {}

    /**
     * @param weeks how many weeks of the past it rests on; 0: too few, and there are no hours
     * @param miss null where the past is too short for a trial, or nothing came
     */
    public record Report(String team, ZoneId zone, LocalDate from, int weeks, @Nullable Miss miss, List<Hour> hours) {

        public Report {
            hours = List.copyOf(hours);
        }
    }

    /** Whole days of the team, beginning with today. Whoever leads may ask, supervisors for their teams. */
    public Report of(String team, @Nullable Target target, Actor reader) {
        ZoneId zone =
                people.team(team).map(Team::zone).orElseThrow(() -> Refusal.notFound("kpi.refused.unknownTeam", team));
        if (!reader.leads()) {
            throw Refusal.forbidden("kpi.refused.role");
        }
        ZonedDateTime today = clock.instant().atZone(zone).truncatedTo(ChronoUnit.DAYS);
        Optional<Usual> usual = arrivals.before(team, today);
        List<Hour> hours = usual.map(known -> hours(today, today.plusDays(DAYS)).stream()
                        .map(hour -> hour(hour, known.at(hour), target))
                        .toList())
                .orElse(List.of());
        return new Report(
                team, zone, today.toLocalDate(), usual.map(Usual::weeks).orElse(0), miss(team, today), hours);
    }

    private static Hour hour(Instant start, double arrivals, @Nullable Target target) {
        return new Hour(
                start,
                arrivals,
                target == null ? null : ErlangC.agents(arrivals, target.handling(), target.share(), target.within()));
    }

    /** A day may have 23 or 25 of them. */
    private static List<Instant> hours(ZonedDateTime from, ZonedDateTime to) {
        List<Instant> hours = new ArrayList<>();
        for (Instant hour = from.toInstant(); hour.isBefore(to.toInstant()); hour = hour.plus(Duration.ofHours(1))) {
            hours.add(hour);
        }
        return hours;
    }

    private @Nullable Miss miss(String team, ZonedDateTime today) {
        ZonedDateTime then = today.minusDays(DAYS);
        Usual usual = arrivals.before(team, then).orElse(null);
        if (usual == null) {
            return null;
        }
        Map<Instant, Integer> came = came(team, then, today);
        long all = came.values().stream().mapToLong(Integer::longValue).sum();
        if (all == 0) {
            return null;
        }
        double perHour = 0;
        Map<LocalDate, Double> offByDay = new HashMap<>();
        for (Instant hour : hours(then, today)) {
            double off = usual.at(hour) - came.getOrDefault(hour, 0);
            perHour += Math.abs(off);
            offByDay.merge(hour.atZone(today.getZone()).toLocalDate(), off, Double::sum);
        }
        double perDay = offByDay.values().stream().mapToDouble(Math::abs).sum();
        return new Miss(perHour / all, perDay / all, all);
    }

    private Map<Instant, Integer> came(String team, ZonedDateTime from, ZonedDateTime to) {
        Map<Instant, Integer> came = new HashMap<>();
        jdbc.sql(
                        """
                        select date_trunc('hour', received_at, :zone) as hour, count(*)::int as tickets
                        from kpi_ticket
                        where team = :team and excluded is null and received_at >= :from and received_at < :to
                        group by 1
                        """)
                .param("zone", to.getZone().getId())
                .param("team", team)
                .param("from", Timestamp.from(from.toInstant()))
                .param("to", Timestamp.from(to.toInstant()))
                .query((row, n) -> came.put(row.getTimestamp("hour").toInstant(), row.getInt("tickets")))
                .list();
        return came;
    }
}
