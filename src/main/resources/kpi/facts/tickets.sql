-- One row per case, from the facts written before it, its milestones, and what the ticket itself says. As the segments, without loops.
with ticket as materialized (
    select t.*, c.calendar, c.version, c.zone
    from kpi_source_ticket t
    left join lateral kpi_calendar(t.number) c on true
    where t.process_instance = any (:instances)
), reached as (
    select instance,
           min(at) filter (where kind = 'received') as received_at,
           min(at) filter (where kind = 'reply') as first_reply_at,
           count(*) filter (where kind = 'reply') as replies,
           min(at) filter (where kind = 'resolved') as first_resolved_at,
           max(at) filter (where kind = 'resolved') as resolved_at,
           count(*) filter (where kind = 'reopened') as reopens,
           max(at) filter (where kind = 'closed') as closed_at,
           count(*) filter (where kind = 'escalated') as escalations,
           count(*) filter (where kind = 'transferred') as transfers,
           count(*) filter (where kind = 'assigned') as assignments,
           count(*) filter (where kind = 'waiting') as waiting_episodes
    from kpi_event
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
           sum(kpi_business(c.calendar, c.version, c.zone, s.start_at, least(s.end_at, r.resolved_at)))
               filter (where s.stage = 'waiting-customer' and s.start_at < r.resolved_at) as waiting_before_business
    from kpi_segment s
    left join reached r using (instance)
    left join ticket c on c.process_instance = s.instance
    where s.instance = any (:instances) and s.main
    group by s.instance
), answer as (
    select t.process_instance as instance,
           -- Where we spoke first, there is no first response. In the order of reading: mail may come late.
           case when (array_agg(m.author_kind order by m.id))[1] = 'CUSTOMER'
               then min(m.at) filter (where m.author_kind = 'AGENT') end as first_reply_at,
           (array_agg(m.author order by m.id) filter (where m.author_kind = 'AGENT'))[1] as first_reply_by
    from ticket t
    join (select * from kpi_source_message where number = any (array(select number from ticket))) m using (number)
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
           t.channel, t.priority, t.category, t.customer, t.tier, t.cancel_reason,
           -- A ticket that was merged into this one may have waited for longer.
           (select least(c.started_at, t.received_at) from kpi_source_clock c
            where c.number = t.number and c.metric = 'first_response' and c.n = 1) as first_asked_at,
           coalesce(t.team, h.team) as team,
           case when r.resolved_at is null then coalesce(t.owner, h.owner) else h.owner end as owner,
           coalesce(r.replies, 0) as replies,
           coalesce(r.reopens, 0) as reopens,
           coalesce(r.escalations, 0) as escalations,
           (select count(*) from kpi_handover o
            where o.instance = p.proc_inst_id_ and o.outcome in ('accepted', 'automatic')) as handovers,
           coalesce(r.transfers, 0) as transfers,
           coalesce(r.assignments, 0) as assignments,
           coalesce(r.waiting_episodes, 0) as waiting_episodes,
           t.calendar, t.version as calendar_version, t.zone
    from act_hi_procinst p
    join kpi_definition d on d.id = p.proc_def_id_ and d.main
    left join ticket t on t.process_instance = p.proc_inst_id_
    left join reached r on r.instance = p.proc_inst_id_
    left join answer a on a.instance = p.proc_inst_id_
    left join held h on h.instance = p.proc_inst_id_
    where p.proc_inst_id_ = any (:instances)
)
insert into kpi_ticket (
    instance, process, process_version, number, received_at, first_reply_at, first_reply_by, first_resolved_at,
    resolved_at, resolved_by, closed_at, ended_at, channel, priority, category, customer, tier, team, owner, excluded,
    first_asked_at, waiting, waiting_before_resolved, on_hold, requester_wait,
    transfers, reopens, waiting_episodes, assignments, replies, escalations, handovers, calendar, calendar_version, zone,
    first_response_business, first_resolution_business, full_resolution_business, closure_business,
    waiting_business, waiting_before_resolved_business, on_hold_business, requester_wait_business)
select k.instance, k.process, k.version, k.number, k.received_at, k.first_reply_at, k.first_reply_by, k.first_resolved_at,
       k.resolved_at, case when k.resolved_at is not null then k.owner end, k.closed_at, k.ended_at,
       k.channel, k.priority, k.category, k.customer, k.tier, k.team, k.owner,
       case when k.cancel_reason in ('merged', 'spam', 'test') then k.cancel_reason end,
       k.first_asked_at, s.waiting, coalesce(s.waiting_before, 0), s.on_hold, s.requester_wait,
       k.transfers, k.reopens, k.waiting_episodes, k.assignments,
       k.replies, k.escalations, k.handovers, k.calendar, k.calendar_version, k.zone,
       kpi_business(k.calendar, k.calendar_version, k.zone, coalesce(k.first_asked_at, k.received_at), k.first_reply_at),
       kpi_business(k.calendar, k.calendar_version, k.zone, k.received_at, k.first_resolved_at),
       kpi_business(k.calendar, k.calendar_version, k.zone, k.received_at, k.resolved_at),
       kpi_business(k.calendar, k.calendar_version, k.zone, k.received_at, k.closed_at),
       s.waiting_business, s.waiting_before_business, s.on_hold_business, s.requester_wait_business
from a_case k
left join spent s using (instance)
