-- A person of the service desk has a user in the engine (name, address, password, groups); what the engine cannot hold is here.
create table people_person (
    id       text primary key,
    language text not null default 'en' check (language in ('en', 'ru')),
    zone     text not null default 'UTC'
);

-- A team is a group of the engine of type TEAM; its members and supervisors are the group's members.
create table people_team (
    key  text primary key,
    name text not null,
    zone text not null default 'UTC'
);

create table people_customer (
    id       bigint generated always as identity primary key,
    email    text not null unique check (email = lower(email)),
    name     text,
    language text not null default 'en' check (language in ('en', 'ru')),
    tier     text not null default 'standard'
);
