package io.promisedesk.platform.engine.lint;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Forms that Tasklist can show and whose answers arrive. */
final class FormRule {

    private static final Set<String> INPUTS = Set.of(
            "textfield", "textarea", "number", "datetime", "checkbox", "checklist", "radio", "select", "taglist");
    private static final Set<String> OTHERS = Set.of(
            "text",
            "html",
            "image",
            "spacer",
            "separator",
            "group",
            "dynamiclist",
            "table",
            "iframe",
            "button",
            "expression",
            "default");

    void check(String file, JsonNode form, ModelSet set, Findings findings) {
        String stem = file.substring(file.lastIndexOf('/') + 1, file.lastIndexOf('.'));
        String id = form.path("id").asText();
        if (!stem.equals(id)) {
            findings.error(
                    file,
                    "File and form have different names: the form's id is \"" + id + "\".",
                    "Give the form the id " + stem + ", or call the file " + id + ".form.");
        }
        long same = set.forms().values().stream()
                .filter(other -> other.path("id").asText().equals(id))
                .count();
        if (same > 1) {
            findings.error(file, "There are " + same + " forms with the id " + id + ".", "Give each an id of its own.");
        }
        checkComponents(file, form, new HashSet<>(), findings);
    }

    private void checkComponents(String file, JsonNode parent, Set<String> keys, Findings findings) {
        for (JsonNode component : parent.path("components")) {
            String type = component.path("type").asText();
            String key = component.path("key").asText();
            String label = component.path("label").asText();
            String name = label.isBlank() ? (key.isEmpty() ? type : key) : label;
            if (!INPUTS.contains(type) && !OTHERS.contains(type)) {
                findings.error(
                        file,
                        "The field \"" + name + "\" is of the type " + type + ", which Tasklist cannot show.",
                        "Use another type of field.");
            }
            if (INPUTS.contains(type)) {
                if (key.isEmpty()) {
                    findings.error(file, "The field \"" + name + "\" has no key.", "Set General > Key.");
                } else if (!keys.add(key)) {
                    findings.error(
                            file,
                            "Two fields have the key " + key + ": only one of their values would arrive.",
                            "Give each field a key of its own.");
                }
                if (label.isBlank()) {
                    findings.advice(file, "The field " + name + " has no label.", "Say what to fill in.");
                }
            }
            checkComponents(file, component, type.equals("dynamiclist") ? new HashSet<>() : keys, findings);
        }
    }

    /** Forms that no diagram shows. */
    void checkUse(Map<String, JsonNode> forms, List<ModelFile> diagrams, Findings findings) {
        Set<String> used = diagrams.stream()
                .flatMap(ModelFile::elements)
                .flatMap(element -> element.camunda("formRef").stream())
                .collect(Collectors.toSet());
        forms.forEach((file, form) -> {
            if (!used.contains(form.path("id").asText())) {
                findings.advice(file, "No process shows this form.", "Choose it at a user task, or remove it.");
            }
        });
    }
}
