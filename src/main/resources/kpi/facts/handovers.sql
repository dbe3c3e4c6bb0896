-- What the room of hand-overs says about each ticket, and what sender and receiver did around it.
insert into kpi_handover (
    instance, line, team, sender, receiver, outcome, offered_at, decided_at, cause, moved_at, left_at, resumed_at)
select t.process_instance, h.line, h.team, h.sender, h.receiver, h.outcome, h.offered_at, h.decided_at, h.cause,
       m.moved_at, s.at, r.at
from kpi_source_ticket t
join kpi_source_handover h using (number)
cross join lateral (
    select case h.outcome when 'accepted' then h.decided_at when 'automatic' then h.offered_at end as moved_at
) m
left join lateral (
    select max(a.at) as at from kpi_source_activity a
    where a.number = t.number and a.actor = h.sender and a.at <= m.moved_at
) s on true
left join lateral (
    select min(a.at) as at from kpi_source_activity a
    where a.number = t.number and a.actor = h.receiver and a.at > m.moved_at
) r on true
where t.process_instance = any (:instances)
