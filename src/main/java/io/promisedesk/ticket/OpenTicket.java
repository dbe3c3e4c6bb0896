package io.promisedesk.ticket;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A ticket that is not over, as lists and hand-overs show it.
 *
 * @param due nearest deadline of its running clocks, or null while none runs
 * @param atRisk when that clock counts as at risk
 */
public record OpenTicket(
        TicketNumber number,
        String subject,
        String customerName,
        TicketState state,
        Priority priority,
        @Nullable String team,
        @Nullable String owner,
        @Nullable Instant due,
        @Nullable Instant atRisk) {}
