-- Whether a customer came back with the same thing within a week.
create index on kpi_ticket (customer, received_at);
