-- A shift that the roster knows no more (cancelled, or of another length now) hands nothing over by itself.
alter table handover_shift add column taken_out_at timestamptz;

-- Who was in a shift when the roster was last looked at; left_at: taken out of it while it ran, and in no other one.
create table handover_member (
    shift   text not null references handover_shift on delete cascade,
    person  text not null,
    left_at timestamptz,
    primary key (shift, person)
);

-- What is left at the end of a shift and who takes it: chosen at once for all, moved receiver by receiver, each in a job of
-- its own. done_at: looked after, whatever came of it.
create table handover_move (
    shift      text not null references handover_shift on delete cascade,
    ticket     text not null,
    sender     text not null,
    receiver   text not null,
    note       text,
    planned_at timestamptz not null,
    done_at    timestamptz,
    primary key (shift, ticket)
);
create index on handover_move (shift, receiver);

alter table handover_handover
    -- A colleague is asked once more before the supervisor is: 2.
    add column round smallint not null default 1;

alter table handover_line
    drop constraint handover_line_state_check,
    add check (state in ('OFFERED', 'ACCEPTED', 'DECLINED', 'AUTOMATIC', 'KEPT', 'STAYED', 'WITHDRAWN')),
    -- Nobody waits for themself.
    add constraint handover_line_to_somebody_else check (state <> 'OFFERED' or receiver <> sender) not valid,
    -- Somebody who answers for the team has decided in the receiver's place.
    add column bypassed boolean not null default false;
create index handover_line_stayed on handover_line (team) where state = 'STAYED';
create index handover_line_pending on handover_line (team) where state = 'OFFERED';
