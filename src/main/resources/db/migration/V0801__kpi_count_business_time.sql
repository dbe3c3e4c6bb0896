-- Business time as the room of service levels counts it.
create or replace function kpi_business(calendar text, version int, zone text, start_at timestamptz, end_at timestamptz)
    returns bigint
    language sql stable parallel safe
    return sla_business_ms($1, $2, $3, $4, $5);

create or replace function kpi_calendar(ticket text) returns table (calendar text, version int, zone text)
    language sql stable
    as $$
        select p.calendar, p.calendar_version, p.zone
        from sla_promise p
        where p.subject = ticket
        order by p.metric = 'resolution' desc, p.n desc, p.id desc
        limit 1
    $$;
