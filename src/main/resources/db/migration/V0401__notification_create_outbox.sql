-- Every mail that leaves. A row is written in the transaction that wants the mail and sent after its commit.
create table notification_mail (
    id              bigint generated always as identity primary key,
    key             text not null unique,
    kind            text not null,
    recipient       text not null,
    recipient_name  text,
    language        text not null,
    subject         text not null,
    text            text not null,
    html            text not null,
    message_id      text not null unique,
    -- Earlier message ids of the thread as in the header: oldest first, separated by spaces.
    reference_ids   text not null default '',
    automatic       boolean not null,
    ticket          text,
    person          text,
    state           text not null check (state in ('PENDING', 'SENDING', 'SENT', 'FAILED')),
    attempts        int not null default 0,
    created_at      timestamptz not null,
    -- PENDING: not before this instant. SENDING: who sends it has died if it still stands here at this instant.
    due_at          timestamptz not null,
    sent_at         timestamptz,
    last_error      text
);
create index on notification_mail (due_at) where state in ('PENDING', 'SENDING');
create index on notification_mail (state, id);
create index on notification_mail (ticket, lower(recipient)) where ticket is not null;

create table notification_mail_file (
    id           bigint generated always as identity primary key,
    mail         bigint not null references notification_mail on delete cascade,
    name         text not null,
    content_type text not null,
    content      bytea not null
);
create index on notification_mail_file (mail);
