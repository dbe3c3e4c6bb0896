package io.promisedesk.replay;

import io.promisedesk.ticket.Channel;
import io.promisedesk.ticket.Priority;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a line of the history says. */
sealed interface Row {

    /** Line in the file; the header is line 1. */
    int line();

    /** What the file calls the ticket; null where that cannot be read. */
    @Nullable
    String ticket();

    /**
     * Something that happened to a ticket.
     *
     * @param sequence order inside the ticket
     * @param actor name of who did it; null: nobody knows
     * @param team name of the team after it; null: none
     * @param opening what only {@code created} says
     */
    record Event(
            int line,
            String ticket,
            long sequence,
            Instant at,
            Kind kind,
            @Nullable String actor,
            @Nullable String team,
            @Nullable Opening opening)
            implements Row {}

    /**
     * @param unknownChannel what the file says where that is no channel of ours, else null
     * @param customer name; null: nobody knows
     */
    record Opening(
            Priority priority,
            Channel channel,
            @Nullable String unknownChannel,
            @Nullable String category,
            @Nullable String customer) {}

    /** What is no event, with the reason. */
    record Fault(int line, @Nullable String ticket, String reason) implements Row {}

    enum Kind {
        CREATED,
        ASSIGNED,
        TRANSFERRED,
        REPLIED,
        WAITING,
        RESUMED,
        RESOLVED,
        REOPENED,
        CLOSED
    }
}
