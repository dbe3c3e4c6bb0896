package io.promisedesk.ticket;

import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A version of what a team writes to its customers.
 *
 * @param version from 1 on; 0 where nobody has edited it yet
 * @param body null: the standard text
 * @param author user id; null where nobody has edited it yet
 */
public record TeamText(
        String team,
        CustomerText text,
        Locale language,
        int version,
        @Nullable String body,
        @Nullable String author,
        @Nullable Instant at) {

    public boolean isStandard() {
        return body == null;
    }
}
