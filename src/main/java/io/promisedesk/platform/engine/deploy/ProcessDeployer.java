package io.promisedesk.platform.engine.deploy;

import io.promisedesk.platform.engine.lint.Finding;
import io.promisedesk.platform.engine.lint.ModelLint;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.repository.Deployment;
import org.camunda.bpm.engine.repository.DeploymentBuilder;
import org.camunda.bpm.engine.repository.ProcessDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Deploys a set of processes and forms as one deployment, unless the lint finds an error in it. A set that is live
 * already is no new version; one node deploys at a time; and a set that was live before and has been replaced since does
 * not come back by itself, or two nodes with different jars would overtake each other for ever.
 */
@Component
class ProcessDeployer {

    private static final Logger log = LoggerFactory.getLogger(ProcessDeployer.class);
    /** Name of each deployment of ours. */
    static final String NAME = "promisedesk";
    /** Key of the advisory lock: the letters "deploy". */
    private static final long LOCK = 0x6465706c6f79L;

    private final ModelLint lint;
    private final RepositoryService repository;
    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;

    ProcessDeployer(ModelLint lint, RepositoryService repository, JdbcClient jdbc, TransactionTemplate transaction) {
        this.lint = lint;
        this.repository = repository;
        this.jdbc = jdbc;
        this.transaction = transaction;
    }

    /** What became of a set. */
    enum Outcome {
        /** It is what new tickets take. */
        LIVE,
        /** The lint found an error in it; what was live stays. */
        REFUSED,
        /** It was live before and has been replaced since; what replaced it stays. */
        REPLACED,
        /** It holds no file; what was live stays. */
        EMPTY,
        /** It could not be read or deployed; what was live stays. */
        FAILED
    }

    /** @param findings what the lint found */
    record Attempt(Outcome outcome, List<Finding> findings) {}

    /** @param mayGoBack whether a set may be deployed that was live before and has been replaced since */
    Attempt deploy(ProcessSet set, boolean mayGoBack) {
        if (set.files().isEmpty()) {
            log.warn("There are no processes in {}: nothing is deployed.", set.origin());
            return new Attempt(Outcome.EMPTY, List.of());
        }
        List<Finding> findings = lint.check(set.files());
        if (findings.stream().anyMatch(Finding::isError)) {
            log.error("Processes of {} are NOT deployed. Live stays: {}.{}", set.origin(), live(), listed(findings));
            return new Attempt(Outcome.REFUSED, findings);
        }
        Outcome outcome = Objects.requireNonNull(transaction.execute(status -> {
            jdbc.sql("select pg_advisory_xact_lock(?)")
                    .param(LOCK)
                    .query((row, number) -> true)
                    .single();
            return deployAlone(set, mayGoBack, findings);
        }));
        return new Attempt(outcome, findings);
    }

    /** Ids of processes that the application counts on and of which no version is live. */
    Set<String> missing() {
        Set<String> missing = new TreeSet<>(lint.needed());
        repository.createProcessDefinitionQuery().latestVersion().list().forEach(live -> missing.remove(live.getKey()));
        return missing;
    }

    private Outcome deployAlone(ProcessSet set, boolean mayGoBack, List<Finding> findings) {
        String fingerprint = set.fingerprint();
        List<Deployment> earlier = repository
                .createDeploymentQuery()
                .deploymentName(NAME)
                .orderByDeploymentTime()
                .desc()
                .list();
        if (!earlier.isEmpty() && fingerprint.equals(earlier.get(0).getSource())) {
            log.info("Processes of {} are unchanged. Live: {}.", set.origin(), live());
        } else if (!mayGoBack && earlier.stream().anyMatch(deployment -> fingerprint.equals(deployment.getSource()))) {
            log.warn(
                    "Processes of {} were live before and have been replaced since. Live stays: {}. To go back, start once with promisedesk.processes.go-back=true.",
                    set.origin(),
                    live());
            return Outcome.REPLACED;
        } else {
            Set<String> changed = earlier.isEmpty() ? Set.of() : changes(earlier.get(0), set);
            DeploymentBuilder builder = repository.createDeployment().name(NAME).source(fingerprint);
            set.files().forEach((name, content) -> builder.addInputStream(name, new ByteArrayInputStream(content)));
            builder.deploy();
            log.info(
                    "Processes of {} are deployed{}. Live: {}.{}",
                    set.origin(),
                    changed.isEmpty() ? "" : " (changed: " + String.join(", ", changed) + ")",
                    live(),
                    listed(findings));
        }
        return Outcome.LIVE;
    }

    /** Names of files that are new, gone or different. */
    private Set<String> changes(Deployment before, ProcessSet set) {
        Set<String> names = new TreeSet<>(repository.getDeploymentResourceNames(before.getId()));
        Set<String> changed = new TreeSet<>(set.files().keySet());
        changed.addAll(names);
        changed.removeIf(name -> names.contains(name)
                && Arrays.equals(content(before, name), set.files().get(name)));
        return changed;
    }

    private byte[] content(Deployment deployment, String name) {
        try (InputStream content = repository.getResourceAsStream(deployment.getId(), name)) {
            return content.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String live() {
        List<ProcessDefinition> live = repository
                .createProcessDefinitionQuery()
                .latestVersion()
                .orderByProcessDefinitionKey()
                .asc()
                .list();
        return live.isEmpty()
                ? "nothing"
                : live.stream()
                        .map(definition -> definition.getKey() + " version " + definition.getVersion())
                        .collect(Collectors.joining(", "));
    }

    private static String listed(List<Finding> findings) {
        return findings.stream()
                .map(finding -> System.lineSeparator() + "  " + finding)
                .collect(Collectors.joining());
    }
}
