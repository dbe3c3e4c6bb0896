package io.promisedesk.platform.engine.lint;

import io.promisedesk.platform.engine.lint.ModelFile.Bounds;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Diagrams are reading matter: everything has a name, runs from left to right, and ids can be told apart. */
final class ReadabilityRule implements Rule {

    private static final Map<String, List<String>> PREFIXES = Map.ofEntries(
            Map.entry("startEvent", List.of("event")),
            Map.entry("endEvent", List.of("event")),
            Map.entry("boundaryEvent", List.of("event")),
            Map.entry("intermediateCatchEvent", List.of("event")),
            Map.entry("intermediateThrowEvent", List.of("event")),
            Map.entry("userTask", List.of("userTask")),
            Map.entry("manualTask", List.of("manualTask")),
            Map.entry("serviceTask", List.of("serviceTask")),
            Map.entry("sendTask", List.of("sendTask", "serviceTask")),
            Map.entry("receiveTask", List.of("receiveTask")),
            Map.entry("businessRuleTask", List.of("rule", "businessRuleTask")),
            Map.entry("callActivity", List.of("callActivity")),
            Map.entry("subProcess", List.of("subProcess")),
            Map.entry("transaction", List.of("subProcess")),
            Map.entry("exclusiveGateway", List.of("gateway")),
            Map.entry("inclusiveGateway", List.of("gateway")),
            Map.entry("parallelGateway", List.of("gateway")),
            Map.entry("eventBasedGateway", List.of("gateway")),
            Map.entry("sequenceFlow", List.of("flow")));

    @Override
    public void check(ModelFile diagram, ModelSet set, Findings findings) {
        Map<String, Bounds> drawing = diagram.drawing();
        List<ModelElement> elements = diagram.elements()
                .filter(element -> element.isBpmn() && PREFIXES.containsKey(element.kind()))
                .toList();
        Map<String, ModelElement> byId = new HashMap<>();
        elements.forEach(element -> byId.put(String.valueOf(element.id()), element));
        for (ModelElement element : elements) {
            checkId(diagram, element, findings);
            checkLabel(diagram, element, byId, elements, findings);
            if (!element.is("sequenceFlow") && !drawing.containsKey(element.id())) {
                findings.advice(
                        diagram.name(), element, "It is not drawn, so nobody sees it.", "Draw it again in Modeler.");
            }
            if (element.is("userTask")
                    && element.children("documentation")
                            .allMatch(text -> text.text().isEmpty())) {
                findings.advice(
                        diagram.name(),
                        element,
                        "Nothing says what to do here.",
                        "Fill Documentation > Element documentation with a sentence for the person who gets the task.");
            }
        }
        checkDirection(diagram, elements, byId, drawing, findings);
    }

    private static void checkId(ModelFile diagram, ModelElement element, Findings findings) {
        List<String> prefixes = PREFIXES.getOrDefault(element.kind(), List.of());
        String id = String.valueOf(element.id());
        if (prefixes.stream().noneMatch(prefix -> id.matches(prefix + "_[a-z0-9][A-Za-z0-9]*"))) {
            findings.advice(
                    diagram.name(),
                    element,
                    "Its id does not say what it is.",
                    "Use General > ID with " + prefixes.get(0) + "_ and a name like " + prefixes.get(0) + "_"
                            + example(element.kind()) + ".");
        }
    }

    private static String example(String kind) {
        return switch (kind) {
            case "userTask", "manualTask" -> "callCustomer";
            case "sequenceFlow" -> "solved";
            case "serviceTask", "sendTask" -> "tellCustomer";
            default -> kind.endsWith("Event") ? "customerAnswered" : kind.endsWith("Gateway") ? "solved" : "resolve";
        };
    }

    private static void checkLabel(
            ModelFile diagram,
            ModelElement element,
            Map<String, ModelElement> byId,
            List<ModelElement> elements,
            Findings findings) {
        boolean labelled = element.label() != null;
        if (element.is("sequenceFlow")) {
            ModelElement source = byId.get(element.attribute("sourceRef").orElse(""));
            if (!labelled && source != null && isQuestion(source, elements)) {
                findings.advice(
                        diagram.name(),
                        element,
                        "It leaves the question \"" + (source.label() == null ? source.id() : source.label())
                                + "\" without an answer.",
                        "Label it, for example \"Yes\" or \"No\".");
            }
        } else if (element.kind().endsWith("Gateway")) {
            if (isQuestion(element, elements)
                    && (!labelled || !String.valueOf(element.label()).endsWith("?"))) {
                findings.advice(
                        diagram.name(), element, "It asks no question.", "Label it as a question, like \"Solved?\".");
            }
        } else if (!labelled) {
            findings.advice(
                    diagram.name(),
                    element,
                    "It has no label.",
                    element.kind().endsWith("Event")
                            ? "Name the state that is reached, like \"Customer answered\"."
                            : "Say what is done, like \"Call customer\".");
        }
    }

    private static boolean isQuestion(ModelElement element, List<ModelElement> elements) {
        return element.is("exclusiveGateway", "inclusiveGateway")
                && elements.stream()
                                .filter(flow -> flow.is("sequenceFlow")
                                        && flow.attribute("sourceRef")
                                                .orElse("")
                                                .equals(element.id()))
                                .count()
                        > 1;
    }

    /** A flow may run to the left only to close a loop. */
    private static void checkDirection(
            ModelFile diagram,
            List<ModelElement> elements,
            Map<String, ModelElement> byId,
            Map<String, Bounds> drawing,
            Findings findings) {
        Map<String, Set<String>> next = new HashMap<>();
        List<ModelElement> flows =
                elements.stream().filter(element -> element.is("sequenceFlow")).toList();
        for (ModelElement flow : flows) {
            next.computeIfAbsent(flow.attribute("sourceRef").orElse(""), id -> new HashSet<>())
                    .add(flow.attribute("targetRef").orElse(""));
        }
        for (ModelElement element : elements) {
            if (element.is("boundaryEvent")) {
                next.computeIfAbsent(element.attribute("attachedToRef").orElse(""), id -> new HashSet<>())
                        .add(String.valueOf(element.id()));
            }
        }
        for (ModelElement flow : flows) {
            String source = flow.attribute("sourceRef").orElse("");
            String target = flow.attribute("targetRef").orElse("");
            Bounds from = drawing.get(source);
            Bounds to = drawing.get(target);
            boolean backwards = from != null && to != null && to.center() < from.center() - 10;
            if (backwards && !reaches(target, source, next)) {
                ModelElement end = byId.get(target);
                findings.advice(
                        diagram.name(),
                        flow,
                        "It runs from right to left.",
                        "Move " + (end == null || end.label() == null ? target : "\"" + end.label() + "\"")
                                + " to the right; only loops run back.");
            }
        }
    }

    private static boolean reaches(String from, String to, Map<String, Set<String>> next) {
        Set<String> seen = new HashSet<>();
        Deque<String> open = new ArrayDeque<>(Set.of(from));
        while (!open.isEmpty()) {
            String here = open.pop();
            if (here.equals(to)) {
                return true;
            }
            if (seen.add(here)) {
                open.addAll(next.getOrDefault(here, Set.of()).stream()
                        .filter(there -> !seen.contains(there))
                        .collect(Collectors.toSet()));
            }
        }
        return false;
    }
}
