-- Somebody has taken an endangered promise in hand: further rungs keep silent unless the ladder says otherwise.
create table sla_acknowledgement (
    clock bigint      not null primary key references sla_clock,
    actor text        not null,
    at    timestamptz not null
);
