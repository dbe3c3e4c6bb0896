-- What somebody shall be told. Written in the transaction that wants it told, put into words when it leaves: alone as a
-- mail of its own, or with others in a digest.
create table notification_notice (
    id             bigint generated always as identity primary key,
    key            text not null unique,
    kind           text not null,
    person         text not null,
    ticket         text,
    at_once        boolean not null,
    data           jsonb not null,
    state          text not null default 'WAITING' check (state in ('WAITING', 'SENT', 'DROPPED')),
    created_at     timestamptz not null,
    -- WAITING: not before this instant.
    due_at         timestamptz not null,
    -- WAITING: due_at is the start of the person's next shift.
    held_for_shift boolean not null default false,
    attempts       int not null default 0,
    last_error     text,
    -- SENT: the key of the mail it left in. DROPPED: null; last_error says why.
    mail           text,
    settled_at     timestamptz
);
create index on notification_notice (person, due_at) where state = 'WAITING';

-- When somebody's last mail of notices left: the next gathers what arrives in the pause after it.
create table notification_recipient (
    person       text primary key,
    last_mail_at timestamptz not null
);
