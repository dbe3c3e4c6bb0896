package io.promisedesk.ticket;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What is needed to open a ticket.
 *
 * @param subject one line, 1 to 250 characters; longer ones are cut with an ellipsis
 * @param message the customer's first message
 * @param customerEmail address of the customer; found or created by it
 * @param customerName null where unknown
 * @param language English or Russian; null: the customer's known one, else English
 * @param receivedAt when the mailbox, form or call took it; never later than now
 */
public record NewTicket(
        String subject,
        IncomingMessage message,
        String customerEmail,
        @Nullable String customerName,
        Channel channel,
        @Nullable Priority priority,
        @Nullable String category,
        @Nullable String team,
        @Nullable Locale language,
        Instant receivedAt) {

    /** Plain text over a channel without threading. */
    public static NewTicket ofText(
            String subject,
            String text,
            String customerEmail,
            @Nullable String customerName,
            Channel channel,
            Instant at) {
        return new NewTicket(
                subject,
                new IncomingMessage(text, null, null, at, null, List.of()),
                customerEmail,
                customerName,
                channel,
                null,
                null,
                null,
                null,
                at);
    }
}
