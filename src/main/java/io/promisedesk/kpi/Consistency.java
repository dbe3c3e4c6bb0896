package io.promisedesk.kpi;

import io.promisedesk.sla.CalendarDesk;
import io.promisedesk.sla.ZonedCalendar;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Whether the figures are true: of a sample of cases the facts are computed once more, by other means (in Java, case by
 * case, from the engine's history, the models and the conversation) and compared. There must be no difference. Everything
 * is read at one moment, so that work may go on meanwhile; cases that wait to be mined are left out.
 */
@Component
public class Consistency {

    private static final Logger LOG = LoggerFactory.getLogger(Consistency.class);

    private static final int CANCELED = 2;

    private final JdbcClient jdbc;
    private final TransactionTemplate oneMoment;
    private final Marks marks;
    private final CalendarDesk calendars;
    private final Clock clock;

    Consistency(
            JdbcClient jdbc,
            PlatformTransactionManager transactions,
            Marks marks,
            CalendarDesk calendars,
            Clock clock) {
        this.jdbc = jdbc;
        this.oneMoment = new TransactionTemplate(transactions);
        this.oneMoment.setReadOnly(true);
        this.oneMoment.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
        this.marks = marks;
        this.calendars = calendars;
        this.clock = clock;
    }

    /**
     * A fact that is not what history says.
     *
     * @param kept as figures count it
     * @param recomputed as history says
     */
    public record Difference(
            String instance,
            @Nullable String number,
            String fact,
            @Nullable String kept,
            @Nullable String recomputed) {}

    /**
     * @param checked how many cases were computed again
     * @param waiting how many instances waited to be mined at that moment
     * @param failed how many could not be mined
     */
    public record Report(Instant at, int checked, long waiting, long failed, List<Difference> differences) {

        public Report {
            differences = List.copyOf(differences);
        }
    }

    /** Whether nothing waits to be mined. */
    boolean isUpToDate() {
        return count("select count(*) from (select from kpi_dirty limit 1) waiting") == 0;
    }

    /** @param sample how many cases, chosen at random among those of which history is kept */
    public Report check(int sample) {
        return Objects.requireNonNull(oneMoment.execute(status -> checkNow(sample)));
    }

    private Report checkNow(int sample) {
        Instant now = clock.instant();
        List<Difference> differences = new ArrayList<>();
        Map<String, Map<String, Mark>> known = new HashMap<>();
        List<Kept> chosen = choose(sample, now);
        for (Kept kept : chosen) {
            Map<String, @Nullable Object> told = recompute(kept, known);
            kept.facts().forEach((fact, value) -> {
                if (!Objects.equals(value, told.get(fact))) {
                    differences.add(
                            new Difference(kept.instance(), kept.number(), fact, text(value), text(told.get(fact))));
                }
            });
        }
        Report report = new Report(
                now,
                chosen.size(),
                count("select count(distinct instance) from kpi_dirty"),
                count("select count(*) from kpi_failed"),
                differences);
        if (differences.isEmpty()) {
            LOG.info("The facts of {} cases are what history says", report.checked());
        } else {
            LOG.error(
                    "{} facts of {} cases are not what history says: {}",
                    differences.size(),
                    report.checked(),
                    differences);
        }
        return report;
    }

    private static @Nullable String text(@Nullable Object value) {
        return value == null ? null : value.toString();
    }

    private long count(String query) {
        return jdbc.sql(query).query(Long.class).single();
    }

    /** @param facts by name; times in milliseconds since 1970, durations in milliseconds */
    private record Kept(
            String instance,
            @Nullable String number,
            Instant receivedAt,
            @Nullable Instant resolvedAt,
            @Nullable ZonedCalendar calendar,
            Map<String, @Nullable Object> facts) {}

    private List<Kept> choose(int sample, Instant now) {
        return jdbc.sql(
                        """
                        select k.* from kpi_ticket k
                        join act_hi_procinst p on p.proc_inst_id_ = k.instance
                        where (p.removal_time_ is null or p.removal_time_ > :now)
                          and not exists (select from kpi_dirty d where d.instance = k.instance)
                          and not exists (select from kpi_failed f where f.instance = k.instance)
                        order by md5(k.instance || :seed) limit :sample
                        """)
                .param("now", Timestamp.from(now))
                .param("seed", UUID.randomUUID().toString())
                .param("sample", sample)
                .query((row, n) -> kept(row))
                .list();
    }

    private static Kept kept(ResultSet row) throws SQLException {
        Map<String, @Nullable Object> facts = new LinkedHashMap<>();
        for (String time : List.of("first_reply_at", "first_resolved_at", "resolved_at", "closed_at")) {
            facts.put(time, millis(row, time));
        }
        for (String count : List.of("transfers", "assignments", "reopens", "replies", "escalations")) {
            facts.put(count, row.getLong(count));
        }
        for (String duration : List.of("waiting", "on_hold", "full_resolution_business")) {
            facts.put(duration, row.getObject(duration, Long.class));
        }
        facts.put("waiting_before_resolved", row.getLong("waiting_before_resolved"));
        String calendar = row.getString("calendar");
        Timestamp resolved = row.getTimestamp("resolved_at");
        return new Kept(
                row.getString("instance"),
                row.getString("number"),
                row.getTimestamp("received_at").toInstant(),
                resolved == null ? null : resolved.toInstant(),
                calendar == null
                        ? null
                        : new ZonedCalendar(calendar, row.getInt("calendar_version"), ZoneId.of(row.getString("zone"))),
                facts);
    }

    private static @Nullable Long millis(ResultSet row, String column) throws SQLException {
        Timestamp at = row.getTimestamp(column);
        return at == null ? null : at.getTime();
    }

    /** @param called whether it is part of a process that the case has called */
    private record Visit(
            Mark mark,
            @Nullable String type,
            Instant start,
            @Nullable Instant end,
            int state,
            boolean called,
            long seq) {

        boolean isOver(Instant at) {
            return end != null && !end.isAfter(at);
        }

        /** An activity that was interrupted did not reach its milestone. */
        boolean isReached() {
            return end != null
                    && (state != CANCELED
                            || type != null && type.toLowerCase(Locale.ROOT).contains("event"));
        }

        boolean isOfMainLine() {
            return mark.stage() != null && !Set.of("escalation", "handover").contains(mark.stage());
        }
    }

    private Map<String, @Nullable Object> recompute(Kept kept, Map<String, Map<String, Mark>> known) {
        List<Visit> visits = visits(kept.instance(), known);
        List<Instant> resolved = reached(visits, "resolved");
        List<Instant> closed = reached(visits, "closed");
        List<Instant> replies = reached(visits, "reply");
        Instant last = resolved.isEmpty() ? null : resolved.get(resolved.size() - 1);
        Map<String, @Nullable Object> told = new HashMap<>();
        told.put(
                "first_reply_at",
                kept.number() == null
                        ? replies.stream()
                                .findFirst()
                                .map(Instant::toEpochMilli)
                                .orElse(null)
                        : firstReply(kept.number()));
        told.put("first_resolved_at", millis(resolved.isEmpty() ? null : resolved.get(0)));
        told.put("resolved_at", millis(last));
        told.put(
                "closed_at",
                closed.stream()
                        .max(Comparator.naturalOrder())
                        .or(() -> closedAt(kept.number()))
                        .map(Instant::toEpochMilli)
                        .orElse(null));
        told.put("reopens", (long) reached(visits, "reopened").size());
        told.put("replies", (long) replies.size());
        told.put("escalations", (long) reached(visits, "escalated").size());
        told.put(
                "assignments",
                said(kept.instance(), "owner").stream().filter(Objects::nonNull).count());
        told.put("transfers", transfers(said(kept.instance(), "team")));
        told.put("waiting", spent(visits, "waiting-customer", null));
        told.put("on_hold", spent(visits, "waiting-third-party", null));
        told.put(
                "waiting_before_resolved",
                last == null
                        ? (Object) 0L
                        : Optional.ofNullable(spent(visits, "waiting-customer", last))
                                .orElse(0L));
        ZonedCalendar calendar = kept.calendar();
        told.put(
                "full_resolution_business",
                calendar == null || last == null
                        ? null
                        : calendars
                                .calendar(calendar)
                                .between(kept.receivedAt(), last)
                                .toMillis());
        return told;
    }

    private List<Visit> visits(String instance, Map<String, Map<String, Mark>> known) {
        List<Visit> visits = new ArrayList<>();
        jdbc.sql("select * from act_hi_actinst where root_proc_inst_id_ = :instance")
                .param("instance", instance)
                .query((row, n) -> {
                    Mark mark = known.computeIfAbsent(row.getString("proc_def_id_"), this::marks)
                            .get(row.getString("act_id_"));
                    Timestamp end = row.getTimestamp("end_time_");
                    if (mark != null) {
                        visits.add(new Visit(
                                mark,
                                row.getString("act_type_"),
                                utc(row.getTimestamp("start_time_")),
                                end == null ? null : utc(end),
                                row.getInt("act_inst_state_"),
                                !row.getString("proc_inst_id_").equals(instance),
                                row.getLong("sequence_counter_")));
                    }
                    return n;
                })
                .list();
        return visits;
    }

    private Map<String, Mark> marks(String definition) {
        Map<String, Mark> byElement = new HashMap<>();
        marks.of(definition).ifPresent(marked -> marked.marks().forEach(mark -> byElement.put(mark.element(), mark)));
        return byElement;
    }

    /** The engine writes what the clock shows in UTC, without a zone. */
    private static Instant utc(Timestamp written) {
        return written.toLocalDateTime().toInstant(ZoneOffset.UTC);
    }

    private static List<Instant> reached(List<Visit> visits, String milestone) {
        return visits.stream()
                .filter(visit -> milestone.equals(visit.mark().milestone()) && visit.isReached())
                .map(Visit::end)
                .filter(Objects::nonNull)
                .sorted()
                .toList();
    }

    /** Of finished stretches, as far as they lie before an instant; null where there was none. */
    private static @Nullable Long spent(List<Visit> visits, String stage, @Nullable Instant before) {
        TreeSet<Instant> cuts = new TreeSet<>();
        List<Visit> main = visits.stream().filter(Visit::isOfMainLine).toList();
        main.forEach(visit -> {
            cuts.add(visit.start());
            if (visit.end() != null) {
                cuts.add(visit.end());
            }
        });
        if (before != null) {
            cuts.add(before);
        }
        Duration sum = null;
        for (Instant from : cuts) {
            Instant to = cuts.higher(from);
            boolean there = to != null
                    && (before == null || !to.isAfter(before))
                    && main.stream()
                            .filter(visit -> !visit.start().isAfter(from) && !visit.isOver(from))
                            .max(INNERMOST)
                            .filter(visit -> stage.equals(visit.mark().stage()))
                            .isPresent();
            if (there) {
                sum = (sum == null ? Duration.ZERO : sum).plus(Duration.between(from, to));
            }
        }
        return sum == null ? null : sum.toMillis();
    }

    private static final Comparator<Visit> INNERMOST = Comparator.comparing(Visit::called)
            .thenComparing(visit -> visit.mark().depth())
            .thenComparing(Visit::start)
            .thenComparing(Visit::seq);

    private List<@Nullable String> said(String instance, String variable) {
        return jdbc
                .sql(
                        """
                        select text_ from act_hi_detail
                        where proc_inst_id_ = :instance and type_ = 'VariableUpdate' and name_ = :name
                        order by time_, sequence_counter_
                        """)
                .param("instance", instance)
                .param("name", variable)
                .query((row, n) -> Optional.ofNullable(row.getString(1)))
                .list()
                .stream()
                .<@Nullable String>map(value -> value.orElse(null))
                .collect(Collectors.toList());
    }

    /** The first team that a case gets is no transfer; that it has none any more is one. */
    private static long transfers(List<@Nullable String> teams) {
        long transfers = 0;
        boolean any = false;
        for (String team : teams) {
            transfers += any ? 1 : 0;
            any |= team != null;
        }
        return transfers;
    }

    private @Nullable Long firstReply(String number) {
        record Said(boolean customer, Instant at) {}
        List<Said> said = jdbc.sql(
                        """
                        select author_kind, at from ticket_message
                        where ticket = :number and public and author_kind <> 'SYSTEM' order by id
                        """)
                .param("number", number)
                .query((row, n) -> new Said(
                        row.getString("author_kind").equals("CUSTOMER"),
                        row.getTimestamp("at").toInstant()))
                .list();
        return said.isEmpty() || !said.get(0).customer()
                ? null
                : said.stream()
                        .filter(one -> !one.customer())
                        .map(Said::at)
                        .min(Instant::compareTo)
                        .map(Instant::toEpochMilli)
                        .orElse(null);
    }

    private Optional<Instant> closedAt(@Nullable String number) {
        return jdbc.sql("select closed_at from ticket_ticket where number = :number and closed_at is not null")
                .param("number", number, Types.VARCHAR)
                .query((row, n) -> row.getTimestamp(1).toInstant())
                .optional();
    }

    private static @Nullable Long millis(@Nullable Instant instant) {
        return instant == null ? null : instant.toEpochMilli();
    }
}
