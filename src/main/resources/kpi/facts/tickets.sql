-- One row per case, from the facts written before it, its milestones, and what the ticket itself says.
with reached as (
    select instance,
           min(at) filter (where milestone = 'received') as received_at,
           min(at) filter (where milestone = 'reply') as first_reply_at,
           count(*) filter (where milestone = 'reply') as replies,
           min(at) filter (where milestone = 'resolved') as first_resolved_at,
           max(at) filter (where milestone = 'resolved') as resolved_at,
           count(*) filter (where milestone = 'reopened') as reopens,
           max(at) filter (where milestone = 'closed') as closed_at,
           count(*) filter (where milestone = 'escalated') as escalations,
           count(*) filter (where milestone = 'handed-over') as handovers
    from kpi_milestone
    where instance = any (:instances)
    group by instance
), spent as (
    -- Of a stage that lasts only what has passed before the last solution counts; durations are of finished segments.
    select s.instance,
           sum(kpi_ms(s.start_at, s.end_at)) filter (where s.stage = 'waiting-customer') as waiting,
           sum(s.business) filter (where s.stage = 'waiting-customer') as waiting_business,
           sum(kpi_ms(s.start_at, s.end_at)) filter (where s.stage = 'waiting-third-party') as on_hold,
           sum(s.business) filter (where s.stage = 'waiting-third-party') as on_hold_business,
           sum(kpi_ms(s.start_at, s.end_at)) filter (where s.stage in ('queue', 'work')) as requester_wait,
           sum(s.business) filter (where s.stage in ('queue', 'work')) as requester_wait_business,
           sum(kpi_ms(s.start_at, least(s.end_at, r.resolved_at)))
               filter (where s.stage = 'waiting-customer' and s.start_at < r.resolved_at) as waiting_before,
           sum(kpi_business(c.calendar, c.zone, s.start_at, least(s.end_at, r.resolved_at)))
               filter (where s.stage = 'waiting-customer' and s.start_at < r.resolved_at) as waiting_before_business
    from kpi_segment s
    left join reached r using (instance)
    left join kpi_source_ticket t on t.process_instance = s.instance
    left join lateral kpi_calendar(t.number) c on true
    where s.instance = any (:instances) and s.main
    group by s.instance
), episode as (
    -- A visit that begins inside another one of the same stage (a scope around its task) is no episode of its own.
    select v.instance, count(*) as waiting_episodes
    from (
        select a.root_proc_inst_id_ as instance, a.start_time_, a.id_,
               max(coalesce(a.end_time_, 'infinity')) over (
                   partition by a.root_proc_inst_id_ order by a.start_time_, a.sequence_counter_
                   rows between unbounded preceding and 1 preceding) as busy_until
        from act_hi_actinst a
        join kpi_mark m on m.definition = a.proc_def_id_ and m.element = a.act_id_
        where a.root_proc_inst_id_ = any (:instances) and m.stage = 'waiting-customer'
    ) v
    where v.busy_until is null or v.busy_until <= v.start_time_
    group by v.instance
), station as (
    -- Every statement of the team after the first, of an owner at all: they count as events, even where they repeat a name.
    select root_proc_inst_id_ as instance,
           count(*) filter (where name_ = 'team') - 1 as transfers,
           count(*) filter (where name_ = 'owner' and text_ is not null) as assignments
    from act_hi_detail
    where root_proc_inst_id_ = any (:instances) and proc_inst_id_ = root_proc_inst_id_
      and type_ = 'VariableUpdate' and name_ in ('owner', 'team')
    group by root_proc_inst_id_
), answer as (
    select t.process_instance as instance,
           -- Where we spoke first, there is no first response.
           case when (array_agg(m.author_kind order by m.at, m.id))[1] = 'CUSTOMER'
               then min(m.at) filter (where m.author_kind = 'AGENT') end as first_reply_at,
           (array_agg(m.author order by m.at, m.id) filter (where m.author_kind = 'AGENT'))[1] as first_reply_by
    from kpi_source_ticket t
    join kpi_source_message m using (number)
    where t.process_instance = any (:instances)
    group by t.process_instance
), held as (
    select distinct on (s.instance) s.instance, s.owner, s.team
    from kpi_segment s
    left join reached r using (instance)
    where s.instance = any (:instances) and s.main and (r.resolved_at is null or s.start_at < r.resolved_at)
    order by s.instance, s.start_at desc
), a_case as (
    select p.proc_inst_id_ as instance,
           d.process,
           d.version,
           t.number,
           coalesce(t.received_at, r.received_at, p.start_time_ at time zone 'UTC') as received_at,
           case when t.number is null then r.first_reply_at else a.first_reply_at end as first_reply_at,
           a.first_reply_by,
           r.first_resolved_at,
           r.resolved_at,
           coalesce(r.closed_at, t.closed_at) as closed_at,
           p.end_time_ at time zone 'UTC' as ended_at,
           t.channel, t.priority, t.category, t.customer, t.cancel_reason,
           coalesce(t.team, h.team) as team,
           case when r.resolved_at is null then coalesce(t.owner, h.owner) else h.owner end as owner,
           coalesce(r.replies, 0) as replies,
           coalesce(r.reopens, 0) as reopens,
           coalesce(r.escalations, 0) as escalations,
           coalesce(r.handovers, 0) as handovers,
           c.calendar, c.zone
    from act_hi_procinst p
    join kpi_definition d on d.id = p.proc_def_id_ and d.main
    left join kpi_source_ticket t on t.process_instance = p.proc_inst_id_
    left join lateral kpi_calendar(t.number) c on true
    left join reached r on r.instance = p.proc_inst_id_
    left join answer a on a.instance = p.proc_inst_id_
    left join held h on h.instance = p.proc_inst_id_
    where p.proc_inst_id_ = any (:instances)
)
insert into kpi_ticket (
    instance, process, process_version, number, received_at, first_reply_at, first_reply_by, first_resolved_at,
    resolved_at, resolved_by, closed_at, ended_at, channel, priority, category, customer, team, owner, excluded,
    waiting, waiting_before_resolved, on_hold, requester_wait,
    transfers, reopens, waiting_episodes, assignments, replies, escalations, handovers, calendar, zone,
    first_response_business, first_resolution_business, full_resolution_business, closure_business,
    waiting_business, waiting_before_resolved_business, on_hold_business, requester_wait_business)
select k.instance, k.process, k.version, k.number, k.received_at, k.first_reply_at, k.first_reply_by, k.first_resolved_at,
       k.resolved_at, case when k.resolved_at is not null then k.owner end, k.closed_at, k.ended_at,
       k.channel, k.priority, k.category, k.customer, k.team, k.owner,
       case when k.cancel_reason in ('merged', 'spam', 'test') then k.cancel_reason end,
       s.waiting, coalesce(s.waiting_before, 0), s.on_hold, s.requester_wait,
       greatest(coalesce(x.transfers, 0), 0), k.reopens, coalesce(e.waiting_episodes, 0), coalesce(x.assignments, 0),
       k.replies, k.escalations, k.handovers, k.calendar, k.zone,
       kpi_business(k.calendar, k.zone, k.received_at, k.first_reply_at),
       kpi_business(k.calendar, k.zone, k.received_at, k.first_resolved_at),
       kpi_business(k.calendar, k.zone, k.received_at, k.resolved_at),
       kpi_business(k.calendar, k.zone, k.received_at, k.closed_at),
       s.waiting_business, s.waiting_before_business, s.on_hold_business, s.requester_wait_business
from a_case k
left join spent s using (instance)
left join episode e using (instance)
left join station x using (instance)
