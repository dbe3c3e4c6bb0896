package io.promisedesk.channel;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A mail that became neither ticket nor message, as lists show it.
 *
 * @param detail more about the reason, for an operator
 * @param settledBy user id of who had it opened as a ticket after all, or null
 * @param ticket that ticket's number, or null
 */
public record AsideMail(
        long id,
        Reason reason,
        String detail,
        @Nullable String sender,
        String subject,
        Instant receivedAt,
        Instant asideAt,
        @Nullable String settledBy,
        @Nullable String ticket) {

    /** Why a mail was set aside. */
    public enum Reason {
        /** From our own address, or one of our own mails come back. */
        LOOP(false),
        AUTO_REPLY(false),
        BOUNCE(true),
        /** Too many from one sender in a short time. */
        FLOOD(true),
        NO_SENDER(true),
        TOO_LARGE(true),
        /** Another mail under a Message-ID that was used before. */
        REUSED_ID(true),
        /** It failed again and again. */
        FAILED(true);

        private final boolean reported;

        Reason(boolean reported) {
            this.reported = reported;
        }

        /** Whether somebody is told: what machines write every day is only kept. */
        boolean isReported() {
            return reported;
        }
    }
}
