package io.promisedesk.platform.engine.deploy;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.promisedesk.EmbeddedDatabase;
import io.promisedesk.platform.StartRefused;
import io.promisedesk.platform.engine.ProcessContract;
import io.promisedesk.platform.engine.deploy.ProcessDeployer.Attempt;
import io.promisedesk.platform.engine.deploy.ProcessDeployer.Outcome;
import io.promisedesk.platform.engine.lint.Finding;
import io.promisedesk.platform.engine.lint.ModelLint;
import io.promisedesk.platform.engine.lint.Vocabulary;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.camunda.bpm.engine.repository.ProcessDefinition;
import org.camunda.bpm.engine.spring.SpringTransactionsProcessEngineConfiguration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.jdbc.DataSourceBuilder;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.support.TransactionCallback;
import org.springframework.transaction.support.TransactionTemplate;

/** The deployer on a bare engine of its own. */
class DeployerTests {

    static final String WAITING =
            """
            <definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:camunda="http://camunda.org/schema/1.0/bpmn" targetNamespace="test">
              <process id="waiting" isExecutable="true">
                <startEvent id="event_start" />
                <sequenceFlow id="flow_1" sourceRef="event_start" targetRef="receiveTask_wait" />
                <receiveTask id="receiveTask_wait" />
                <sequenceFlow id="flow_2" sourceRef="receiveTask_wait" targetRef="serviceTask_tell" />
                <serviceTask id="serviceTask_tell" camunda:expression="${oldSteps.tell(execution)}" />
              </process>
            </definitions>
            """;

    public static class OldSteps {

        public void tell(DelegateExecution execution) {}
    }

    static final ModelLint LINT =
            new ModelLint(new Vocabulary(Map.of("oldSteps", OldSteps.class), List.of(), true), null);

    static ProcessEngine engine;
    static DataSource database;

    Instant time = Instant.parse("2026-03-02T09:00:00Z");

    @BeforeAll
    static void startEngine() {
        database = DataSourceBuilder.create()
                .url(EmbeddedDatabase.newDatabase())
                .username("postgres")
                .password("postgres")
                .build();
        var configuration = new SpringTransactionsProcessEngineConfiguration();
        configuration.setProcessEngineName("deployer-tests");
        configuration.setDataSource(database);
        configuration.setTransactionManager(new DataSourceTransactionManager(database));
        configuration.setDatabaseSchemaUpdate("true");
        configuration.setJobExecutorActivate(false);
        configuration.setHistoryTimeToLive("P1D");
        engine = configuration.buildProcessEngine();
    }

    @AfterAll
    static void stopEngine() {
        engine.close();
    }

    @BeforeEach
    @AfterEach
    void forgetDeployments() {
        ClockUtil.reset();
        engine.getRepositoryService().createDeploymentQuery().list().forEach(deployment -> engine.getRepositoryService()
                .deleteDeployment(deployment.getId(), true));
    }

    @Test
    void deploysAnUnchangedSetOnlyOnce() {
        deploy(set("One"), false);
        deploy(set("One"), false);

        assertThat(versions()).containsExactly(1);
    }

    @Test
    void deploysAChangedSetAsANewVersion() {
        deploy(set("One"), false);
        deploy(set("Two"), false);

        assertThat(versions()).containsExactly(1, 2);
    }

    @Test
    void doesNotGoBackToASetThatHasBeenReplaced() {
        deploy(set("Old"), false);
        assertThat(deploy(set("New"), false).outcome()).isEqualTo(Outcome.LIVE);

        assertThat(deploy(set("Old"), false).outcome()).isEqualTo(Outcome.REPLACED);
        assertThat(versions()).containsExactly(1, 2);
    }

    @Test
    void goesBackWhenADesignerSavesWhatWasThereBefore() {
        deploy(set("Old"), false);
        deploy(set("New"), false);
        deploy(set("Old"), true);

        assertThat(versions()).containsExactly(1, 2, 3);
    }

    @Test
    void deploysOnceWhenSeveralNodesStartTogether() throws Exception {
        ExecutorService nodes = Executors.newFixedThreadPool(4);
        try {
            Callable<Boolean> node = () -> {
                deployer().deploy(set("One"), false);
                return true;
            };
            for (Future<Boolean> started : nodes.invokeAll(List.of(node, node, node, node))) {
                started.get();
            }
        } finally {
            nodes.shutdown();
        }

        assertThat(versions()).containsExactly(1);
    }

    @Test
    void deploysWithinThreeSecondsOfSaving(@TempDir Path folder) throws IOException {
        save(folder, diagram("One"));
        ProcessFolder watched = watched(folder);
        try {
            watched.start();
            assertThat(versions()).containsExactly(1);

            save(folder, diagram("Two"));

            await().atMost(Duration.ofSeconds(3))
                    .untilAsserted(() -> assertThat(versions()).containsExactly(1, 2));
        } finally {
            watched.stop();
        }
    }

    @Test
    void keepsTheOldVersionWhileTheNewOneIsHalfWritten(@TempDir Path folder) throws IOException {
        String complete = diagram("Two");
        save(folder, diagram("One"));
        ProcessFolder watched = watched(folder);
        try {
            watched.start();
            save(folder, complete.substring(0, complete.length() / 2));
            await().atMost(Duration.ofSeconds(3)).untilAsserted(() -> assertThat(
                            requireNonNull(watched.lastReading()).deployed())
                    .isFalse());
            assertThat(versions()).containsExactly(1);

            save(folder, complete);
            await().atMost(Duration.ofSeconds(3))
                    .untilAsserted(() -> assertThat(versions()).containsExactly(1, 2));
        } finally {
            watched.stop();
        }
    }

    @Test
    void deploysNothingWhenTheFolderIsNotThere(@TempDir Path folder) {
        ProcessFolder unmounted = watched(folder.resolve("missing"));
        try {
            unmounted.start();
        } finally {
            unmounted.stop();
        }

        assertThat(versions()).isEmpty();
        assertThat(requireNonNull(unmounted.lastReading()).findings())
                .extracting(Finding::problem)
                .first()
                .asString()
                .contains("there is no folder \"processes\"");
    }

    @Test
    void triesAgainWithoutAnotherSaveWhenTheDatabaseWasAway(@TempDir Path folder) throws IOException {
        AtomicBoolean away = new AtomicBoolean();
        var transaction = new TransactionTemplate(new DataSourceTransactionManager(database)) {
            @Override
            public <T extends @Nullable Object> T execute(TransactionCallback<T> action) {
                if (away.get()) {
                    throw new CannotCreateTransactionException("the database is restarting");
                }
                return super.execute(action);
            }
        };
        save(folder, diagram("One"));
        ProcessFolder watched = watched(folder, LINT, transaction);
        try {
            watched.start();
            away.set(true);
            save(folder, diagram("Two"));
            await().atMost(Duration.ofSeconds(3)).untilAsserted(() -> assertThat(
                            requireNonNull(watched.lastReading()).findings())
                    .extracting(Finding::problem)
                    .containsExactly("They could not be deployed: the database is restarting."));

            away.set(false);

            await().atMost(Duration.ofSeconds(3))
                    .untilAsserted(() -> assertThat(versions()).containsExactly(1, 2));
            await().atMost(Duration.ofSeconds(3)).untilAsserted(() -> assertThat(
                            requireNonNull(watched.lastReading()).deployed())
                    .isTrue());
        } finally {
            watched.stop();
        }
    }

    @Test
    void startsWhileAnEarlierVersionIsLiveWhateverGoesWrong(@TempDir Path folder) throws IOException {
        deploy(set("One"), false);
        save(folder, diagram("Two"));
        AtomicInteger attempts = new AtomicInteger();
        ProcessFolder faulty = failing(folder, attempts);
        Instant begin = Instant.now();
        try {
            faulty.start();
            assertThat(faulty.isRunning()).isTrue();
            assertThat(requireNonNull(faulty.lastReading()).findings())
                    .extracting(Finding::problem)
                    .containsExactly("They could not be deployed: a fault nobody thought of.");

            await().atMost(Duration.ofSeconds(15)).until(() -> attempts.get() == 3);
            assertThat(Duration.between(begin, Instant.now()))
                    .as("unchanged files are tried less and less often")
                    .isGreaterThan(Duration.ofSeconds(2));
        } finally {
            faulty.stop();
        }

        assertThat(versions()).containsExactly(1);
    }

    @Test
    void refusesToStartWhenWhateverGoesWrongLeavesNothingLive(@TempDir Path folder) throws IOException {
        save(folder, diagram("One"));

        assertThatThrownBy(() -> failing(folder, new AtomicInteger()).start())
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("nothing works without them: greeting.")
                .hasMessageContaining("a fault nobody thought of");
    }

    @Test
    void refusesToStartWithoutAProcessItCountsOn(@TempDir Path folder) throws IOException {
        save(folder, diagram("One").replace("id=\"event_start\"", "id=\"event_begin\""));

        assertThatThrownBy(() -> counting(folder).start())
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("these processes is live, and nothing works without them: greeting.")
                .hasMessageContaining("event_start is gone")
                .hasMessageContaining("promisedesk.processes.folder");
        assertThatThrownBy(() -> counting(folder.resolve("missing")).start())
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("there is no folder \"processes\"");
    }

    @Test
    void startsWithAFaultyFileWhileAnEarlierVersionIsLive(@TempDir Path folder) throws IOException {
        deploy(set("One"), false);
        save(folder, diagram("Two").replace("id=\"event_start\"", "id=\"event_begin\""));
        ProcessFolder counting = counting(folder);
        try {
            counting.start();
        } finally {
            counting.stop();
        }

        assertThat(versions()).containsExactly(1);
    }

    @Test
    void saysWhichRunningVersionsCallWhatIsNoLongerThere() {
        deploy(
                ProcessSet.of("a test", Map.of("processes/waiting.bpmn", WAITING.getBytes(StandardCharsets.UTF_8))),
                false);
        engine.getRuntimeService().startProcessInstanceByKey("waiting");
        ModelLint newJar = new ModelLint(new Vocabulary(Map.of(), List.of(), true), null);
        RunningProcesses running =
                new RunningProcesses(newJar, engine.getRepositoryService(), JdbcClient.create(database));

        running.check();

        assertThat(running.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.file()).isEqualTo("processes/waiting.bpmn (version 1)");
            assertThat(finding.element()).isEqualTo("serviceTask_tell");
        });
    }

    private static ProcessFolder watched(Path folder) {
        return watched(folder, LINT, new TransactionTemplate(new DataSourceTransactionManager(database)));
    }

    private static ProcessFolder counting(Path folder) {
        var contract = new ProcessContract("greeting", Set.of(), Set.of("event_start"));
        return watched(
                folder,
                new ModelLint(new Vocabulary(Map.of(), List.of(contract), true), null),
                new TransactionTemplate(new DataSourceTransactionManager(database)));
    }

    private static ProcessFolder failing(Path folder, AtomicInteger attempts) {
        var contract = new ProcessContract("greeting", Set.of(), Set.of("event_start"));
        var transaction = new TransactionTemplate(new DataSourceTransactionManager(database)) {
            @Override
            public <T extends @Nullable Object> T execute(TransactionCallback<T> action) {
                attempts.incrementAndGet();
                throw new IllegalStateException("a fault nobody thought of");
            }
        };
        return watched(folder, new ModelLint(new Vocabulary(Map.of(), List.of(contract), true), null), transaction);
    }

    private static ProcessFolder watched(Path folder, ModelLint lint, TransactionTemplate transaction) {
        return new ProcessFolder(
                new ProcessDeployer(lint, engine.getRepositoryService(), JdbcClient.create(database), transaction),
                new RunningProcesses(lint, engine.getRepositoryService(), JdbcClient.create(database)),
                new LiveModels(JdbcClient.create(database)),
                new ProcessSettings(folder.toString(), true, false),
                Clock.systemUTC());
    }

    private static void save(Path folder, String diagram) throws IOException {
        Path file = folder.resolve("processes/greeting.bpmn");
        Files.createDirectories(file.getParent());
        Files.writeString(file, diagram);
    }

    private Attempt deploy(ProcessSet set, boolean mayGoBack) {
        time = time.plusSeconds(60);
        ClockUtil.setCurrentTime(Date.from(time));
        return deployer().deploy(set, mayGoBack);
    }

    private static ProcessDeployer deployer() {
        return new ProcessDeployer(
                LINT,
                engine.getRepositoryService(),
                JdbcClient.create(database),
                new TransactionTemplate(new DataSourceTransactionManager(database)));
    }

    private static ProcessSet set(String label) {
        return ProcessSet.of(
                "a test", Map.of("processes/greeting.bpmn", diagram(label).getBytes(StandardCharsets.UTF_8)));
    }

    private static String diagram(String label) {
        return """
                <definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="test">
                  <process id="greeting" name="%s" isExecutable="true">
                    <startEvent id="event_start" />
                  </process>
                </definitions>
                """
                .formatted(label);
    }

    private static List<Integer> versions() {
        return engine
                .getRepositoryService()
                .createProcessDefinitionQuery()
                .orderByProcessDefinitionVersion()
                .asc()
                .list()
                .stream()
                .map(ProcessDefinition::getVersion)
                .toList();
    }
}
