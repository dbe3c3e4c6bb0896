-- The clock's start is where its ledger says it is: a merge may have moved it back.
create or replace view kpi_source_clock as
select c.id as clock, c.subject as number, c.metric, c.n, sla_started_at(c.id) as started_at, c.ended_at, c.verdict, c.due_at, c.at_risk_at
from sla_clock c;

-- Since when the first answer was owed; null where that is when the ticket was received. Earlier where an older ticket was merged into this one.
alter table kpi_ticket add column first_asked_at timestamptz;
