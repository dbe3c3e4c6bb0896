-- The last sign of life of each person, to the minute; only to see who has not appeared for a shift. Nothing older is kept.
create table workplace_sign (
    person text primary key,
    at     timestamptz not null
);
