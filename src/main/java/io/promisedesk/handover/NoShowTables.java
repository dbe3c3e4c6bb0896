package io.promisedesk.handover;

import io.promisedesk.roster.Shift;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The tables {@code handover_roll_call} and {@code handover_no_show}. */
@Repository
class NoShowTables {

    private final JdbcClient jdbc;

    NoShowTables(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    record RollCall(String shift, String team, Instant start, Instant end, @Nullable String processInstance) {}

    enum Answer {
        HERE,
        LATER,
        ABSENT,
        /** Nobody had to answer: they gave a sign. */
        APPEARED
    }

    /**
     * @param comesAt when they are to come, or null
     * @param absentTo end of the absence, or null: until further notice
     */
    record NoShow(
            long id,
            String shift,
            String person,
            Instant askedAt,
            @Nullable Answer answer,
            @Nullable Instant comesAt,
            @Nullable Instant absentTo,
            @Nullable String answeredBy) {}

    /** @return whether this call planned it; false where it was planned before, by whatever node */
    boolean plan(Shift shift) {
        return jdbc.sql(
                                """
                                insert into handover_roll_call (shift, team, start_at, end_at)
                                values (:key, :team, :start, :end) on conflict (shift) do nothing
                                """)
                        .param("key", shift.key())
                        .param("team", shift.team())
                        .param("start", utc(shift.start()))
                        .param("end", utc(shift.end()))
                        .update()
                > 0;
    }

    void started(String shift, String processInstance) {
        jdbc.sql("update handover_roll_call set process_instance = :instance where shift = :shift")
                .param("instance", processInstance)
                .param("shift", shift)
                .update();
    }

    RollCall get(String shift) {
        return jdbc.sql("select * from handover_roll_call where shift = :shift")
                .param("shift", shift)
                .query(NoShowTables::rollCall)
                .single();
    }

    /** Those of a team whose shift is not over. */
    List<RollCall> of(String team, Instant at) {
        return jdbc.sql("select * from handover_roll_call where team = :team and end_at > :at order by start_at")
                .param("team", team)
                .param("at", utc(at))
                .query(NoShowTables::rollCall)
                .list();
    }

    /** @return number of it; empty where they are asked about already */
    Optional<Long> ask(String shift, String person, Instant at) {
        return jdbc.sql(
                        """
                        insert into handover_no_show (shift, person, asked_at) values (:shift, :person, :at)
                        on conflict (shift, person) do nothing returning id
                        """)
                .param("shift", shift)
                .param("person", person)
                .param("at", utc(at))
                .query(Long.class)
                .optional();
    }

    /** Those of the team who wait for an answer, are to come, or are here, by another shift that overlaps this one. */
    Set<String> askedAbout(RollCall call) {
        return jdbc.sql(
                        """
                        select distinct n.person from handover_no_show n join handover_roll_call r on r.shift = n.shift
                        where r.team = :team and r.shift <> :shift and r.start_at < :end and r.end_at > :start
                            and (n.answer is null or n.answer in ('LATER', 'HERE'))
                        """)
                .param("team", call.team())
                .param("shift", call.shift())
                .param("start", utc(call.start()))
                .param("end", utc(call.end()))
                .query(String.class)
                .set();
    }

    void askAgain(long id, Instant at) {
        jdbc.sql(
                        """
                        update handover_no_show
                        set asked_at = :at, answer = null, comes_at = null, answered_by = null, answered_at = null
                        where id = :id
                        """)
                .param("at", utc(at))
                .param("id", id)
                .update();
    }

    /** @return false where it is answered already; nothing has changed then */
    boolean answer(
            long id,
            Answer answer,
            @Nullable Instant comesAt,
            @Nullable Instant absentTo,
            @Nullable String by,
            Instant at) {
        return jdbc.sql(
                                """
                                update handover_no_show set answer = :answer, comes_at = :comesAt, absent_to = :absentTo,
                                    answered_by = :by, answered_at = :at
                                where id = :id and answer is null
                                """)
                        .param("answer", answer.name())
                        .param("comesAt", maybe(comesAt), Types.TIMESTAMP_WITH_TIMEZONE)
                        .param("absentTo", maybe(absentTo), Types.TIMESTAMP_WITH_TIMEZONE)
                        .param("by", by, Types.VARCHAR)
                        .param("at", utc(at))
                        .param("id", id)
                        .update()
                > 0;
    }

    NoShow noShow(String shift, String person) {
        return jdbc.sql("select * from handover_no_show where shift = :shift and person = :person")
                .param("shift", shift)
                .param("person", person)
                .query(NoShowTables::noShow)
                .single();
    }

    Optional<NoShow> find(long id) {
        return jdbc.sql("select * from handover_no_show where id = :id")
                .param("id", id)
                .query(NoShowTables::noShow)
                .optional();
    }

    List<NoShow> unanswered(String shift) {
        return jdbc.sql("select * from handover_no_show where shift = :shift and answer is null order by person")
                .param("shift", shift)
                .query(NoShowTables::noShow)
                .list();
    }

    /** Those about a person that nobody has answered; the shift may be over. */
    List<NoShow> about(String person) {
        return jdbc.sql("select * from handover_no_show where person = :person and answer is null")
                .param("person", person)
                .query(NoShowTables::noShow)
                .list();
    }

    /** In the running shifts of a team: who is missing, and who is to come later. */
    List<NoShow> open(String team, Instant at) {
        return jdbc.sql(
                        """
                        select n.* from handover_no_show n join handover_roll_call r on r.shift = n.shift
                        where r.team = :team and r.end_at > :at and (n.answer is null or n.answer = 'LATER')
                        order by n.person
                        """)
                .param("team", team)
                .param("at", utc(at))
                .query(NoShowTables::noShow)
                .list();
    }

    private static RollCall rollCall(ResultSet row, int n) throws SQLException {
        return new RollCall(
                row.getString("shift"),
                row.getString("team"),
                instant(row, "start_at"),
                instant(row, "end_at"),
                row.getString("process_instance"));
    }

    private static NoShow noShow(ResultSet row, int n) throws SQLException {
        String answer = row.getString("answer");
        return new NoShow(
                row.getLong("id"),
                row.getString("shift"),
                row.getString("person"),
                instant(row, "asked_at"),
                answer == null ? null : Answer.valueOf(answer),
                orNull(row, "comes_at"),
                orNull(row, "absent_to"),
                row.getString("answered_by"));
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    private static @Nullable Instant orNull(ResultSet row, String column) throws SQLException {
        OffsetDateTime value = row.getObject(column, OffsetDateTime.class);
        return value == null ? null : value.toInstant();
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    private static @Nullable OffsetDateTime maybe(@Nullable Instant instant) {
        return instant == null ? null : utc(instant);
    }
}
