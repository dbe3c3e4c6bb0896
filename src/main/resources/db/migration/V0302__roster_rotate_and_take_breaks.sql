-- A pattern repeats every so many days, counted from its anchor; its slots say what happens on which of them. A weekly
-- pattern is one of 7 days.
create table roster_slot (
    id         bigint generated always as identity primary key,
    pattern    bigint not null references roster_pattern on delete cascade,
    -- 0 = the day of the anchor
    day        smallint not null check (day >= 0),
    start_time time not null,
    end_time   time not null,
    people     text[] not null,
    -- '12:00-12:30' for all, '12:30-13:00 anna' for one
    breaks     text[] not null default '{}'
);
create index on roster_slot (pattern);

-- 1 January 2024 was a Monday: day n of the rotation is weekday n + 1.
alter table roster_pattern
    add name       text not null default '',
    add days       smallint not null default 7 check (days between 1 and 366),
    add anchor     date not null default date '2024-01-01',
    add source     text not null default 'file',
    add version    integer not null default 1,
    add changed_by text not null default 'system',
    add changed_at timestamptz;

insert into roster_slot (pattern, day, start_time, end_time, people)
select id, weekday - 1, start_time, end_time, people from roster_pattern;

alter table roster_pattern
    drop weekday,
    drop start_time,
    drop end_time,
    drop people,
    alter days drop default,
    alter anchor drop default,
    alter source drop default,
    alter changed_by drop default;

alter table roster_shift
    add breaks     text[] not null default '{}',
    -- null: by a file or before this was kept. A swap that was confirmed earlier is part of what was planned.
    add planned_at timestamptz,
    add planned_by text;

-- Absences are from an instant to an instant; without an end they last until further notice.
alter table roster_absence
    drop constraint roster_absence_pkey,
    add id          bigint generated always as identity primary key,
    add kind        text not null default 'OTHER' check (kind in ('VACATION', 'SICKNESS', 'OTHER')),
    add from_at     timestamptz,
    add to_at       timestamptz,
    add whole_days  boolean not null default true,
    add note        text,
    add recorded_by text not null default 'system',
    add recorded_at timestamptz;

update roster_absence absence
set from_at = absence.from_day::timestamp at time zone
        coalesce((select zone from people_person person where person.id = absence.person), 'UTC'),
    to_at = (absence.to_day + 1)::timestamp at time zone
        coalesce((select zone from people_person person where person.id = absence.person), 'UTC');

alter table roster_absence
    drop from_day,
    drop to_day,
    alter from_at set not null,
    alter kind drop default,
    alter whole_days drop default,
    alter recorded_by drop default,
    add check (to_at > from_at);
create index on roster_absence (person, from_at);
create index on roster_absence (from_at, to_at);
