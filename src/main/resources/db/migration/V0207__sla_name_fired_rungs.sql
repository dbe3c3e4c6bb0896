-- Rungs are called by their moment now. What was told under the former names is not told again.
insert into sla_rung (clock, rung, fired_at)
select r.clock, '100%', r.fired_at from sla_rung r where r.rung = 'overdue'
on conflict do nothing;

insert into sla_rung (clock, rung, fired_at)
select r.clock, '+PT1H', r.fired_at from sla_rung r where r.rung = 'overdue-again'
on conflict do nothing;

insert into sla_rung (clock, rung, fired_at)
select r.clock, latest.at_risk_percent || '%', r.fired_at
from sla_rung r cross join lateral (
    select e.at_risk_percent from sla_clock_event e
    where e.clock = r.clock and e.at_risk_percent is not null order by e.seq desc limit 1) latest
where r.rung = 'at-risk'
on conflict do nothing;
