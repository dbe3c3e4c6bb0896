package io.promisedesk.ticket;

import io.promisedesk.ticket.TeamRouting.Mode;
import java.sql.Types;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** How teams route, and what the tickets say of whoever could take one. */
@Repository
class RoutingTables {

    private final JdbcClient jdbc;
    private final TicketSettings settings;

    RoutingTables(JdbcClient jdbc, TicketSettings settings) {
        this.jdbc = jdbc;
        this.settings = settings;
    }

    TeamRouting routing(String team) {
        return said().getOrDefault(team, standard(team));
    }

    TeamRouting standard(String team) {
        return new TeamRouting(team, settings.routing(), settings.capacity());
    }

    /** Of the teams of which something was said. */
    Map<String, TeamRouting> said() {
        return jdbc
                .sql("select team, mode, capacity from ticket_team_routing")
                .query((row, n) -> new TeamRouting(
                        row.getString("team"),
                        Mode.of(row.getString("mode")).orElseThrow(),
                        Optional.ofNullable(row.getObject("capacity", Integer.class))
                                .orElse(settings.capacity())))
                .list()
                .stream()
                .collect(Collectors.toMap(TeamRouting::team, routing -> routing));
    }

    void put(String team, Mode mode, @Nullable Integer capacity) {
        jdbc.sql(
                        """
                        insert into ticket_team_routing (team, mode, capacity) values (:team, :mode, :capacity)
                        on conflict (team) do update set mode = excluded.mode, capacity = excluded.capacity
                        """)
                .param("team", team)
                .param("mode", mode.code())
                .param("capacity", capacity, Types.INTEGER)
                .update();
    }

    /**
     * What the tickets say of somebody.
     *
     * @param knows whether they own or have written on another ticket of the customer
     * @param last whether the customer's latest other ticket with an owner is theirs
     */
    record Past(String person, boolean knows, boolean last, @Nullable Instant idleSince) {}

    List<Past> pasts(TicketNumber ticket, long customer, Collection<String> people) {
        return jdbc.sql(
                        """
                        with others as materialized (
                            select number, owner, opened_at from ticket_ticket
                            where customer_id = :customer and number <> :ticket
                        ), known as materialized (
                            select owner person from others where owner is not null
                            union
                            select m.author from others join ticket_message m on m.ticket = others.number
                            where m.author_kind = 'AGENT'
                        ), latest as materialized (
                            select owner from others where owner is not null order by opened_at desc, number desc limit 1
                        )
                        select p.id, p.id in (select person from known) knows, p.id in (select owner from latest) last,
                            (select max(owner_since) from ticket_ticket t where t.owner = p.id) idle_since
                        from unnest(:people::text[]) p (id)
                        """)
                .param("customer", customer)
                .param("ticket", ticket.value())
                .param("people", people.toArray(String[]::new))
                .query((row, n) -> new Past(
                        row.getString("id"),
                        row.getBoolean("knows"),
                        row.getBoolean("last"),
                        TicketRepository.instant(row, "idle_since")))
                .list();
    }
}
