-- Each time that the engine's timers were compared with the ledger, and what was found.
create table ticket_timer_check (
    id          bigint generated always as identity primary key,
    started_at  timestamptz not null,
    finished_at timestamptz,
    -- The last ticket looked at: an interrupted check goes on behind it.
    position    text        not null default '',
    checked     integer     not null default 0,
    differing   integer     not null default 0,
    repaired    integer     not null default 0,
    unrepaired  integer     not null default 0
);

create table ticket_timer_finding (
    check_id bigint  not null references ticket_timer_check on delete cascade,
    -- Number of the ticket, or the business key of a process without one.
    ticket   text    not null,
    kind     text    not null,
    -- What it is about: element of the process, promise or process instance.
    element  text    not null,
    was      timestamptz,
    due      timestamptz,
    detail   text,
    primary key (check_id, ticket, kind, element)
);
