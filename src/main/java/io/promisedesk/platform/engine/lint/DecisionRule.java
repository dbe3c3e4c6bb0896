package io.promisedesk.platform.engine.lint;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.camunda.feel.FeelEngine;

/** Decision tables are FEEL, and their texts are in quotes. */
final class DecisionRule {

    private static final Pattern BARE_WORD = Pattern.compile("[A-Za-z][\\w-]*");
    private static final Set<String> WORDS = Set.of("true", "false", "null");
    private static final FeelEngine FEEL = new FeelEngine.Builder().build();

    void check(ModelFile table, ModelSet set, Findings findings) {
        var decisions = table.root().children("decision").toList();
        if (decisions.isEmpty()) {
            findings.error(table.name(), "It contains no decision.", "Draw one in Modeler, or remove the file.");
        } else if (decisions.stream().noneMatch(decision -> table.stem().equals(decision.id()))) {
            findings.error(
                    table.name(),
                    "None of its decisions has the name of the file.",
                    "Give the decision the id " + table.stem() + ", or call the file "
                            + decisions.get(0).id() + ".dmn.");
        }
        for (ModelElement decision : decisions) {
            long same = set.decisions().stream()
                    .flatMap(other -> other.root().children("decision"))
                    .filter(other -> String.valueOf(decision.id()).equals(other.id()))
                    .count();
            if (same > 1) {
                findings.error(
                        table.name(),
                        decision,
                        "There are " + same + " decisions with this id.",
                        "Give each an id of its own.");
            }
            checkLanguage(table, decision, findings);
            decision.children("decisionTable").forEach(rows -> checkQuotes(table, decision, rows, findings));
        }
    }

    private static void checkLanguage(ModelFile table, ModelElement decision, Findings findings) {
        decision.tree().forEach(element -> {
            String language = element.attribute("expressionLanguage").orElse("feel");
            if (!language.toLowerCase(Locale.ROOT).contains("feel")) {
                findings.error(
                        table.name(),
                        decision,
                        "A cell is written in " + language + ".",
                        "Write it in FEEL, the language of decision tables.");
            }
            if (element.text().contains("${") || element.text().contains("#{")) {
                findings.error(
                        table.name(),
                        decision,
                        "A cell contains the expression " + element.text() + ".",
                        "Write it in FEEL: the name of the variable alone.");
            }
        });
    }

    /** A word without quotes is a variable to FEEL; where none is meant the row silently never fits. */
    private static void checkQuotes(ModelFile table, ModelElement decision, ModelElement rows, Findings findings) {
        Set<String> variables = rows.children("input")
                .flatMap(ModelElement::tree)
                .filter(element -> element.kind().equals("text"))
                .map(ModelElement::text)
                .collect(Collectors.toSet());
        var inputs = rows.children("input").toList();
        var outputs = rows.children("output").toList();
        int number = 0;
        for (ModelElement row : rows.children("rule").toList()) {
            number++;
            var asked = row.children("inputEntry").toList();
            for (int i = 0; i < asked.size(); i++) {
                boolean text = i < inputs.size()
                        && inputs.get(i).children("inputExpression").anyMatch(input -> input.attribute("typeRef")
                                .orElse("")
                                .equals("string"));
                if (!isAnything(asked.get(i))
                        && FEEL.parseUnaryTests(content(asked.get(i))).isLeft()) {
                    unreadable(table, decision, asked.get(i), column(inputs, i), number, findings);
                } else {
                    checkCell(table, decision, asked.get(i), text, number, variables, findings);
                }
            }
            var given = row.children("outputEntry").toList();
            for (int i = 0; i < given.size(); i++) {
                boolean text = i < outputs.size()
                        && outputs.get(i).attribute("typeRef").orElse("").equals("string");
                if (!content(given.get(i)).isBlank()
                        && FEEL.parseExpression(content(given.get(i))).isLeft()) {
                    unreadable(table, decision, given.get(i), column(outputs, i), number, findings);
                } else {
                    checkCell(table, decision, given.get(i), text, number, variables, findings);
                }
            }
        }
    }

    /** The engine reads a cell only when it comes to it, which is with the first ticket that gets so far. */
    private static void unreadable(
            ModelFile table, ModelElement decision, ModelElement cell, String column, int row, Findings findings) {
        findings.error(
                table.name(),
                decision,
                "Row " + row + column + " says " + content(cell) + ", which FEEL cannot read.",
                "Close all quotes and brackets; a text stands in quotes like \"PT4H\".");
    }

    private static String column(List<ModelElement> columns, int number) {
        return columns.stream()
                .skip(number)
                .findFirst()
                .flatMap(column -> column.attribute("label"))
                .map(label -> ", column \"" + label + "\",")
                .orElse(", column " + (number + 1) + ",");
    }

    private static boolean isAnything(ModelElement cell) {
        String content = content(cell).strip();
        return content.isEmpty() || content.equals("-");
    }

    private static String content(ModelElement cell) {
        return cell.children("text").map(ModelElement::text).collect(Collectors.joining());
    }

    private static void checkCell(
            ModelFile table,
            ModelElement decision,
            ModelElement cell,
            boolean text,
            int row,
            Set<String> variables,
            Findings findings) {
        String content = content(cell);
        if (text && BARE_WORD.matcher(content).matches() && !WORDS.contains(content) && !variables.contains(content)) {
            findings.error(
                    table.name(),
                    decision,
                    "Row " + row + " says " + content + " without quotes, which is a variable that does not exist.",
                    "Write \"" + content + "\".");
        }
    }
}
