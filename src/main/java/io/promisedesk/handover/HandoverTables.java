package io.promisedesk.handover;

import io.promisedesk.roster.Shift;
import io.promisedesk.ticket.TicketNumber;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The {@code handover_*} tables. */
@Repository
class HandoverTables {

    private static final String LINES =
            """
            select id, handover, occasion, team, cause, shift, ticket, sender, receiver, note, state, redirected,
                   offered_at, decided_at, answer, reason
            from handover_line
            """;

    private final JdbcClient jdbc;

    HandoverTables(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** @return whether this call planned it; false where it was planned before, by whatever node */
    boolean plan(Shift shift, Instant at) {
        return jdbc.sql(
                                """
                                insert into handover_shift (key, team, start_at, end_at, planned_at)
                                values (:key, :team, :start, :end, :at) on conflict (key) do nothing
                                """)
                        .param("key", shift.key())
                        .param("team", shift.team())
                        .param("start", utc(shift.start()))
                        .param("end", utc(shift.end()))
                        .param("at", utc(at))
                        .update()
                > 0;
    }

    void shiftStarted(String key, String processInstance) {
        jdbc.sql("update handover_shift set process_instance = :instance where key = :key")
                .param("instance", processInstance)
                .param("key", key)
                .update();
    }

    void shiftSettled(String key, Instant at) {
        jdbc.sql("update handover_shift set settled_at = :at where key = :key")
                .param("at", utc(at))
                .param("key", key)
                .update();
    }

    /** A shift as it was planned; its people are the roster's to know. */
    PlannedShift shift(String key) {
        return jdbc.sql("select key, team, start_at, end_at, settled_at from handover_shift where key = :key")
                .param("key", key)
                .query((row, n) -> new PlannedShift(
                        row.getString("key"),
                        row.getString("team"),
                        instant(row, "end_at"),
                        maybe(row, "settled_at") != null))
                .single();
    }

    record PlannedShift(String key, String team, Instant end, boolean settled) {

        Occasion itsEnd() {
            return Occasion.endOf(key, team);
        }
    }

    void ask(String shift, String agent, Instant at) {
        jdbc.sql(
                        """
                        insert into handover_sender (shift, agent, asked_at) values (:shift, :agent, :at)
                        on conflict do nothing
                        """)
                .param("shift", shift)
                .param("agent", agent)
                .param("at", utc(at))
                .update();
    }

    List<String> senders(String shift) {
        return jdbc.sql("select agent from handover_sender where shift = :shift order by agent")
                .param("shift", shift)
                .query(String.class)
                .list();
    }

    void decided(String shift, String agent, Instant at) {
        jdbc.sql("update handover_sender set decided_at = :at where shift = :shift and agent = :agent")
                .param("at", utc(at))
                .param("shift", shift)
                .param("agent", agent)
                .update();
    }

    long add(Occasion occasion, String receiver, boolean automatic, Instant at, Instant answerBy) {
        return jdbc.sql(
                        """
                        insert into handover_handover (
                            occasion, team, cause, shift, receiver, automatic, created_at, answer_by)
                        values (:occasion, :team, :cause, :shift, :receiver, :automatic, :at, :answerBy) returning id
                        """)
                .param("occasion", occasion.key())
                .param("team", occasion.team())
                .param("cause", occasion.cause().name())
                .param("shift", occasion.shift())
                .param("receiver", receiver)
                .param("automatic", automatic)
                .param("at", utc(at))
                .param("answerBy", utc(answerBy))
                .query(Long.class)
                .single();
    }

    Handover handover(long id) {
        return find(id).orElseThrow();
    }

    Optional<Handover> find(long id) {
        return jdbc.sql("select * from handover_handover where id = :id")
                .param("id", id)
                .query(HandoverTables::handover)
                .optional();
    }

    /** Hand-overs with lines of that sender whose process has not been started yet. */
    List<Handover> notStarted(String occasion, String sender) {
        return jdbc.sql(
                        """
                        select * from handover_handover h
                        where occasion = :occasion and process_instance is null
                          and exists (select from handover_line l where l.handover = h.id and l.sender = :sender)
                        order by id
                        """)
                .param("occasion", occasion)
                .param("sender", sender)
                .query(HandoverTables::handover)
                .list();
    }

    void handoverStarted(long id, String processInstance) {
        jdbc.sql("update handover_handover set process_instance = :instance where id = :id")
                .param("instance", processInstance)
                .param("id", id)
                .update();
    }

    void supervisorIs(long id, String supervisor) {
        jdbc.sql("update handover_handover set supervisor = :supervisor where id = :id")
                .param("supervisor", supervisor)
                .param("id", id)
                .update();
    }

    long add(
            @Nullable Long handover,
            Occasion occasion,
            TicketNumber ticket,
            String sender,
            String receiver,
            @Nullable String note,
            LineState state,
            boolean redirected,
            Instant at) {
        return jdbc.sql(
                        """
                        insert into handover_line (
                            handover, occasion, team, cause, shift, ticket, sender, receiver, note, state, redirected,
                            offered_at, decided_at)
                        values (:handover, :occasion, :team, :cause, :shift, :ticket, :sender, :receiver, :note, :state,
                            :redirected, :at, :decidedAt)
                        returning id
                        """)
                .param("handover", handover)
                .param("occasion", occasion.key())
                .param("team", occasion.team())
                .param("cause", occasion.cause().name())
                .param("shift", occasion.shift())
                .param("ticket", ticket.value())
                .param("sender", sender)
                .param("receiver", receiver)
                .param("note", note)
                .param("state", state.name())
                .param("redirected", redirected)
                .param("at", utc(at))
                .param("decidedAt", state == LineState.KEPT ? utc(at) : null)
                .query(Long.class)
                .single();
    }

    List<HandoverLine> lines(long handover) {
        return jdbc.sql(LINES + "where handover = :handover order by id")
                .param("handover", handover)
                .query(HandoverTables::line)
                .list();
    }

    List<HandoverLine> linesOf(Occasion occasion) {
        return jdbc.sql(LINES + "where occasion = :occasion order by id")
                .param("occasion", occasion.key())
                .query(HandoverTables::line)
                .list();
    }

    /** The pending offer of a ticket: there is at most one. */
    Optional<HandoverLine> pending(TicketNumber ticket) {
        return jdbc.sql(LINES + "where ticket = :ticket and state = 'OFFERED'")
                .param("ticket", ticket.value())
                .query(HandoverTables::line)
                .optional();
    }

    void answer(long line, String answer, @Nullable String reason) {
        jdbc.sql("update handover_line set answer = :answer, reason = :reason where id = :id")
                .param("answer", answer)
                .param("reason", reason)
                .param("id", line)
                .update();
    }

    /** @return false where the line is not in that state any more; nothing has changed then */
    boolean decide(
            long line,
            LineState from,
            LineState to,
            String receiver,
            @Nullable String by,
            @Nullable String reason,
            Instant at) {
        return jdbc.sql(
                                """
                                update handover_line
                                set state = :to, receiver = :receiver, decided_at = :at, decided_by = :by,
                                    reason = coalesce(:reason, reason)
                                where id = :id and state = :from
                                """)
                        .param("to", to.name())
                        .param("receiver", receiver)
                        .param("at", utc(at))
                        .param("by", by)
                        .param("reason", reason)
                        .param("id", line)
                        .param("from", from.name())
                        .update()
                > 0;
    }

    private static Handover handover(ResultSet row, int n) throws SQLException {
        return new Handover(
                row.getLong("id"),
                occasion(row),
                row.getString("receiver"),
                row.getBoolean("automatic"),
                instant(row, "answer_by"),
                row.getString("supervisor"),
                row.getString("process_instance"));
    }

    private static HandoverLine line(ResultSet row, int n) throws SQLException {
        return new HandoverLine(
                row.getLong("id"),
                row.getObject("handover", Long.class),
                occasion(row),
                new TicketNumber(row.getString("ticket")),
                row.getString("sender"),
                row.getString("receiver"),
                row.getString("note"),
                LineState.valueOf(row.getString("state")),
                row.getBoolean("redirected"),
                instant(row, "offered_at"),
                maybe(row, "decided_at"),
                row.getString("answer"),
                row.getString("reason"));
    }

    private static Occasion occasion(ResultSet row) throws SQLException {
        return new Occasion(
                row.getString("occasion"),
                row.getString("team"),
                Cause.valueOf(row.getString("cause")),
                row.getString("shift"));
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    private static @Nullable Instant maybe(ResultSet row, String column) throws SQLException {
        OffsetDateTime value = row.getObject(column, OffsetDateTime.class);
        return value == null ? null : value.toInstant();
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
