package io.promisedesk.handover;

import io.promisedesk.handover.RecordedAbsence.State;
import io.promisedesk.roster.Absence;
import io.promisedesk.ticket.TicketNumber;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The tables {@code handover_absence} and {@code handover_absence_ticket}. */
@Repository
class AbsenceTables {

    private final JdbcClient jdbc;

    AbsenceTables(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** A ticket that has left somebody absent. */
    record Left(TicketNumber ticket, Instant at, boolean chosen) {}

    /** @return whether this call recorded it; false where it was recorded before, by whatever node */
    boolean add(Absence absence) {
        return jdbc.sql(
                                """
                                insert into handover_absence (absence, person, from_at, to_at, state)
                                values (:id, :person, :from, :to, 'PLANNED') on conflict (absence) do nothing
                                """)
                        .param("id", absence.id())
                        .param("person", absence.person())
                        .param("from", utc(absence.from()))
                        .param("to", maybe(absence.to()), Types.TIMESTAMP_WITH_TIMEZONE)
                        .update()
                > 0;
    }

    void started(long absence, String processInstance) {
        jdbc.sql("update handover_absence set process_instance = :instance where absence = :id")
                .param("instance", processInstance)
                .param("id", absence)
                .update();
    }

    /** Who moves its tickets, changes or cancels it waits here for whoever does so already. */
    Optional<RecordedAbsence> lock(long absence) {
        return jdbc.sql("select * from handover_absence where absence = :id for update")
                .param("id", absence)
                .query(AbsenceTables::absence)
                .optional();
    }

    RecordedAbsence get(long absence) {
        return find(absence).orElseThrow();
    }

    Optional<RecordedAbsence> find(long absence) {
        return jdbc.sql("select * from handover_absence where absence = :id")
                .param("id", absence)
                .query(AbsenceTables::absence)
                .optional();
    }

    /** Those that have not begun or not ended. */
    List<RecordedAbsence> open() {
        return jdbc.sql("select * from handover_absence where state in ('PLANNED', 'ABSENT') order by absence")
                .query(AbsenceTables::absence)
                .list();
    }

    /** Those of a person that have begun and not ended, the first one first. */
    List<RecordedAbsence> running(String person) {
        return jdbc.sql(
                        """
                        select * from handover_absence where person = :person and state = 'ABSENT'
                        order by from_at, absence
                        """)
                .param("person", person)
                .query(AbsenceTables::absence)
                .list();
    }

    void lasts(long absence, Instant from, @Nullable Instant to) {
        jdbc.sql("update handover_absence set from_at = :from, to_at = :to where absence = :id")
                .param("from", utc(from))
                .param("to", maybe(to), Types.TIMESTAMP_WITH_TIMEZONE)
                .param("id", absence)
                .update();
    }

    void is(long absence, State state) {
        jdbc.sql("update handover_absence set state = :state where absence = :id")
                .param("state", state.name())
                .param("id", absence)
                .update();
    }

    void left(long absence, TicketNumber ticket, Instant at) {
        jdbc.sql(
                        """
                        insert into handover_absence_ticket (absence, ticket, left_at) values (:absence, :ticket, :at)
                        on conflict (absence, ticket) do nothing
                        """)
                .param("absence", absence)
                .param("ticket", ticket.value())
                .param("at", utc(at))
                .update();
    }

    List<Left> tickets(long absence) {
        return jdbc.sql("select * from handover_absence_ticket where absence = :absence order by left_at, ticket")
                .param("absence", absence)
                .query((row, n) -> new Left(
                        new TicketNumber(row.getString("ticket")), instant(row, "left_at"), row.getBoolean("chosen")))
                .list();
    }

    void choose(long absence, List<TicketNumber> tickets) {
        jdbc.sql(
                        """
                        update handover_absence_ticket set chosen = ticket = any (:tickets) where absence = :absence
                        """)
                .param("absence", absence)
                .param("tickets", tickets.stream().map(TicketNumber::value).toArray(String[]::new))
                .update();
    }

    /** Another absence of the same person goes on: they will hear of the tickets when that one ends. */
    void passOn(long absence, long to) {
        jdbc.sql(
                        """
                        insert into handover_absence_ticket (absence, ticket, left_at)
                        select :to, ticket, left_at from handover_absence_ticket where absence = :absence
                        on conflict (absence, ticket) do update
                            set left_at = least(handover_absence_ticket.left_at, excluded.left_at)
                        """)
                .param("absence", absence)
                .param("to", to)
                .update();
        jdbc.sql("delete from handover_absence_ticket where absence = :absence")
                .param("absence", absence)
                .update();
    }

    private static RecordedAbsence absence(ResultSet row, int n) throws SQLException {
        OffsetDateTime to = row.getObject("to_at", OffsetDateTime.class);
        return new RecordedAbsence(
                row.getLong("absence"),
                row.getString("person"),
                instant(row, "from_at"),
                to == null ? null : to.toInstant(),
                State.valueOf(row.getString("state")),
                row.getString("process_instance"));
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    private static @Nullable OffsetDateTime maybe(@Nullable Instant instant) {
        return instant == null ? null : utc(instant);
    }
}
