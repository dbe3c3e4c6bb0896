-- Every mail that was read, once: the row and what became of the mail are one transaction.
create table channel_mail (
    id          bigint generated always as identity primary key,
    -- Message-ID, or a hash of the whole mail where it has none.
    message_key text not null unique,
    -- Tells another mail under a Message-ID that was used before from the same mail again.
    fingerprint text not null,
    sender      text,
    subject     text not null,
    received_at timestamptz not null,
    taken_at    timestamptz not null,
    outcome     text not null check (outcome in ('OPENED', 'JOINED', 'NOTED', 'ASIDE')),
    ticket      text
);
create index on channel_mail (ticket, sender) where ticket is not null;
create index on channel_mail (sender, taken_at);

-- Mail that became neither ticket nor message: kept whole, so that nothing is lost and a human can have it read again.
create table channel_mail_aside (
    id         bigint generated always as identity primary key,
    mail       bigint not null unique references channel_mail,
    reason     text not null,
    detail     text not null,
    raw        bytea not null,
    aside_at   timestamptz not null,
    -- Set when somebody had it opened as a ticket after all.
    settled_by text,
    settled_at timestamptz
);
create index on channel_mail_aside (id) where settled_at is null;
