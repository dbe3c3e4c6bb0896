-- Commands to promise open tickets what service-level.dmn says now. One is done in pieces, by whichever node has time.
create table ticket_level_command (
    id         bigint generated always as identity primary key,
    definition text        not null,
    version    int         not null,
    reason     text        not null,
    actor      text        not null,
    at         timestamptz not null,
    -- All tickets up to this number have been looked at.
    reached    text        not null default '',
    moved      int         not null default 0,
    -- Number of a ticket that could not be changed → why.
    failed     jsonb       not null default '{}',
    ended_at   timestamptz,
    -- The table was changed before the end: the rest was never agreed to.
    overtaken  boolean     not null default false
);
create index on ticket_level_command (id) where ended_at is null;
