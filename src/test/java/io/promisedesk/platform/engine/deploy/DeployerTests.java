package io.promisedesk.platform.engine.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.promisedesk.EmbeddedDatabase;
import io.promisedesk.platform.engine.lint.ModelLint;
import io.promisedesk.platform.engine.lint.Vocabulary;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.camunda.bpm.engine.repository.ProcessDefinition;
import org.camunda.bpm.engine.spring.SpringTransactionsProcessEngineConfiguration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.jdbc.DataSourceBuilder;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The deployer on a bare engine of its own. */
class DeployerTests {

    static final ModelLint LINT = new ModelLint(new Vocabulary(Map.of(), List.of(), true), null);

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
        deploy(set("New"), false);
        deploy(set("Old"), false);

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

    private void deploy(ProcessSet set, boolean mayGoBack) {
        time = time.plusSeconds(60);
        ClockUtil.setCurrentTime(Date.from(time));
        deployer().deploy(set, mayGoBack);
    }

    private static ProcessDeployer deployer() {
        return new ProcessDeployer(
                LINT,
                engine.getRepositoryService(),
                JdbcClient.create(database),
                new TransactionTemplate(new DataSourceTransactionManager(database)));
    }

    private static ProcessSet set(String label) {
        Map<String, byte[]> files = new HashMap<>();
        files.put(
                "processes/greeting.bpmn",
                """
                <definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="test">
                  <process id="greeting" name="%s" isExecutable="true">
                    <startEvent id="event_start" />
                  </process>
                </definitions>
                """
                        .formatted(label)
                        .getBytes(StandardCharsets.UTF_8));
        return ProcessSet.of("a test", files);
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
