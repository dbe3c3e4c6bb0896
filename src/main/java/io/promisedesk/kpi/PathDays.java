package io.promisedesk.kpi;

import java.sql.Date;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Adds up visits by day, for days that are over, while there is nothing to mine. A miner takes away the days on which it
 * changes visits. So that it cannot miss one that is being added up at the moment, either keeps the other waiting: miners
 * share a lock until they commit, and adding up has it alone, and reads only then.
 */
@Component
class PathDays {

    /** First half of the lock's name; any number that nobody else uses. */
    private static final int LOCK = 0x4B504A;

    /** How many at once: a miner waits for one of them at most. */
    private static final int SOME = 20;

    private static final Duration PAUSE = Duration.ofSeconds(30);

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Clock clock;
    private long restsUntil = Long.MIN_VALUE;

    PathDays(JdbcClient jdbc, PlatformTransactionManager transactions, Clock clock) {
        this.jdbc = jdbc;
        this.transaction = new TransactionTemplate(transactions);
        this.clock = clock;
    }

    /** Until the transaction of the caller ends, no day is added up. */
    static void keepStill(JdbcClient jdbc) {
        jdbc.sql("select count(pg_advisory_xact_lock_shared(:lock, 0)) from (select) one")
                .param("lock", LOCK)
                .query(Long.class)
                .single();
    }

    /** Called by one thread again and again; looks only now and then when all is done. */
    void addUpSome() {
        if (restsUntil != Long.MIN_VALUE && System.nanoTime() - restsUntil < 0) {
            return;
        }
        boolean more = addUp(SOME) == SOME;
        restsUntil = more ? Long.MIN_VALUE : System.nanoTime() + PAUSE.toNanos();
    }

    /** @return how many days of how many versions it added up */
    int addUp(int most) {
        List<Missing> missing = jdbc.sql(
                        """
                        select m.id as model, d::date as day
                        from kpi_model m
                        cross join lateral (
                            select (select min(first_day) from kpi_path where model = m.id) as first,
                                   (select max(last_day) from kpi_path where model = m.id) as last
                        ) r
                        cross join lateral generate_series(r.first, least(r.last, :yesterday), interval '1 day') d
                        where not exists (
                            select from kpi_path_day b where b.model = m.id and b.day = d::date and b.element = 0)
                        order by d desc, m.id
                        limit :most
                        """)
                .param("yesterday", Date.valueOf(today().minusDays(1)))
                .param("most", most)
                .query((row, i) -> new Missing(row.getInt("model"), row.getObject("day", LocalDate.class)))
                .list();
        missing.forEach(day -> transaction.executeWithoutResult(status -> addUp(day)));
        return missing.size();
    }

    private LocalDate today() {
        return clock.instant().atZone(ZoneOffset.UTC).toLocalDate();
    }

    private record Missing(int model, LocalDate day) {}

    private void addUp(Missing missing) {
        jdbc.sql("select count(pg_advisory_xact_lock(:lock, 0)) from (select) one")
                .param("lock", LOCK)
                .query(Long.class)
                .single();
        jdbc.sql(
                        """
                        with visit as materialized (
                            select v.element, v.cancelled, v.calendar, v.business, e.target
                            from kpi_path p
                            cross join lateral unnest(p.element, p.day, p.calendar, p.business, p.cancelled)
                                as v (element, day, calendar, business, cancelled)
                            join kpi_element e on e.id = v.element
                            where p.model = :model and p.last_day >= :day and p.first_day <= :day and v.day = :day
                        ), spread as (
                            select element, array_agg(bucket order by bucket) as buckets, array_agg(n order by bucket) as counts
                            from (
                                select element, kpi_bucket(calendar) as bucket, count(*)::int as n
                                from visit where calendar is not null group by 1, 2
                            ) b
                            group by element
                        ), spread_business as (
                            select element, array_agg(bucket order by bucket) as buckets, array_agg(n order by bucket) as counts
                            from (
                                select element, kpi_bucket(business) as bucket, count(*)::int as n
                                from visit where business is not null group by 1, 2
                            ) b
                            group by element
                        )
                        insert into kpi_path_day (
                            model, day, element, visits, interrupted, timed, total, late, buckets, counts,
                            timed_business, total_business, late_business, buckets_business, counts_business)
                        select :model, cast(:day as date), v.*, s.buckets, s.counts, v_business.timed, v_business.total, v_business.late,
                               b.buckets, b.counts
                        from (
                            select element, count(*), count(*) filter (where cancelled), count(calendar), sum(calendar),
                                   count(*) filter (where calendar > target)
                            from visit group by element
                        ) v
                        join (
                            select element, count(business) as timed, sum(business) as total,
                                   count(*) filter (where business > target) as late
                            from visit group by element
                        ) v_business using (element)
                        left join spread s using (element)
                        left join spread_business b using (element)
                        union all
                        select :model, cast(:day as date), 0, 0, 0, 0, null, 0, null, null, 0, null, 0, null, null
                        on conflict do nothing
                        """)
                .param("model", missing.model())
                .param("day", Date.valueOf(missing.day()))
                .update();
    }
}
