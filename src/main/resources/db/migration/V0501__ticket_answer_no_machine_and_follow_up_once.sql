-- No machine may answer it (RFC 3834): it came from one, or over a mailing list.
alter table ticket_message add column no_auto_reply boolean not null default false;

-- A message to a closed ticket asks what it goes on as.
create index on ticket_ticket (follow_up_of) where follow_up_of is not null;
