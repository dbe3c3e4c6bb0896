-- The key that signs links in mails: made by the first node that needs it, the same for all.
create table platform_link_key (
    only_one   boolean primary key default true check (only_one),
    key        bytea not null,
    created_at timestamptz not null
);

-- Links that were used: each works once. Forgotten some time after they have expired anyway.
create table platform_link_used (
    link      bytea primary key,
    person    text not null,
    used_at   timestamptz not null,
    forget_at timestamptz not null
);
create index on platform_link_used (forget_at);
