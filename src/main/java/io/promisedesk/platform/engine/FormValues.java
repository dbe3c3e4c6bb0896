package io.promisedesk.platform.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.promisedesk.platform.Refusal;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.camunda.bpm.engine.variable.value.TypedValue;
import org.jspecify.annotations.Nullable;

/**
 * What a person filled into a form. Kept beside the engine while the task completes and handed to the room, instead of
 * becoming process variables: those end at 4,000 characters, stay for ever, and reach the browser of whoever opens the
 * next task.
 */
public final class FormValues {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ThreadLocal<Deque<FormValues>> CURRENT = ThreadLocal.withInitial(ArrayDeque::new);

    private final Map<String, @Nullable Object> values;

    private FormValues(Map<String, @Nullable Object> values) {
        this.values = values;
    }

    public static FormValues of(@Nullable Map<String, ?> submitted) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        if (submitted != null) {
            submitted.forEach((key, value) -> values.put(key, plain(value)));
        }
        return new FormValues(values);
    }

    /** What the form submission that is under way in this thread brought; empty outside of one. For start forms. */
    public static FormValues current() {
        Deque<FormValues> stack = CURRENT.get();
        return stack.isEmpty() ? of(Map.of()) : stack.peek();
    }

    static <T extends @Nullable Object> T during(FormValues values, Supplier<T> call) {
        Deque<FormValues> stack = CURRENT.get();
        stack.push(values);
        try {
            return call.get();
        } finally {
            stack.pop();
            if (stack.isEmpty()) {
                CURRENT.remove();
            }
        }
    }

    private static @Nullable Object plain(@Nullable Object value) {
        return value instanceof TypedValue typed ? typed.getValue() : value;
    }

    public Set<String> keys() {
        return new TreeSet<>(values.keySet());
    }

    /** The trimmed text, or empty where the field is missing, null or blank. */
    public Optional<String> text(String key) {
        Object value = values.get(key);
        return value == null
                ? Optional.empty()
                : Optional.of(value.toString().strip()).filter(text -> !text.isEmpty());
    }

    public boolean flag(String key) {
        Object value = values.get(key);
        return Boolean.TRUE.equals(value) || "true".equals(value);
    }

    /** The rows of a list in the form; empty where it is missing. */
    public List<Map<String, @Nullable Object>> rows(String key) {
        Object value = values.get(key);
        if (value == null) {
            return List.of();
        }
        try {
            String json = value instanceof String text
                    ? text
                    : value instanceof List<?> || value instanceof Map<?, ?>
                            ? JSON.writeValueAsString(value)
                            : value.toString();
            return JSON.readValue(json, new TypeReference<>() {});
        } catch (JsonProcessingException e) {
            throw Refusal.invalid(key, "platform.refused.malformedList", key);
        }
    }
}
