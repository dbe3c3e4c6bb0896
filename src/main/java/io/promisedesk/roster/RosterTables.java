package io.promisedesk.roster;

import io.promisedesk.platform.PerTransaction;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * The {@code roster_*} tables. Who asks several times in one transaction, as an escalation does for each of its rungs,
 * asks the database once.
 */
@Repository
class RosterTables {

    static final String FILE = "file";
    static final String DESK = "desk";
    static final String SWAPS =
            """
            select id, team, giver, given_start, given_end, taker, back_start, back_end, state, note, asked_at,
                decided_at, decided_by
            from roster_swap
            """;
    private static final String ABSENCES =
            "select id, person, kind, from_at, to_at, whole_days, note, recorded_by from roster_absence ";

    private final JdbcClient jdbc;
    private final PerTransaction<Read> read = new PerTransaction<>(Read::new);

    /** What the present transaction has read; all of it is forgotten when the transaction writes. */
    private static final class Read {

        private final Map<List<Object>, List<?>> lists = new HashMap<>();

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
        forget();
    }

    /** What this transaction has read does not hold any more. */
    void forget() {
        read.known().ifPresent(known -> known.lists.clear());
    }

    /** What is derived from these tables, derived once in a transaction that does not change them. */
    <T> List<T> remembered(List<Object> question, Supplier<List<T>> answer) {
        return read().list(question, answer);
    }

    /** Patterns of all teams, with their slots. */
    List<Pattern> patterns() {
        return read().list(List.of("patterns"), this::readPatterns);
    }

    private List<Pattern> readPatterns() {
        Map<Long, List<Slot>> slots = new HashMap<>();
        jdbc.sql(
                        """
                        select pattern, day, start_time, end_time, people, breaks from roster_slot
                        order by pattern, day, start_time, id
                        """)
                .query((row, n) -> slots.computeIfAbsent(row.getLong("pattern"), key -> new ArrayList<>())
                        .add(new Slot(
                                row.getInt("day"),
                                row.getObject("start_time", LocalTime.class),
                                row.getObject("end_time", LocalTime.class),
                                texts(row, "people"),
                                breaks(row))))
                .list();
        return jdbc.sql(
                        """
                        select id, team, name, days, anchor, valid_from, valid_to, source, version from roster_pattern
                        order by id
                        """)
                .query((row, n) -> new Pattern(
                        row.getLong("id"),
                        row.getString("team"),
                        row.getString("name"),
                        row.getInt("days"),
                        row.getObject("anchor", LocalDate.class),
                        row.getObject("valid_from", LocalDate.class),
                        row.getObject("valid_to", LocalDate.class),
                        slots.getOrDefault(row.getLong("id"), List.of()),
                        row.getString("source"),
                        row.getInt("version")))
                .list();
    }

    long add(Pattern pattern, String by, Instant at) {
        changed();
        long id = jdbc.sql(
                        """
                        insert into roster_pattern (team, name, days, anchor, valid_from, valid_to, source, changed_by, changed_at)
                        values (:team, :name, :days, :anchor, :from, :to, :source, :by, :at) returning id
                        """)
                .params(columns(pattern))
                .param("source", pattern.source())
                .param("by", by)
                .param("at", utc(at))
                .query(Long.class)
                .single();
        addSlots(id, pattern.slots());
        return id;
    }

    /** @return false where somebody else has changed or removed it since */
    boolean change(Pattern pattern, String by, Instant at) {
        changed();
        boolean mine = jdbc.sql(
                                """
                                update roster_pattern
                                set name = :name, days = :days, anchor = :anchor, valid_from = :from, valid_to = :to,
                                    version = version + 1, changed_by = :by, changed_at = :at
                                where id = :id and team = :team and version = :version
                                """)
                        .params(columns(pattern))
                        .param("id", pattern.id())
                        .param("version", pattern.version())
                        .param("by", by)
                        .param("at", utc(at))
                        .update()
                > 0;
        if (mine) {
            jdbc.sql("delete from roster_slot where pattern = :id")
                    .param("id", pattern.id())
                    .update();
            addSlots(pattern.id(), pattern.slots());
        }
        return mine;
    }

    /** @return false where somebody else has changed or removed it since */
    boolean remove(Pattern pattern) {
        changed();
        return jdbc.sql("delete from roster_pattern where id = :id and version = :version")
                        .param("id", pattern.id())
                        .param("version", pattern.version())
                        .update()
                > 0;
    }

    private static Map<String, @Nullable Object> columns(Pattern pattern) {
        Map<String, @Nullable Object> columns = new HashMap<>();
        columns.put("team", pattern.team());
        columns.put("name", pattern.name());
        columns.put("days", pattern.days());
        columns.put("anchor", pattern.anchor());
        columns.put("from", pattern.validFrom());
        columns.put("to", pattern.validTo());
        return columns;
    }

    private void addSlots(long pattern, List<Slot> slots) {
        for (Slot slot : slots) {
            jdbc.sql(
                            """
                            insert into roster_slot (pattern, day, start_time, end_time, people, breaks)
                            values (:pattern, :day, :start, :end, :people, :breaks)
                            """)
                    .param("pattern", pattern)
                    .param("day", slot.day())
                    .param("start", slot.start())
                    .param("end", slot.end())
                    .param("people", array(slot.people()))
                    .param("breaks", breaks(slot.breaks()))
                    .update();
        }
    }

    /** Dated shifts that begin in {@code [from, to)}, those without people included. */
    List<PlannedShift> dated(Instant from, Instant to, Function<String, ZoneId> zoneOfTeam) {
        // Whole hours, so that a moment later the same is asked.
        Instant first = from.truncatedTo(ChronoUnit.HOURS);
        Instant last = to.truncatedTo(ChronoUnit.HOURS).plus(1, ChronoUnit.HOURS);
        return read().list(List.of("dated", first, last), () -> readDated(first, last, zoneOfTeam)).stream()
                .filter(shift -> !shift.start().isBefore(from) && shift.start().isBefore(to))
                .toList();
    }

    private List<PlannedShift> readDated(Instant from, Instant to, Function<String, ZoneId> zoneOfTeam) {
        return jdbc.sql(
                        """
                        select team, start_at, end_at, people, breaks, planned_at from roster_shift
                        where start_at >= :from and start_at < :to order by start_at
                        """)
                .param("from", utc(from))
                .param("to", utc(to))
                .query((row, n) -> {
                    Instant planned = instantOrNull(row, "planned_at");
                    String team = row.getString("team");
                    return new PlannedShift(
                            team,
                            zoneOfTeam.apply(team),
                            new Span(instant(row, "start_at"), instant(row, "end_at")),
                            texts(row, "people"),
                            breaks(row),
                            planned == null ? PlannedShift.BY_FILE : planned);
                })
                .list();
    }

    /** @param by user id of who plans it; null: a file does */
    void put(PlannedShift shift, @Nullable String by) {
        changed();
        jdbc.sql(
                        """
                        insert into roster_shift (team, start_at, end_at, people, breaks, source, planned_at, planned_by)
                        values (:team, :start, :end, :people, :breaks, :source, :at, :by)
                        on conflict (team, start_at, end_at) do update set
                            people = excluded.people, breaks = excluded.breaks, source = excluded.source,
                            planned_at = excluded.planned_at, planned_by = excluded.planned_by
                        """)
                .param("team", shift.team())
                .param("start", utc(shift.start()))
                .param("end", utc(shift.end()))
                .param("people", array(shift.people()))
                .param("breaks", breaks(shift.breaks()))
                .param("source", by == null ? FILE : DESK)
                .param("at", by == null ? null : utc(planningTime(shift.team(), shift.start(), shift.plannedAt())))
                .param("by", by)
                .update();
    }

    /** When something is planned that knows of every swap of that shift: now, also where the clock stands still. */
    Instant planningTime(String team, Instant start, Instant now) {
        Instant swapped = jdbc.sql(
                        """
                        select max(decided_at) as decided_at from roster_swap
                        where state = 'CONFIRMED' and team = :team and (given_start = :start or back_start = :start)
                        """)
                .param("team", team)
                .param("start", utc(start))
                .query((row, n) -> Optional.ofNullable(instantOrNull(row, "decided_at")))
                .single()
                .orElse(Instant.MIN);
        return swapped.isBefore(now) ? now : swapped.plus(1, ChronoUnit.MICROS);
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

    /** Takes back what was planned for the team at that start, whenever it ends. */
    boolean removeAt(String team, Instant start) {
        changed();
        return jdbc.sql("delete from roster_shift where team = :team and start_at = :start")
                        .param("team", team)
                        .param("start", utc(start))
                        .update()
                > 0;
    }

    /** Absences that touch {@code [from, to)}, in order. */
    List<Absence> absences(Instant from, Instant to) {
        Instant first = from.truncatedTo(ChronoUnit.HOURS);
        Instant last = to.truncatedTo(ChronoUnit.HOURS).plus(1, ChronoUnit.HOURS);
        return read()
                .list(List.of("absences", first, last), () -> jdbc.sql(ABSENCES
                                + "where from_at < :to and (to_at is null or to_at > :from) order by from_at, id")
                        .param("from", utc(first))
                        .param("to", utc(last))
                        .query(RosterTables::absence)
                        .list())
                .stream()
                .filter(absence -> absence.touches(from, to))
                .toList();
    }

    Optional<Absence> absence(long id) {
        return jdbc.sql(ABSENCES + "where id = :id")
                .param("id", id)
                .query(RosterTables::absence)
                .optional();
    }

    /** Absences of one person that touch {@code [from, to)}; without an end all after it. */
    List<Absence> absencesOf(String person, Instant from, @Nullable Instant to) {
        return jdbc.sql(
                        ABSENCES
                                + """
                        where person = :person and (cast(:to as timestamptz) is null or from_at < :to)
                            and (to_at is null or to_at > :from)
                        order by from_at, id
                        """)
                .param("person", person)
                .param("from", utc(from))
                .param("to", to == null ? null : utc(to), Types.TIMESTAMP_WITH_TIMEZONE)
                .query(RosterTables::absence)
                .list();
    }

    List<Absence> absencesOfFile() {
        return jdbc.sql(ABSENCES + "where source = 'file' order by id")
                .query(RosterTables::absence)
                .list();
    }

    /** @return the same with its id */
    Absence add(Absence absence, String source, Instant at) {
        changed();
        long id = jdbc.sql(
                        """
                        insert into roster_absence (person, kind, from_at, to_at, whole_days, note, recorded_by, recorded_at, source)
                        values (:person, :kind, :from, :to, :wholeDays, :note, :by, :at, :source) returning id
                        """)
                .params(columns(absence))
                .param("person", absence.person())
                .param("by", absence.recordedBy())
                .param("at", utc(at))
                .param("source", source)
                .query(Long.class)
                .single();
        return new Absence(
                id,
                absence.person(),
                absence.kind(),
                absence.from(),
                absence.to(),
                absence.note(),
                absence.recordedBy(),
                absence.wholeDays());
    }

    /** @return false where it is gone */
    boolean change(Absence absence) {
        changed();
        return jdbc.sql(
                                """
                                update roster_absence
                                set kind = :kind, from_at = :from, to_at = :to, whole_days = :wholeDays, note = :note
                                where id = :id
                                """)
                        .params(columns(absence))
                        .param("id", absence.id())
                        .update()
                > 0;
    }

    private static Map<String, @Nullable Object> columns(Absence absence) {
        Map<String, @Nullable Object> columns = new HashMap<>();
        Instant to = absence.to();
        columns.put("kind", absence.kind().name());
        columns.put("from", utc(absence.from()));
        columns.put("to", to == null ? null : utc(to));
        columns.put("wholeDays", absence.wholeDays());
        columns.put("note", absence.note());
        return columns;
    }

    /** @return false where it is gone */
    boolean removeAbsence(long id) {
        changed();
        return jdbc.sql("delete from roster_absence where id = :id")
                        .param("id", id)
                        .update()
                > 0;
    }

    private static Absence absence(ResultSet row, int n) throws SQLException {
        return new Absence(
                row.getLong("id"),
                row.getString("person"),
                Absence.Kind.valueOf(row.getString("kind")),
                instant(row, "from_at"),
                instantOrNull(row, "to_at"),
                row.getString("note"),
                row.getString("recorded_by"),
                row.getBoolean("whole_days"));
    }

    /** Confirmed swaps with a shift that begins in {@code [from, to)}, in the order in which they were confirmed. */
    List<Swap> confirmedSwaps(Instant from, Instant to) {
        Instant first = from.truncatedTo(ChronoUnit.HOURS);
        Instant last = to.truncatedTo(ChronoUnit.HOURS).plus(1, ChronoUnit.HOURS);
        return read().list(List.of("swaps", first, last), () -> jdbc.sql(
                        SWAPS
                                + """
                                where state = 'CONFIRMED' and (given_start >= :from and given_start < :to
                                    or back_start >= :from and back_start < :to)
                                order by decided_at, id
                                """)
                .param("from", utc(first))
                .param("to", utc(last))
                .query(RosterTables::swap)
                .list());
    }

    static Swap swap(ResultSet row, int n) throws SQLException {
        Instant back = instantOrNull(row, "back_start");
        return new Swap(
                row.getLong("id"),
                row.getString("team"),
                row.getString("giver"),
                new Span(instant(row, "given_start"), instant(row, "given_end")),
                row.getString("taker"),
                back == null ? null : new Span(back, instant(row, "back_end")),
                Swap.State.valueOf(row.getString("state")),
                row.getString("note"),
                instant(row, "asked_at"),
                instantOrNull(row, "decided_at"),
                row.getString("decided_by"));
    }

    /** Everything that is decided on one team's roster or one person's absences happens one after the other. */
    void lock(String what) {
        jdbc.sql("select pg_advisory_xact_lock(hashtextextended(:what, 0))")
                .param("what", "roster " + what)
                .query((row, n) -> true)
                .single();
        changed();
    }

    /** Everybody who stands in any pattern or dated shift, whatever its date. */
    Set<String> rostered() {
        return Set.copyOf(read().list(List.of("rostered"), () -> jdbc.sql(
                        """
                                select distinct unnest(people) from roster_slot
                                union select distinct unnest(people) from roster_shift
                                union select taker from roster_swap where state = 'CONFIRMED'
                                """)
                .query(String.class)
                .list()));
    }

    /**
     * Notes that this content of the file is now in force, and empties what an earlier one brought, but absences. Nodes that start
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
            jdbc.sql("delete from roster_pattern where source = 'file'").update();
            jdbc.sql("delete from roster_shift where source = 'file'").update();
        }
        return fresh;
    }

    private static String[] array(List<String> people) {
        return people.toArray(String[]::new);
    }

    private static String[] breaks(List<Break> breaks) {
        return breaks.stream().map(Break::toString).toArray(String[]::new);
    }

    private static List<Break> breaks(ResultSet row) throws SQLException {
        return texts(row, "breaks").stream().map(Break::of).toList();
    }

    private static List<String> texts(ResultSet row, String column) throws SQLException {
        Array array = row.getArray(column);
        return List.of((String[]) array.getArray());
    }

    private static @Nullable Instant instantOrNull(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
