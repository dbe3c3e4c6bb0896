package io.promisedesk.platform.engine.lint;

/** Forms, called processes and decisions that a diagram names are there. */
final class ReferenceRule implements Rule {

    @Override
    public void check(ModelFile diagram, ModelSet set, Findings findings) {
        diagram.elements().filter(ModelElement::isBpmn).forEach(element -> {
            checkForm(diagram, element, set, findings);
            if (element.is("callActivity")) {
                checkCalled(diagram, element, set, findings);
            }
            if (element.is("businessRuleTask")) {
                checkDecision(diagram, element, set, findings);
            }
        });
    }

    private static void checkForm(ModelFile diagram, ModelElement element, ModelSet set, Findings findings) {
        element.camunda("formRef").ifPresent(form -> {
            if (!set.formIds().contains(form)) {
                findings.error(
                        diagram.name(),
                        element,
                        "Its form \"" + form + "\" does not exist.",
                        "Save a form with the id " + form + " as " + form
                                + ".form below forms/, or choose another one.");
            }
            if (element.is("userTask")
                    && !element.camunda("formRefBinding").orElse("").equals("deployment")) {
                findings.error(
                        diagram.name(),
                        element,
                        "Its form is not bound to the deployment.",
                        "Set Forms > Binding to \"deployment\", or open tasks change under the hands of whoever works on them.");
            }
        });
        if (element.is("userTask") && element.camunda("formRef").isEmpty()) {
            findings.error(
                    diagram.name(),
                    element,
                    "It has no form, so nobody could complete it in Tasklist.",
                    "Choose Forms > Type \"Camunda Forms\" and the form's id.");
        }
    }

    private static void checkCalled(ModelFile diagram, ModelElement element, ModelSet set, Findings findings) {
        String called = element.attribute("calledElement").orElse("");
        if (!called.contains("{") && !set.processIds().contains(called)) {
            findings.error(
                    diagram.name(),
                    element,
                    called.isEmpty()
                            ? "It calls no process."
                            : "It calls the process \"" + called + "\", which does not exist.",
                    "Choose one of " + Rule.oneOf(set.processIds()) + ".");
        }
    }

    private static void checkDecision(ModelFile diagram, ModelElement element, ModelSet set, Findings findings) {
        String decision = element.camunda("decisionRef").orElse("");
        if (!decision.contains("{")
                && !set.decisionIds().contains(decision)
                && element.camunda("expression").isEmpty()) {
            findings.error(
                    diagram.name(),
                    element,
                    decision.isEmpty()
                            ? "It asks no decision table."
                            : "It asks the decision \"" + decision + "\", which does not exist.",
                    set.decisionIds().isEmpty()
                            ? "Save a decision table below processes/."
                            : "Choose one of " + Rule.oneOf(set.decisionIds()) + ".");
        }
    }
}
