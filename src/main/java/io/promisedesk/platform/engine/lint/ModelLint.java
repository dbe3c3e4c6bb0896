package io.promisedesk.platform.engine.lint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.promisedesk.platform.engine.ProcessContract;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;

/** Reads a set of diagrams, decision tables and forms as a whole and tells what is wrong with it. */
public final class ModelLint {

    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    private static final String SAVE_AGAIN =
            "Save it again in Modeler; if that does not help, take the last good version.";

    private final Vocabulary vocabulary;
    private final @Nullable EngineParse engine;
    private final List<DecisionCheck> checks;
    private final List<Rule> rules;

    /**
     * @param engine asked for its own opinion on each file that can be read at all; null where there is none
     * @param checks what rooms expect of their decision tables
     */
    public ModelLint(Vocabulary vocabulary, @Nullable EngineParse engine, DecisionCheck... checks) {
        this.vocabulary = vocabulary;
        this.engine = engine;
        this.checks = List.of(checks);
        this.rules = List.of(
                new CodeRule(),
                new ExpressionRule(vocabulary.steps()),
                new ReferenceRule(),
                new ContractRule(vocabulary),
                new MarkRule(),
                new OperationRule(vocabulary),
                new ReadabilityRule());
    }

    /** All findings, errors first, else in the order of the files. */
    public List<Finding> check(Map<String, byte[]> files) {
        Findings findings = new Findings();
        ModelSet set = read(files, findings);
        Set<String> readable = new HashSet<>();
        for (ModelFile diagram : set.diagrams()) {
            readable.add(diagram.name());
            rules.forEach(rule -> rule.check(diagram, set, findings));
        }
        for (ModelFile table : set.decisions()) {
            readable.add(table.name());
            Findings here = new Findings();
            new DecisionRule().check(table, set, here);
            findings.addAll(here);
            if (here.all().stream().noneMatch(Finding::isError)) {
                checkAnswers(table, set, files, findings);
            }
        }
        FormRule forms = new FormRule();
        set.forms().forEach((file, form) -> forms.check(file, form, set, findings));
        forms.checkUse(set.forms(), set.diagrams(), findings);
        checkComplete(set, files.size() == readable.size() + set.forms().size(), findings);
        List<Finding> all = new ArrayList<>(findings.all());
        if (engine != null) {
            readable.forEach(file -> all.addAll(engine.check(file, files.getOrDefault(file, new byte[0]))));
        }
        all.sort(Comparator.comparing(Finding::severity).thenComparing(Finding::file));
        return List.copyOf(all);
    }

    /** Whether the expressions of a diagram that is in use still have what they call. */
    public List<Finding> checkExpressions(String file, byte[] diagram) {
        Findings findings = new Findings();
        ModelSet set = read(Map.of(file, diagram), findings);
        set.diagrams().forEach(read -> new ExpressionRule(vocabulary.steps()).check(read, set, findings));
        return findings.all();
    }

    /** Ids of the processes that the application counts on. */
    public Set<String> needed() {
        return vocabulary.contracts().stream().map(ProcessContract::process).collect(Collectors.toSet());
    }

    private void checkAnswers(ModelFile table, ModelSet set, Map<String, byte[]> files, Findings findings) {
        for (DecisionCheck check : checks) {
            table.root()
                    .children("decision")
                    .filter(decision -> check.decision().equals(decision.id()))
                    .forEach(decision ->
                            check.check(decision(table, decision, set, files), new DecisionCheck.Complaint() {
                                @Override
                                public void error(String problem, String remedy) {
                                    findings.error(table.name(), decision, problem, remedy);
                                }

                                @Override
                                public void advice(String problem, String remedy) {
                                    findings.advice(table.name(), decision, problem, remedy);
                                }
                            }));
        }
    }

    private static DecisionTable decision(
            ModelFile table, ModelElement decision, ModelSet set, Map<String, byte[]> files) {
        return new DecisionTable(decision, files.getOrDefault(table.name(), new byte[0]), id -> set.decisions().stream()
                .flatMap(other -> other.root()
                        .children("decision")
                        .filter(found -> id.equals(found.id()))
                        .map(found -> decision(other, found, set, files)))
                .findFirst());
    }

    private void checkComplete(ModelSet set, boolean allReadable, Findings findings) {
        if (!allReadable) {
            return;
        }
        for (ProcessContract contract : vocabulary.contracts()) {
            if (!set.processIds().contains(contract.process())) {
                findings.error(
                        "processes/",
                        "The process " + contract.process() + " is missing, and the application needs it.",
                        "Put " + contract.process() + ".bpmn back.");
            }
        }
    }

    private static ModelSet read(Map<String, byte[]> files, Findings findings) {
        List<ModelFile> diagrams = new ArrayList<>();
        List<ModelFile> decisions = new ArrayList<>();
        Map<String, JsonNode> forms = new TreeMap<>();
        new TreeMap<>(files).forEach((file, content) -> {
            try {
                if (file.endsWith(".form")) {
                    forms.put(file, JSON.readTree(content));
                } else {
                    (file.endsWith(".dmn") ? decisions : diagrams).add(ModelFile.read(file, content));
                }
            } catch (SAXParseException e) {
                findings.error(
                        file,
                        "It is no complete XML (line " + e.getLineNumber() + ", column " + e.getColumnNumber() + "): "
                                + e.getMessage(),
                        SAVE_AGAIN);
            } catch (JsonProcessingException e) {
                findings.error(
                        file,
                        "It is no complete JSON (line " + e.getLocation().getLineNr() + ", column "
                                + e.getLocation().getColumnNr() + "): " + e.getOriginalMessage() + ".",
                        SAVE_AGAIN);
            } catch (SAXException | IOException e) {
                findings.error(file, "It cannot be read: " + e.getMessage() + ".", SAVE_AGAIN);
            }
        });
        return new ModelSet(diagrams, decisions, forms);
    }
}
