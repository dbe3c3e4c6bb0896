package io.promisedesk.platform.engine.lint;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * All that is deployed together, as far as it could be read.
 *
 * @param diagrams the BPMN files
 * @param decisions the DMN files
 * @param forms the forms by file name
 */
record ModelSet(List<ModelFile> diagrams, List<ModelFile> decisions, Map<String, JsonNode> forms) {

    Set<String> processIds() {
        return ids(diagrams, "process");
    }

    Set<String> decisionIds() {
        return ids(decisions, "decision");
    }

    Set<String> formIds() {
        return forms.values().stream().map(form -> form.path("id").asText()).collect(Collectors.toSet());
    }

    private static Set<String> ids(List<ModelFile> files, String kind) {
        Map<String, String> ids = new TreeMap<>();
        files.forEach(file -> file.root().children(kind).forEach(element -> {
            String id = element.id();
            if (id != null) {
                ids.put(id, file.name());
            }
        }));
        return ids.keySet();
    }
}
