-- One row, and one process instance, per absence in the roster: whoever inserts the row starts the instance.
create table handover_absence (
    -- Its id in the roster, which may forget an absence that was taken back.
    absence          bigint primary key,
    person           text not null,
    from_at          timestamptz not null,
    -- Null: until further notice.
    to_at            timestamptz,
    state            text not null check (state in ('PLANNED', 'ABSENT', 'BACK', 'OVER')),
    process_instance text
);
create index on handover_absence (person) where state in ('PLANNED', 'ABSENT');

-- What has left somebody while they were absent, whoever moved it; "chosen": they take it back.
create table handover_absence_ticket (
    absence bigint not null references handover_absence,
    ticket  text not null,
    left_at timestamptz not null,
    chosen  boolean not null default false,
    primary key (absence, ticket)
);

-- One row, and one process instance "no-show", per team shift of a team that asks who has not appeared.
create table handover_roll_call (
    shift            text primary key,
    team             text not null,
    start_at         timestamptz not null,
    end_at           timestamptz not null,
    process_instance text
);

-- Somebody who gave no sign at the begin of a shift, and what was answered to that.
create table handover_no_show (
    id          bigint generated always as identity primary key,
    shift       text not null references handover_roll_call,
    person      text not null,
    asked_at    timestamptz not null,
    answer      text check (answer in ('HERE', 'LATER', 'ABSENT', 'APPEARED')),
    comes_at    timestamptz,
    -- Of an absence: null is until further notice.
    absent_to   timestamptz,
    answered_by text,
    answered_at timestamptz,
    unique (shift, person)
);
create index on handover_no_show (person) where answer is null;
