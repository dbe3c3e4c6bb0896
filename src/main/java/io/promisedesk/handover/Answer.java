package io.promisedesk.handover;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One row of a list in a form, as a person filled it in. */
record Answer(Map<String, @Nullable Object> row) {

    Optional<String> text(String key) {
        Object value = row.get(key);
        return value == null
                ? Optional.empty()
                : Optional.of(value.toString().strip()).filter(text -> !text.isEmpty());
    }
}
