-- The way of each case through the versions it ran in: what it visited, for how long, and by which of several flows it went
-- on. History has no flows. One is read from the order of visits where a token leaves by exactly one of several (exclusive and
-- event-based gateways): the next visit in the same scope, among elements where such flows begin or end, is where it led.
-- Days on which anything has changed lose what was added up for them. Merged, spam and test tickets have no way.
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
), promised as (
    select instance, excluded, calendar, calendar_version, zone from kpi_ticket where instance = any (:instances)
), passed as (
    select v.instance, v.model, v.element, v.end_at, v.day, v.seq, v.cancelled, v.timed and v.end_at is null as inside,
           case when v.timed then kpi_ms(v.start_at, v.end_at) end as calendar,
           case when v.timed and v.end_at is not null
               then kpi_business(t.calendar, t.calendar_version, t.zone, v.start_at, v.end_at) end as business
    from visit v
    left join promised t using (instance)
    -- What takes no time and was broken off did not happen.
    where (v.timed or v.end_at is not null and not v.cancelled) and t.excluded is null
    union all
    select v.instance, v.model, f.id, v.end_at, v.day, v.seq, false, false, null, null
    from followed v
    join kpi_element f on f.flow_from = v.element and f.flow_to = v.next
    left join promised t using (instance)
    where v.end_at is not null and not v.cancelled and t.excluded is null
), path as materialized (
    select instance,
           model,
           min(day) as first_day,
           max(day) as last_day,
           array_agg(element order by end_at, seq, element) filter (where end_at is not null) as element,
           array_agg(day order by end_at, seq, element) filter (where end_at is not null) as day,
           array_agg(calendar order by end_at, seq, element) filter (where end_at is not null) as calendar,
           array_agg(business order by end_at, seq, element) filter (where end_at is not null) as business,
           array_agg(cancelled order by end_at, seq, element) filter (where end_at is not null) as cancelled,
           array_agg(element order by element) filter (where inside) as inside
    from passed
    group by instance, model
), gone as (
    delete from kpi_path p
    where p.instance = any (:instances)
      and not exists (select from path n where n.instance = p.instance and n.model = p.model)
    returning p.model, p.element, p.day, p.calendar, p.business
), earlier as (
    select p.model, p.element, p.day, p.calendar, p.business
    from kpi_path p
    join path n using (instance, model)
    where p.instance = any (:instances)
    union all
    select * from gone
), old_visit as (
    select p.model, v.day, v.element, v.calendar, v.business
    from earlier p cross join lateral unnest(p.element, p.day, p.calendar, p.business) as v (element, day, calendar, business)
), new_visit as (
    select p.model, v.day, v.element, v.calendar, v.business
    from path p cross join lateral unnest(p.element, p.day, p.calendar, p.business) as v (element, day, calendar, business)
), changed as (
    select distinct model, day
    from ((select * from new_visit except all select * from old_visit)
          union all
          (select * from old_visit except all select * from new_visit)) difference
), outdated as (
    -- Rather a day too many than a look at all of them.
    delete from kpi_path_day
    where model = any (array(select model from changed)) and day = any (array(select day from changed))
)
insert into kpi_path (instance, model, first_day, last_day, element, day, calendar, business, cancelled, inside)
select * from path
on conflict (instance, model) do update set
    first_day = excluded.first_day, last_day = excluded.last_day, element = excluded.element, day = excluded.day,
    calendar = excluded.calendar, business = excluded.business, cancelled = excluded.cancelled, inside = excluded.inside
