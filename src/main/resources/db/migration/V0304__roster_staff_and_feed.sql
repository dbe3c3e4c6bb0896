-- What a team wants its hours staffed by.
create table roster_team (
    team       text primary key,
    -- tickets that one agent can take in an hour; null: nobody has said, and no need is counted
    rate       numeric(6, 2) check (rate > 0),
    -- working calendar whose hours must not be empty; '' = none
    calendar   text not null,
    version    integer not null default 1,
    changed_by text not null,
    changed_at timestamptz not null
);

-- Addresses at which a calendar program reads a roster without a log-in. Only a hash of the secret is kept.
create table roster_feed (
    id         bigint generated always as identity primary key,
    secret     bytea not null unique,
    owner      text not null,
    -- a person's own shifts, or those of the team
    team       text,
    created_at timestamptz not null,
    revoked_at timestamptz
);
create unique index on roster_feed (owner, coalesce(team, '')) where revoked_at is null;
