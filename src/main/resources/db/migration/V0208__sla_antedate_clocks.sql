-- A clock may turn out to have begun earlier than it was started: `since` is its start from that line on.
alter table sla_clock_event
    add column since timestamptz,
    drop constraint sla_clock_event_kind_check,
    add constraint sla_clock_event_kind_check
        check (kind in ('started', 'paused', 'resumed', 'retargeted', 'antedated', 'stopped', 'cancelled')),
    add constraint sla_clock_event_since check ((kind = 'antedated') = (since is not null));

-- When a clock began, as its ledger says now: each such line moves the start further back.
create function sla_started_at(clock bigint) returns timestamptz
    language sql stable parallel safe
    return (select coalesce(min(e.since), min(e.at)) from sla_clock_event e
            where e.clock = sla_started_at.clock and e.kind in ('started', 'antedated'));

-- Of budget_ms and budget_days one is null.
create or replace view sla_promise as
select c.id, c.subject, c.metric, c.n,
       sla_started_at(c.id) as started_at, c.ended_at, c.verdict, c.due_at,
       latest.budget_ms, latest.calendar, latest.calendar_version, latest.zone, latest.source, latest.budget_days
from sla_clock c
cross join lateral (
    select e.budget_ms, e.calendar, e.calendar_version, e.zone, e.source, e.budget_days
    from sla_clock_event e
    where e.clock = c.id and e.calendar is not null
    order by e.seq desc
    limit 1) latest;
