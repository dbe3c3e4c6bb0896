package io.promisedesk.ticket;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A message from a customer.
 *
 * @param text plain text, never blank
 * @param html sanitised HTML of the same, or null
 * @param messageId {@code Message-ID} of the mail with its angle brackets, or null for other channels
 * @param receivedAt instant the mailbox took it
 * @param sentAt what the sender's clock said; only shown
 * @param attachments files that came along
 */
public record IncomingMessage(
        String text,
        @Nullable String html,
        @Nullable String messageId,
        Instant receivedAt,
        @Nullable Instant sentAt,
        List<FileContent> attachments) {

    public IncomingMessage {
        attachments = List.copyOf(attachments);
    }
}
