-- Who gets a ticket. What a ticket needs of whoever takes it; null team rows follow the settings.
alter table ticket_ticket
    -- Skills that routing.dmn or a supervisor asks for.
    add column skills      text[]  not null default '{}',
    -- Whether whoever opened the ticket named the team: no decision table overrides it then.
    add column team_said   boolean not null default false,
    -- Since when it has had its present owner, or none; null: since it was opened, or from before this was kept.
    add column owner_since timestamptz;

-- Who has gone longest without a new ticket.
create index on ticket_ticket (owner, owner_since desc);

-- How a team's tickets find their agents. A team without a row: pull, and the default capacity.
create table ticket_team_routing (
    team     text primary key,
    mode     text not null check (mode in ('push', 'pull')),
    capacity int check (capacity > 0)
);

-- Why somebody was given a ticket by the desk, or why nobody was. Append-only.
create table ticket_routing (
    id         bigint generated always as identity primary key,
    ticket     text        not null references ticket_ticket,
    at         timestamptz not null,
    -- Whoever was given it; null: nobody could be found.
    person     text,
    team       text        not null,
    needs      jsonb       not null,
    -- Everybody who was considered, best first, with what spoke for and against them.
    considered jsonb       not null
);
create index on ticket_routing (ticket, id desc);
