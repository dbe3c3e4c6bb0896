package io.promisedesk.ticket.process;

import io.promisedesk.platform.engine.EngineAccess;
import io.promisedesk.sla.CalendarDesk;
import io.promisedesk.ticket.ServiceLevel;
import io.promisedesk.ticket.ServiceLevelTable;
import io.promisedesk.ticket.ServiceLevelTable.Condition;
import io.promisedesk.ticket.ServiceLevelTable.Row;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.camunda.bpm.dmn.engine.DmnEngineException;
import org.camunda.bpm.dmn.feel.impl.FeelException;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.repository.DecisionDefinition;
import org.camunda.bpm.model.dmn.DmnModelInstance;
import org.camunda.bpm.model.dmn.instance.DecisionTable;
import org.camunda.bpm.model.dmn.instance.Input;
import org.camunda.bpm.model.dmn.instance.InputEntry;
import org.camunda.bpm.model.dmn.instance.Output;
import org.camunda.bpm.model.dmn.instance.OutputEntry;
import org.camunda.bpm.model.dmn.instance.Rule;
import org.camunda.bpm.model.dmn.instance.Text;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** {@code service-level.dmn} for those who look at it as a whole, or ask it for many tickets at once. */
@Component
public class LevelTable {

    private static final Pattern TEXT = Pattern.compile("\\s*\"([^\"]*)\"\\s*");
    private static final Pattern FACT = Pattern.compile("[A-Za-z]\\w*");

    private final EngineAccess engine;
    private final RepositoryService repository;
    private final DecisionTables tables;
    private final CalendarDesk calendars;

    /** By id of the definition, which is immutable: all names that occur in it. */
    private final Map<String, Set<String>> words = new ConcurrentHashMap<>();

    LevelTable(EngineAccess engine, RepositoryService repository, DecisionTables tables, CalendarDesk calendars) {
        this.engine = engine;
        this.repository = repository;
        this.tables = tables;
        this.calendars = calendars;
    }

    /** What the table says of one ticket: a promise, or what is wrong. */
    public record Answer(@Nullable ServiceLevel level, @Nullable String problem) {

        /** @throws IllegalStateException that says what is wrong, where it is no promise */
        public ServiceLevel orElseThrow() {
            if (level == null) {
                throw new IllegalStateException(problem);
            }
            return level;
        }
    }

    /** The version that tickets ask now; empty where none was ever deployed. */
    public Optional<ServiceLevelTable> live() {
        return engine.unrestricted(() -> Optional.ofNullable(repository
                        .createDecisionDefinitionQuery()
                        .decisionDefinitionKey(TicketProcess.SERVICE_LEVEL)
                        .latestVersion()
                        .singleResult())
                .map(definition -> new ServiceLevelTable(
                        definition.getId(), definition.getVersion(), since(definition), rows(definition.getId()))));
    }

    /** Id of that version. */
    public Optional<String> liveId() {
        return engine.unrestricted(() -> Optional.ofNullable(repository
                        .createDecisionDefinitionQuery()
                        .decisionDefinitionKey(TicketProcess.SERVICE_LEVEL)
                        .latestVersion()
                        .singleResult())
                .map(DecisionDefinition::getId));
    }

    private Instant since(DecisionDefinition definition) {
        return repository
                .createDeploymentQuery()
                .deploymentId(definition.getDeploymentId())
                .singleResult()
                .getDeploymentTime()
                .toInstant();
    }

    /** Of these facts those by which the version chooses: tickets that agree in them get the same answer. */
    public Map<String, Object> deciding(String id, Map<String, Object> facts) {
        Map<String, Object> deciding = new HashMap<>(facts);
        // A fact that the table does not name cannot change its answer.
        deciding.keySet().retainAll(words(id));
        return deciding;
    }

    /** What a version says of a ticket with these facts. */
    public Answer answer(String id, Map<String, Object> facts) {
        try {
            ServiceLevel level =
                    ServiceLevels.of(tables.ask(TicketProcess.SERVICE_LEVEL, id, facts), deciding(id, facts));
            return calendars.keys().contains(level.calendar())
                    ? new Answer(level, null)
                    : new Answer(null, "service-level.dmn: There is no working calendar \"" + level.calendar() + "\".");
        } catch (IllegalStateException | DmnEngineException | FeelException e) {
            return new Answer(null, String.valueOf(e.getMessage()));
        }
    }

    private Set<String> words(String id) {
        return words.computeIfAbsent(id, unknown -> model(unknown).getModelElementsByType(Text.class).stream()
                .flatMap(text -> FACT.matcher(text.getTextContent()).results())
                .map(match -> match.group())
                .collect(Collectors.toSet()));
    }

    private DmnModelInstance model(String id) {
        return engine.unrestricted(() -> repository.getDmnModelInstance(id));
    }

    private List<Row> rows(String id) {
        DecisionTable table = model(id).getModelElementsByType(DecisionTable.class).stream()
                .filter(one -> one.getParentElement().getAttributeValue("id").equals(TicketProcess.SERVICE_LEVEL))
                .findFirst()
                .orElse(null);
        if (table == null) {
            return List.of();
        }
        List<Row> rows = new ArrayList<>();
        for (Rule rule : table.getRules()) {
            rows.add(row(rows.size() + 1, rule, List.copyOf(table.getInputs()), List.copyOf(table.getOutputs())));
        }
        return rows;
    }

    private static Row row(int number, Rule rule, List<Input> inputs, List<Output> outputs) {
        List<Condition> conditions = new ArrayList<>();
        List<InputEntry> asked = List.copyOf(rule.getInputEntries());
        for (int i = 0; i < asked.size() && i < inputs.size(); i++) {
            String condition = asked.get(i).getTextContent().strip();
            if (!condition.isEmpty() && !condition.equals("-")) {
                String fact = inputs.get(i).getInputExpression() == null
                        ? ""
                        : inputs.get(i).getInputExpression().getTextContent().strip();
                conditions.add(new Condition(
                        fact,
                        inputs.get(i).getLabel() == null ? fact : inputs.get(i).getLabel(),
                        condition));
            }
        }
        String description =
                rule.getDescription() == null ? null : rule.getDescription().getTextContent();
        Map<String, Object> given = new HashMap<>();
        List<OutputEntry> cells = List.copyOf(rule.getOutputEntries());
        for (int i = 0; i < cells.size() && i < outputs.size(); i++) {
            String cell = cells.get(i).getTextContent().strip();
            var text = TEXT.matcher(cell);
            if (text.matches()) {
                given.put(outputs.get(i).getName(), text.group(1));
            } else if (cell.equals("true") || cell.equals("false")) {
                given.put(outputs.get(i).getName(), Boolean.valueOf(cell));
            } else if (!cell.isEmpty()) {
                // Worked out anew for each ticket.
                return new Row(number, description, conditions, null, null);
            }
        }
        try {
            return new Row(number, description, conditions, ServiceLevels.of(given), null);
        } catch (IllegalStateException e) {
            return new Row(number, description, conditions, null, e.getMessage());
        }
    }
}
