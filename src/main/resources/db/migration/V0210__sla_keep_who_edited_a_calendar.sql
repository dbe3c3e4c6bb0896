-- Who made a version, and why. What comes from the configuration or from a newer holiday library is made by "system"; a
-- calendar of which a person has made a version is kept here, and its configuration no longer counts.
alter table sla_calendar
    add column author text not null default 'system',
    add column reason text;
