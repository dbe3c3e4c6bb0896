-- Who is writing an answer to a ticket just now; kept fresh by the page while its reader types.
create table workplace_presence (
    ticket        text not null,
    person        text not null,
    writing_until timestamptz not null,
    primary key (ticket, person)
);

-- What a person is told on the page they have open. Short-lived: the ticket itself keeps the history.
create table workplace_notice (
    id     bigint generated always as identity primary key,
    person text not null,
    kind   text not null check (kind in ('ASSIGNED', 'CUSTOMER_WROTE')),
    ticket text not null,
    by     text not null,
    at     timestamptz not null
);
create index on workplace_notice (person, at);

-- Counts what has happened to a ticket, so that an open page knows that it shows an old state.
create table workplace_pulse (
    ticket text primary key,
    beats  bigint not null
);
