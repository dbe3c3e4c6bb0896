package io.promisedesk.replay;

import io.promisedesk.ticket.TicketNumber;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Profile;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** How far the replay is, what its tickets are called here, and which rows were left out. */
@Repository
@Profile("replay")
class ReplayTables {

    /**
     * @param position line of the last row that was dealt with
     * @param events how many rows were events that happened here, too
     */
    record Run(
            String file,
            String digest,
            long position,
            long events,
            @Nullable Instant firstAt,
            @Nullable Instant lastAt,
            @Nullable Instant finishedAt) {}

    private final JdbcClient jdbc;

    ReplayTables(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    Optional<Run> run() {
        return jdbc.sql("select * from replay_run").query(ReplayTables::read).optional();
    }

    private static Run read(ResultSet row, int n) throws SQLException {
        return new Run(
                row.getString("file"),
                row.getString("digest"),
                row.getLong("position"),
                row.getLong("events"),
                instant(row, "first_at"),
                instant(row, "last_at"),
                instant(row, "finished_at"));
    }

    /** Whether anybody has ever asked for anything here. */
    boolean isInstallationEmpty() {
        return jdbc.sql("select not exists (select from ticket_ticket) and not exists (select from people_customer)")
                .query(Boolean.class)
                .single();
    }

    void begin(String file, String digest, Instant at) {
        jdbc.sql(
                        """
                        insert into replay_run (file, digest, position, started_at) values (:file, :digest, 1, :at)
                        """)
                .param("file", file)
                .param("digest", digest)
                .param("at", Timestamp.from(at))
                .update();
    }

    /**
     * @param from where it stood; somebody else has moved it where that is not so
     * @param at of the event on that line; null where it was left out
     */
    void advance(long from, long to, @Nullable Instant at) {
        int moved = jdbc.sql(
                        """
                        update replay_run
                        set position = :to, events = events + :events,
                            first_at = coalesce(first_at, :at), last_at = coalesce(:at, last_at)
                        where position = :from and finished_at is null
                        """)
                .param("from", from)
                .param("to", to)
                .param("events", at == null ? 0 : 1)
                .param("at", at == null ? null : Timestamp.from(at), Types.TIMESTAMP)
                .update();
        if (moved != 1) {
            throw new IllegalStateException(
                    "somebody else replays on this database: the position is no longer " + from);
        }
    }

    void finish(Instant at) {
        jdbc.sql("update replay_run set finished_at = :at")
                .param("at", Timestamp.from(at))
                .update();
    }

    void name(String name, TicketNumber number) {
        jdbc.sql("insert into replay_ticket (name, number) values (:name, :number)")
                .param("name", name)
                .param("number", number.value())
                .update();
    }

    Map<String, TicketNumber> tickets() {
        Map<String, TicketNumber> tickets = new HashMap<>();
        jdbc.sql("select name, number from replay_ticket").query(row -> {
            tickets.put(row.getString(1), new TicketNumber(row.getString(2)));
        });
        return tickets;
    }

    void leaveOut(Row.Fault fault) {
        jdbc.sql("insert into replay_fault (line, ticket, reason) values (:line, :ticket, :reason)")
                .param("line", fault.line())
                .param("ticket", fault.ticket(), Types.VARCHAR)
                .param("reason", fault.reason())
                .update();
    }

    List<Row.Fault> faults() {
        return jdbc.sql("select line, ticket, reason from replay_fault order by line")
                .query((row, n) -> new Row.Fault(row.getInt(1), row.getString(2), row.getString(3)))
                .list();
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        Timestamp timestamp = row.getTimestamp(column);
        return timestamp == null ? null : timestamp.toInstant();
    }
}
