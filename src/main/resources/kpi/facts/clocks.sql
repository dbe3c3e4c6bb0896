-- Promises and their verdicts; of those still open the miner adds the deadline, which only the ledger can derive.
insert into kpi_clock (instance, clock, metric, n, started_at, verdict, ended_at, due_at, at_risk_at, owner, team, late)
select t.process_instance, c.clock, c.metric, c.n, c.started_at, coalesce(c.verdict, 'open'), c.ended_at, c.due_at, c.at_risk_at,
       h.owner, h.team,
       case when c.verdict = 'missed' then kpi_business(k.calendar, k.version, k.zone, c.due_at, c.ended_at) end
from kpi_source_ticket t
join kpi_source_clock c using (number)
left join lateral kpi_calendar(t.number) k on true
left join lateral (
    select s.owner, s.team
    from kpi_segment s
    where s.instance = t.process_instance and s.main and (c.ended_at is null or s.start_at < c.ended_at)
    order by s.n desc
    limit 1
) h on true
where t.process_instance = any (:instances)
