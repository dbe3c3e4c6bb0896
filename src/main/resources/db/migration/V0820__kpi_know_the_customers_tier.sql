-- The tier of the customer, as it was when the ticket was last mined.
alter table kpi_ticket add column tier text;

create or replace view kpi_source_ticket as
select t.number,
       t.process_instance,
       t.customer_id as customer,
       lower(t.channel) as channel,
       lower(t.priority) as priority,
       t.category,
       t.team,
       t.owner,
       t.received_at,
       t.opened_by,
       t.closed_at,
       t.cancel_reason,
       t.state,
       c.tier
from ticket_ticket t
left join people_customer c on c.id = t.customer_id;

-- Not through the miner: it would leave out whose history is cleaned up, and nothing else has changed.
update kpi_ticket k set tier = s.tier from kpi_source_ticket s where s.process_instance = k.instance;

-- What a filter can offer is read from their ends, value by value.
create index on kpi_ticket (category);
create index on kpi_ticket (tier);
