-- Visits of a version on a day, added up, so that a picture of a month reads a few hundred rows instead of a million visits.
-- Built for days that are over; who mines a case takes away the days on which its visits have changed. Durations stand in
-- buckets, each two percent wider than the one before, so that a percentile is within one percent. A row for element 0 says
-- that the day is built, also where nothing happened.
create table kpi_path_day (
    model           int  not null,
    day             date not null,
    element         int  not null,
    visits          int  not null,
    interrupted     int  not null,
    timed           int  not null,
    total           bigint,
    late            int  not null,
    buckets         smallint[],
    counts          int[],
    timed_business  int  not null,
    total_business  bigint,
    late_business   int  not null,
    buckets_business smallint[],
    counts_business int[],
    primary key (model, day, element)
);

create index on kpi_path (model, first_day);

-- The bucket of a duration: 0 is less than a millisecond, n up to 1.0202^n (the ratio of 1 + 1 % to 1 - 1 %).
create function kpi_bucket(ms bigint) returns smallint
    language sql immutable parallel safe
    return case when ms < 1 then 0 else ceil(ln(ms::float8) / ln(1.01 / 0.99))::int end::smallint;
