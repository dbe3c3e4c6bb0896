package io.promisedesk.ticket;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.promisedesk.platform.PerTransaction;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Tickets, their messages, files and audit in PostgreSQL. */
@Repository
class TicketRepository {

    private final JdbcClient jdbc;
    private final ObjectMapper json;

    /**
     * The tickets this transaction holds: nobody else can change them, and a move asks for its ticket a dozen times. One
     * object for one ticket, so what a step has changed and not yet written, the next step sees.
     */
    private final PerTransaction<Map<TicketNumber, Ticket>> held = new PerTransaction<>(HashMap::new);

    TicketRepository(JdbcClient jdbc, ObjectMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    /** Numbers are never given twice; a rolled-back transaction leaves a gap. */
    TicketNumber nextNumber(Instant receivedAt) {
        long running = jdbc.sql("select nextval('ticket_running_number')")
                .query(Long.class)
                .single();
        return TicketNumber.of(receivedAt.atZone(ZoneOffset.UTC).getYear(), running);
    }

    void insert(Ticket ticket) {
        jdbc.sql(
                        """
                        insert into ticket_ticket (number, subject, customer_id, channel, state, state_since, priority, priority_said, category,
                            team, team_said, language, received_at, opened_at, opened_by, answer_owed_since, follow_up_of, recorded)
                        values (:number, :subject, :customer, :channel, :state, :stateSince, :priority, :prioritySaid, :category,
                            :team, :teamSaid, :language, :receivedAt, :openedAt, :openedBy, :owedSince, :followUpOf, :recorded)
                        """)
                .param("number", ticket.number.value())
                .param("subject", ticket.subject())
                .param("customer", ticket.customerId())
                .param("channel", ticket.channel.name())
                .param("state", ticket.state().name())
                .param("stateSince", timestamp(ticket.stateSince()))
                .param("priority", ticket.priority().name())
                .param("prioritySaid", ticket.prioritySaid())
                .param("category", ticket.category(), Types.VARCHAR)
                .param("team", ticket.team(), Types.VARCHAR)
                .param("teamSaid", ticket.teamSaid())
                .param("language", ticket.language.getLanguage())
                .param("receivedAt", timestamp(ticket.receivedAt))
                .param("openedAt", timestamp(ticket.openedAt))
                .param("openedBy", ticket.openedBy)
                .param("owedSince", timestamp(ticket.answerOwedSince()), Types.TIMESTAMP)
                .param("followUpOf", ticket.followUpOf == null ? null : ticket.followUpOf.value(), Types.VARCHAR)
                .param("recorded", ticket.isRecorded())
                .update();
        held.get().put(ticket.number, ticket);
    }

    // Types are said where a value may be null: else each combination is a statement that is parsed and planned anew.
    void update(Ticket ticket) {
        jdbc.sql(
                        """
                        update ticket_ticket set customer_id = :customer, state = :state, state_since = :stateSince,
                            priority = :priority, category = :category, team = :team, owner = :owner, level = :level::jsonb,
                            answer_owed_since = :owedSince, first_replied_at = :firstRepliedAt, resolved_at = :resolvedAt,
                            closed_at = :closedAt, cancel_reason = :cancelReason, merged_into = :mergedInto, cycle = :cycle,
                            skills = :skills, owner_since = :ownerSince, process_instance = :instance, version = version + 1
                        where number = :number
                        """)
                .param("number", ticket.number.value())
                .param("customer", ticket.customerId())
                .param("state", ticket.state().name())
                .param("stateSince", timestamp(ticket.stateSince()))
                .param("priority", ticket.priority().name())
                .param("category", ticket.category(), Types.VARCHAR)
                .param("team", ticket.team(), Types.VARCHAR)
                .param("owner", ticket.owner(), Types.VARCHAR)
                .param("level", ticket.level().map(this::write).orElse(null), Types.VARCHAR)
                .param("owedSince", timestamp(ticket.answerOwedSince()), Types.TIMESTAMP)
                .param("firstRepliedAt", timestamp(ticket.firstRepliedAt()), Types.TIMESTAMP)
                .param("resolvedAt", timestamp(ticket.resolvedAt()), Types.TIMESTAMP)
                .param("closedAt", timestamp(ticket.closedAt()), Types.TIMESTAMP)
                .param("cancelReason", ticket.cancelReason(), Types.VARCHAR)
                .param(
                        "mergedInto",
                        ticket.mergedInto() == null ? null : ticket.mergedInto().value(),
                        Types.VARCHAR)
                .param("cycle", ticket.cycle())
                .param("skills", ticket.skills().stream().sorted().toArray(String[]::new))
                .param("ownerSince", timestamp(ticket.ownerSince()), Types.TIMESTAMP)
                .param("instance", ticket.processInstanceOrNull(), Types.VARCHAR)
                .update();
    }

    /** Loads a ticket and keeps everybody else waiting who wants to change it, until the transaction ends. */
    Optional<Ticket> lock(TicketNumber number) {
        return Optional.ofNullable(held.get().computeIfAbsent(number, this::lockInDatabase));
    }

    private @Nullable Ticket lockInDatabase(TicketNumber number) {
        return jdbc.sql("select * from ticket_ticket where number = :number for no key update")
                .param("number", number.value())
                .query(this::map)
                .optional()
                .orElse(null);
    }

    /** An open ticket with what it was promised, and what the decision about that asks. */
    record Promised(TicketNumber number, @Nullable String team, Map<String, Object> facts, ServiceLevel level) {}

    /**
     * Open tickets that were promised something, by number.
     *
     * @param teams null for all
     * @param after those with a higher number only; empty for all
     */
    List<Promised> promised(@Nullable Collection<String> teams, String after) {
        Map<String, ServiceLevel> levels = new HashMap<>();
        return jdbc.sql(
                        """
                        select t.number, t.subject, t.channel, t.priority, t.category, t.team, t.level, c.tier
                        from ticket_ticket t join people_customer c on c.id = t.customer_id
                        where t.state not in ('CLOSED', 'CANCELLED') and t.level is not null and t.number > :after
                            and not t.recorded
                            and (:all or t.team = any (:teams))
                        order by t.number
                        """)
                .param("after", after)
                .param("all", teams == null)
                .param("teams", teams == null ? new String[0] : teams.toArray(String[]::new))
                .query((row, i) -> {
                    Map<String, Object> facts = new HashMap<>();
                    facts.put("subject", row.getString("subject"));
                    facts.put("channel", TicketMoves.name(Channel.valueOf(row.getString("channel"))));
                    facts.put("priority", TicketMoves.name(Priority.valueOf(row.getString("priority"))));
                    facts.put("category", row.getString("category"));
                    facts.put("team", row.getString("team"));
                    facts.put("tier", row.getString("tier"));
                    return new Promised(
                            new TicketNumber(row.getString("number")),
                            row.getString("team"),
                            facts,
                            levels.computeIfAbsent(row.getString("level"), this::read));
                })
                .list();
    }

    Optional<Ticket> find(TicketNumber number) {
        return held.known().map(tickets -> tickets.get(number)).or(() -> jdbc.sql(
                        "select * from ticket_ticket where number = :number")
                .param("number", number.value())
                .query(this::map)
                .optional());
    }

    long insertMessage(
            TicketNumber ticket,
            String authorKind,
            String author,
            boolean isPublic,
            Instant at,
            @Nullable Instant sentAt,
            String text,
            @Nullable String html,
            @Nullable String messageId,
            Iterable<FileContent> files) {
        long id = jdbc.sql(
                        """
                        insert into ticket_message (ticket, author_kind, author, public, at, sent_at, text, html, message_id)
                        values (:ticket, :kind, :author, :public, :at, :sentAt, :text, :html, :messageId) returning id
                        """)
                .param("ticket", ticket.value())
                .param("kind", authorKind)
                .param("author", author)
                .param("public", isPublic)
                .param("at", timestamp(at))
                .param("sentAt", timestamp(sentAt), Types.TIMESTAMP)
                .param("text", withoutNul(text))
                .param("html", html == null ? null : withoutNul(html), Types.VARCHAR)
                .param("messageId", messageId, Types.VARCHAR)
                .query(Long.class)
                .single();
        for (FileContent file : files) {
            jdbc.sql(
                            """
                            insert into ticket_attachment (message, name, content_type, size, content)
                            values (:message, :name, :type, :size, :content)
                            """)
                    .param("message", id)
                    .param("name", withoutNul(file.name()))
                    .param("type", file.contentType())
                    .param("size", file.bytes().length)
                    .param("content", file.bytes())
                    .update();
        }
        return id;
    }

    Optional<TicketNumber> newestFollowUp(TicketNumber ticket) {
        return jdbc.sql(
                        "select number from ticket_ticket where follow_up_of = :ticket order by opened_at desc, number desc limit 1")
                .param("ticket", ticket.value())
                .query(String.class)
                .optional()
                .map(TicketNumber::new);
    }

    /**
     * The ticket on which the conversation of this one goes on: itself, unless it was merged. Locks nothing, so that
     * whoever locks the answer holds no other ticket meanwhile.
     */
    TicketNumber survivor(TicketNumber ticket) {
        return jdbc.sql(
                        """
                        with recursive chain (number, merged_into) as (
                            select number, merged_into from ticket_ticket where number = :ticket
                            union
                            select t.number, t.merged_into from ticket_ticket t join chain c on t.number = c.merged_into)
                        select number from chain where merged_into is null
                        """)
                .param("ticket", ticket.value())
                .query(String.class)
                .optional()
                .map(TicketNumber::new)
                .orElse(ticket);
    }

    void forbidAutoReply(long message) {
        jdbc.sql("update ticket_message set no_auto_reply = true where id = :id")
                .param("id", message)
                .update();
    }

    /** Whether a machine may answer what the ticket was opened with. */
    boolean mayAutoReply(TicketNumber ticket) {
        return jdbc.sql("select not exists (select from ticket_message where ticket = :ticket and no_auto_reply)")
                .param("ticket", ticket.value())
                .query(Boolean.class)
                .single();
    }

    /** Message ids of a ticket's public mails, oldest first: the thread. */
    List<String> thread(TicketNumber ticket) {
        return jdbc.sql(
                        """
                        select message_id from ticket_message
                        where ticket = :ticket and public and message_id is not null order by id
                        """)
                .param("ticket", ticket.value())
                .query(String.class)
                .list();
    }

    /** A message in short, as mails quote it. */
    record MessageLine(String author, boolean isCustomer, boolean isPublic, Instant at, String text) {}

    /** The last messages and notes, oldest first; those of tickets merged into it as well. */
    List<MessageLine> lastMessages(TicketNumber ticket, int count) {
        return jdbc.sql(
                        """
                        select * from (
                            select m.id, m.author, m.author_kind, m.public, m.at, m.text
                            from ticket_conversation(:ticket) c (number)
                            cross join lateral (
                                select * from ticket_message where ticket = c.number order by id desc limit :count) m
                            order by m.id desc limit :count) last
                        order by id
                        """)
                .param("ticket", ticket.value())
                .param("count", count)
                .query((row, index) -> new MessageLine(
                        row.getString("author"),
                        row.getString("author_kind").equals("CUSTOMER"),
                        row.getBoolean("public"),
                        row.getTimestamp("at").toInstant(),
                        row.getString("text")))
                .list();
    }

    void audit(TicketNumber ticket, Instant at, String actor, String action, Map<String, ?> detail) {
        jdbc.sql(
                        """
                        insert into ticket_audit (ticket, at, actor, action, detail)
                        values (:ticket, :at, :actor, :action, :detail::jsonb)
                        """)
                .param("ticket", ticket.value())
                .param("at", timestamp(at))
                .param("actor", actor)
                .param("action", action)
                .param("detail", write(detail))
                .update();
    }

    /** Whether that has been done since then with a promise of the ticket, by its audit. */
    boolean hasHappened(TicketNumber ticket, String action, String metric, Instant since) {
        return jdbc.sql(
                        """
                        select exists (select from ticket_audit where ticket = :ticket and action = :action
                            and detail ->> 'metric' = :metric and at >= :since)
                        """)
                .param("ticket", ticket.value())
                .param("action", action)
                .param("metric", metric)
                .param("since", timestamp(since))
                .query(Boolean.class)
                .single();
    }

    /** The instant that the audit keeps under that name of the first time it happened to that metric since then. */
    Optional<Instant> firstSaid(TicketNumber ticket, String action, String metric, Instant since, String name) {
        return jdbc.sql(
                        """
                        select detail ->> :name from ticket_audit where ticket = :ticket and action = :action
                            and detail ->> 'metric' = :metric and at >= :since order by id limit 1
                        """)
                .param("name", name)
                .param("ticket", ticket.value())
                .param("action", action)
                .param("metric", metric)
                .param("since", timestamp(since))
                .query((row, index) -> Optional.ofNullable(row.getString(1)))
                .optional()
                .flatMap(said -> said)
                .map(Instant::parse);
    }

    private Ticket map(ResultSet row, int index) throws SQLException {
        String followUpOf = row.getString("follow_up_of");
        String mergedInto = row.getString("merged_into");
        String level = row.getString("level");
        return new Ticket(
                        new TicketNumber(row.getString("number")),
                        row.getString("subject"),
                        row.getLong("customer_id"),
                        Channel.valueOf(row.getString("channel")),
                        Locale.forLanguageTag(row.getString("language")),
                        row.getTimestamp("received_at").toInstant(),
                        row.getTimestamp("opened_at").toInstant(),
                        row.getString("opened_by"),
                        followUpOf == null ? null : new TicketNumber(followUpOf))
                .restored(
                        TicketState.valueOf(row.getString("state")),
                        row.getTimestamp("state_since").toInstant(),
                        Priority.valueOf(row.getString("priority")),
                        row.getString("category"),
                        row.getString("team"),
                        row.getString("owner"),
                        level == null ? null : read(level),
                        instant(row, "answer_owed_since"),
                        instant(row, "first_replied_at"),
                        instant(row, "resolved_at"),
                        instant(row, "closed_at"),
                        row.getString("cancel_reason"),
                        mergedInto == null ? null : new TicketNumber(mergedInto),
                        row.getString("process_instance"),
                        row.getInt("cycle"),
                        row.getBoolean("priority_said"),
                        row.getBoolean("team_said"),
                        Set.of((String[]) row.getArray("skills").getArray()),
                        instant(row, "owner_since"),
                        row.getBoolean("recorded"));
    }

    static @Nullable Timestamp timestamp(@Nullable Instant instant) {
        return instant == null ? null : Timestamp.from(instant);
    }

    static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        Timestamp timestamp = row.getTimestamp(column);
        return timestamp == null ? null : timestamp.toInstant();
    }

    /** PostgreSQL cannot store the character NUL, and mails may hold it. */
    private static String withoutNul(String text) {
        return text.indexOf('\0') < 0 ? text : text.replace("\0", "");
    }

    private String write(Object value) {
        try {
            return json.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot write " + value, e);
        }
    }

    private ServiceLevel read(String level) {
        try {
            return json.readValue(level, ServiceLevel.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot read the service level " + level, e);
        }
    }
}
