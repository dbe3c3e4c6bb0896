package io.promisedesk.platform.engine.deploy;

import io.promisedesk.platform.engine.lint.Finding;
import io.promisedesk.platform.engine.lint.ModelLint;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.repository.ProcessDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Old tickets finish on the version of the process they began with. When a new jar no longer has a step that such a
 * version calls, they would fail one by one, weeks later: so say it at the start.
 */
@Component
class RunningProcesses {

    private static final Logger log = LoggerFactory.getLogger(RunningProcesses.class);

    private final ModelLint lint;
    private final RepositoryService repository;
    private final JdbcClient jdbc;
    private volatile List<Finding> findings = List.of();

    RunningProcesses(ModelLint lint, RepositoryService repository, JdbcClient jdbc) {
        this.lint = lint;
        this.repository = repository;
        this.jdbc = jdbc;
    }

    /** What the last check found. */
    List<Finding> findings() {
        return findings;
    }

    /** Looks at every version that has running instances. */
    void check() {
        List<Finding> found = new ArrayList<>();
        for (String id : jdbc.sql(
                        "select distinct proc_def_id_ from act_ru_execution where proc_def_id_ is not null order by 1")
                .query(String.class)
                .list()) {
            ProcessDefinition definition = repository.getProcessDefinition(id);
            List<Finding> here = lint.checkExpressions(
                    definition.getResourceName() + " (version " + definition.getVersion() + ")", model(id));
            if (!here.isEmpty()) {
                found.addAll(here);
                here.forEach(finding -> log.error("Instances that are running will fail. {}", finding));
            }
        }
        findings = List.copyOf(found);
    }

    private byte[] model(String definition) {
        try (InputStream model = repository.getProcessModel(definition)) {
            return model.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
