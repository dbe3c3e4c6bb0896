package io.promisedesk.kpi;

import java.sql.Timestamp;
import java.time.Instant;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Facts as a busy desk leaves them. */
final class KpiSamples {

    private KpiSamples() {}

    /** 400 tickets of the last 40 days in two teams, most of them solved; the same every time. */
    static void busyDesk(JdbcClient jdbc, Instant now) {
        jdbc.sql("select setseed(0.42)").query((row, i) -> 1).list();
        jdbc.sql(
                        """
                        insert into kpi_ticket (instance, process, process_version, number, received_at, first_reply_at,
                            first_reply_by, first_resolved_at, resolved_at, resolved_by, closed_at, channel, priority, category,
                            customer, team, owner, waiting, waiting_before_resolved, waiting_before_resolved_business, transfers,
                            reopens, waiting_episodes, assignments, replies, escalations, handovers, first_response_business,
                            first_resolution_business, full_resolution_business, waiting_business)
                        select 'i' || i, 'ticket', 1, 'T-2026-' || lpad(i::text, 6, '0'), received, received + reply, owner,
                               solved, solved, owner, solved + interval '5 days', 'mail', 'moderate',
                               (array['invoice', 'delivery', 'login', 'warranty'])[1 + floor(random() * 4)],
                               i, team, owner, waited, coalesce(waited, 0), coalesce(waited, 0) / 3, 0, (random() < 0.07)::int, 0,
                               1, 1, 0, 0, extract(epoch from reply) * 400, extract(epoch from solved - received) * 350,
                               extract(epoch from solved - received) * 350, waited / 3
                        from (
                            select i, received, reply, team, owner,
                                   case when random() < 0.4 then (3600000 * (2 + 60 * random() * random()))::bigint end as waited,
                                   case when received + work < :now then received + work end as solved
                            from (
                                select i, :now::timestamptz - interval '40 days' * random() as received,
                                       interval '1 minute' * (4 + 400 * random() ^ 4) as reply,
                                       interval '1 minute' * (30 + 9000 * random() ^ 3) as work,
                                       case when i % 5 < 3 then 'service' else 'technical' end as team,
                                       (array['anna', 'boris', 'clara', 'dmitri'])[1 + i % 4] as owner
                                from generate_series(1, 400) i
                            ) drawn
                        ) t
                        """)
                .param("now", Timestamp.from(now))
                .update();
        jdbc.sql(
                        """
                        insert into kpi_segment (instance, n, main, stage, owner, team, start_at, end_at, business)
                        select instance, n, true, stage, case when n > 1 then owner end, team,
                               received_at + life * since, case when resolved_at is not null or n < 4 then received_at + life * until end,
                               null
                        from (
                            select *, coalesce(resolved_at, :now::timestamptz) - received_at as life,
                                   case team when 'service' then 0.45 else 0.2 end as queued
                            from kpi_ticket
                        ) t
                        cross join lateral (values (1, 'queue', 0.0, queued), (2, 'work', queued, queued + 0.2),
                            (3, 'waiting-customer', queued + 0.2, queued + 0.45), (4, 'work', queued + 0.45, 1.0))
                            stage (n, stage, since, until)
                        """)
                .param("now", Timestamp.from(now))
                .update();
        jdbc.sql(
                        """
                        insert into kpi_clock (instance, clock, metric, n, started_at, verdict, due_at, at_risk_at, ended_at, team)
                        select instance, row_number() over (order by received_at, metric), metric, 1, received_at,
                               case when ended is null then 'open' when ended <= due then 'met' else 'missed' end,
                               due, due - (due - received_at) / 4, ended, team
                        from kpi_ticket
                        cross join lateral (values
                            ('first_response', received_at + interval '2 hours', first_reply_at),
                            ('resolution', received_at + interval '3 days', resolved_at)) k (metric, due, ended)
                        """)
                .update();
        jdbc.sql(
                        """
                        insert into kpi_event (instance, n, kind, at, owner, team)
                        select instance, 1, 'transferred', received_at + interval '1 hour', null, team
                        from kpi_ticket where instance like '%7'
                        """)
                .update();
        jdbc.sql(
                        """
                        insert into kpi_handover (instance, line, team, sender, receiver, outcome, offered_at, decided_at)
                        select instance, row_number() over (order by instance), team, owner, 'boris',
                               case when instance like '%8' then 'automatic' when instance like '%18' then 'declined' else 'accepted' end,
                               received_at + interval '3 hours', received_at + interval '190 minutes'
                        from kpi_ticket where instance like '%8' or instance like '%3'
                        """)
                .update();
    }
}
