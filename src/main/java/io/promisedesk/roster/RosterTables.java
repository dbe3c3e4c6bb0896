package io.promisedesk.roster;

import io.promisedesk.platform.PerTransaction;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * The {@code roster_*} tables. Who asks several times in one transaction, as an escalation does for each of its rungs,
 * asks the database once.
 */
@Repository
class RosterTables {

    private final JdbcClient jdbc;
    private final PerTransaction<Read> read = new PerTransaction<>(Read::new);

    /** What the present transaction has read; all of it is forgotten when the transaction writes. */
    private static final class Read {

        private final Map<List<Object>, List<?>> lists = new HashMap<>();
        private final Map<String, Boolean> rostered = new HashMap<>();

        @SuppressWarnings("unchecked") // Each question has lists of one kind.
        <T> List<T> list(List<Object> question, Supplier<List<T>> answer) {
            List<?> known = lists.get(question);
            if (known == null) {
                known = List.copyOf(answer.get());
                lists.put(question, known);
            }
            return (List<T>) known;
        }
    }

    RosterTables(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    private Read read() {
        return TransactionSynchronizationManager.isSynchronizationActive() ? read.get() : new Read();
    }

    private void changed() {
        read.known().ifPresent(known -> {
            known.lists.clear();
            known.rostered.clear();
        });
    }

    List<Pattern> patterns() {
        return read().list(List.of("patterns"), this::readPatterns);
    }

    private List<Pattern> readPatterns() {
        return jdbc.sql("select team, weekday, start_time, end_time, people, valid_from, valid_to from roster_pattern")
                .query((row, n) -> new Pattern(
                        row.getString("team"),
                        DayOfWeek.of(row.getInt("weekday")),
                        row.getObject("start_time", LocalTime.class),
                        row.getObject("end_time", LocalTime.class),
                        people(row),
                        row.getObject("valid_from", LocalDate.class),
                        row.getObject("valid_to", LocalDate.class)))
                .list();
    }

    void add(Pattern pattern) {
        changed();
        jdbc.sql(
                        """
                        insert into roster_pattern (team, weekday, start_time, end_time, people, valid_from, valid_to)
                        values (:team, :weekday, :start, :end, :people, :from, :to)
                        """)
                .param("team", pattern.team())
                .param("weekday", pattern.day().getValue())
                .param("start", pattern.start())
                .param("end", pattern.end())
                .param("people", array(pattern.people()))
                .param("from", pattern.validFrom())
                .param("to", pattern.validTo())
                .update();
    }

    /** Dated shifts that begin in {@code [from, to)}, those without people included. */
    List<Shift> dated(Instant from, Instant to) {
        // Whole hours, so that a moment later the same is asked.
        Instant first = from.truncatedTo(ChronoUnit.HOURS);
        Instant last = to.truncatedTo(ChronoUnit.HOURS).plus(1, ChronoUnit.HOURS);
        return read().list(List.of("dated", first, last), () -> readDated(first, last)).stream()
                .filter(shift -> !shift.start().isBefore(from) && shift.start().isBefore(to))
                .toList();
    }

    private List<Shift> readDated(Instant from, Instant to) {
        return jdbc.sql(
                        """
                        select team, start_at, end_at, people from roster_shift
                        where start_at >= :from and start_at < :to order by start_at
                        """)
                .param("from", utc(from))
                .param("to", utc(to))
                .query((row, n) ->
                        Shift.of(row.getString("team"), instant(row, "start_at"), instant(row, "end_at"), people(row)))
                .list();
    }

    void put(Shift shift, String source) {
        changed();
        jdbc.sql(
                        """
                        insert into roster_shift (team, start_at, end_at, people, source)
                        values (:team, :start, :end, :people, :source)
                        on conflict (team, start_at, end_at) do update set people = excluded.people, source = excluded.source
                        """)
                .param("team", shift.team())
                .param("start", utc(shift.start()))
                .param("end", utc(shift.end()))
                .param("people", array(shift.people()))
                .param("source", source)
                .update();
    }

    boolean remove(String team, Instant start, Instant end) {
        changed();
        return jdbc.sql("delete from roster_shift where team = :team and start_at = :start and end_at = :end")
                        .param("team", team)
                        .param("start", utc(start))
                        .param("end", utc(end))
                        .update()
                > 0;
    }

    /** Absences that touch a day between the two. */
    List<Absence> absences(LocalDate first, LocalDate last) {
        return read().list(List.of("absences", first, last), () -> readAbsences(first, last));
    }

    private List<Absence> readAbsences(LocalDate first, LocalDate last) {
        return jdbc.sql(
                        """
                        select person, from_day, to_day from roster_absence where from_day <= :last and to_day >= :first
                        """)
                .param("first", first)
                .param("last", last)
                .query((row, n) -> new Absence(
                        row.getString("person"),
                        row.getObject("from_day", LocalDate.class),
                        row.getObject("to_day", LocalDate.class)))
                .list();
    }

    void put(Absence absence, String source) {
        changed();
        jdbc.sql(
                        """
                        insert into roster_absence (person, from_day, to_day, source)
                        values (:person, :first, :last, :source) on conflict do nothing
                        """)
                .param("person", absence.person())
                .param("first", absence.first())
                .param("last", absence.last())
                .param("source", source)
                .update();
    }

    /** Whether a person stands in any pattern or dated shift, whatever its date. */
    boolean isRostered(String person) {
        return read().rostered.computeIfAbsent(person, this::readIsRostered);
    }

    private boolean readIsRostered(String person) {
        return jdbc.sql(
                        """
                        select exists (select from roster_pattern where :person = any (people))
                            or exists (select from roster_shift where :person = any (people))
                        """)
                .param("person", person)
                .query(Boolean.class)
                .single();
    }

    /**
     * Notes that this content of the file is now in force, and empties what an earlier one brought. Nodes that start
     * together wait for each other here.
     *
     * @return false where the same content is in force already; nothing has changed then
     */
    boolean replaceFile(String digest, Instant at) {
        boolean fresh = jdbc.sql(
                                """
                                insert into roster_file (digest, applied_at) values (:digest, :at)
                                on conflict (only_one) do update set digest = excluded.digest, applied_at = excluded.applied_at
                                where roster_file.digest <> excluded.digest
                                """)
                        .param("digest", digest)
                        .param("at", utc(at))
                        .update()
                > 0;
        if (fresh) {
            changed();
            jdbc.sql("delete from roster_pattern").update();
            jdbc.sql("delete from roster_shift where source = 'file'").update();
            jdbc.sql("delete from roster_absence where source = 'file'").update();
        }
        return fresh;
    }

    private static String[] array(List<String> people) {
        return people.toArray(String[]::new);
    }

    private static List<String> people(ResultSet row) throws SQLException {
        Array array = row.getArray("people");
        return List.of((String[]) array.getArray());
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
