-- Milestones by mark, and what changed hands or waited. A milestone is reached when its element has been left; an activity
-- that was interrupted did not reach it.
with milestone as (
    select a.root_proc_inst_id_ as instance, m.milestone as kind, a.act_id_ as element, a.end_time_ as at,
           a.sequence_counter_ as seq, null as owner, null as team, false as known
    from act_hi_actinst a
    join kpi_mark m on m.definition = a.proc_def_id_ and m.element = a.act_id_
    where a.root_proc_inst_id_ = any (:instances)
      and m.milestone is not null
      and a.end_time_ is not null
      and (coalesce(a.act_inst_state_, 0) <> 2 or a.act_type_ ilike '%event%')
), waiting as (
    -- A visit that begins inside another one (a scope around its task) is no episode of its own.
    select instance, 'waiting' as kind, element, at, seq, null, null, false
    from (
        select a.root_proc_inst_id_ as instance, a.act_id_ as element, a.start_time_ as at, a.sequence_counter_ as seq,
               max(coalesce(a.end_time_, 'infinity')) over (
                   partition by a.root_proc_inst_id_ order by a.start_time_, a.sequence_counter_
                   rows between unbounded preceding and 1 preceding) as busy_until
        from act_hi_actinst a
        join kpi_mark m on m.definition = a.proc_def_id_ and m.element = a.act_id_
        where a.root_proc_inst_id_ = any (:instances) and m.stage = 'waiting-customer'
    ) visit
    where busy_until is null or busy_until <= at
), said as (
    -- Each statement counts, even one that repeats a name.
    select root_proc_inst_id_ as instance, name_ as name, time_ as at, sequence_counter_ as seq, text_ as value,
           count(*) filter (where text_ is not null) over (
               partition by root_proc_inst_id_, name_ order by time_, sequence_counter_
               rows between unbounded preceding and 1 preceding) as known_before
    from act_hi_detail
    where root_proc_inst_id_ = any (:instances) and proc_inst_id_ = root_proc_inst_id_
      and type_ = 'VariableUpdate' and name_ in ('owner', 'team')
), changed as (
    select instance, case name when 'owner' then 'assigned' else 'transferred' end, null, at, seq,
           case name when 'owner' then value end, case name when 'team' then value end, true
    from said s
    where name = 'owner' and value is not null
       -- The first team a case gets is its first station, no transfer. In a history of the past each instant is one event:
       -- a team that was passed on dropped its owner, any other came along with whoever did something.
       or name = 'team' and known_before > 0
          and (not exists (select from kpi_source_record r where r.instance = s.instance)
               or exists (select from said o
                          where o.instance = s.instance and o.name = 'owner' and o.value is null and o.at = s.at))
), happened as (
    select * from milestone union all select * from waiting union all select * from changed
)
insert into kpi_event (instance, n, kind, element, at, owner, team)
select h.instance,
       row_number() over (partition by h.instance order by h.at, h.seq, h.kind, h.element),
       h.kind,
       h.element,
       h.at at time zone 'UTC',
       case when h.kind = 'transferred' then null else coalesce(h.owner, s.owner) end,
       coalesce(h.team, s.team)
from happened h
left join lateral (
    select owner, team
    from kpi_segment s
    where s.instance = h.instance and s.main
      and (s.start_at < h.at at time zone 'UTC' or h.known and s.start_at = h.at at time zone 'UTC')
    order by s.n desc
    limit 1
) s on true
