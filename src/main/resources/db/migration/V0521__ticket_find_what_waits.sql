-- What stands in a team's queue is little beside all that is open.
create index on ticket_ticket (team) where owner is null and state in ('NEW', 'OPEN');
