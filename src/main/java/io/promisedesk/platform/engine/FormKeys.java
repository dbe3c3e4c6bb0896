package io.promisedesk.platform.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The keys that each deployed form may send. Filled by the deployer; a key no version of the form has is refused. */
@Component
class FormKeys {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, Set<String>> byForm = new ConcurrentHashMap<>();

    /** Adds the keys of a form; keys of earlier versions stay, since old tickets finish on their old version. */
    void learn(byte[] form) throws IOException {
        JsonNode root = JSON.readTree(form);
        Set<String> keys = byForm.computeIfAbsent(root.path("id").asText(), id -> ConcurrentHashMap.newKeySet());
        keys.addAll(keysOf(root));
    }

    boolean has(@Nullable String form, String key) {
        return form != null && byForm.getOrDefault(form, Set.of()).contains(key);
    }

    private static Set<String> keysOf(JsonNode node) {
        Set<String> keys = new HashSet<>();
        for (JsonNode component : node.path("components")) {
            boolean list = "dynamiclist".equals(component.path("type").asText());
            String key = component.path(list ? "path" : "key").asText("");
            if (!key.isEmpty()) {
                keys.add(key.contains(".") ? key.substring(0, key.indexOf('.')) : key);
            }
            if (!list) {
                keys.addAll(keysOf(component));
            }
        }
        return keys;
    }
}
