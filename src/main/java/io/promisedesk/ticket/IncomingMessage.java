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
 * @param noAutoReply whether no machine may answer it (RFC 3834): it came from one, or over a mailing list
 */
public record IncomingMessage(
        String text,
        @Nullable String html,
        @Nullable String messageId,
        Instant receivedAt,
        @Nullable Instant sentAt,
        List<FileContent> attachments,
        boolean noAutoReply) {

    public IncomingMessage {
        attachments = List.copyOf(attachments);
    }

    /** A message that an acknowledgement may answer. */
    public IncomingMessage(
            String text,
            @Nullable String html,
            @Nullable String messageId,
            Instant receivedAt,
            @Nullable Instant sentAt,
            List<FileContent> attachments) {
        this(text, html, messageId, receivedAt, sentAt, attachments, false);
    }
}
