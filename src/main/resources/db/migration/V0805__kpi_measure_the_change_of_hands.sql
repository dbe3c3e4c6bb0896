-- Why it was handed over, when it changed hands, and the time lost at it: what the sender last did to the ticket before,
-- what the receiver first did to it after. Null where it did not change hands, or nothing was done.
alter table kpi_handover
    add column cause      text,
    add column moved_at   timestamptz,
    add column left_at    timestamptz,
    add column resumed_at timestamptz;
comment on column kpi_handover.outcome is
    'offered (not answered yet), accepted, declined, unanswered, automatic, kept, stayed (nobody was there), withdrawn';
create index on kpi_handover (moved_at);
create index on kpi_handover (resumed_at);

-- Also those who have gone before they answered.
create or replace view kpi_source_handover as
select id as line, ticket as number, team, sender, receiver,
       case when state = 'WITHDRAWN' and reason in ('unanswered', 'receiver-gone') then 'unanswered' else lower(state) end as outcome,
       offered_at, decided_at, lower(replace(cause, '_', '-')) as cause
from handover_kpi_line;

-- Work on a ticket: who gets it is none.
create view kpi_source_activity as
select ticket as number, actor, at
from ticket_audit
where action not in ('handed-over', 'assigned', 'claimed', 'returned');

-- What was mined before is mined again.
insert into kpi_dirty (instance) select distinct instance from kpi_handover;
