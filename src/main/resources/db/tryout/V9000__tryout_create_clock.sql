-- How far the time machine has moved the clock ahead; one row.
create table tryout_clock (
    only_row      boolean primary key default true check (only_row),
    ahead_millis  bigint not null default 0 check (ahead_millis >= 0)
);
insert into tryout_clock default values;
