-- A promise is given in working time or in working days: exactly one of the two.
alter table sla_clock_event
    add column budget_days int check (budget_days >= 0),
    drop constraint sla_clock_event_check,
    drop constraint sla_clock_event_check1,
    add constraint sla_clock_event_promise check (
        (kind in ('started', 'retargeted'))
        = (num_nonnulls(calendar, calendar_version, zone, at_risk_percent, source) = 5
           and num_nonnulls(budget_ms, budget_days) = 1)),
    add constraint sla_clock_event_no_promise check (
        kind in ('started', 'retargeted')
        or num_nonnulls(budget_ms, budget_days, calendar, calendar_version, zone, at_risk_percent, source) = 0);

-- Of budget_ms and budget_days one is null.
create or replace view sla_promise as
select c.id, c.subject, c.metric, c.n,
       first.at as started_at, c.ended_at, c.verdict, c.due_at,
       latest.budget_ms, latest.calendar, latest.calendar_version, latest.zone, latest.source, latest.budget_days
from sla_clock c
join sla_clock_event first on first.clock = c.id and first.seq = 1
cross join lateral (
    select e.budget_ms, e.calendar, e.calendar_version, e.zone, e.source, e.budget_days
    from sla_clock_event e
    where e.clock = c.id and e.calendar is not null
    order by e.seq desc
    limit 1) latest;
