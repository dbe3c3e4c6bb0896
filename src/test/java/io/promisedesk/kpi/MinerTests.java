package io.promisedesk.kpi;

import static org.assertj.core.api.Assertions.assertThat;

import io.promisedesk.Engine;
import io.promisedesk.PromisedeskTest;
import io.promisedesk.platform.engine.EngineAccess;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.task.Task;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** The miner on a small marked process of its own: its marks alone make it measurable. */
@PromisedeskTest
class MinerTests {

    @Autowired
    Miner miner;

    @Autowired
    Rebuild rebuild;

    @Autowired
    Engine engine;

    @Autowired
    RepositoryService repository;

    @Autowired
    RuntimeService runtime;

    @Autowired
    TaskService tasks;

    @Autowired
    EngineAccess access;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    TransactionTemplate transaction;

    private String deployment = "";

    @BeforeEach
    void deploy() {
        deployment = repository
                .createDeployment()
                .addClasspathResource("kpi/marked.bpmn")
                .deploy()
                .getId();
    }

    @AfterEach
    void undeploy() {
        repository.deleteDeployment(deployment, true);
    }

    @Test
    void goesOnAtOnceOnlyWhenMoreThanABatchWaits() {
        jdbc.sql("insert into kpi_dirty (instance) select 'none' from generate_series(1, 499)")
                .update();
        assertThat(miner.isBehind()).isFalse();
        jdbc.sql("insert into kpi_dirty (instance) values ('none')").update();
        assertThat(miner.isBehind()).isTrue();

        miner.mineAll();
        assertThat(miner.isBehind()).isFalse();
    }

    @Test
    void cutsLifeWhereStageOwnerOrTeamChanges() {
        String instance = start("service", null);
        pass(10);
        own(instance, "anna");
        pass(20);
        complete("wait");
        pass(30);
        // Passed on while waiting: the waiting goes on.
        runtime.setVariables(instance, nullable("team", "technical", "owner", null));
        pass(40);
        complete("resume");
        pass(50);
        own(instance, "clara");
        pass(60);
        complete("solved");
        pass(70);
        complete("confirmed");

        assertThat(miner.mineAll()).isEqualTo(1);

        assertThat(segments(instance))
                .containsExactly(
                        "queue - service 10",
                        "work anna service 20",
                        "waiting-customer anna service 30",
                        "waiting-customer - technical 40",
                        "queue - technical 50",
                        "work clara technical 60",
                        "confirmation clara technical 70");
        Map<String, Object> ticket = ticket(instance);
        assertThat(minutes(ticket, "received_at", "resolved_at")).isEqualTo(210);
        assertThat(minutes(ticket, "received_at", "first_resolved_at")).isEqualTo(210);
        assertThat(minutes(ticket, "received_at", "closed_at")).isEqualTo(280);
        assertThat(ticket)
                .containsEntry("waiting", minutes(70))
                .containsEntry("waiting_before_resolved", minutes(70))
                .containsEntry("requester_wait", minutes(140))
                .containsEntry("waiting_episodes", 1)
                .containsEntry("transfers", 1)
                .containsEntry("assignments", 2)
                .containsEntry("reopens", 0)
                .containsEntry("owner", "clara")
                .containsEntry("resolved_by", "clara")
                .containsEntry("process", "kpi-marked");
    }

    @Test
    void countsReopenedTicketToItsLastSolution() {
        String instance = start("service", "anna");
        pass(10);
        complete("solved");
        pass(20);
        complete("reopen");
        pass(30);
        complete("wait");
        pass(40);
        // Solved while it still waits.
        complete("solved");
        pass(50);
        complete("confirmed");
        miner.mineAll();

        Map<String, Object> ticket = ticket(instance);
        assertThat(minutes(ticket, "received_at", "first_resolved_at")).isEqualTo(10);
        assertThat(minutes(ticket, "received_at", "resolved_at")).isEqualTo(100);
        assertThat(minutes(ticket, "received_at", "closed_at")).isEqualTo(150);
        assertThat(ticket)
                .containsEntry("reopens", 1)
                .containsEntry("waiting", minutes(40))
                .containsEntry("waiting_before_resolved", minutes(40));
        assertThat(segments(instance))
                .containsExactly(
                        "work anna service 10",
                        "confirmation anna service 20",
                        "work anna service 30",
                        "waiting-customer anna service 40",
                        "confirmation anna service 50");
    }

    @Test
    void knowsOpenTicketUpToNow() {
        String instance = start("service", "anna");
        pass(10);
        complete("wait");
        miner.mineAll();

        assertThat(ticket(instance))
                .containsEntry("resolved_at", null)
                .containsEntry("waiting", null)
                .containsEntry("waiting_episodes", 1);
        assertThat(segments(instance)).containsExactly("work anna service 10", "waiting-customer anna service open");
    }

    @Test
    void takesAssigneeForOwnerWhereProcessKeepsNone() {
        String instance = runtime.startProcessInstanceByKey("kpi-marked").getId();
        pass(10);
        tasks.claim(task().getId(), "anna");
        pass(20);
        tasks.setAssignee(task().getId(), null);
        pass(30);
        tasks.claim(task().getId(), "boris");
        pass(40);
        complete("wait");
        pass(50);
        complete("solved");
        miner.mineAll();

        assertThat(segments(instance))
                .containsExactly(
                        "queue - - 10",
                        "work anna - 20",
                        "queue - - 30",
                        "work boris - 40",
                        "waiting-customer - - 50",
                        "confirmation - - open");
    }

    @Test
    void writesTheSameFactsHoweverOftenItMines() {
        String instance = start("service", "anna");
        pass(10);
        complete("wait");
        miner.mineAll();
        pass(10);
        complete("resume");
        miner.mineAll();
        List<Map<String, Object>> once = facts();

        dirty(instance);
        dirty(instance);
        assertThat(miner.mineAll()).isEqualTo(1);

        assertThat(facts()).isEqualTo(once);
        assertThat(miner.mineAll()).isZero();
    }

    @Test
    void remembersOneRowPerInstanceAndTransaction() {
        start("service", "anna");
        assertThat(dirtyRows()).isEqualTo(1);
        transaction.executeWithoutResult(status -> {
            start("service", "boris");
            own(start("service", null), "clara");
        });
        assertThat(dirtyRows()).isEqualTo(3);
        transaction.executeWithoutResult(status -> {
            start("service", "boris");
            status.setRollbackOnly();
        });
        assertThat(dirtyRows()).isEqualTo(3);
    }

    @Test
    void losesNoChangeThatCommitsWhileItMines() throws Exception {
        String instance = start("service", "anna");
        pass(10);
        var changed = new CountDownLatch(1);
        var mined = new CountDownLatch(1);
        Instant later = engine.now();
        // A change that is written before the miner takes the instance and committed after it has read.
        CompletableFuture<Void> change = CompletableFuture.runAsync(() -> transaction.executeWithoutResult(status -> {
            engine.setTime(later);
            own(instance, "boris");
            complete("wait");
            changed.countDown();
            await(mined);
        }));
        await(changed);
        assertThat(miner.mineAll()).isEqualTo(1);
        assertThat(segments(instance)).containsExactly("work anna service open");
        mined.countDown();
        change.get(10, TimeUnit.SECONDS);

        assertThat(miner.mineAll()).isEqualTo(1);
        assertThat(segments(instance)).containsExactly("work anna service 10", "waiting-customer boris service open");
    }

    @Test
    void letsNobodyWaitForTheMiner() throws Exception {
        String instance = start("service", "anna");
        pass(10);
        // A miner that has taken the instance and read it, but not yet committed.
        var read = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        CompletableFuture<Void> slow = CompletableFuture.runAsync(() -> transaction.executeWithoutResult(status -> {
            miner.mineHere(10);
            read.countDown();
            await(goOn);
        }));
        await(read);
        // The desk goes on at once; another miner waits for the first, and so cannot be overtaken by its older facts.
        complete("wait");
        CompletableFuture<Integer> second = CompletableFuture.supplyAsync(() -> miner.mineAll());
        goOn.countDown();
        slow.get(10, TimeUnit.SECONDS);
        assertThat(second.get(10, TimeUnit.SECONDS)).isEqualTo(1);

        assertThat(segments(instance)).containsExactly("work anna service 10", "waiting-customer anna service open");
    }

    @Test
    void sharesWorkAmongMiners() throws Exception {
        int tickets = 60;
        for (int i = 0; i < tickets; i++) {
            start("service", "anna");
        }
        var go = new CountDownLatch(1);
        List<CompletableFuture<Integer>> miners = List.of(1, 2, 3, 4).stream()
                .map(i -> CompletableFuture.supplyAsync(() -> {
                    await(go);
                    int mined = 0;
                    for (int batch = miner.mine(7); batch > 0; batch = miner.mine(7)) {
                        mined += batch;
                    }
                    return mined;
                }))
                .toList();
        go.countDown();
        int mined = 0;
        for (CompletableFuture<Integer> each : miners) {
            mined += each.get(30, TimeUnit.SECONDS);
        }
        assertThat(mined).isEqualTo(tickets);
        assertThat(jdbc.sql("select count(*) from kpi_ticket")
                        .query(Integer.class)
                        .single())
                .isEqualTo(tickets);
        assertThat(dirtyRows()).isZero();
    }

    @Test
    void leavesFactsWhoseHistoryIsCleanedUp() {
        String instance = start("service", "anna");
        pass(10);
        complete("solved");
        pass(10);
        complete("confirmed");
        miner.mineAll();
        List<Map<String, Object>> before = facts();
        engine.pass(Duration.ofDays(31));
        // Clean-up takes table by table: the instance may stand there without its activities.
        jdbc.sql("delete from act_hi_actinst").update();
        dirty(instance);
        miner.mineAll();
        assertThat(facts()).isEqualTo(before);
        jdbc.sql("delete from act_hi_procinst").update();
        dirty(instance);
        miner.mineAll();
        assertThat(facts()).isEqualTo(before);
    }

    @Test
    void rebuildsFromHistoryWhatIsLost() {
        start("service", "anna");
        pass(10);
        complete("wait");
        String cleaned = start("technical", "clara");
        miner.mineAll();
        List<Map<String, Object>> before = facts();
        jdbc.sql("delete from act_hi_procinst where proc_inst_id_ = :id")
                .param("id", cleaned)
                .update();
        jdbc.sql("delete from kpi_segment where owner = 'anna'").update();
        jdbc.sql("update kpi_ticket set waiting_episodes = 7 where team = 'service'")
                .update();

        assertThat(rebuild.begin()).isEqualTo(1);
        miner.mineAll();

        assertThat(facts()).isEqualTo(before);
    }

    @Test
    void putsAsideWhatItCannotMine() {
        String broken = start("service", "anna");
        String sound = start("service", "boris");
        own(broken, "nobody");
        jdbc.sql("alter table kpi_segment add constraint kpi_test check (owner <> 'nobody')")
                .update();
        try {
            miner.mineAll();
            assertThat(segments(sound)).containsExactly("work boris service open");
            assertThat(jdbc.sql("select instance from kpi_failed")
                            .query(String.class)
                            .list())
                    .containsExactly(broken);
            assertThat(dirtyRows()).isZero();
        } finally {
            jdbc.sql("alter table kpi_segment drop constraint kpi_test").update();
        }
        dirty(broken);
        miner.mineAll();
        assertThat(jdbc.sql("select count(*) from kpi_failed")
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    private String start(String team, @Nullable String owner) {
        return runtime.startProcessInstanceByKey("kpi-marked", nullable("team", team, "owner", owner))
                .getId();
    }

    private void own(String instance, String owner) {
        runtime.setVariable(instance, "owner", owner);
    }

    private Task task() {
        return tasks.createTaskQuery().active().singleResult();
    }

    private void complete(String outcome) {
        Task task = task();
        access.unrestricted(() -> {
            runtime.setVariable(task.getProcessInstanceId(), "outcome", outcome);
            tasks.complete(task.getId());
        });
    }

    private void pass(int minutes) {
        engine.pass(Duration.ofMinutes(minutes));
    }

    private void dirty(String instance) {
        jdbc.sql("insert into kpi_dirty (instance) values (:instance)")
                .param("instance", instance)
                .update();
    }

    private int dirtyRows() {
        return jdbc.sql("select count(*) from kpi_dirty").query(Integer.class).single();
    }

    private List<String> segments(String instance) {
        return jdbc.sql(
                        """
                        select coalesce(stage, '-') || ' ' || coalesce(owner, '-') || ' ' || coalesce(team, '-') || ' '
                            || coalesce((kpi_ms(start_at, end_at) / 60000)::text, 'open')
                        from kpi_segment where instance = :instance and main order by n
                        """)
                .param("instance", instance)
                .query(String.class)
                .list();
    }

    private Map<String, Object> ticket(String instance) {
        return jdbc.sql("select * from kpi_ticket where instance = :instance")
                .param("instance", instance)
                .query()
                .singleRow();
    }

    private List<Map<String, Object>> facts() {
        return List.of("kpi_ticket", "kpi_segment", "kpi_event", "kpi_clock", "kpi_exchange", "kpi_path").stream()
                .flatMap(table -> jdbc
                        .sql("select row_to_json(f)::text as fact from " + table + " f order by 1")
                        .query()
                        .listOfRows()
                        .stream())
                .toList();
    }

    private static long minutes(Map<String, Object> ticket, String from, String to) {
        return Duration.between(instant(ticket, from), instant(ticket, to)).toMinutes();
    }

    private static Instant instant(Map<String, Object> ticket, String column) {
        return ((Timestamp) Objects.requireNonNull(ticket.get(column))).toInstant();
    }

    private static long minutes(int minutes) {
        return Duration.ofMinutes(minutes).toMillis();
    }

    private static Map<String, Object> nullable(@Nullable Object... pairs) {
        Map<String, @Nullable Object> map = new HashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            map.put((String) pairs[i], pairs[i + 1]);
        }
        return map;
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
