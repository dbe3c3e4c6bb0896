package io.promisedesk.platform.engine.lint;

import io.promisedesk.platform.engine.ProcessContract;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The application finds in a diagram what it counts on, and sends every message that the diagram waits for. */
final class ContractRule implements Rule {

    private final Vocabulary vocabulary;

    ContractRule(Vocabulary vocabulary) {
        this.vocabulary = vocabulary;
    }

    @Override
    public void check(ModelFile diagram, ModelSet set, Findings findings) {
        Map<ModelElement, String> awaited = awaited(diagram);
        Set<String> sent = vocabulary.messages();
        awaited.forEach((element, message) -> {
            if (!sent.contains(message)) {
                findings.error(
                        diagram.name(),
                        element,
                        "It waits for the message \"" + message + "\", which nobody sends.",
                        sent.isEmpty()
                                ? "The application sends no messages."
                                : "Choose one of " + Rule.oneOf(new TreeSet<>(sent)) + ".");
            }
        });
        vocabulary.contracts().stream()
                .filter(contract -> diagram.processes().stream()
                        .anyMatch(process -> contract.process().equals(process.id())))
                .forEach(contract -> check(contract, diagram, Set.copyOf(awaited.values()), findings));
    }

    private static void check(ProcessContract contract, ModelFile diagram, Set<String> awaited, Findings findings) {
        Set<String> ids = diagram.elements()
                .map(ModelElement::id)
                .filter(id -> id != null)
                .collect(Collectors.toSet());
        for (String element : new TreeSet<>(contract.elements())) {
            if (!ids.contains(element)) {
                findings.error(
                        diagram.name(),
                        "The element with the id " + element + " is gone, and the application counts on it.",
                        "Give that id to the element that takes its place.");
            }
        }
        for (String message : new TreeSet<>(contract.messages())) {
            if (!awaited.contains(message)) {
                findings.error(
                        diagram.name(),
                        "The application sends the message \"" + message
                                + "\", but nothing in the diagram waits for it.",
                        "Let an event or a receive task wait for it again.");
            }
        }
    }

    /** Elements that wait for a message, with its name. */
    private static Map<ModelElement, String> awaited(ModelFile diagram) {
        Map<ModelElement, String> awaited = new LinkedHashMap<>();
        diagram.elements()
                .filter(element -> element.is("messageEventDefinition", "receiveTask"))
                .filter(element -> !element.parent()
                        .map(parent -> parent.is("endEvent", "intermediateThrowEvent"))
                        .orElse(false))
                .forEach(element -> element.attribute("messageRef")
                        .flatMap(diagram::message)
                        .ifPresent(message -> awaited.put(element.shape(), message)));
        return awaited;
    }
}
