package io.promisedesk.platform.engine.lint;

import java.io.ByteArrayInputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.camunda.bpm.dmn.engine.DmnEngine;
import org.camunda.bpm.dmn.engine.DmnEngineConfiguration;
import org.camunda.bpm.dmn.engine.DmnEngineException;
import org.camunda.bpm.dmn.feel.impl.FeelException;
import org.jspecify.annotations.Nullable;

/** A decision as the room sees it that asks it: which texts stand in it, and what it answers. */
public final class DecisionTable {

    /** On its own, so that trying a table leaves no trace in the history. */
    private static final DmnEngine ENGINE =
            DmnEngineConfiguration.createDefaultDmnEngineConfiguration().buildEngine();

    private static final Pattern TEXT = Pattern.compile("\"([^\"]*)\"");

    private final ModelElement decision;
    private final byte[] file;

    DecisionTable(ModelElement decision, byte[] file) {
        this.decision = decision;
        this.file = file;
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
            return ENGINE
                    .evaluateDecision(
                            ENGINE.parseDecision(String.valueOf(decision.id()), new ByteArrayInputStream(file)),
                            new HashMap<String, Object>(facts))
                    .getResultList()
                    .stream()
                    .map(row -> (Map<String, Object>) new HashMap<>(row))
                    .toList();
        } catch (DmnEngineException | FeelException e) {
            throw new IllegalArgumentException(String.valueOf(e.getMessage()), e);
        }
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
