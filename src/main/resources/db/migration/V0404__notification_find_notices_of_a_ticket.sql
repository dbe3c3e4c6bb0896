create index on notification_notice (ticket);
