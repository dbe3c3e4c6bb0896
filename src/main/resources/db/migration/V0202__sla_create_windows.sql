-- Business time in SQL. One row per window of a calendar version read in a zone, with the business milliseconds from a
-- fixed origin to its opening; written by the application (CalendarDesk) before the calendar is used there, for the years
-- 2000 to 2049. The rows at both ends are empty windows: before the first there is no answer, from the last on its position
-- is null, so that a question beyond the table answers null instead of a wrong figure.
create table sla_window (
    calendar    text        not null,
    version     int         not null,
    zone        text        not null,
    opens_at    timestamptz not null,
    closes_at   timestamptz not null check (closes_at >= opens_at),
    position_ms bigint,
    primary key (calendar, version, zone, opens_at),
    foreign key (calendar, version) references sla_calendar
);

-- Business milliseconds from the origin to an instant; equal to the Java calendar's, which drops fractions of a millisecond.
create function sla_business_position(calendar text, version int, zone text, instant timestamptz)
    returns bigint
    language sql stable parallel safe
return (
    select w.position_ms
           + floor(extract(epoch from least(date_trunc('milliseconds', $4), w.closes_at) - w.opens_at) * 1000)::bigint
    from sla_window w
    where w.calendar = $1 and w.version = $2 and w.zone = $3 and w.opens_at <= $4
    order by w.opens_at desc
    limit 1
);

-- Elapsed business time between two instants in milliseconds; 0 when the end is not after the start, null where either is
-- null or the windows are not known.
--
-- For facts on a ticket take the calendar of its promise, which sla_promise names for every clock:
--
--   select p.subject, sla_business_ms(p.calendar, p.calendar_version, p.zone, f.received_at, f.resolved_at)
--   from fact f join sla_promise p on p.subject = f.ticket and p.metric = 'resolution' and p.n = 1
--
-- Where there is no clock, CalendarDesk.current(key, zone) names a version and sees to its windows.
create function sla_business_ms(calendar text, version int, zone text, since timestamptz, until timestamptz)
    returns bigint
    language sql stable parallel safe
return case
    when $5 <= $4 then 0
    else sla_business_position($1, $2, $3, $5) - sla_business_position($1, $2, $3, $4)
end;

-- What other rooms may read about clocks: what is promised at present and, once ended, how it went. A clock without
-- ended_at is open; whether it is overdue is derived by replaying its ledger (ClockDesk).
create view sla_promise as
select c.id, c.subject, c.metric, c.n,
       first.at as started_at, c.ended_at, c.verdict, c.due_at,
       latest.budget_ms, latest.calendar, latest.calendar_version, latest.zone, latest.source
from sla_clock c
join sla_clock_event first on first.clock = c.id and first.seq = 1
cross join lateral (
    select e.budget_ms, e.calendar, e.calendar_version, e.zone, e.source
    from sla_clock_event e
    where e.clock = c.id and e.budget_ms is not null
    order by e.seq desc
    limit 1) latest;
