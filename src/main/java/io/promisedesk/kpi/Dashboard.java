package io.promisedesk.kpi;

import io.promisedesk.kpi.Overview.Band;
import io.promisedesk.kpi.Overview.Figure;
import io.promisedesk.kpi.Overview.Flow;
import io.promisedesk.kpi.Overview.Promise;
import io.promisedesk.kpi.Overview.StageShare;
import io.promisedesk.platform.Refusal;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.platform.security.Role;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Puts the overview together. For supervisors and administrators. */
@Component
@Transactional(readOnly = true)
public class Dashboard {

    private static final List<Measure> FIGURES = List.of(
            Measure.ARRIVALS,
            Measure.SOLVED,
            Measure.FIRST_RESPONSE,
            Measure.NEXT_RESPONSE,
            Measure.FULL_RESOLUTION,
            Measure.NET_RESOLUTION,
            Measure.WAITING,
            Measure.REOPEN_RATE,
            Measure.FIRST_CONTACT_RESOLUTION,
            Measure.TRANSFERS,
            Measure.HANDOVERS,
            Measure.HANDOVER_LOST,
            Measure.HANDOVER_BREACHES);

    /** Longer periods are shown by week. */
    private static final Duration BY_DAY = Duration.ofDays(31);

    private static final int MOST_PROMISES = 5;

    private final Figures figures;
    private final JdbcClient jdbc;
    private final Clock clock;

    Dashboard(Figures figures, JdbcClient jdbc, Clock clock) {
        this.figures = figures;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /**
     * @param team key of a team, or null for all
     * @param business durations in business time
     */
    public Overview overview(
            Instant from, Instant to, @Nullable String team, boolean business, ZoneId zone, Actor reader) {
        if (!reader.is(Role.SUPERVISOR) && !reader.is(Role.ADMIN)) {
            throw Refusal.forbidden("kpi.refused.overview");
        }
        var ask = new Question(from, to, team == null ? Map.of() : Map.of(Dimension.TEAM, team), business, zone);
        Dimension bucket = Duration.between(from, to).compareTo(BY_DAY) <= 0 ? Dimension.DAY : Dimension.WEEK;
        List<Figure> all = new ArrayList<>();
        for (Measure measure : FIGURES) {
            figures.summary(ask.of(measure, null), reader).forEach(group -> all.add(new Figure(measure, group)));
        }
        List<Promise> due = promises(team);
        long broken = due.stream().filter(Promise::broken).count();
        return new Overview(
                figures.isEmpty(),
                List.copyOf(all),
                ages(team),
                broken,
                due.size() - broken,
                due.stream()
                        .filter(promise ->
                                reader.is(Role.ADMIN) || promise.team() != null && reader.isIn(promise.team()))
                        .limit(MOST_PROMISES)
                        .toList(),
                bucket,
                flow(ask, bucket, reader),
                figures.series(ask.of(Measure.FIRST_RESPONSE, null), bucket, reader),
                figures.series(ask.of(Measure.FULL_RESOLUTION, null), bucket, reader),
                figures.summary(ask.of(Measure.SLA_COMPLIANCE, null), reader),
                figures.summary(ask.of(Measure.HANDOVERS, Dimension.OUTCOME), reader),
                stages(ask, team),
                figures.summary(ask.of(Measure.ARRIVALS, Dimension.CATEGORY), reader).stream()
                        .sorted(Comparator.comparingLong(Group::n).reversed())
                        .toList(),
                figures.failed());
    }

    private List<Flow> flow(Question ask, Dimension bucket, Actor reader) {
        List<Group> arrived = figures.series(ask.of(Measure.ARRIVALS, null), bucket, reader);
        Map<String, Group> solved = byKey(figures.series(ask.of(Measure.SOLVED, null), bucket, reader));
        Map<String, Group> open = byKey(figures.series(ask.of(Measure.BACKLOG, null), bucket, reader));
        String today = bucketOfNow(ask.zone());
        return arrived.stream()
                .map(group -> new Flow(
                        group.key(),
                        group.n(),
                        n(solved, group.key()),
                        // What has not come yet has no backlog.
                        group.key().compareTo(today) > 0 ? null : Long.valueOf(n(open, group.key()))))
                .toList();
    }

    private String bucketOfNow(ZoneId zone) {
        return clock.instant().atZone(zone).toLocalDate().toString();
    }

    private static Map<String, Group> byKey(List<Group> groups) {
        return groups.stream().collect(Collectors.toMap(Group::key, Function.identity()));
    }

    private static long n(Map<String, Group> groups, String key) {
        Group group = groups.get(key);
        return group == null ? 0 : group.n();
    }

    private List<Band> ages(@Nullable String team) {
        return jdbc.sql(
                        """
                        with band (key, least, most) as (
                            values ('day', interval '0', interval '1 day'),
                                   ('three-days', interval '1 day', interval '3 days'),
                                   ('week', interval '3 days', interval '7 days'),
                                   ('month', interval '7 days', interval '30 days'),
                                   ('older', interval '30 days', interval '1000 years')
                        ), open as (
                            select cast(:now as timestamptz) - t.received_at as age
                            from kpi_segment s
                            join kpi_ticket t using (instance)
                            where s.end_at is null and s.main and s.stage is distinct from 'confirmation'
                              and t.excluded is null and (cast(:team as text) is null or s.team = :team)
                        )
                        select b.key, count(o.age) as n
                        from band b
                        left join open o on greatest(o.age, interval '0') >= b.least and o.age < b.most
                        group by b.key, b.least
                        order by b.least
                        """)
                .param("now", Timestamp.from(clock.instant()))
                .param("team", team)
                .query((row, i) -> new Band(row.getString("key"), row.getLong("n")))
                .list();
    }

    private List<Promise> promises(@Nullable String team) {
        return jdbc.sql(
                        """
                        select t.number, k.metric, k.due_at, k.verdict = 'missed' or k.due_at < :now as broken,
                               coalesce(k.team, t.team) as team
                        from kpi_clock k
                        join kpi_ticket t using (instance)
                        where k.ended_at is null and t.excluded is null and t.number is not null and k.due_at is not null
                          and (k.verdict = 'missed' or k.due_at < :now or k.at_risk_at < :now)
                          and (cast(:team as text) is null or coalesce(k.team, t.team) = :team)
                        order by k.due_at, k.clock
                        """)
                .param("now", Timestamp.from(clock.instant()))
                .param("team", team)
                .query((row, i) -> new Promise(
                        row.getString("number"),
                        row.getString("metric"),
                        row.getTimestamp("due_at").toInstant(),
                        row.getBoolean("broken"),
                        row.getString("team")))
                .list();
    }

    /** Time inside the period, also of stages that began before it or still last. */
    private List<StageShare> stages(Question ask, @Nullable String team) {
        return jdbc.sql(
                        """
                        with spent as (
                            select coalesce(s.team, 'none') as team, coalesce(s.stage, 'none') as stage,
                                   sum(case when :business
                                       then kpi_business(t.calendar, t.calendar_version, t.zone, w.since, w.until)
                                       else kpi_ms(w.since, w.until) end) / 3600000.0 as hours
                            from kpi_segment s
                            join kpi_ticket t using (instance)
                            cross join lateral (
                                select greatest(s.start_at, :from) as since,
                                       least(coalesce(s.end_at, :now), :to, :now) as until
                            ) w
                            where s.main and t.excluded is null and w.since < w.until
                              and s.start_at < :to and (s.end_at is null or s.end_at > :from)
                              and s.stage is distinct from 'confirmation'
                              and (cast(:team as text) is null or s.team = :team)
                            group by 1, 2
                        )
                        select team, stage, hours, hours / nullif(sum(hours) over (), 0) as share
                        from spent
                        where hours > 0
                        order by hours desc
                        """)
                .param("from", Timestamp.from(ask.from()))
                .param("to", Timestamp.from(ask.to()))
                .param("now", Timestamp.from(clock.instant()))
                .param("business", ask.business())
                .param("team", team)
                .query((row, i) -> new StageShare(
                        row.getString("team"), row.getString("stage"), row.getDouble("hours"), row.getDouble("share")))
                .list();
    }

    /** All that is the same in every question of one overview. */
    private record Question(Instant from, Instant to, Map<Dimension, String> filters, boolean business, ZoneId zone) {

        FigureRequest of(Measure measure, @Nullable Dimension groupBy) {
            return new FigureRequest(measure, from, to, groupBy, business, zone, filters);
        }
    }
}
