package io.promisedesk.platform.engine.deploy;

import java.io.ByteArrayInputStream;
import java.util.List;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.repository.Deployment;
import org.camunda.bpm.engine.repository.DeploymentBuilder;
import org.camunda.bpm.engine.repository.DeploymentWithDefinitions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Deploys a set of processes and forms as one deployment. A set that is live already is no new version; one node deploys
 * at a time; and a set that was live before and has been replaced since does not come back by itself, or two nodes with
 * different jars would overtake each other for ever.
 */
@Component
class ProcessDeployer {

    private static final Logger log = LoggerFactory.getLogger(ProcessDeployer.class);
    private static final String NAME = "promisedesk";
    /** Key of the advisory lock: the letters "deploy". */
    private static final long LOCK = 0x6465706c6f79L;

    private final RepositoryService repository;
    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;

    ProcessDeployer(RepositoryService repository, JdbcClient jdbc, TransactionTemplate transaction) {
        this.repository = repository;
        this.jdbc = jdbc;
        this.transaction = transaction;
    }

    /** @param mayGoBack whether a set may be deployed that was live before and has been replaced since */
    void deploy(ProcessSet set, boolean mayGoBack) {
        if (set.files().isEmpty()) {
            log.warn("There are no processes in {}: nothing is deployed.", set.origin());
            return;
        }
        transaction.executeWithoutResult(status -> {
            jdbc.sql("select pg_advisory_xact_lock(?)")
                    .param(LOCK)
                    .query((row, number) -> true)
                    .single();
            deployAlone(set, mayGoBack);
        });
    }

    private void deployAlone(ProcessSet set, boolean mayGoBack) {
        String fingerprint = set.fingerprint();
        List<Deployment> earlier = repository
                .createDeploymentQuery()
                .deploymentName(NAME)
                .orderByDeploymentTime()
                .desc()
                .list();
        if (!earlier.isEmpty() && fingerprint.equals(earlier.get(0).getSource())) {
            log.info("Processes unchanged since {}.", earlier.get(0).getDeploymentTime());
        } else if (!mayGoBack && earlier.stream().anyMatch(deployment -> fingerprint.equals(deployment.getSource()))) {
            log.warn(
                    "Processes of {} were live before and have been replaced since: the newer ones stay.",
                    set.origin());
        } else {
            DeploymentBuilder builder = repository.createDeployment().name(NAME).source(fingerprint);
            set.files().forEach((name, content) -> builder.addInputStream(name, new ByteArrayInputStream(content)));
            log.info("Processes now live: {}.", versions(builder.deployWithResult()));
        }
    }

    private static String versions(DeploymentWithDefinitions deployment) {
        return deployment.getDeployedProcessDefinitions() == null
                ? "none"
                : deployment.getDeployedProcessDefinitions().stream()
                        .map(definition -> definition.getKey() + " version " + definition.getVersion())
                        .collect(Collectors.joining(", "));
    }
}
