package io.promisedesk.ticket.process;

import org.jspecify.annotations.Nullable;

/** What keeps a row of a decision table from being an answer, and what to do about it. */
record Fault(String problem, String remedy) {

    /** A cell as the designer sees it. */
    static String shown(@Nullable Object value) {
        return value == null ? "empty" : value instanceof String ? "\"" + value + "\"" : value.toString();
    }
}
