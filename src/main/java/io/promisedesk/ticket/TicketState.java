package io.promisedesk.ticket;

/** Where a ticket stands. */
public enum TicketState {
    /** Nobody has taken it yet. */
    NEW,
    /** Somebody owns it and works on it, or it stands in a team's queue after a transfer. */
    OPEN,
    WAITING_FOR_CUSTOMER,
    WAITING_FOR_THIRD_PARTY,
    /** Solved; the customer may still object, until it closes. */
    RESOLVED,
    CLOSED,
    CANCELLED;

    public boolean isOver() {
        return this == CLOSED || this == CANCELLED;
    }

    public boolean isWaiting() {
        return this == WAITING_FOR_CUSTOMER || this == WAITING_FOR_THIRD_PARTY;
    }
}
