-- Copies lived tickets, row by row as the engine and the rooms wrote them: same shape, other ids, numbers, customers and
-- times. For benchmarks only.
create table bench_template (
    n               bigint primary key,
    number          text not null unique,
    instance        text not null unique
);

-- One expression per column: what names the ticket or one of its rows gets the copy's name, what is a time moves.
create function bench_column(owner text, name text, kind text) returns text
    language sql
    return case
        when name ~ '(def_id_|def_key_|deployment_id_|configuration_id)$' then format('r.%I', name)
        when owner in ('sla_clock', 'ticket_message', 'ticket_audit') and name = 'id' then 'r.id + k.k * 10000000'
        when owner = 'sla_clock_event' and name = 'clock' then 'r.clock + k.k * 10000000'
        when name = 'customer_id' then 'r.customer_id + (k.k % (1 + :copies / 8)) * 10000000'
        when name = 'message_id' then 'r.message_id || k.k'
        when kind in ('character varying', 'text') then format(
            $q$case when r.%1$I ~ '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$'
                        -- The last part names the node, which is the same in all of them.
                        then left(r.%1$I, -12) || lpad(to_hex(k.k), 12, '0')
                    when r.%1$I = t.number then 'T-3000-' || lpad((k.k * :templates + t.n)::text, 8, '0')
                    else r.%1$I end$q$, name)
        when kind like 'timestamp%' then format($q$r.%1$I - (:copies - k.k) * interval '1 second' * (730 * 86400.0 / :copies)$q$, name)
        else format('r.%I', name)
    end;

create function bench_copy(owner text, key text, first bigint, last bigint, copies bigint) returns bigint
    language plpgsql as $$
declare
    columns text;
    copied  text;
    done    bigint;
begin
    select string_agg(quote_ident(column_name), ', ' order by ordinal_position),
           string_agg(bench_column(owner, column_name, data_type), ', ' order by ordinal_position)
      into columns, copied
      from information_schema.columns
     where table_schema = current_schema() and table_name = owner and is_generated = 'NEVER';
    copied := replace(replace(copied, ':copies', copies::text), ':templates', (select count(*) from bench_template)::text);
    execute format(
        'insert into %1$I (%2$s) overriding system value
         select %3$s from %1$I r join bench_template t on %4$s cross join generate_series(%5$s::bigint, %6$s) k(k)',
        owner, columns, copied, key, first, last);
    get diagnostics done = row_count;
    return done;
end $$;
