-- One per response clock: from the oldest unanswered message of the customer to the first public answer of a human;
-- solving without an answer ends it, too. The ledger knows in which order things were done: mail that lay unread for a
-- while bears an earlier time than an answer that never saw it.
insert into kpi_exchange (instance, n, asked_at, answered_at, answered_by, dropped_at, team, business)
select t.process_instance,
       row_number() over (partition by t.process_instance order by c.clock),
       c.started_at,
       a.answered_at,
       m.author,
       case when a.answered_at is null then c.ended_at end,
       t.team,
       kpi_business(k.calendar, k.version, k.zone, c.started_at, a.answered_at)
from kpi_source_ticket t
join kpi_source_clock c using (number)
left join lateral kpi_calendar(t.number) k on true
left join lateral (
    -- The ledger counts in milliseconds.
    select said.at, said.author
    from kpi_source_message said
    where said.number = t.number and said.author_kind = 'AGENT' and date_trunc('milliseconds', said.at) = c.ended_at
    order by said.id
    limit 1
) m on true
cross join lateral (
    select case when m.at is not null or c.verdict = 'met' then coalesce(m.at, c.ended_at) end as answered_at
) a
where t.process_instance = any (:instances) and c.metric in ('first_response', 'next_response')
