package io.promisedesk.handover;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a form or page of the hand-over shows: one row per ticket, and the people who can be chosen.
 *
 * @param rows in the order of the nearest deadline
 * @param people receivers to choose from
 */
public record Sheet(List<Row> rows, List<Choice> people) {

    /**
     * @param number of the ticket
     * @param due nearest deadline in words, in the reader's language and zone
     * @param decision proposal: {@code hand-over} or {@code keep}; null where the reader must decide
     * @param receiver proposed user id, or null
     * @param from name of who hands over, or null
     * @param reason why it was declined, or null
     */
    public record Row(
            String number,
            String subject,
            String due,
            @Nullable String decision,
            @Nullable String receiver,
            @Nullable String from,
            @Nullable String note,
            @Nullable String reason) {}

    /** In the form of a form's select: {@code label} is shown, {@code value} a user id. */
    public record Choice(String label, String value) {}
}
