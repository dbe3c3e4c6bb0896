alter table sla_clock drop constraint sla_clock_metric_check;
alter table sla_clock add check (metric in ('first_response', 'next_response', 'resolution', 'promised_update'));
