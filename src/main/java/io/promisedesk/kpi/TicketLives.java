package io.promisedesk.kpi;

import io.promisedesk.kpi.TicketLife.Moment;
import io.promisedesk.kpi.TicketLife.Promise;
import io.promisedesk.kpi.TicketLife.Spell;
import io.promisedesk.platform.Refusal;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.ticket.TicketDesk;
import io.promisedesk.ticket.TicketNumber;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Tells the life of a ticket out of its facts. */
@Component
@Transactional(readOnly = true)
public class TicketLives {

    private final JdbcClient jdbc;
    private final TicketDesk tickets;
    private final KpiSettings settings;
    private final Clock clock;

    TicketLives(JdbcClient jdbc, TicketDesk tickets, KpiSettings settings, Clock clock) {
        this.jdbc = jdbc;
        this.tickets = tickets;
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * Empty where it has not been mined yet. Without figures on persons, nobody is named in it.
     *
     * @throws Refusal 404 where the reader may not see the ticket
     */
    public Optional<TicketLife> of(TicketNumber number, Actor reader) {
        if (!tickets.maySee(number, reader)) {
            throw Refusal.notFound("kpi.refused.ticket", number.value());
        }
        return jdbc.sql(
                        """
                        select instance, received_at, coalesce(closed_at, ended_at) as ended_at from kpi_ticket
                        where number = :number order by received_at desc limit 1
                        """)
                .param("number", number.value())
                .query((row, i) -> tell(
                        number,
                        row.getString("instance"),
                        row.getTimestamp("received_at").toInstant(),
                        instant(row, "ended_at")))
                .optional();
    }

    private TicketLife tell(TicketNumber number, String instance, Instant start, @Nullable Instant end) {
        return new TicketLife(
                start,
                clock.instant(),
                end,
                spells(instance, true),
                spells(instance, false),
                promises(instance),
                moments(number, instance));
    }

    private List<Spell> spells(String instance, boolean main) {
        return jdbc.sql(
                        """
                        select s.stage, s.owner, s.team, s.start_at, s.end_at,
                               kpi_ms(s.start_at, coalesce(s.end_at, :now)) / 3600000.0 as hours,
                               coalesce(s.business,
                                   kpi_business(t.calendar, t.calendar_version, t.zone, s.start_at, coalesce(s.end_at, :now)))
                                   / 3600000.0 as business
                        from kpi_segment s
                        join kpi_ticket t using (instance)
                        where s.instance = :instance and s.main = :main
                        order by s.n
                        """)
                .param("now", Timestamp.from(clock.instant()))
                .param("instance", instance)
                .param("main", main)
                .query((row, i) -> {
                    double business = row.getDouble("business");
                    return new Spell(
                            row.getString("stage"),
                            settings.people() ? row.getString("owner") : null,
                            row.getString("team"),
                            row.getTimestamp("start_at").toInstant(),
                            instant(row, "end_at"),
                            Math.max(0, row.getDouble("hours")),
                            row.getObject("business") == null ? null : Double.valueOf(business));
                })
                .list();
    }

    private List<Promise> promises(String instance) {
        return jdbc.sql(
                        """
                        select metric, n, started_at, due_at, ended_at,
                               case when verdict = 'open' and due_at < :now then 'missed' else verdict end as verdict
                        from kpi_clock where instance = :instance order by started_at, clock
                        """)
                .param("now", Timestamp.from(clock.instant()))
                .param("instance", instance)
                .query((row, i) -> new Promise(
                        row.getString("metric"),
                        row.getInt("n"),
                        row.getTimestamp("started_at").toInstant(),
                        instant(row, "due_at"),
                        instant(row, "ended_at"),
                        row.getString("verdict")))
                .list();
    }

    private List<Moment> moments(TicketNumber number, String instance) {
        return jdbc.sql(
                        """
                        select case author_kind when 'CUSTOMER' then 'asked' else 'answered' end as kind, at,
                               case author_kind when 'AGENT' then author end as who, null as team, null as element
                        from kpi_source_message where number = :number
                        union all
                        select kind, at, case when kind = 'assigned' then owner end, team, element
                        from kpi_event
                        where instance = :instance
                          and kind in ('assigned', 'transferred', 'escalated', 'resolved', 'reopened', 'closed')
                        union all
                        select 'handover', moved_at, receiver, team, null
                        from kpi_handover where instance = :instance and moved_at is not null
                        order by at, kind
                        """)
                .param("number", number.value())
                .param("instance", instance)
                .query((row, i) -> new Moment(
                        row.getString("kind"),
                        row.getTimestamp("at").toInstant(),
                        settings.people() ? row.getString("who") : null,
                        row.getString("team"),
                        row.getString("element")))
                .list();
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        Timestamp value = row.getTimestamp(column);
        return value == null ? null : value.toInstant();
    }
}
