-- A milestone is reached when its element has been left; an activity that was interrupted did not reach it.
insert into kpi_milestone (instance, n, milestone, element, at)
select a.root_proc_inst_id_,
       row_number() over (partition by a.root_proc_inst_id_ order by a.end_time_, a.sequence_counter_, a.id_),
       m.milestone,
       a.act_id_,
       a.end_time_ at time zone 'UTC'
from act_hi_actinst a
join kpi_mark m on m.definition = a.proc_def_id_ and m.element = a.act_id_
where a.root_proc_inst_id_ = any (:instances)
  and m.milestone is not null
  and a.end_time_ is not null
  and (coalesce(a.act_inst_state_, 0) <> 2 or a.act_type_ ilike '%event%')
