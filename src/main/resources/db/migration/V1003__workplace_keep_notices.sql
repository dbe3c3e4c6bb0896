-- Notices stay until they are seen; of one kind only the last on a ticket.
delete from workplace_notice old
using workplace_notice newer
where newer.person = old.person and newer.ticket = old.ticket and newer.kind = old.kind and newer.id > old.id;
create unique index on workplace_notice (person, ticket, kind);
create index on workplace_notice (person, id);
drop index workplace_notice_person_at_idx;
