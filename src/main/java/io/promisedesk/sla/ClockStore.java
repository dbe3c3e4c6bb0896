package io.promisedesk.sla;

import io.promisedesk.sla.ClockView.Verdict;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * The ledgers in the database, one statement per question. Two writers cannot both append the same next line: its number
 * is the primary key, so the slower one's transaction fails.
 */
@Repository
class ClockStore {

    private static final String SELECT =
            """
            select c.id, c.subject, c.metric, c.n, c.verdict, c.due_at, c.at_risk_at,
                   e.seq, e.kind, e.at, e.budget_ms, e.budget_days, e.calendar, e.calendar_version, e.zone, e.at_risk_percent, e.source, e.since, e.reason, e.actor
            from sla_clock c join sla_clock_event e on e.clock = c.id
            """;

    private final JdbcClient jdbc;

    ClockStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    StoredClock start(String subject, Metric metric, LedgerEntry first) {
        try {
            return jdbc.sql(
                            """
                            with clock as (
                                insert into sla_clock (subject, metric, n)
                                select :subject, :metric, coalesce(max(n), 0) + 1
                                from sla_clock where subject = :subject and metric = :metric
                                returning id, n),
                            line as (
                                insert into sla_clock_event (clock, seq, kind, at, budget_ms, budget_days, calendar, calendar_version, zone, at_risk_percent, source, since, reason, actor)
                                select id, :seq, :kind, :at, :budgetMs, :budgetDays, :calendar, :version, :zone, :atRisk, :source, :since, :reason, :actor from clock)
                            select id, n from clock
                            """)
                    .param("subject", subject)
                    .param("metric", code(metric))
                    .params(columns(first))
                    .query((row, i) -> new StoredClock(
                            row.getLong("id"),
                            subject,
                            metric,
                            row.getInt("n"),
                            null,
                            null,
                            null,
                            new ArrayList<>(List.of(first))))
                    .single();
        } catch (DuplicateKeyException e) {
            throw new IllegalStateException("a %s clock of %s is already open".formatted(code(metric), subject), e);
        }
    }

    void append(long clock, LedgerEntry line) {
        try {
            jdbc.sql(
                            """
                            insert into sla_clock_event (clock, seq, kind, at, budget_ms, budget_days, calendar, calendar_version, zone, at_risk_percent, source, since, reason, actor)
                            values (:clock, :seq, :kind, :at, :budgetMs, :budgetDays, :calendar, :version, :zone, :atRisk, :source, :since, :reason, :actor)
                            """)
                    .param("clock", clock)
                    .params(columns(line))
                    .update();
        } catch (DuplicateKeyException e) {
            throw new OptimisticLockingFailureException("clock " + clock + " was changed by somebody else", e);
        }
    }

    /** Appends the last line and freezes what the clock says from now on. */
    void end(StoredClock ended, LedgerEntry line) {
        try {
            jdbc.sql(
                            """
                            with line as (
                                insert into sla_clock_event (clock, seq, kind, at, reason, actor) values (:clock, :seq, :kind, :at, :reason, :actor))
                            update sla_clock set ended_at = :at, verdict = :verdict, due_at = :due, at_risk_at = :atRiskAt where id = :clock
                            """)
                    .param("clock", ended.id())
                    .param("verdict", String.valueOf(ended.verdict()).toLowerCase(Locale.ROOT))
                    .param("due", time(ended.due()))
                    .param("atRiskAt", time(ended.atRisk()))
                    .params(columns(line))
                    .update();
        } catch (DuplicateKeyException e) {
            throw new OptimisticLockingFailureException("clock " + ended.id() + " was changed by somebody else", e);
        }
    }

    List<StoredClock> all(String subject) {
        return collect(jdbc.sql(SELECT + "where c.subject = :subject order by c.id, e.seq")
                .param("subject", subject));
    }

    List<StoredClock> open(Collection<String> subjects) {
        return collect(jdbc.sql(SELECT + "where c.subject = any(:subjects) and c.ended_at is null order by c.id, e.seq")
                .param("subjects", subjects.toArray(String[]::new)));
    }

    boolean fire(long clock, String rung, Instant at) {
        return jdbc.sql(
                                "insert into sla_rung (clock, rung, fired_at) values (:clock, :rung, :at) on conflict do nothing")
                        .param("clock", clock)
                        .param("rung", rung)
                        .param("at", time(at))
                        .update()
                == 1;
    }

    FiredRungs fired(long clock) {
        FiredRungs fired = new FiredRungs();
        jdbc.sql(
                        """
                        select rung, fired_at from sla_rung where clock = :clock
                        union all
                        select null, at from sla_acknowledgement where clock = :clock
                        """)
                .param("clock", clock)
                .query(row -> {
                    String rung = row.getString("rung");
                    if (rung == null) {
                        fired.acknowledge();
                    } else {
                        fired.add(rung, Objects.requireNonNull(instant(row, "fired_at")));
                    }
                });
        return fired;
    }

    void acknowledge(long clock, String by, Instant at) {
        jdbc.sql(
                        "insert into sla_acknowledgement (clock, actor, at) values (:clock, :actor, :at) on conflict do nothing")
                .param("clock", clock)
                .param("actor", by)
                .param("at", time(at))
                .update();
    }

    boolean hasFired(Collection<Long> clocks) {
        return jdbc.sql("select exists (select 1 from sla_rung where clock = any(:clocks))")
                .param("clocks", clocks.toArray(Long[]::new))
                .query(Boolean.class)
                .single();
    }

    private static List<StoredClock> collect(JdbcClient.StatementSpec statement) {
        Map<Long, StoredClock> clocks = new LinkedHashMap<>();
        statement.query(row -> {
            long id = row.getLong("id");
            StoredClock clock = clocks.get(id);
            if (clock == null) {
                clock = clock(row, id);
                clocks.put(id, clock);
            }
            clock.entries().add(line(row));
        });
        return new ArrayList<>(clocks.values());
    }

    private static StoredClock clock(ResultSet row, long id) throws SQLException {
        String verdict = row.getString("verdict");
        return new StoredClock(
                id,
                row.getString("subject"),
                Metric.valueOf(row.getString("metric").toUpperCase(Locale.ROOT)),
                row.getInt("n"),
                verdict == null ? null : Verdict.valueOf(verdict.toUpperCase(Locale.ROOT)),
                instant(row, "due_at"),
                instant(row, "at_risk_at"),
                new ArrayList<>());
    }

    private static LedgerEntry line(ResultSet row) throws SQLException {
        String calendar = row.getString("calendar");
        Commitment commitment = calendar == null
                ? null
                : new Commitment(
                        new Target(
                                budget(row),
                                calendar,
                                ZoneId.of(row.getString("zone")),
                                row.getInt("at_risk_percent"),
                                row.getString("source")),
                        row.getInt("calendar_version"));
        return new LedgerEntry(
                row.getInt("seq"),
                LedgerEntry.Kind.of(row.getString("kind")),
                row.getObject("at", OffsetDateTime.class).toInstant(),
                row.getString("actor"),
                commitment,
                instant(row, "since"),
                row.getString("reason"));
    }

    private static Budget budget(ResultSet row) throws SQLException {
        Integer days = row.getObject("budget_days", Integer.class);
        return days == null
                ? new Budget.Time(Duration.ofMillis(row.getLong("budget_ms")))
                : new Budget.WorkingDays(days);
    }

    private static Map<String, @Nullable Object> columns(LedgerEntry line) {
        Map<String, @Nullable Object> columns = new HashMap<>();
        columns.put("seq", line.seq());
        columns.put("kind", line.kind().code());
        columns.put("at", time(line.at()));
        columns.put("since", time(line.since()));
        columns.put("reason", line.reason());
        columns.put("actor", line.by());
        Commitment commitment = line.commitment();
        Target target = commitment == null ? null : commitment.target();
        Budget budget = target == null ? null : target.budget();
        columns.put(
                "budgetMs", budget instanceof Budget.Time time ? time.length().toMillis() : null);
        columns.put("budgetDays", budget instanceof Budget.WorkingDays working ? working.days() : null);
        columns.put("calendar", target == null ? null : target.calendar());
        columns.put("version", commitment == null ? null : commitment.calendarVersion());
        columns.put("zone", target == null ? null : target.zone().getId());
        columns.put("atRisk", target == null ? null : target.atRiskPercent());
        columns.put("source", target == null ? null : target.source());
        return columns;
    }

    private static @Nullable OffsetDateTime time(@Nullable Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    private static String code(Metric metric) {
        return metric.name().toLowerCase(Locale.ROOT);
    }

    /** What a clock's ladder has done so far. */
    static final class FiredRungs {

        private final Map<String, Instant> rungs = new HashMap<>();
        private boolean acknowledged;

        void add(String rung, Instant at) {
            rungs.put(rung, at);
        }

        void acknowledge() {
            acknowledged = true;
        }

        Map<String, Instant> all() {
            return Map.copyOf(rungs);
        }

        @Nullable
        Instant at(String rung) {
            return rungs.get(rung);
        }

        boolean isAcknowledged() {
            return acknowledged;
        }
    }

    /**
     * @param verdict final, or null while open
     * @param entries its lines in order
     */
    record StoredClock(
            long id,
            String subject,
            Metric metric,
            int n,
            @Nullable Verdict verdict,
            @Nullable Instant due,
            @Nullable Instant atRisk,
            List<LedgerEntry> entries) {

        boolean isOpen() {
            return verdict == null;
        }

        StoredClock ended(Verdict finalVerdict, @Nullable Instant finalDue, @Nullable Instant finalAtRisk) {
            return new StoredClock(id, subject, metric, n, finalVerdict, finalDue, finalAtRisk, entries);
        }
    }
}
