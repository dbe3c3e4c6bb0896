-- A weekly pattern: on that weekday (1 = Monday) these people work from start to end, wall-clock in the team's zone.
-- An end not after the start lies on the next day.
create table roster_pattern (
    id         bigint generated always as identity primary key,
    team       text not null,
    weekday    smallint not null check (weekday between 1 and 7),
    start_time time not null,
    end_time   time not null,
    people     text[] not null,
    valid_from date,
    valid_to   date
);

-- A dated shift takes the place of what the patterns say for its team at the same start; without people it says "no shift".
create table roster_shift (
    team     text not null,
    start_at timestamptz not null,
    end_at   timestamptz not null check (end_at > start_at),
    people   text[] not null,
    -- 'file' or 'desk': applying a file replaces only what came from a file
    source   text not null,
    primary key (team, start_at, end_at)
);
create index on roster_shift (start_at);

-- Whole days, first and last included, in the zone of the team whose shift they touch.
create table roster_absence (
    person   text not null,
    from_day date not null,
    to_day   date not null check (to_day >= from_day),
    source   text not null,
    primary key (person, from_day, to_day)
);

-- Which content of the roster file was applied last, so that an unchanged file changes nothing.
create table roster_file (
    only_one   boolean primary key default true check (only_one),
    digest     text not null,
    applied_at timestamptz not null
);
