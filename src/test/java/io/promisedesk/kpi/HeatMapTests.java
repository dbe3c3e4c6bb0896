package io.promisedesk.kpi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.promisedesk.Engine;
import io.promisedesk.PromisedeskTest;
import io.promisedesk.kpi.HeatMap.ElementFigure;
import io.promisedesk.kpi.HeatMap.FlowFigure;
import io.promisedesk.platform.engine.EngineAccess;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.platform.security.Role;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.task.Task;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Visits and flows out of the engine's own history, on small marked processes. */
@PromisedeskTest
class HeatMapTests {

    private static final Actor DESIGNER = new Actor("denis", Set.of(Role.DESIGNER), Set.of());

    @Autowired
    Miner miner;

    @Autowired
    HeatMaps maps;

    @Autowired
    PathDays days;

    @Autowired
    JdbcClient jdbc;

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

    private String last = "";

    private final List<String> deployments = new ArrayList<>();

    @AfterEach
    void undeploy() {
        deployments.forEach(deployment -> repository.deleteDeployment(deployment, true));
    }

    @Test
    void measuresTimeAtEachElement() {
        deploy("kpi/marked.bpmn");
        start("kpi-marked");
        lives(10, "wait");
        lives(60, "resume");
        lives(30, "solved");
        lives(5, "confirmed");
        start("kpi-marked");
        lives(20, "solved");
        lives(15, "confirmed");

        HeatMap map = map("kpi-marked");

        assertThat(map.cases()).isEqualTo(2);
        ElementFigure work = element(map, "work");
        assertThat(work.visits()).isEqualTo(3);
        assertThat(minutes(work.median())).isEqualTo(20);
        assertThat(minutes(work.p90())).isEqualTo(28);
        assertThat(minutes(work.mean())).isEqualTo(20);
        assertThat(element(map, "wait")).returns(1L, ElementFigure::visits);
        assertThat(minutes(element(map, "wait").median())).isEqualTo(60);
        // Gateways and events only count.
        assertThat(element(map, "next")).returns(3L, ElementFigure::visits).returns(null, ElementFigure::median);
        assertThat(element(map, "solved")).returns(2L, ElementFigure::visits);
        assertThat(element(map, "closed")).returns(2L, ElementFigure::visits);
        assertThat(minutes(element(map, "resolve").median())).isEqualTo(60);
    }

    @Test
    void readsBranchesFromTheOrderOfVisits() {
        deploy("kpi/marked.bpmn");
        for (String outcome : List.of("solved", "solved", "solved", "wait")) {
            start("kpi-marked");
            lives(10, outcome);
        }
        // The one that waits is solved right out of waiting: both ways into the same end.
        lives(10, "solved");

        HeatMap map = map("kpi-marked");

        assertThat(flow(map, "f5")).returns(3L, FlowFigure::count).returns(0.75, FlowFigure::share);
        assertThat(flow(map, "f4")).returns(1L, FlowFigure::count).returns(0.25, FlowFigure::share);
        assertThat(flow(map, "f8")).returns(1L, FlowFigure::count).returns(1.0, FlowFigure::share);
        assertThat(flow(map, "f7")).returns(0L, FlowFigure::count);
        assertThat(flow(map, "f1")).returns(4L, FlowFigure::count).returns(null, FlowFigure::share);
        assertThat(map.flows()).noneMatch(FlowFigure::estimated);
    }

    @Test
    void countsWhereCasesAreNow() {
        deploy("kpi/marked.bpmn");
        start("kpi-marked");
        lives(10, "wait");

        HeatMap map = map("kpi-marked");

        assertThat(element(map, "wait")).returns(1L, ElementFigure::inside).returns(0L, ElementFigure::visits);
        assertThat(element(map, "resolve")).returns(1L, ElementFigure::inside);
        assertThat(element(map, "work")).returns(0L, ElementFigure::inside);
    }

    @Test
    void sharesTheDelayAmongStagesUntilTheSolution() {
        deploy("kpi/target.bpmn");
        start("kpi-target");
        lives(30, "go");
        lives(90, "go");
        start("kpi-target");
        lives(120, "go");
        lives(30, "go");

        HeatMap map = map("kpi-target");

        // Two and a half hours of work, two of waiting.
        assertThat(element(map, "work").share()).isCloseTo(150 / 270.0, within(0.001));
        assertThat(element(map, "ask").share()).isCloseTo(120 / 270.0, within(0.001));
        assertThat(element(map, "late").share()).isNull();
        assertThat(element(map, "work"))
                .returns(1.0, ElementFigure::target)
                .returns(1L, ElementFigure::late)
                .returns(0.5, ElementFigure::breachRate);
        assertThat(element(map, "ask").breachRate()).isNull();
    }

    @Test
    void tellsInterruptedVisitsFromThoseThatWereDone() {
        deploy("kpi/target.bpmn");
        runtime.startProcessInstanceByKey("kpi-target", "case-1");
        engine.pass(Duration.ofHours(3));
        engine.fire("case-1", "late");
        start("kpi-target");
        lives(10, "go");
        lives(10, "go");

        HeatMap map = map("kpi-target");

        assertThat(element(map, "work"))
                .returns(2L, ElementFigure::visits)
                .returns(1L, ElementFigure::interrupted)
                .returns(1L, ElementFigure::late);
        // A timer that was not reached has left no trace.
        assertThat(element(map, "late")).returns(1L, ElementFigure::visits);
        assertThat(flow(map, "toLate")).returns(1L, FlowFigure::count).returns(0.5, FlowFigure::share);
        assertThat(flow(map, "toAsk")).returns(1L, FlowFigure::count);
    }

    @Test
    void countsAVisitOnTheDayItEnds() {
        deploy("kpi/marked.bpmn");
        start("kpi-marked");
        lives(10, "wait");
        engine.pass(Duration.ofDays(3));
        lives(0, "solved");
        miner.mineAll();

        LocalDate monday = LocalDate.of(2026, 3, 2);
        HeatMap first = maps.of(request("kpi-marked", monday, monday, Map.of()), DESIGNER)
                .orElseThrow();
        HeatMap later = maps.of(request("kpi-marked", monday.plusDays(1), monday.plusDays(5), Map.of()), DESIGNER)
                .orElseThrow();

        assertThat(element(first, "work").visits()).isEqualTo(1);
        assertThat(element(first, "wait").visits()).isZero();
        assertThat(element(later, "work").visits()).isZero();
        assertThat(element(later, "wait").visits()).isEqualTo(1);
    }

    @Test
    void keepsWhatWasMeasuredWhenTheEngineForgetsTheVersion() {
        deploy("kpi/marked.bpmn");
        start("kpi-marked");
        lives(10, "solved");
        lives(10, "confirmed");
        miner.mineAll();
        undeploy();
        deployments.clear();

        HeatMap map = map("kpi-marked");

        assertThat(map.diagram()).isNull();
        assertThat(element(map, "work").visits()).isEqualTo(1);
        assertThat(map.flows()).isEmpty();
    }

    @Test
    void addsUpDaysThatAreOverAndTellsThatItIsNoLongerExact() {
        deploy("kpi/marked.bpmn");
        for (int i = 0; i < 40; i++) {
            start("kpi-marked");
            lives(7 + 13 * i, i % 3 == 0 ? "wait" : "solved");
            lives(i, "solved");
        }
        HeatMap exact = map("kpi-marked");
        assertThat(days.addUp(1000)).isGreaterThan(3);
        assertThat(days.addUp(1000)).isZero();

        HeatMap added = added("kpi-marked");

        assertThat(exact.exact()).isTrue();
        assertThat(added.exact()).isFalse();
        assertSame(added, exact);
        // History that is mined again takes the days away that it changes.
        jdbc.sql("update act_hi_actinst set end_time_ = end_time_ + interval '3 minutes' where act_id_ = 'work'")
                .update();
        jdbc.sql("insert into kpi_dirty (instance) select distinct root_proc_inst_id_ from act_hi_actinst")
                .update();
        exact = map("kpi-marked");
        assertSame(added("kpi-marked"), exact);
        days.addUp(1000);
        assertSame(added("kpi-marked"), exact);
    }

    private HeatMap added(String process) {
        LocalDate today = engine.now().atZone(ZoneOffset.UTC).toLocalDate();
        return maps.of(request(process, today.minusDays(30), today, Map.of()), DESIGNER, 0)
                .orElseThrow();
    }

    private static void assertSame(HeatMap added, HeatMap exact) {
        assertThat(added.flows()).isEqualTo(exact.flows());
        assertThat(added.elements()).hasSameSizeAs(exact.elements());
        exact.elements().forEach(figure -> {
            ElementFigure other = element(added, figure.id());
            assertThat(other)
                    .returns(figure.visits(), ElementFigure::visits)
                    .returns(figure.interrupted(), ElementFigure::interrupted)
                    .returns(figure.timed(), ElementFigure::timed)
                    .returns(figure.late(), ElementFigure::late)
                    .returns(figure.inside(), ElementFigure::inside);
            if (figure.timed() > 20) {
                // Within one percent of a visit; between two visits that far apart, in between.
                assertThat(other.median()).as(figure.id()).isCloseTo(figure.median(), withinPercentage(6));
                assertThat(other.total()).isCloseTo(figure.total(), within(1e-6));
            }
        });
    }

    private void deploy(String resource) {
        deployments.add(repository
                .createDeployment()
                .addClasspathResource(resource)
                .deploy()
                .getId());
    }

    private void start(String process) {
        last = runtime.startProcessInstanceByKey(process).getId();
    }

    /** Time passes, then the open task of the instance that was started last is done. */
    private void lives(int minutes, String outcome) {
        engine.pass(Duration.ofMinutes(minutes));
        Task task = tasks.createTaskQuery().processInstanceId(last).singleResult();
        access.unrestricted(() -> {
            runtime.setVariable(task.getProcessInstanceId(), "outcome", outcome);
            tasks.complete(task.getId());
        });
    }

    private HeatMap map(String process) {
        miner.mineAll();
        LocalDate today = engine.now().atZone(ZoneOffset.UTC).toLocalDate();
        return maps.of(request(process, today.minusDays(30), today, Map.of()), DESIGNER)
                .orElseThrow();
    }

    private static HeatMapRequest request(
            String process, LocalDate from, LocalDate to, Map<Dimension, String> filters) {
        return new HeatMapRequest(process, 1, from, to, false, filters);
    }

    private static ElementFigure element(HeatMap map, String id) {
        return map.element(id).orElseThrow();
    }

    private static FlowFigure flow(HeatMap map, String id) {
        return map.flows().stream()
                .filter(flow -> flow.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private static long minutes(Double hours) {
        return Math.round(hours * 60);
    }
}
