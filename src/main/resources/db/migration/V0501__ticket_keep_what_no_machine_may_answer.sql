-- No machine may answer it (RFC 3834): it came from one, or over a mailing list.
alter table ticket_message add column no_auto_reply boolean not null default false;
