-- Part of a history that was replayed: only that history moves it, nobody is told of it, no timer of it fires.
alter table ticket_ticket add column recorded boolean not null default false;
