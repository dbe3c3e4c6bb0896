package io.promisedesk.handover;

import io.promisedesk.roster.Shift;
import io.promisedesk.ticket.OpenTicket;
import io.promisedesk.ticket.TicketNumber;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The {@code handover_*} tables. */
@Repository
class HandoverTables {

    private static final String LINES =
            """
            select id, handover, occasion, team, cause, shift, ticket, sender, receiver, note, state, redirected,
                   offered_at, decided_at, answer, reason, bypassed
            from handover_line
            """;

    private final JdbcClient jdbc;

    HandoverTables(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * @return whether this call planned it; false where it was planned before, by whatever node. One that was taken out of
     *     the roster meanwhile is planned anew
     */
    boolean plan(Shift shift, Instant at) {
        return jdbc.sql(
                                """
                                insert into handover_shift as s (key, team, start_at, end_at, planned_at)
                                values (:key, :team, :start, :end, :at)
                                on conflict (key) do update set planned_at = :at, taken_out_at = null, settled_at = null
                                where s.taken_out_at is not null
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
        return jdbc.sql("select * from handover_shift where key = :key")
                .param("key", key)
                .query(HandoverTables::planned)
                .single();
    }

    /** Shifts whose end is still to come or was not settled yet, and which the roster knew when it was last looked at. */
    List<PlannedShift> unsettled(Instant endAfter) {
        return jdbc.sql(
                        """
                        select * from handover_shift
                        where settled_at is null and taken_out_at is null and end_at > :after order by key
                        """)
                .param("after", utc(endAfter))
                .query(HandoverTables::planned)
                .list();
    }

    /** Those of a team whose processes may still have timers: of one that was taken out, for as long as the grace lasts. */
    List<PlannedShift> open(String team, Instant takenOutAfter) {
        return jdbc.sql(
                        """
                        select * from handover_shift
                        where team = :team and settled_at is null
                          and (taken_out_at is null or taken_out_at > :after)
                        order by key
                        """)
                .param("team", team)
                .param("after", utc(takenOutAfter))
                .query(HandoverTables::planned)
                .list();
    }

    /** @return false where somebody else was faster */
    boolean takeOut(String key, Instant at) {
        return jdbc.sql(
                                """
                                update handover_shift set taken_out_at = :at
                                where key = :key and taken_out_at is null and settled_at is null
                                """)
                        .param("at", utc(at))
                        .param("key", key)
                        .update()
                > 0;
    }

    record Member(String shift, String person, @Nullable Instant leftAt) {}

    List<Member> members(Collection<String> shifts) {
        return jdbc.sql("select shift, person, left_at from handover_member where shift = any (:shifts)")
                .param("shifts", shifts.toArray(String[]::new))
                .query((row, n) -> new Member(row.getString("shift"), row.getString("person"), maybe(row, "left_at")))
                .list();
    }

    /** A started shift of somebody whose end has not been settled, and when they stopped, or will stop, working in it. */
    record Unsettled(String person, String team, boolean sweepToCome, Instant over) {}

    List<Unsettled> unsettledOf(Collection<String> people, Instant startedBy) {
        return jdbc.sql(
                        """
                        select m.person, s.team, s.taken_out_at is null sweep,
                               coalesce(m.left_at, s.taken_out_at, s.end_at) over_at
                        from handover_member m join handover_shift s on s.key = m.shift
                        where m.person = any (:people) and s.settled_at is null and s.start_at <= :by
                        """)
                .param("people", people.toArray(String[]::new))
                .param("by", utc(startedBy))
                .query((row, n) -> new Unsettled(
                        row.getString("person"),
                        row.getString("team"),
                        row.getBoolean("sweep"),
                        instant(row, "over_at")))
                .list();
    }

    /** Those that nobody could take when it was last tried: whoever answers for the team knows. */
    Set<TicketNumber> stayed(Collection<TicketNumber> tickets) {
        return new HashSet<>(jdbc.sql(
                        """
                        select ticket from (
                            select distinct on (ticket) ticket, state from handover_line
                            where ticket = any (:tickets) order by ticket, id desc) newest
                        where state = 'STAYED'
                        """)
                .param("tickets", tickets.stream().map(TicketNumber::value).toArray(String[]::new))
                .query((row, n) -> new TicketNumber(row.getString(1)))
                .list());
    }

    void remember(String shift, Collection<String> people) {
        jdbc.sql(
                        """
                        insert into handover_member (shift, person) select :shift, unnest(:people::text[])
                        on conflict (shift, person) do update set left_at = null
                        """)
                .param("shift", shift)
                .param("people", people.toArray(String[]::new))
                .update();
    }

    void forget(String shift, Collection<String> people) {
        jdbc.sql("delete from handover_member where shift = :shift and person = any (:people)")
                .param("shift", shift)
                .param("people", people.toArray(String[]::new))
                .update();
    }

    void left(String shift, Collection<String> people, Instant at) {
        jdbc.sql("update handover_member set left_at = :at where shift = :shift and person = any (:people)")
                .param("at", utc(at))
                .param("shift", shift)
                .param("people", people.toArray(String[]::new))
                .update();
    }

    /** Something that is left at the end of a shift, and who is to have it. */
    record Planned(TicketNumber ticket, String sender, String receiver, @Nullable String note) {}

    void planMove(String shift, Planned move, Instant at) {
        jdbc.sql(
                        """
                        insert into handover_move (shift, ticket, sender, receiver, note, planned_at)
                        values (:shift, :ticket, :sender, :receiver, :note, :at) on conflict do nothing
                        """)
                .param("shift", shift)
                .param("ticket", move.ticket().value())
                .param("sender", move.sender())
                .param("receiver", move.receiver())
                .param("note", move.note())
                .param("at", utc(at))
                .update();
    }

    /** Who is to have something; the same answer for as long as the shift is handed over. */
    List<String> receiversOfTheRest(String shift) {
        return jdbc.sql("select distinct receiver from handover_move where shift = :shift order by receiver")
                .param("shift", shift)
                .query(String.class)
                .list();
    }

    /** What one of them is to have and what nobody has moved yet; the rows are locked. */
    List<Planned> toMove(String shift, String receiver) {
        return jdbc.sql(
                        """
                        select ticket, sender, receiver, note from handover_move
                        where shift = :shift and receiver = :receiver and done_at is null order by ticket for update
                        """)
                .param("shift", shift)
                .param("receiver", receiver)
                .query((row, n) -> new Planned(
                        new TicketNumber(row.getString("ticket")),
                        row.getString("sender"),
                        row.getString("receiver"),
                        row.getString("note")))
                .list();
    }

    void moved(String shift, String receiver, Instant at) {
        jdbc.sql(
                        """
                        update handover_move set done_at = :at
                        where shift = :shift and receiver = :receiver and done_at is null
                        """)
                .param("at", utc(at))
                .param("shift", shift)
                .param("receiver", receiver)
                .update();
    }

    private static PlannedShift planned(ResultSet row, int n) throws SQLException {
        return new PlannedShift(
                row.getString("key"),
                row.getString("team"),
                instant(row, "start_at"),
                instant(row, "end_at"),
                maybe(row, "settled_at") != null,
                maybe(row, "taken_out_at"),
                row.getString("process_instance"));
    }

    /** @param takenOutAt when the roster was found to know it no more, or null */
    record PlannedShift(
            String key,
            String team,
            Instant start,
            Instant end,
            boolean settled,
            @Nullable Instant takenOutAt,
            @Nullable String processInstance) {

        /** When its people stop working in it. */
        Instant over() {
            return takenOutAt == null ? end : takenOutAt;
        }

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

    long add(Occasion occasion, String receiver, boolean automatic, int round, Instant at, Instant answerBy) {
        return jdbc.sql(
                        """
                        insert into handover_handover (
                            occasion, team, cause, shift, receiver, automatic, round, created_at, answer_by)
                        values (:occasion, :team, :cause, :shift, :receiver, :automatic, :round, :at, :answerBy) returning id
                        """)
                .param("occasion", occasion.key())
                .param("team", occasion.team())
                .param("cause", occasion.cause().name())
                .param("shift", occasion.shift())
                .param("receiver", receiver)
                .param("automatic", automatic)
                .param("round", round)
                .param("at", utc(at))
                .param("answerBy", utc(answerBy))
                .query(Long.class)
                .single();
    }

    Handover handover(long id) {
        return find(id).orElseThrow();
    }

    void lock(long handover) {
        jdbc.sql("select id from handover_handover where id = :id for update")
                .param("id", handover)
                .query(Long.class)
                .single();
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
                        order by id for update
                        """)
                .param("occasion", occasion)
                .param("sender", sender)
                .query(HandoverTables::handover)
                .list();
    }

    /** Hand-overs that somebody decided on before that instant, that still wait, and that nothing has been started for. */
    List<Handover> neverStarted(Instant before) {
        return jdbc.sql(
                        """
                        select * from handover_handover h
                        where process_instance is null and created_at < :before
                          and exists (select from handover_line l where l.handover = h.id and l.state = 'OFFERED')
                        order by id for update skip locked
                        """)
                .param("before", utc(before))
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
                .param("decidedAt", state == LineState.KEPT || state == LineState.STAYED ? utc(at) : null)
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

    /** The same of many. */
    Map<TicketNumber, HandoverLine> pending(Collection<TicketNumber> tickets) {
        return jdbc
                .sql(LINES + "where ticket = any (:tickets) and state = 'OFFERED'")
                .param("tickets", tickets.stream().map(TicketNumber::value).toArray(String[]::new))
                .query(HandoverTables::line)
                .list()
                .stream()
                .collect(Collectors.toMap(HandoverLine::ticket, line -> line));
    }

    Optional<HandoverLine> line(long id) {
        return jdbc.sql(LINES + "where id = :id")
                .param("id", id)
                .query(HandoverTables::line)
                .optional();
    }

    List<HandoverLine> pendingIn(String team) {
        return jdbc.sql(LINES + "where team = :team and state = 'OFFERED' order by id")
                .param("team", team)
                .query(HandoverTables::line)
                .list();
    }

    /** Offers that wait for that person's answer or, as a sender, for somebody's. */
    List<HandoverLine> pendingOf(String person) {
        return jdbc.sql(LINES + "where (sender = :person or receiver = :person) and state = 'OFFERED' order by id")
                .param("person", person)
                .query(HandoverTables::line)
                .list();
    }

    List<HandoverLine> pendingAll() {
        return jdbc.sql(LINES + "where state = 'OFFERED' order by id")
                .query(HandoverTables::line)
                .list();
    }

    List<HandoverLine> stayed(String team, Instant since) {
        return jdbc.sql(LINES + "where team = :team and state = 'STAYED' and offered_at > :since order by id desc")
                .param("team", team)
                .param("since", utc(since))
                .query(HandoverTables::line)
                .list();
    }

    /** What its present owner has said they keep, since that instant. */
    Set<TicketNumber> kept(Collection<OpenTicket> tickets, Instant since) {
        return new HashSet<>(jdbc.sql(
                        """
                        select distinct l.ticket from handover_line l
                        join unnest(:tickets::text[], :owners::text[]) as asked (ticket, owner)
                          on asked.ticket = l.ticket and asked.owner = l.sender
                        where l.state = 'KEPT' and l.offered_at >= :since
                          and not exists (select from handover_line later
                            where later.ticket = l.ticket and later.id > l.id and later.state <> 'KEPT')
                        """)
                .param(
                        "tickets",
                        tickets.stream().map(ticket -> ticket.number().value()).toArray(String[]::new))
                .param("owners", tickets.stream().map(OpenTicket::owner).toArray(String[]::new))
                .param("since", utc(since))
                .query((row, n) -> new TicketNumber(row.getString(1)))
                .list());
    }

    void bypassed(long line) {
        jdbc.sql("update handover_line set bypassed = true where id = :id")
                .param("id", line)
                .update();
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
                row.getString("process_instance"),
                row.getInt("round"));
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
                row.getString("reason"),
                row.getBoolean("bypassed"));
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
