-- A version of a working calendar never changes: what was promised on it can be computed again for ever.
create table sla_calendar (
    key        text        not null,
    version    int         not null,
    definition jsonb       not null,
    defined_at timestamptz not null,
    primary key (key, version)
);

-- A clock is its ledger (sla_clock_event): state and deadline are derived by replaying it. Only what a clock said when it
-- ended is kept, and never touched again.
create table sla_clock (
    id         bigint generated always as identity primary key,
    subject    text not null,
    metric     text not null check (metric in ('first_response', 'next_response', 'resolution')),
    n          int  not null,
    ended_at   timestamptz,
    verdict    text check (verdict in ('met', 'missed', 'cancelled')),
    due_at     timestamptz,
    at_risk_at timestamptz,
    unique (subject, metric, n),
    check ((ended_at is null) = (verdict is null)),
    check (ended_at is not null or due_at is null and at_risk_at is null)
);

create unique index sla_clock_open on sla_clock (subject, metric) where ended_at is null;

-- Append-only. The number of a line is part of the key, so that two writers cannot both append the next one.
create table sla_clock_event (
    clock            bigint      not null references sla_clock,
    seq              int         not null,
    kind             text        not null check (kind in ('started', 'paused', 'resumed', 'retargeted', 'stopped', 'cancelled')),
    at               timestamptz not null,
    reason           text,
    -- What was promised, on lines that promise.
    budget_ms        bigint check (budget_ms >= 0),
    calendar         text,
    calendar_version int,
    zone             text,
    at_risk_percent  int check (at_risk_percent between 1 and 99),
    source           text,
    primary key (clock, seq),
    foreign key (calendar, calendar_version) references sla_calendar,
    check ((kind in ('started', 'retargeted')) = (num_nonnulls(budget_ms, calendar, calendar_version, zone, at_risk_percent, source) = 6)),
    check ((kind in ('started', 'retargeted')) or num_nonnulls(budget_ms, calendar, calendar_version, zone, at_risk_percent, source) = 0)
);

-- Each rung of an escalation ladder fires once for a clock, whoever recomputes, retries or restarts.
create table sla_rung (
    clock    bigint      not null references sla_clock,
    rung     text        not null,
    fired_at timestamptz not null,
    primary key (clock, rung)
);
