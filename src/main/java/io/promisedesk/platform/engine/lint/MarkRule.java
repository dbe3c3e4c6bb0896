package io.promisedesk.platform.engine.lint;

import java.util.List;
import java.util.Map;
import javax.xml.datatype.DatatypeConfigurationException;
import javax.xml.datatype.DatatypeFactory;

/** Marks that the KPIs are made from are spelled as the miner reads them. */
final class MarkRule implements Rule {

    private static final Map<String, List<String>> MARKS = Map.of(
            "kpi.stage",
            List.of(
                    "queue",
                    "work",
                    "waiting-customer",
                    "waiting-third-party",
                    "confirmation",
                    "escalation",
                    "handover"),
            "kpi.milestone",
            List.of("received", "reply", "resolved", "reopened", "closed", "escalated", "handed-over"));
    private static final String TARGET = "kpi.target";

    @Override
    public void check(ModelFile diagram, ModelSet set, Findings findings) {
        diagram.elements()
                .filter(element -> element.isCamunda() && element.kind().equals("property"))
                .forEach(property -> check(diagram, property, findings));
    }

    private static void check(ModelFile diagram, ModelElement property, Findings findings) {
        String mark = property.attribute("name").orElse("");
        String value = property.attribute("value").orElse("");
        if (!mark.startsWith("kpi.")) {
            return;
        }
        List<String> values = MARKS.get(mark);
        if (values != null && !values.contains(value)) {
            findings.error(
                    diagram.name(),
                    property.shape(),
                    "The mark " + mark + " has the value \"" + value + "\", which does not exist.",
                    "Choose " + Rule.oneOf(values) + ".");
        } else if (mark.equals(TARGET) && !isTarget(value)) {
            findings.error(
                    diagram.name(),
                    property.shape(),
                    "The mark " + TARGET + " has the value \"" + value + "\", which is no length of time.",
                    "Write one like PT30M (half an hour), PT4H (four hours) or P2D (two days, 48 hours).");
        } else if (values == null && !mark.equals(TARGET)) {
            findings.error(
                    diagram.name(),
                    property.shape(),
                    "There is no mark \"" + mark + "\".",
                    "Use kpi.stage, kpi.milestone or kpi.target.");
        }
    }

    /** Months and years have no length of their own, and nothing is done in less than no time. */
    private static boolean isTarget(String value) {
        return value.matches("P(\\d+D)?(T.+)?") && isDuration(value) && value.matches(".*[1-9].*");
    }

    static boolean isDuration(String value) {
        try {
            DatatypeFactory.newInstance().newDuration(value);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        } catch (DatatypeConfigurationException e) {
            throw new IllegalStateException("every JDK has this", e);
        }
    }
}
