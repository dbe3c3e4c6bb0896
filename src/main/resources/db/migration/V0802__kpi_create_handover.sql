-- A ticket in a hand-over: what was proposed, and what became of it.
create table kpi_handover (
    instance   text not null,
    line       bigint not null,
    team       text,
    sender     text not null,
    receiver   text not null,
    -- offered (not answered yet), accepted, declined, automatic, kept, withdrawn
    outcome    text not null,
    offered_at timestamptz not null,
    decided_at timestamptz,
    primary key (instance, line)
);
create index on kpi_handover (offered_at);

create view kpi_source_handover as
select id as line, ticket as number, team, sender, receiver, lower(state) as outcome, offered_at, decided_at
from handover_kpi_line;
