package io.promisedesk.platform.engine.lint;

import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.camunda.bpm.dmn.engine.DmnDecision;
import org.camunda.bpm.dmn.engine.DmnEngine;
import org.camunda.bpm.dmn.engine.DmnEngineConfiguration;
import org.camunda.bpm.dmn.engine.DmnEngineException;
import org.camunda.bpm.dmn.feel.impl.FeelException;
import org.jspecify.annotations.Nullable;

/** A decision as the room sees it that asks it: which texts stand in it, and what it answers. */
public final class DecisionTable {

    /** Ids of the rows that the answer being asked for comes from. */
    private static final ThreadLocal<List<String>> FITTING = ThreadLocal.withInitial(ArrayList::new);

    /** On its own, so that trying a table leaves no trace in the history. */
    private static final DmnEngine ENGINE = DmnEngineConfiguration.createDefaultDmnEngineConfiguration()
            .customPostDecisionTableEvaluationListeners(List.of(event ->
                    event.getMatchingRules().forEach(rule -> FITTING.get().add(rule.getId()))))
            .buildEngine();

    private static final Pattern TEXT = Pattern.compile("\"([^\"]*)\"");

    /** Texts, their negation, or nothing: all that can be tried with the texts of a table. */
    private static final Pattern TEXTS_ONLY =
            Pattern.compile("\\s*-?\\s*|(not\\s*\\()?(\\s*,?\\s*\"[^\"]*\")+\\s*\\)?\\s*");

    /** Stands for every text that the table does not name. */
    private static final String ANY_OTHER = "any other";

    private static final int MOST_CASES = 20_000;

    private final ModelElement decision;
    private final byte[] file;
    private final Function<String, Optional<DecisionTable>> others;
    private @Nullable DmnDecision parsed;

    DecisionTable(ModelElement decision, byte[] file, Function<String, Optional<DecisionTable>> others) {
        this.decision = decision;
        this.file = file;
        this.others = others;
    }

    /** Another decision of the same set of models. */
    public Optional<DecisionTable> other(String id) {
        return others.apply(id);
    }

    /**
     * Every combination of the texts that the table compares its inputs with, and of texts that it does not name; of very
     * large tables the first twenty thousand. Inputs by which no row chooses are missing.
     */
    public List<Map<String, String>> cases(Map<String, ? extends Collection<String>> known) {
        List<Map<String, String>> cases = List.of(Map.of());
        for (String input : inputs()) {
            Set<String> values = new TreeSet<>(asked(input));
            if (values.isEmpty()) {
                continue;
            }
            values.addAll(known.containsKey(input) ? known.get(input) : Set.of(ANY_OTHER));
            List<Map<String, String>> larger = new ArrayList<>();
            for (Map<String, String> one : cases) {
                for (String value : values) {
                    if (larger.size() < MOST_CASES) {
                        Map<String, String> next = new HashMap<>(one);
                        next.put(input, value);
                        larger.add(next);
                    }
                }
            }
            cases = larger;
        }
        return cases;
    }

    /** Names of the inputs. */
    private List<String> inputs() {
        return table().flatMap(rows -> rows.children("input"))
                .map(input -> input.tree()
                        .filter(element -> element.kind().equals("text"))
                        .map(ModelElement::text)
                        .findFirst()
                        .orElse(""))
                .toList();
    }

    /**
     * Numbers of the rows that answer none of these cases, from 1 on. Only rows that compare with texts: whether another
     * can ever fit is not known from a few cases.
     */
    public List<Integer> idleRows(Collection<Map<String, String>> cases) {
        List<ModelElement> rows =
                table().flatMap(table -> table.children("rule")).toList();
        Set<String> answering = new HashSet<>();
        for (Map<String, String> facts : cases) {
            FITTING.get().clear();
            answer(facts);
            answering.addAll(FITTING.get());
        }
        return IntStream.range(0, rows.size())
                .filter(i -> !answering.contains(String.valueOf(rows.get(i).id())))
                .filter(i -> rows.get(i).children("inputEntry").allMatch(cell -> TEXTS_ONLY
                        .matcher(cell.children("text").map(ModelElement::text).collect(Collectors.joining()))
                        .matches()))
                .map(i -> i + 1)
                .boxed()
                .toList();
    }

    /** All texts that the table compares an input with. */
    public Set<String> asked(String input) {
        List<ModelElement> inputs =
                table().flatMap(rows -> rows.children("input")).toList();
        return texts(
                IntStream.range(0, inputs.size()).filter(i -> inputs.get(i)
                        .tree()
                        .anyMatch(element ->
                                element.kind().equals("text") && element.text().equals(input))),
                "inputEntry");
    }

    /** All texts that the table gives for an output. */
    public Set<String> given(String output) {
        List<ModelElement> outputs =
                table().flatMap(rows -> rows.children("output")).toList();
        return texts(
                IntStream.range(0, outputs.size())
                        .filter(i -> outputs.get(i).attribute("name").orElse("").equals(output)),
                "outputEntry");
    }

    /**
     * The rows that fit, as the engine would answer.
     *
     * @throws IllegalArgumentException where it would not; the message says why
     */
    public List<Map<String, Object>> answer(Map<String, ? extends @Nullable Object> facts) {
        try {
            return ENGINE.evaluateDecision(parsed(), new HashMap<String, Object>(facts)).getResultList().stream()
                    .map(row -> (Map<String, Object>) new HashMap<>(row))
                    .toList();
        } catch (DmnEngineException | FeelException e) {
            throw new IllegalArgumentException(String.valueOf(e.getMessage()), e);
        }
    }

    private DmnDecision parsed() {
        DmnDecision known = parsed;
        if (known == null) {
            known = ENGINE.parseDecision(String.valueOf(decision.id()), new ByteArrayInputStream(file));
            parsed = known;
        }
        return known;
    }

    private Stream<ModelElement> table() {
        return decision.children("decisionTable");
    }

    private Set<String> texts(IntStream columns, String cell) {
        Set<Integer> wanted = columns.boxed().collect(Collectors.toSet());
        Set<String> texts = new TreeSet<>();
        table().flatMap(rows -> rows.children("rule")).forEach(row -> {
            List<ModelElement> cells = row.children(cell).toList();
            wanted.stream().filter(i -> i < cells.size()).forEach(i -> cells.get(i)
                    .tree()
                    .flatMap(element -> TEXT.matcher(element.text()).results())
                    .forEach(match -> texts.add(match.group(1))));
        });
        return texts;
    }
}
