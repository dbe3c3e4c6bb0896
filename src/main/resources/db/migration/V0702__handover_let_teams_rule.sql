-- What a team has said about its hand-overs; null: as promisedesk.handover.* says. In seconds.
create table handover_team (
    team           text primary key,
    lead_time      integer check (lead_time >= 0),
    grace          integer check (grace >= 0),
    acceptance     integer check (acceptance > 0),
    -- 0: nobody is asked about agents who do not appear.
    no_show_after  integer check (no_show_after >= 0),
    tell_customers boolean,
    changed_at     timestamptz not null,
    changed_by     text not null
);

-- Tickets change hands for other reasons than the end of a shift, too. "occasion" holds together what belongs together:
-- the key of the shift, or what an absence or a person says.
alter table handover_handover
    alter column shift drop not null,
    add column team text,
    add column cause text not null default 'SHIFT_END',
    add column occasion text;
update handover_handover h set team = s.team, occasion = s.key from handover_shift s where s.key = h.shift;
alter table handover_handover
    alter column team set not null,
    alter column occasion set not null,
    alter column cause drop default;
create index on handover_handover (occasion);

alter table handover_line
    alter column shift drop not null,
    add column team text,
    add column cause text not null default 'SHIFT_END',
    add column occasion text;
update handover_line l set team = s.team, occasion = s.key from handover_shift s where s.key = l.shift;
alter table handover_line
    alter column team set not null,
    alter column occasion set not null,
    alter column cause drop default;
create index on handover_line (occasion);

create or replace view handover_kpi_line as
select l.id, l.ticket, l.team, l.shift, s.end_at as shift_end, l.sender, l.receiver, l.state, l.redirected,
       h.automatic, l.offered_at, l.decided_at, l.reason,
       case when l.state in ('ACCEPTED', 'DECLINED')
            then (extract(epoch from l.decided_at - l.offered_at) * 1000)::bigint end as answer_ms,
       l.cause
from handover_line l
left join handover_shift s on s.key = l.shift
left join handover_handover h on h.id = l.handover;
