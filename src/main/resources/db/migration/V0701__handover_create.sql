-- One row, and one process instance, per team shift: whoever inserts the row starts the instance.
create table handover_shift (
    key              text primary key,
    team             text not null,
    start_at         timestamptz not null,
    end_at           timestamptz not null,
    planned_at       timestamptz not null,
    process_instance text,
    -- When what nobody had handed over was moved; from then on every ticket of this shift has an owner on shift.
    settled_at       timestamptz
);
create index on handover_shift (end_at);

-- Agents who were asked to hand over before the end of the shift.
create table handover_sender (
    shift      text not null references handover_shift,
    agent      text not null,
    asked_at   timestamptz not null,
    decided_at timestamptz,
    primary key (shift, agent)
);

-- What one receiver is asked to take over: one process instance "handover".
create table handover_handover (
    id               bigint generated always as identity primary key,
    shift            text not null references handover_shift,
    receiver         text not null,
    -- Ownership has moved already; the receiver is told and may decline to the supervisor.
    automatic        boolean not null,
    created_at       timestamptz not null,
    answer_by        timestamptz not null,
    supervisor       text,
    process_instance text
);

create table handover_line (
    id         bigint generated always as identity primary key,
    -- Null for a ticket that its owner keeps.
    handover   bigint references handover_handover,
    shift      text not null references handover_shift,
    ticket     text not null,
    sender     text not null,
    receiver   text not null,
    note       text,
    state      text not null check (state in ('OFFERED', 'ACCEPTED', 'DECLINED', 'AUTOMATIC', 'KEPT', 'WITHDRAWN')),
    -- Offered to the supervisor after somebody declined or did not answer.
    redirected boolean not null default false,
    offered_at timestamptz not null,
    decided_at timestamptz,
    decided_by text,
    -- What the receiver answered, until it has been carried out; of a supervisor the user id of the new owner.
    answer     text,
    reason     text
);
create index on handover_line (handover);
create index on handover_line (shift);
create index on handover_line (ticket);
-- A pending hand-over of a ticket has exactly one receiver.
create unique index handover_line_one_offer on handover_line (ticket) where state = 'OFFERED';

-- For figures: one row per ticket and hand-over. Delay in milliseconds, of what was answered by a person.
create view handover_kpi_line as
select l.id, l.ticket, s.team, l.shift, s.end_at as shift_end, l.sender, l.receiver, l.state, l.redirected,
       h.automatic, l.offered_at, l.decided_at, l.reason,
       case when l.state in ('ACCEPTED', 'DECLINED')
            then (extract(epoch from l.decided_at - l.offered_at) * 1000)::bigint end as answer_ms
from handover_line l
join handover_shift s on s.key = l.shift
left join handover_handover h on h.id = l.handover;
