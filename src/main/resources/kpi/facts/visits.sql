-- The way of each case through the versions it ran in: what it visited, for how long, and by which of several flows it went
-- on. History has no flows. One is read from the order of visits where a token leaves by exactly one of several (exclusive and
-- event-based gateways): the next visit in the same scope, among elements where such flows begin or end, is where it led.
insert into kpi_path (instance, model, first_day, last_day, element, day, calendar, business, cancelled, inside)
with visit as materialized (
    select a.root_proc_inst_id_ as instance,
           e.model,
           e.id as element,
           e.timed,
           e.routes,
           a.parent_act_inst_id_ as scope,
           a.start_time_ at time zone 'UTC' as start_at,
           a.end_time_ at time zone 'UTC' as end_at,
           a.end_time_::date as day,
           a.sequence_counter_ as seq,
           coalesce(a.act_inst_state_, 0) = 2 as cancelled
    from act_hi_actinst a
    join kpi_model m on m.definition = a.proc_def_id_
    join kpi_element e on e.model = m.id and e.element = a.act_id_
    where a.root_proc_inst_id_ = any (:instances)
), followed as (
    select instance, model, element, end_at, day, seq, cancelled,
           lead(element) over (partition by instance, scope order by start_at, seq) as next
    from visit
    where routes
), passed as (
    select v.instance, v.model, v.element, v.end_at, v.day, v.seq, v.cancelled, v.timed and v.end_at is null as inside,
           case when v.timed then kpi_ms(v.start_at, v.end_at) end as calendar,
           case when v.timed and v.end_at is not null
               then kpi_business(t.calendar, t.calendar_version, t.zone, v.start_at, v.end_at) end as business
    from visit v
    left join kpi_ticket t using (instance)
    -- What takes no time and was broken off did not happen.
    where v.timed or v.end_at is not null and not v.cancelled
    union all
    select v.instance, v.model, f.id, v.end_at, v.day, v.seq, false, false, null, null
    from followed v
    join kpi_element f on f.flow_from = v.element and f.flow_to = v.next
    where v.end_at is not null and not v.cancelled
)
select instance,
       model,
       min(day),
       max(day),
       array_agg(element order by end_at, seq, element) filter (where end_at is not null),
       array_agg(day order by end_at, seq, element) filter (where end_at is not null),
       array_agg(calendar order by end_at, seq, element) filter (where end_at is not null),
       array_agg(business order by end_at, seq, element) filter (where end_at is not null),
       array_agg(cancelled order by end_at, seq, element) filter (where end_at is not null),
       array_agg(element order by element) filter (where inside)
from passed
group by instance, model
