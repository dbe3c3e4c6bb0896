package io.promisedesk.platform.engine.lint;

import java.util.Map;

/** No code in the model: steps are the only way from a process into the application. */
final class CodeRule implements Rule {

    private static final String STEP =
            "Use Implementation > Type \"Expression\" with a step, ${bean.method(arguments)}.";

    private static final Map<String, String> ATTRIBUTES = Map.of(
            "class", "It names a Java class.",
            "delegateExpression", "It uses a delegate expression.",
            "type", "It uses the implementation type \"%s\".",
            "topic", "It is an external task.",
            "resource", "It runs a script from a file.",
            "formKey", "It uses a form key.",
            "formHandlerClass", "It names a Java class for its form.",
            "taskPriority", "It uses an external task's priority.",
            "variableMappingClass", "It names a Java class for variables.",
            "variableMappingDelegateExpression", "It uses a delegate expression for variables.");

    private static final Map<String, String> ELEMENTS = Map.of(
            "script", "It contains a script.",
            "connector", "It uses a connector.",
            "executionListener", "It has an execution listener.",
            "taskListener", "It has a task listener.",
            "field", "It injects fields.",
            "formData", "It uses a generated form.");

    @Override
    public void check(ModelFile diagram, ModelSet set, Findings findings) {
        diagram.elements().forEach(element -> {
            if (element.is("scriptTask")) {
                findings.error(diagram.name(), element, "It is a script task.", "Make it a service task. " + STEP);
            }
            if (element.is("conditionExpression")
                    && element.attribute("language").isPresent()) {
                findings.error(
                        diagram.name(),
                        element.shape(),
                        "Its condition is a script.",
                        "Use Condition > Type \"Expression\" with ${variable}, ${!variable} or ${variable == 'text'}.");
            }
            String code = element.isCamunda() ? ELEMENTS.get(element.kind()) : null;
            if (code != null) {
                findings.error(diagram.name(), element.shape(), code, remedy(element.kind()));
            }
            if (element.isBpmn()) {
                ATTRIBUTES.forEach((name, problem) -> element.camunda(name)
                        .ifPresent(value -> findings.error(
                                diagram.name(), element.shape(), problem.formatted(value), remedy(name))));
            }
        });
    }

    private static String remedy(String what) {
        return switch (what) {
            case "executionListener", "taskListener" ->
                "Remove it: the application listens to every user task by itself, and what else should happen is a task of its own.";
            case "formKey", "formHandlerClass", "formData" ->
                "Choose Forms > Type \"Camunda Forms\" and the id of a form below forms/.";
            case "script" -> "Move what it does into a step.";
            default -> STEP;
        };
    }
}
