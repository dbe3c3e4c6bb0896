-- Whom a history that was replayed names, and what they are called here.
create table people_recorded (
    kind text not null check (kind in ('team', 'agent', 'customer')),
    name text not null,
    id   text not null,
    primary key (kind, name),
    unique (kind, id)
);
