package io.promisedesk.platform.engine.lint;

import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.regex.Pattern;

/** What runs for months: history has an end, jobs are tried again, timers can be read, processes can be found. */
final class OperationRule implements Rule {

    private static final String RETRIES = "PT1M,PT5M,PT30M,PT2H";
    private static final Pattern CYCLE = Pattern.compile("R\\d*/.+|(\\S+ ){5,6}\\S+");

    private final Vocabulary vocabulary;

    OperationRule(Vocabulary vocabulary) {
        this.vocabulary = vocabulary;
    }

    @Override
    public void check(ModelFile diagram, ModelSet set, Findings findings) {
        if (diagram.root()
                .attributes()
                .anyMatch(attribute -> "executionPlatform".equals(attribute.getLocalName())
                        && attribute.getValue().equals("Camunda Cloud"))) {
            findings.error(
                    diagram.name(),
                    "It was drawn for Camunda 8.",
                    "Create it as \"BPMN diagram (Camunda Platform 7)\" and copy the shapes over.");
        }
        if (diagram.processes().size() != 1) {
            findings.error(
                    diagram.name(),
                    "It contains " + diagram.processes().size() + " processes.",
                    "Keep one process in one file.");
        }
        diagram.processes().forEach(process -> checkProcess(diagram, process, set, findings));
        diagram.elements().filter(ModelElement::isBpmn).forEach(element -> {
            checkRetries(diagram, element, findings);
            checkTimer(diagram, element, findings);
        });
    }

    private void checkProcess(ModelFile diagram, ModelElement process, ModelSet set, Findings findings) {
        if (!diagram.stem().equals(process.id())) {
            findings.error(
                    diagram.name(),
                    process,
                    "File and process have different names.",
                    "Call the file " + process.id() + ".bpmn, or give the process the id " + diagram.stem() + ".");
        }
        long same = set.diagrams().stream()
                .flatMap(other -> other.processes().stream())
                .filter(other -> String.valueOf(process.id()).equals(other.id()))
                .count();
        if (same > 1) {
            findings.error(
                    diagram.name(),
                    process,
                    "There are " + same + " processes with this id.",
                    "Give each process an id of its own, or remove the copy.");
        }
        if (!process.attribute("isExecutable").orElse("false").equals("true")) {
            findings.error(diagram.name(), process, "The process is not executable.", "Tick General > Executable.");
        }
        if (process.camunda("historyTimeToLive").isEmpty() && !vocabulary.keepsHistoryByDefault()) {
            findings.error(
                    diagram.name(),
                    process,
                    "Nothing says how long its history is kept.",
                    "Set History cleanup > Time to live, for example P730D.");
        }
    }

    private static void checkRetries(ModelFile diagram, ModelElement element, Findings findings) {
        boolean async = element.camunda("asyncBefore").orElse("").equals("true")
                || element.camunda("asyncAfter").orElse("").equals("true");
        boolean timer = element.children("timerEventDefinition").findAny().isPresent();
        if ((async || timer)
                && element.extensions("failedJobRetryTimeCycle").findAny().isEmpty()) {
            findings.advice(
                    diagram.name(),
                    element,
                    "It is a job in the background without a plan for failures.",
                    "Set Job execution > Retry time cycle to " + RETRIES + ".");
        }
    }

    private static void checkTimer(ModelFile diagram, ModelElement element, Findings findings) {
        String value = element.text();
        if (value.contains("{")) {
            return;
        }
        boolean wrong =
                switch (element.kind()) {
                    case "timeDuration" -> !MarkRule.isDuration(value);
                    case "timeDate" -> !isDate(value);
                    case "timeCycle" -> !CYCLE.matcher(value).matches();
                    default -> false;
                };
        if (wrong) {
            findings.error(
                    diagram.name(),
                    element.shape(),
                    "Its timer says \"" + value + "\", which cannot be read.",
                    "Write a duration like PT4H, a date like 2026-03-02T09:00:00Z, a cycle like R3/PT1H, or a step.");
        }
    }

    private static boolean isDate(String value) {
        try {
            OffsetDateTime.parse(value);
            return true;
        } catch (DateTimeParseException e) {
            return false;
        }
    }
}
