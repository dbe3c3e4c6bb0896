package io.promisedesk.ticket;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.promisedesk.ticket.TeamRouting.Mode;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** How teams route, and what the tickets say of whoever could take one. */
@Repository
class RoutingTables {

    private final JdbcClient jdbc;
    private final TicketSettings settings;
    private final ObjectMapper json;

    RoutingTables(JdbcClient jdbc, TicketSettings settings, ObjectMapper json) {
        this.json = json.copy().configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false);
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
     * @param gaveBack whether it was them who gave this very ticket back when it lost its last owner
     * @param last whether the customer's latest other ticket with an owner is theirs
     */
    record Past(String person, boolean knows, boolean last, boolean gaveBack, @Nullable Instant idleSince) {}

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
                        , returned as materialized (
                            select case when action = 'returned' then actor end actor from ticket_audit
                            where ticket = :ticket and action in ('returned', 'assigned', 'claimed', 'routed', 'handed-over', 'transferred')
                            order by id desc limit 1
                        )
                        select p.id, p.id in (select actor from returned where actor is not null) gave_back, p.id in (select person from known) knows, p.id in (select owner from latest) last,
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
                        row.getBoolean("gave_back"),
                        TicketRepository.instant(row, "idle_since")))
                .list();
    }

    /** So many of those that wait are read at a time, and brought before the dispatchers in one transaction. */
    static final int LOOKED_AT = 100;

    /** Whoever routes a ticket of one of these teams waits for whoever does so already, until that transaction ends. */
    void lock(Collection<String> teams) {
        jdbc.sql(
                        """
                        select pg_advisory_xact_lock(hashtext('promisedesk.routing'), key)
                        from (select distinct hashtext(team) key from unnest(:teams::text[]) t (team) order by 1) keys
                        """)
                .param("teams", teams.toArray(String[]::new))
                .query((row, n) -> n)
                .list();
    }

    /** @param awaitsDispatcher whether a dispatcher has been asked */
    record Waiting(TicketNumber number, boolean awaitsDispatcher) {}

    /** The most urgent ticket in the queue of a team of which the priority is above that one. */
    Optional<TicketNumber> firstAbove(Priority priority, String team) {
        Set<Priority> above = EnumSet.range(priority, Priority.CRITICAL);
        above.remove(priority);
        return above.isEmpty()
                ? Optional.empty()
                : waiting(team, above, 1, 0).stream().map(Waiting::number).findFirst();
    }

    /**
     * What nobody has and somebody must work on, the most urgent first.
     *
     * @param after how many of the more urgent ones are passed over
     */
    List<Waiting> waiting(String team, int most, int after) {
        return waiting(team, EnumSet.allOf(Priority.class), most, after);
    }

    private List<Waiting> waiting(String team, Set<Priority> priorities, int most, int after) {
        return jdbc.sql(
                        """
                        select t.number, k.task_def_key_ = 'userTask_assignTicket' awaits_dispatcher
                        from ticket_ticket t join act_ru_task k on k.proc_inst_id_ = t.process_instance
                        where t.owner is null and t.team = :team and t.state in ('NEW', 'OPEN') and not t.recorded
                            and t.priority = any (:priorities)
                            and k.task_def_key_ in ('userTask_workOnTicket', 'userTask_assignTicket')
                        order by k.priority_ desc, k.due_date_ nulls last, t.received_at, t.number limit :most offset :after
                        """)
                .param("team", team)
                .param("priorities", priorities.stream().map(Enum::name).toArray(String[]::new))
                .param("most", most)
                .param("after", after)
                .query((row, n) ->
                        new Waiting(new TicketNumber(row.getString("number")), row.getBoolean("awaits_dispatcher")))
                .list();
    }

    /** Whether something stands in the queue of a team. */
    boolean anyWaits(String team) {
        return jdbc.sql(
                        """
                        select exists (select from ticket_ticket
                            where owner is null and team = :team and state in ('NEW', 'OPEN') and not recorded)
                        """)
                .param("team", team)
                .query(Boolean.class)
                .single();
    }

    /**
     * What somebody who takes tickets of a team cannot do.
     *
     * @param skills that others of the team have
     * @param languages that others of the team speak
     */
    record Gap(String team, Set<String> skills, Set<String> languages) {}

    /**
     * The most urgent ticket of those teams' queues for which nothing is missing, held until the transaction ends. One that
     * somebody else holds just now is passed over: they are about to take it.
     */
    Optional<TicketNumber> next(Collection<Gap> gaps) {
        if (gaps.isEmpty()) {
            return Optional.empty();
        }
        Map<String, Object> parameters = new HashMap<>();
        List<String> teams = new ArrayList<>();
        for (Gap gap : gaps) {
            int n = teams.size();
            teams.add(
                    "t.team = :team%1$d and not t.skills && :skills%1$d::text[] and not t.language = any (:languages%1$d::text[])"
                            .formatted(n));
            parameters.put("team" + n, gap.team());
            parameters.put("skills" + n, gap.skills().toArray(String[]::new));
            parameters.put("languages" + n, gap.languages().toArray(String[]::new));
        }
        return jdbc.sql(
                        """
                        select t.number
                        from ticket_ticket t join act_ru_task k on k.proc_inst_id_ = t.process_instance
                        where t.owner is null and t.state in ('NEW', 'OPEN') and not t.recorded
                            and k.task_def_key_ in ('userTask_workOnTicket', 'userTask_assignTicket') and (%s)
                        order by k.priority_ desc, k.due_date_ nulls last, t.received_at, t.number
                        limit 1 for no key update of t skip locked
                        """
                                .formatted(String.join(" or ", teams)))
                .params(parameters)
                .query(String.class)
                .optional()
                .map(TicketNumber::new);
    }

    /**
     * Why somebody was given a ticket, or why nobody was.
     *
     * @param needs skills that were asked for
     */
    record Kept(long id, Instant at, @Nullable String person, Set<String> needs, List<Ranked> considered) {}

    /** @return its id */
    long keep(Ticket ticket, String team, @Nullable String person, List<Ranked> considered, Instant at) {
        return jdbc.sql(
                        """
                        insert into ticket_routing (ticket, at, person, team, needs, considered)
                        values (:ticket, :at, :person, :team, :needs::jsonb, :considered::jsonb) returning id
                        """)
                .param("ticket", ticket.number.value())
                .param("at", TicketRepository.timestamp(at))
                .param("person", person, Types.VARCHAR)
                .param("team", team)
                .param("needs", write(ticket.skills()))
                .param("considered", write(considered.stream().limit(KEPT).toList()))
                .query(Long.class)
                .single();
    }

    /** Of a large team the first ones say enough. */
    private static final int KEPT = 20;

    /** The latest; empty where the desk has not looked for anybody. */
    Optional<Kept> kept(TicketNumber ticket) {
        return jdbc.sql(
                        """
                        select id, at, person, needs::text, considered::text from ticket_routing
                        where ticket = :ticket order by id desc limit 1
                        """)
                .param("ticket", ticket.value())
                .query((row, n) -> new Kept(
                        row.getLong("id"),
                        row.getTimestamp("at").toInstant(),
                        row.getString("person"),
                        read(row.getString("needs"), new TypeReference<Set<String>>() {}),
                        read(row.getString("considered"), new TypeReference<List<Ranked>>() {})))
                .optional();
    }

    private String write(Object value) {
        try {
            return json.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot write " + value, e);
        }
    }

    private <T> T read(String text, TypeReference<T> type) {
        try {
            return json.readValue(text, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot read " + text, e);
        }
    }
}
