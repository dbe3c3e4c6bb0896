package io.promisedesk.platform.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The keys that each form may send: those of all its deployed versions, since old tickets finish on their old version.
 * Read from the database, also again when a key is unknown, so that a form deployed by another node is known at once.
 */
@Component
class FormKeys {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final JdbcClient jdbc;
    private final Map<String, Set<String>> byForm = new ConcurrentHashMap<>();

    FormKeys(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    boolean has(@Nullable String form, String key) {
        if (form == null) {
            return false;
        }
        Set<String> known = byForm.get(form);
        if (known == null || !known.contains(key)) {
            known = read(form);
            byForm.put(form, known);
        }
        return known.contains(key);
    }

    private Set<String> read(String form) {
        Set<String> keys = new HashSet<>();
        jdbc.sql(
                        """
                        select file.bytes_ from act_re_camformdef definition
                        join act_ge_bytearray file
                            on file.deployment_id_ = definition.deployment_id_ and file.name_ = definition.resource_name_
                        where definition.key_ = ?
                        """)
                .param(form)
                .query((row, number) -> row.getBytes(1))
                .list()
                .forEach(version -> keys.addAll(keysOf(version)));
        return Set.copyOf(keys);
    }

    private static Set<String> keysOf(byte[] form) {
        try {
            return keysOf(JSON.readTree(form));
        } catch (IOException e) {
            throw new UncheckedIOException("a deployed form is not JSON", e);
        }
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
