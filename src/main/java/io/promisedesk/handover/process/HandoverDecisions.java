package io.promisedesk.handover.process;

import io.promisedesk.platform.engine.EngineAccess;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.camunda.bpm.dmn.engine.DmnDecision;
import org.camunda.bpm.dmn.engine.DmnEngine;
import org.camunda.bpm.dmn.engine.DmnEngineConfiguration;
import org.camunda.bpm.dmn.engine.DmnEngineException;
import org.camunda.bpm.dmn.feel.impl.FeelException;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.repository.DecisionDefinition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * {@code handover-policy.dmn} and {@code handover-receiver.dmn}, asked for many tickets at once and without a trace in the
 * history: nothing is decided by it, it only proposes.
 */
@Component
public class HandoverDecisions {

    static final String POLICY = "handover-policy";
    static final String RECEIVER = "handover-receiver";

    private static final Logger LOG = LoggerFactory.getLogger(HandoverDecisions.class);
    private static final DmnEngine ENGINE =
            DmnEngineConfiguration.createDefaultDmnEngineConfiguration().buildEngine();

    private final EngineAccess engine;
    private final RepositoryService repository;

    /** By id of the definition, which is immutable. */
    private final Map<String, DmnDecision> parsed = new ConcurrentHashMap<>();

    HandoverDecisions(EngineAccess engine, RepositoryService repository) {
        this.engine = engine;
        this.repository = repository;
    }

    /** The tables as they are deployed now. Remembers what it has been asked: many tickets have the same facts. */
    public Tables tables() {
        return new Tables(latest(POLICY), latest(RECEIVER));
    }

    private @Nullable DmnDecision latest(String key) {
        String id = engine.unrestricted(() -> Optional.ofNullable(Context.getCommandContext()
                        .getDecisionDefinitionManager()
                        .findLatestDecisionDefinitionByKey(key))
                .map(DecisionDefinition::getId)
                .orElse(null));
        return id == null
                ? null
                : parsed.computeIfAbsent(
                        id,
                        unknown -> ENGINE.parseDecision(
                                key, engine.unrestricted(() -> repository.getDecisionModel(unknown))));
    }

    /**
     * @param decision what is proposed: {@code keep}, {@code hand over} or {@code resolve now}
     * @param reason as the table says it
     */
    public record Proposed(String decision, @Nullable String reason) {}

    /** @param reason why, as the table says it */
    public record Points(double points, @Nullable String reason) {}

    /** One look at both tables; not for several threads. */
    public static final class Tables {

        private final @Nullable DmnDecision policy;
        private final @Nullable DmnDecision receiver;
        private final Map<Map<String, ?>, Optional<Proposed>> proposals = new HashMap<>();
        private final Map<Map<String, ?>, List<Points>> points = new HashMap<>();

        private Tables(@Nullable DmnDecision policy, @Nullable DmnDecision receiver) {
            this.policy = policy;
            this.receiver = receiver;
        }

        /** The first row that fits; empty where none does or there is no table. */
        public Optional<Proposed> propose(Map<String, ? extends @Nullable Object> facts) {
            return proposals.computeIfAbsent(facts, asked -> ask(policy, asked).stream()
                    .filter(row -> row.get("decision") != null)
                    .findFirst()
                    .map(row -> new Proposed(String.valueOf(row.get("decision")), text(row, "reason"))));
        }

        /** What speaks for and against somebody: all rows that fit. */
        public List<Points> points(Map<String, ? extends @Nullable Object> facts) {
            return points.computeIfAbsent(facts, asked -> ask(receiver, asked).stream()
                    .filter(row -> row.get("points") instanceof Number)
                    .map(row -> new Points(
                            ((Number) Objects.requireNonNull(row.get("points"))).doubleValue(), text(row, "reason")))
                    .toList());
        }

        /** Nobody's hand-over waits for a table: one that cannot be asked says nothing, and the log says why. */
        private static List<Map<String, Object>> ask(@Nullable DmnDecision table, Map<String, ?> facts) {
            if (table == null) {
                return List.of();
            }
            try {
                return ENGINE.evaluateDecision(table, new HashMap<String, Object>(facts))
                        .getResultList();
            } catch (DmnEngineException | FeelException e) {
                LOG.warn("{} gives no answer for {}: {}", table.getKey(), facts, e.getMessage());
                return List.of();
            }
        }

        private static @Nullable String text(Map<String, Object> row, String output) {
            Object value = row.get(output);
            return value == null || value.toString().isBlank()
                    ? null
                    : value.toString().strip();
        }
    }
}
