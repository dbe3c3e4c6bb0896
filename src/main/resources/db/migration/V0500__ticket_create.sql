create sequence ticket_running_number;

create table ticket_ticket (
    number            text primary key,
    subject           text not null,
    customer_id       bigint not null references people_customer,
    channel           text not null,
    state             text not null,
    state_since       timestamptz not null,
    priority          text not null,
    -- Whether whoever opened the ticket named the priority: no decision table overrides it then.
    priority_said     boolean not null default false,
    category          text,
    team              text,
    owner             text,
    -- What was promised: the chosen row of service-level.dmn
    level             jsonb,
    language          text not null,
    received_at       timestamptz not null,
    opened_at         timestamptz not null,
    opened_by         text not null,
    -- Oldest customer message that nobody has answered; null while no answer is owed.
    answer_owed_since timestamptz,
    first_replied_at  timestamptz,
    resolved_at       timestamptz,
    closed_at         timestamptz,
    cancel_reason     text,
    cycle             int not null default 1,
    follow_up_of      text references ticket_ticket,
    merged_into       text references ticket_ticket,
    process_instance  text,
    version           bigint not null default 0
);
create index on ticket_ticket (owner) where state not in ('CLOSED', 'CANCELLED');
create index on ticket_ticket (team) where state not in ('CLOSED', 'CANCELLED');
create index on ticket_ticket (customer_id);
create index on ticket_ticket (received_at);

create table ticket_message (
    id          bigint generated always as identity primary key,
    ticket      text not null references ticket_ticket,
    -- CUSTOMER, AGENT (a human of ours) or SYSTEM (acknowledgement and the like: never stops a response clock)
    author_kind text not null check (author_kind in ('CUSTOMER', 'AGENT', 'SYSTEM')),
    author      text not null,
    public      boolean not null,
    at          timestamptz not null,
    sent_at     timestamptz,
    text        text not null,
    html        text,
    message_id  text
);
create index on ticket_message (ticket, id);
create unique index on ticket_message (message_id) where message_id is not null;

create table ticket_attachment (
    id           bigint generated always as identity primary key,
    message      bigint not null references ticket_message,
    name         text not null,
    content_type text not null,
    size         int not null,
    content      bytea not null
);
create index on ticket_attachment (message);

create table ticket_audit (
    id     bigint generated always as identity primary key,
    ticket text not null references ticket_ticket,
    at     timestamptz not null,
    actor  text not null,
    action text not null,
    detail jsonb not null default '{}'
);
create index on ticket_audit (ticket, id);

create table ticket_idempotency (
    key        text not null,
    actor      text not null,
    request    text not null,
    ticket     text not null references ticket_ticket,
    created_at timestamptz not null,
    primary key (actor, key)
);
