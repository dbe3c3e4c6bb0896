package io.promisedesk.ticket;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What happened to a ticket; published as a Spring application event in the transaction in which it happened.
 *
 * @param ticket the ticket
 * @param kind what happened
 * @param by user id of the engine, {@code system} or {@code customer}
 * @param at instant of it on the engine's clock
 * @param owner owner after it, or null
 * @param previousOwner owner before it, or null
 * @param team team after it, or null
 */
public record TicketEvent(
        TicketNumber ticket,
        Kind kind,
        String by,
        Instant at,
        @Nullable String owner,
        @Nullable String previousOwner,
        @Nullable String team) {

    public enum Kind {
        OPENED,
        CUSTOMER_WROTE,
        REPLIED,
        NOTED,
        /** A mail to the customer did not arrive. */
        MAIL_FAILED,
        OWNER_CHANGED,
        HANDED_OVER,
        TRANSFERRED,
        WAITING,
        RESUMED,
        RESOLVED,
        REOPENED,
        CLOSED,
        CANCELLED,
        /** Another ticket was merged into this one. */
        MERGED,
        CHANGED
    }
}
