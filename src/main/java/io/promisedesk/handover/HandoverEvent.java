package io.promisedesk.handover;

import io.promisedesk.ticket.TicketNumber;
import java.time.Instant;

/**
 * One ticket's hand-over changed; published as a Spring application event in the transaction in which it happened.
 *
 * @param line row in {@code handover_line}
 * @param from user id of the owner who hands over
 * @param to user id of the receiver; the owner themself where the ticket is kept
 */
public record HandoverEvent(long line, TicketNumber ticket, LineState state, String from, String to, Instant at) {}
