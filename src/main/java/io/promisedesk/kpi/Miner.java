package io.promisedesk.kpi;

import io.promisedesk.sla.ClockDesk;
import io.promisedesk.sla.ClockView;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Writes the facts of instances that have changed, a batch per transaction. Any number of miners may work
 * at once, on any node; one that dies leaves its batch to the others.
 *
 * <p>Exact because of an order: the row in {@code kpi_dirty} is committed together with the change; the miner first takes
 * it away, holding the instance's lock, and reads only then, in statements of their own at READ COMMITTED. A change that
 * the reading misses commits later, and so does its row, which the taking has not seen.
 */
@Component
public class Miner {

    private static final Logger log = LoggerFactory.getLogger(Miner.class);

    /** First half of the advisory locks on instances; any number that nobody else uses. */
    private static final int LOCKS = 0x4B5049;

    private static final int BATCH = 500;

    /** In the order in which they build on each other. */
    private static final List<String> FACTS =
            List.of("segments", "events", "exchanges", "clocks", "handovers", "tickets", "visits");

    /**
     * Those that read each source by the instances of the batch and join what was read by hashing. Of intermediate results
     * the planner knows no size: it takes them for tiny, and would compare all with all.
     */
    private static final Set<String> WITHOUT_LOOPS = Set.of("segments", "tickets", "visits");

    /** Emptied of the batch first; visits are compared with what was there, and see to themselves. */
    private static final List<String> TABLES =
            List.of("kpi_segment", "kpi_event", "kpi_exchange", "kpi_clock", "kpi_handover", "kpi_ticket");

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Marks marks;
    private final MeasuredModels models;
    private final ClockDesk clocks;
    private final Clock clock;
    private final Map<String, String> statements;

    Miner(
            JdbcClient jdbc,
            PlatformTransactionManager transactions,
            Marks marks,
            MeasuredModels models,
            ClockDesk clocks,
            Clock clock) {
        this.jdbc = jdbc;
        this.transaction = new TransactionTemplate(transactions);
        this.transaction.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
        this.transaction.setIsolationLevel(TransactionDefinition.ISOLATION_READ_COMMITTED);
        this.marks = marks;
        this.models = models;
        this.clocks = clocks;
        this.clock = clock;
        this.statements = FACTS.stream().collect(Collectors.toMap(fact -> fact, Miner::statement));
    }

    /**
     * Mines until nothing committed is left to mine.
     *
     * @return how many instances it mined
     */
    public int mineAll() {
        int mined = 0;
        for (int batch = mine(); batch > 0; batch = mine()) {
            mined += batch;
        }
        return mined;
    }

    /** Mines one batch; 0 where there is nothing to do for this miner. */
    int mine() {
        try {
            return mine(BATCH);
        } catch (RuntimeException e) {
            log.warn("A batch could not be mined as a whole, going on one by one: {}", e.toString());
            return mineOneByOne();
        }
    }

    /** Whether so much waits that a miner goes on at once. Few changes wait for more of the same ticket. */
    boolean isBehind() {
        return jdbc.sql("select count(*) = :batch from (select from kpi_dirty limit :batch) waiting")
                .param("batch", BATCH)
                .query(Boolean.class)
                .single();
    }

    int mine(int limit) {
        Integer mined = transaction.execute(status -> mineHere(limit));
        return mined == null ? 0 : mined;
    }

    /** In the caller's transaction. */
    int mineHere(int limit) {
        List<String> instances = take(limit);
        write(instances);
        return instances.size();
    }

    /** So that one instance that cannot be mined does not hold up all others: it is put aside with the reason. */
    private int mineOneByOne() {
        List<String> instances = oldest(BATCH);
        for (String instance : instances) {
            try {
                transaction.executeWithoutResult(status -> {
                    take(List.of(instance));
                    write(List.of(instance));
                });
            } catch (RuntimeException e) {
                log.error("The facts of instance {} are out of date", instance, e);
                transaction.executeWithoutResult(status -> putAside(instance, e));
            }
        }
        return instances.size();
    }

    private List<String> oldest(int limit) {
        return jdbc.sql("select instance from kpi_dirty group by instance order by min(seq) limit :limit")
                .param("limit", limit)
                .query(String.class)
                .list();
    }

    private List<String> take(int limit) {
        List<String> instances = jdbc.sql(
                        "select instance from kpi_dirty order by seq limit :limit for update skip locked")
                .param("limit", limit)
                .query(String.class)
                .list();
        return take(instances);
    }

    private List<String> take(List<String> claimed) {
        if (claimed.isEmpty()) {
            return List.of();
        }
        List<String> instances = claimed.stream().distinct().sorted().toList();
        // One order for all miners, so that none waits for one that waits for it.
        jdbc.sql(
                        """
                        select count(pg_advisory_xact_lock(:locks, key))
                        from (select distinct hashtext(i) as key from unnest(:instances::text[]) i order by 1) keys
                        """)
                .param("locks", LOCKS)
                .param("instances", instances.toArray(String[]::new))
                .query(Long.class)
                .single();
        return jdbc
                .sql(
                        """
                        delete from kpi_dirty where seq in (
                            select seq from kpi_dirty where instance = any (:instances) for update skip locked)
                        returning instance
                        """)
                .param("instances", instances.toArray(String[]::new))
                .query(String.class)
                .list()
                .stream()
                .distinct()
                .toList();
    }

    private void write(List<String> taken) {
        List<String> instances = withHistory(taken);
        if (instances.isEmpty()) {
            return;
        }
        learnMarks(instances);
        String[] batch = instances.toArray(String[]::new);
        TABLES.forEach(table -> jdbc.sql("delete from " + table + " where instance = any (:instances)")
                .param("instances", batch)
                .update());
        PathDays.keepStill(jdbc);
        FACTS.forEach(fact -> {
            set("enable_nestloop", WITHOUT_LOOPS.contains(fact) ? "off" : "on");
            jdbc.sql(statements.get(fact)).param("instances", batch).update();
        });
        deriveDeadlines(batch);
        jdbc.sql("delete from kpi_failed where instance = any (:instances)")
                .param("instances", batch)
                .update();
    }

    /** Until the transaction ends. */
    private void set(String setting, String value) {
        jdbc.sql("select set_config(:setting, :value, true)")
                .param("setting", setting)
                .param("value", value)
                .query(String.class)
                .single();
    }

    /** The deadline of a clock that stands moves on: it has none until it runs again, unless it was missed before. */
    private void deriveDeadlines(String[] instances) {
        List<String> tickets = jdbc.sql(
                        """
                        select distinct t.number from kpi_clock c
                        join kpi_source_ticket t on t.process_instance = c.instance
                        where c.instance = any (:instances) and c.ended_at is null
                        """)
                .param("instances", instances)
                .query(String.class)
                .list();
        List<ClockView> open = clocks.open(tickets);
        jdbc.sql(
                        """
                        update kpi_clock c set due_at = v.due, at_risk_at = v.at_risk, verdict = v.verdict
                        from unnest(:clocks::bigint[], :dues::timestamptz[], :atRisks::timestamptz[], :verdicts::text[])
                            as v (clock, due, at_risk, verdict)
                        where c.clock = v.clock
                        """)
                .param("clocks", open.stream().map(ClockView::id).toArray(Long[]::new))
                .param("dues", times(open, view -> isRunning(view) || isMissed(view) ? view.due() : null))
                .param("atRisks", times(open, view -> isRunning(view) ? view.atRisk() : null))
                .param(
                        "verdicts",
                        open.stream()
                                .map(view -> isMissed(view) ? "missed" : "open")
                                .toArray(String[]::new))
                .update();
    }

    private static boolean isMissed(ClockView view) {
        return view.verdict() == ClockView.Verdict.MISSED;
    }

    private static boolean isRunning(ClockView view) {
        return view.state() == ClockView.State.RUNNING;
    }

    /** With their zone: the driver writes an array of timestamps as the clock of the machine shows them. */
    private static @Nullable String[] times(List<ClockView> views, Function<ClockView, @Nullable Instant> moment) {
        return views.stream().map(moment).map(Miner::text).toArray(String[]::new);
    }

    private static @Nullable String text(@Nullable Instant instant) {
        return instant == null ? null : instant.toString();
    }

    /** Whose history is cleaned up, or about to be, keeps the facts it has. */
    private List<String> withHistory(List<String> instances) {
        return jdbc.sql(
                        """
                        select proc_inst_id_ from act_hi_procinst
                        where proc_inst_id_ = any (:instances) and proc_inst_id_ = root_proc_inst_id_
                          and (removal_time_ is null or removal_time_ > :now)
                        """)
                .param("instances", instances.toArray(String[]::new))
                .param("now", Timestamp.from(clock.instant()))
                .query(String.class)
                .list();
    }

    private void learnMarks(List<String> instances) {
        jdbc
                .sql(
                        """
                        select distinct proc_def_id_ from act_hi_procinst p
                        where root_proc_inst_id_ = any (:instances)
                          and not exists (select from kpi_definition d where d.id = p.proc_def_id_)
                        """)
                .param("instances", instances.toArray(String[]::new))
                .query(String.class)
                .list()
                .stream()
                .flatMap(definition -> marks.of(definition).stream())
                .forEach(this::remember);
    }

    private void remember(MarkedDefinition definition) {
        jdbc.sql(
                        """
                        insert into kpi_definition (id, process, version, main) values (:id, :process, :version, :main)
                        on conflict do nothing
                        """)
                .param("id", definition.id())
                .param("process", definition.process())
                .param("version", definition.version())
                .param("main", definition.hasMainLine())
                .update();
        if (!definition.marks().isEmpty()) {
            marks.diagram(definition.id()).ifPresent(diagram -> models.learn(definition, diagram));
        }
        for (Mark mark : definition.marks()) {
            jdbc.sql(
                            """
                            insert into kpi_mark (definition, element, stage, milestone, depth)
                            values (:definition, :element, :stage, :milestone, :depth)
                            on conflict do nothing
                            """)
                    .param("definition", definition.id())
                    .param("element", mark.element())
                    .param("stage", mark.stage())
                    .param("milestone", mark.milestone())
                    .param("depth", mark.depth())
                    .update();
        }
    }

    private void putAside(String instance, RuntimeException e) {
        take(List.of(instance));
        jdbc.sql(
                        """
                        insert into kpi_failed (instance, failed_at, reason) values (:instance, :at, :reason)
                        on conflict (instance) do update set failed_at = excluded.failed_at, reason = excluded.reason
                        """)
                .param("instance", instance)
                .param("at", Timestamp.from(clock.instant()))
                .param("reason", e.toString())
                .update();
    }

    private static String statement(String name) {
        try {
            return new ClassPathResource("kpi/facts/" + name + ".sql").getContentAsString(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
