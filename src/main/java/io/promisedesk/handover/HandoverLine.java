package io.promisedesk.handover;

import io.promisedesk.ticket.TicketNumber;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One ticket in one hand-over; its columns are explained where the table is created. */
record HandoverLine(
        long id,
        @Nullable Long handover,
        Occasion occasion,
        TicketNumber ticket,
        String sender,
        String receiver,
        @Nullable String note,
        LineState state,
        boolean redirected,
        Instant offeredAt,
        @Nullable Instant decidedAt,
        @Nullable String answer,
        @Nullable String reason,
        boolean bypassed) {

    /** Whether the receiver can still say something to it. */
    boolean isOpen() {
        return state == LineState.OFFERED || state == LineState.AUTOMATIC && decidedAt == null;
    }

    /** Whether that person has declined this ticket or left it unanswered. */
    boolean wasRefusedBy(String person, TicketNumber number) {
        return ticket.equals(number) && receiver.equals(person) && (state == LineState.DECLINED || isUnanswered());
    }

    /** Not answered in time, or the receiver has gone before they answered. */
    boolean isUnanswered() {
        return state == LineState.WITHDRAWN
                && (Offers.UNANSWERED.equals(reason) || Offers.RECEIVER_GONE.equals(reason));
    }

    /** Who owns the ticket as long as nothing else has happened to it. */
    String owner() {
        return state == LineState.OFFERED ? sender : receiver;
    }
}
