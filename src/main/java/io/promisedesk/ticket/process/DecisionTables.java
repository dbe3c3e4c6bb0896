package io.promisedesk.ticket.process;

import io.promisedesk.platform.engine.EngineAccess;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.camunda.bpm.dmn.engine.DmnDecision;
import org.camunda.bpm.dmn.engine.DmnDecisionResult;
import org.camunda.bpm.dmn.engine.DmnEngine;
import org.camunda.bpm.dmn.engine.DmnEngineConfiguration;
import org.camunda.bpm.engine.RepositoryService;
import org.springframework.stereotype.Component;

/** Asks deployed decision tables without leaving a trace in the history: whoever only looks writes nothing. */
@Component
class DecisionTables {

    private static final DmnEngine ENGINE =
            DmnEngineConfiguration.createDefaultDmnEngineConfiguration().buildEngine();

    private final EngineAccess engine;
    private final RepositoryService repository;

    /** By id of the definition, which is immutable. */
    private final Map<String, DmnDecision> parsed = new ConcurrentHashMap<>();

    DecisionTables(EngineAccess engine, RepositoryService repository) {
        this.engine = engine;
        this.repository = repository;
    }

    /** @param id of the version that is asked */
    DmnDecisionResult ask(String decision, String id, Map<String, ?> facts) {
        DmnDecision table = parsed.computeIfAbsent(
                id,
                unknown -> ENGINE.parseDecision(
                        decision, engine.unrestricted(() -> repository.getDecisionModel(unknown))));
        return ENGINE.evaluateDecision(table, new HashMap<>(facts));
    }
}
