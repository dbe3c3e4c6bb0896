-- The history that is replayed on this installation, and how far it is. The position is committed together with the event.
create table replay_run (
    only_one    boolean primary key default true check (only_one),
    file        text        not null,
    -- SHA-256 of what is in it, uncompressed
    digest      text        not null,
    -- Line of the last row that was dealt with; the header is line 1.
    position    bigint      not null,
    events      bigint      not null default 0,
    first_at    timestamptz,
    last_at     timestamptz,
    started_at  timestamptz not null,
    finished_at timestamptz
);

-- What a ticket is called where it comes from.
create table replay_ticket (
    name   text primary key,
    number text not null unique references ticket_ticket
);

-- Rows that were left out.
create table replay_fault (
    line   bigint primary key,
    ticket text,
    reason text not null
);

-- Cases of a history of the past, in which each instant is one event.
create view kpi_source_record as
select process_instance as instance from ticket_ticket where recorded and process_instance is not null;
