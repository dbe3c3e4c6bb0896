package io.promisedesk.platform.web;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatusCode;

/**
 * What is told about something that went wrong.
 *
 * @param key message key of the sentence
 * @param field the input that is wrong, in the interface's own spelling
 * @param surprise whether it is our fault and belongs in the log
 */
record Fault(HttpStatusCode status, String key, List<Object> arguments, @Nullable String field, boolean surprise) {

    static Fault of(HttpStatusCode status, String key, Object... arguments) {
        return new Fault(status, key, List.of(arguments), null, false);
    }

    Fault at(String input) {
        return new Fault(status, key, arguments, input, surprise);
    }
}
