-- Who did it: user id of a person, or "system".
alter table sla_clock_event add column actor text not null default 'system';
