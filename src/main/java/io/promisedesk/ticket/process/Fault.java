package io.promisedesk.ticket.process;

import org.jspecify.annotations.Nullable;

/**
 * What keeps a row of a decision table from being an answer, and what to do about it.
 *
 * @param bearable whether a table that is live with it goes on; it does not go live anew
 */
record Fault(String problem, String remedy, boolean bearable) {

    Fault(String problem, String remedy) {
        this(problem, remedy, false);
    }

    /** Where work has been done with such rows before they were complained of. */
    static Fault bearable(String problem, String remedy) {
        return new Fault(problem, remedy, true);
    }

    /** A cell as the designer sees it. */
    static String shown(@Nullable Object value) {
        return value == null ? "empty" : value instanceof String ? "\"" + value + "\"" : value.toString();
    }
}
