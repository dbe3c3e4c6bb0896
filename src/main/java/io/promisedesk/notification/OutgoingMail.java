package io.promisedesk.notification;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A mail that was taken out of the outbox for sending. {@code attempts} counts the present one. */
record OutgoingMail(
        long id,
        String kind,
        String recipient,
        @Nullable String recipientName,
        String subject,
        String text,
        String html,
        String messageId,
        List<String> references,
        boolean automatic,
        int attempts,
        List<MailFile> files) {}
