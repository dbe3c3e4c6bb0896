-- One agent gives a shift to another, or changes it for one of theirs. A confirmed swap is laid over what patterns and
-- dated shifts say: who leaves and who comes.
create table roster_swap (
    id          bigint generated always as identity primary key,
    team        text not null,
    giver       text not null,
    given_start timestamptz not null,
    given_end   timestamptz not null check (given_end > given_start),
    taker       text not null check (taker <> giver),
    back_start  timestamptz,
    back_end    timestamptz check (back_end > back_start),
    state       text not null check (state in ('ASKED', 'CONFIRMED', 'DECLINED', 'WITHDRAWN', 'FORBIDDEN')),
    note        text,
    asked_at    timestamptz not null,
    decided_at  timestamptz,
    decided_by  text,
    check ((back_start is null) = (back_end is null)),
    check ((state = 'ASKED') = (decided_at is null))
);
create index on roster_swap (given_start);
create index on roster_swap (back_start);
-- A shift of somebody's is offered once at a time.
create unique index on roster_swap (team, giver, given_start) where state = 'ASKED';
