package io.promisedesk.ticket;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a list of tickets shall hold.
 *
 * @param text found in number, subject, customer or messages; null for all
 * @param states null or empty for all
 * @param owner user id; {@code none} for tickets that nobody owns; null for all
 * @param limit 1 to 200
 */
public record TicketSearch(
        @Nullable String text,
        List<TicketState> states,
        @Nullable String team,
        @Nullable String owner,
        @Nullable Long customer,
        int limit,
        int offset) {

    public static final int MOST = 200;

    public TicketSearch {
        text = TicketInput.optionalText(text);
        states = List.copyOf(states);
        limit = Math.max(1, Math.min(limit, MOST));
        offset = Math.max(0, offset);
    }
}
