-- The life of each case as one line without gaps: at any instant the innermost marked element that is active says the
-- stage, the variables `owner` and `team` say who has it. Cut wherever one of the three changes.
-- All cases of a batch at once: the miner forbids plans that compare the pieces of each with the visits of all.
with ticket as materialized (
    select * from kpi_source_ticket where process_instance = any (:instances)
), life as (
    select p.proc_inst_id_ as instance,
           least(t.received_at, p.start_time_ at time zone 'UTC') as start_at,
           p.end_time_ at time zone 'UTC' as end_at,
           c.calendar,
           c.version,
           c.zone
    from act_hi_procinst p
    join kpi_definition d on d.id = p.proc_def_id_ and d.main
    left join ticket t on t.process_instance = p.proc_inst_id_
    left join lateral kpi_calendar(t.number) c on true
    where p.proc_inst_id_ = any (:instances)
), visit as (
    select a.root_proc_inst_id_ as instance,
           m.stage,
           a.start_time_ at time zone 'UTC' as start_at,
           a.end_time_ at time zone 'UTC' as end_at,
           a.proc_inst_id_ <> a.root_proc_inst_id_ as called,
           m.depth,
           a.sequence_counter_ as seq,
           a.assignee_ as assignee,
           m.stage not in ('escalation', 'handover') as main
    from act_hi_actinst a
    join kpi_mark m on m.definition = a.proc_def_id_ and m.element = a.act_id_
    where a.root_proc_inst_id_ = any (:instances) and m.stage is not null
), kept as (
    -- Processes that keep owner and team as variables of the case.
    select root_proc_inst_id_ as instance, name_ as name, time_ at time zone 'UTC' as at, sequence_counter_ as seq, text_ as value
    from act_hi_detail
    where root_proc_inst_id_ = any (:instances) and proc_inst_id_ = root_proc_inst_id_
      and type_ = 'VariableUpdate' and name_ in ('owner', 'team')
), assigned as (
    -- All others: the assignee of their tasks. History has no row for the end of the last assignment: the task's end is it.
    select l.root_proc_inst_id_ as instance,
           'owner' as name,
           l.timestamp_ at time zone 'UTC' as at,
           case l.operation_type_ when 'add' then 2 else 1 end::bigint as seq,
           case l.operation_type_ when 'add' then l.user_id_ end as value
    from act_hi_identitylink l
    where l.root_proc_inst_id_ = any (:instances) and l.type_ = 'assignee'
    union all
    select root_proc_inst_id_, 'owner', end_time_ at time zone 'UTC', 0, null
    from act_hi_taskinst
    where root_proc_inst_id_ = any (:instances) and end_time_ is not null
), held as (
    select instance, name, value, at as from_at,
           lead(at, 1, 'infinity') over (partition by instance, name order by at, seq) as to_at
    from (
        select * from kept
        union all
        select * from assigned a
        where not exists (select from kept k where k.instance = a.instance and k.name = 'owner')
    ) change
), cut as (
    select instance, start_at as at from life
    union select instance, start_at from visit where main
    union select instance, end_at from visit where main
    union select instance, from_at from held
), piece as (
    select l.instance,
           c.at as start_at,
           coalesce(lead(c.at) over (partition by c.instance order by c.at), l.end_at) as end_at
    from cut c
    join life l using (instance)
    where c.at >= l.start_at and (l.end_at is null or c.at < l.end_at)
), entered as (
    select instance, min(start_at) as at from visit where main group by instance
), stage as (
    select distinct on (p.instance, p.start_at) p.instance, p.start_at, v.stage
    from piece p
    join visit v on v.instance = p.instance and v.main
        and v.start_at <= p.start_at and (v.end_at is null or v.end_at > p.start_at)
    order by p.instance, p.start_at, v.called desc, v.depth desc, v.start_at desc, v.seq desc
), described as (
    select p.instance, p.start_at, p.end_at, o.value as owner, t.value as team,
           case
               when s.stage = 'work' and o.value is null then 'queue'
               -- Received, but not yet in the process: nobody has it.
               when s.stage is null and (f.at is null or p.start_at < f.at) then 'queue'
               else s.stage
           end as stage
    from piece p
    left join stage s on s.instance = p.instance and s.start_at = p.start_at
    left join entered f on f.instance = p.instance
    left join held o on o.instance = p.instance and o.name = 'owner' and p.start_at >= o.from_at and p.start_at < o.to_at
    left join held t on t.instance = p.instance and t.name = 'team' and p.start_at >= t.from_at and p.start_at < t.to_at
), island as (
    select *, sum(changed) over (partition by instance order by start_at) as n
    from (
        select *, case when (stage, owner, team) is not distinct from
                (lag(stage) over w, lag(owner) over w, lag(team) over w)
                and lag(start_at) over w is not null then 0 else 1 end as changed
        from described
        window w as (partition by instance order by start_at)
    ) compared
), line as (
    select instance, true as main, stage, owner, team, min(start_at) as start_at,
           -- One open piece leaves the whole open.
           nullif(max(coalesce(end_at, 'infinity')), 'infinity') as end_at
    from island
    group by instance, n, stage, owner, team
    union all
    select v.instance, false, v.stage, v.assignee, null, v.start_at, v.end_at
    from visit v
    where not v.main
)
insert into kpi_segment (instance, n, main, stage, owner, team, start_at, end_at, business)
select x.instance,
       row_number() over (partition by x.instance order by x.main desc, x.start_at, x.end_at, x.stage),
       x.main, x.stage, x.owner, x.team, x.start_at, x.end_at,
       kpi_business(l.calendar, l.version, l.zone, x.start_at, x.end_at)
from line x
left join life l using (instance)
