-- What has changed and must be mined again: appended to in the transaction of the change, consumed by the miners.
-- No unique key on purpose: an upsert would lose updates or make the engine wait for a miner.
create table kpi_dirty (
    seq      bigint generated always as identity primary key,
    instance text not null
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);
create index on kpi_dirty (instance);

-- Instances whose facts could not be written, with the reason; the next change of the instance tries again.
create table kpi_failed (
    instance  text primary key,
    failed_at timestamptz not null,
    reason    text not null
);

-- Marks of a deployed process definition, read once from its model.
create table kpi_definition (
    id      text primary key,
    process text not null,
    version int not null,
    -- Whether it has a main line (a stage that is neither escalation nor hand-over), so that its instances are cases.
    main    boolean not null
);

create table kpi_mark (
    definition text not null references kpi_definition on delete cascade,
    element    text not null,
    stage      text,
    milestone  text,
    -- How many scopes lie around the element: the innermost mark wins.
    depth      int not null,
    primary key (definition, element)
);

-- One row per case: a root process instance with a main line. Business durations are milliseconds on the promise's calendar.
create table kpi_ticket (
    instance                  text primary key,
    process                   text not null,
    process_version           int not null,
    number                    text,
    received_at               timestamptz not null,
    first_reply_at            timestamptz,
    first_reply_by            text,
    first_resolved_at         timestamptz,
    resolved_at               timestamptz,
    resolved_by               text,
    closed_at                 timestamptz,
    ended_at                  timestamptz,
    channel                   text,
    priority                  text,
    category                  text,
    customer                  bigint,
    team                      text,
    owner                     text,
    -- merged, spam, test: in no figure
    excluded                  text,
    -- Milliseconds of finished stages; null where the ticket was never there.
    waiting                   bigint,
    waiting_before_resolved   bigint not null,
    on_hold                   bigint,
    requester_wait            bigint,
    transfers                 int not null,
    reopens                   int not null,
    waiting_episodes          int not null,
    assignments               int not null,
    replies                   int not null,
    escalations               int not null,
    handovers                 int not null,
    -- The calendar of the promise, on which the business durations count.
    calendar                  text,
    calendar_version          int,
    zone                      text,
    first_response_business   bigint,
    first_resolution_business bigint,
    full_resolution_business  bigint,
    closure_business          bigint,
    waiting_business          bigint,
    waiting_before_resolved_business bigint,
    on_hold_business          bigint,
    requester_wait_business   bigint
);
create index on kpi_ticket (number);
create index on kpi_ticket (received_at);
create index on kpi_ticket (first_reply_at);
create index on kpi_ticket (resolved_at);
create index on kpi_ticket (closed_at);

-- The life of a case without gaps, cut where stage, owner or team changes; beside it what runs next to the main line.
create table kpi_segment (
    instance text not null,
    n        int not null,
    main     boolean not null,
    stage    text,
    owner    text,
    team     text,
    start_at timestamptz not null,
    end_at   timestamptz,
    business bigint,
    primary key (instance, n)
);
create index on kpi_segment (start_at);
create index on kpi_segment (instance) where end_at is null;

-- What happened: milestones by mark, and `assigned`, `transferred`, `waiting` by change; owner and team are those after
-- an assignment or transfer, and those who had the case when it reached a milestone.
create table kpi_event (
    instance text not null,
    n        int not null,
    kind     text not null,
    element  text,
    at       timestamptz not null,
    owner    text,
    team     text,
    primary key (instance, n)
);
create index on kpi_event (kind, at);

-- From the oldest unanswered message of the customer to the first public answer of a human.
create table kpi_exchange (
    instance    text not null,
    n           int not null,
    asked_at    timestamptz not null,
    answered_at timestamptz,
    answered_by text,
    -- Solved without an answer.
    dropped_at  timestamptz,
    team        text,
    business    bigint,
    primary key (instance, n)
);
create index on kpi_exchange (answered_at);

-- A promise and what became of it. While it is open, the deadline stands here only as long as it runs.
create table kpi_clock (
    instance   text not null,
    clock      bigint not null,
    metric     text not null,
    n          int not null,
    started_at timestamptz not null,
    -- met, missed (also while still open), cancelled, open
    verdict    text not null,
    ended_at   timestamptz,
    due_at     timestamptz,
    at_risk_at timestamptz,
    owner      text,
    team       text,
    -- Business time beyond the deadline.
    late       bigint,
    primary key (instance, clock)
);
create index on kpi_clock (ended_at);
create index on kpi_clock (due_at) where ended_at is null;
create index on kpi_clock (clock);

-- What the rooms publish to the miner.
create index on ticket_ticket (process_instance);

create view kpi_source_clock as
select c.id as clock, c.subject as number, c.metric, c.n, e.at as started_at, c.ended_at, c.verdict, c.due_at, c.at_risk_at
from sla_clock c
join sla_clock_event e on e.clock = c.id and e.seq = 1;

create view kpi_source_ticket as
select number,
       process_instance,
       customer_id as customer,
       lower(channel) as channel,
       lower(priority) as priority,
       category,
       team,
       owner,
       received_at,
       opened_by,
       closed_at,
       cancel_reason,
       state
from ticket_ticket;

create view kpi_source_message as
select ticket as number, id, author_kind, author, at
from ticket_message
where public and author_kind in ('CUSTOMER', 'AGENT');

create function kpi_ms(start_at timestamptz, end_at timestamptz) returns bigint
    language sql immutable parallel safe
    return round(extract(epoch from end_at - start_at) * 1000)::bigint;

-- The calendar on which a ticket's promise counts: that of its last promise of resolution, or else of its last promise.
create function kpi_calendar(ticket text) returns table (calendar text, version int, zone text)
    language sql stable
    as $$
        select e.calendar, e.calendar_version, e.zone
        from sla_clock c
        join sla_clock_event e on e.clock = c.id and e.calendar is not null
        where c.subject = ticket
        order by c.metric = 'resolution' desc, c.n desc, e.clock desc, e.seq desc
        limit 1
    $$;

-- Business time in milliseconds; null while nobody can count it.
create function kpi_business(calendar text, version int, zone text, start_at timestamptz, end_at timestamptz) returns bigint
    language sql stable parallel safe
    return null::bigint;
