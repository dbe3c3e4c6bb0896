package io.promisedesk.channel;

import io.promisedesk.ticket.FileContent;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A mail as it was understood.
 *
 * @param key what makes it the same mail when it comes again: its Message-ID, or a hash of all of it
 * @param fingerprint hash of who says what
 * @param messageId with angle brackets, or null
 * @param sender address in lower case, or null where there is none
 * @param text plain text, blank where the mail has none
 * @param html sanitised, or null
 * @param references message ids it answers, the nearest first
 * @param language Russian where most of its letters are Cyrillic, else null
 * @param leftOut files that were too large, as name and size
 * @param damages what could not be read properly; empty for nearly every mail
 * @param failedDelivery what a delivery report says, for a bounce
 */
record IncomingMail(
        String key,
        String fingerprint,
        MailKind kind,
        @Nullable String messageId,
        @Nullable String sender,
        @Nullable String senderName,
        String subject,
        String text,
        @Nullable String html,
        @Nullable Instant sentAt,
        List<String> references,
        @Nullable Locale language,
        List<FileContent> files,
        List<String> leftOut,
        List<String> damages,
        @Nullable FailedDelivery failedDelivery) {

    IncomingMail withoutId() {
        return new IncomingMail(
                key,
                fingerprint,
                kind,
                null,
                sender,
                senderName,
                subject,
                text,
                html,
                sentAt,
                references,
                language,
                files,
                leftOut,
                damages,
                failedDelivery);
    }

    /**
     * @param messageId of the mail that did not arrive, or null
     * @param forGood whether nobody will try again; also where the report, written for people, does not say
     * @param report status and diagnosis as the reporting server wrote them
     */
    record FailedDelivery(@Nullable String messageId, boolean forGood, String report) {}
}
