-- An offer that nobody answered is an outcome of its own; other withdrawn ones came to nothing for reasons of the ticket.
create or replace view kpi_source_handover as
select id as line, ticket as number, team, sender, receiver,
       case when state = 'WITHDRAWN' and reason = 'unanswered' then 'unanswered' else lower(state) end as outcome,
       offered_at, decided_at
from handover_kpi_line;
comment on column kpi_handover.outcome is 'offered (not answered yet), accepted, declined, unanswered, automatic, kept, withdrawn';
