package io.promisedesk.kpi;

import io.promisedesk.ticket.UsualRemainingTime;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** From the facts of the last months; net of waiting for the customer, as {@link Measure#NET_RESOLUTION} counts. */
@Repository
class UsualTimes implements UsualRemainingTime {

    /** Seconds. Whoever asks holds a ticket, and somebody waits to hear of it. */
    private static final int PATIENCE = 2;

    private static final Duration LOOKED_BACK = Duration.ofDays(90);

    private final JdbcClient jdbc;
    private final Clock clock;

    UsualTimes(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    @Override
    @Transactional(propagation = Propagation.REQUIRES_NEW, readOnly = true, timeout = PATIENCE)
    public Optional<Remaining> remaining(OpenCase open) {
        return jdbc.sql(
                        """
                        with lasted as (
                            select team, category, priority,
                                   full_resolution_business - coalesce(waiting_before_resolved_business, 0) - :spent as rest
                            from kpi_ticket
                            where resolved_at >= :since and excluded is null and calendar = :calendar
                        )
                        select circle.rank, count(*) as tickets, percentile_disc(0.75) within group (order by rest) as rest
                        from lasted
                        cross join lateral (values
                            (0, team = :team and category = :category and priority = :priority),
                            (1, team = :team and category = :category),
                            (2, team = :team),
                            (3, true)) circle (rank, holds)
                        where rest > 0 and circle.holds
                        group by circle.rank
                        having count(*) >= :enough
                        order by circle.rank
                        limit 1
                        """)
                .param("spent", open.spent().toMillis())
                .param("since", Timestamp.from(clock.instant().minus(LOOKED_BACK)))
                .param("calendar", open.calendar())
                .param("team", open.team(), Types.VARCHAR)
                .param("category", open.category(), Types.VARCHAR)
                .param("priority", open.priority())
                .param("enough", ENOUGH)
                .query((row, index) -> new Remaining(
                        Duration.ofMillis(row.getLong("rest")),
                        row.getInt("tickets"),
                        Comparison.values()[row.getInt("rank")]))
                .optional();
    }
}
