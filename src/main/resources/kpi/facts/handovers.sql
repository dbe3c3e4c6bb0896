-- What the room of hand-overs says about each ticket.
insert into kpi_handover (instance, line, team, sender, receiver, outcome, offered_at, decided_at)
select t.process_instance, h.line, h.team, h.sender, h.receiver, h.outcome, h.offered_at, h.decided_at
from kpi_source_ticket t
join kpi_source_handover h using (number)
where t.process_instance = any (:instances)
