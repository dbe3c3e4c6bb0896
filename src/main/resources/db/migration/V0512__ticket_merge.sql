-- A ticket that was merged asks where it goes on, its survivor whose messages it shows.
create index on ticket_ticket (merged_into) where merged_into is not null;

-- A ticket and all that were merged into it, directly or by way of others: their messages are one conversation.
create function ticket_conversation(ticket text) returns setof text
    language sql stable
    begin atomic
        with recursive conversation (number) as (
            select ticket_conversation.ticket
            union
            select t.number from ticket_ticket t join conversation c on t.merged_into = c.number)
        select number from conversation;
    end;
