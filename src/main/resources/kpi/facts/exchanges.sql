-- From the oldest unanswered message of the customer to the first public answer of a human; solving without an answer
-- ends it, too. Repeated questions and further answers change nothing.
with said as (
    select t.process_instance as instance, m.at, 1 as rank, m.id,
           case m.author_kind when 'CUSTOMER' then 'asked' else 'answered' end as what, m.author
    from kpi_source_ticket t
    join kpi_source_message m using (number)
    where t.process_instance = any (:instances)
    union all
    select instance, at, 2, n, 'dropped', null
    from kpi_event
    where instance = any (:instances) and kind in ('resolved', 'closed')
), turn as (
    select *, lag(what, 1, 'answered') over w as before
    from said
    window w as (partition by instance order by at, rank, id)
), change as (
    -- Only the first question of a row of questions, and what follows a question.
    select *, lead(what) over w as next_what, lead(at) over w as next_at, lead(author) over w as next_author
    from turn
    where (what = 'asked') <> (before = 'asked')
    window w as (partition by instance order by at, rank, id)
)
insert into kpi_exchange (instance, n, asked_at, answered_at, answered_by, dropped_at, team, business)
select c.instance,
       row_number() over (partition by c.instance order by c.at, c.id),
       c.at,
       case when c.next_what = 'answered' then c.next_at end,
       case when c.next_what = 'answered' then c.next_author end,
       case when c.next_what = 'dropped' then c.next_at end,
       t.team,
       kpi_business(k.calendar, k.version, k.zone, c.at, case when c.next_what = 'answered' then c.next_at end)
from change c
join kpi_source_ticket t on t.process_instance = c.instance
left join lateral kpi_calendar(t.number) k on true
where c.what = 'asked'
