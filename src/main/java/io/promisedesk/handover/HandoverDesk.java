package io.promisedesk.handover;

import io.promisedesk.platform.security.Actor;
import io.promisedesk.ticket.TicketNumber;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Hand-overs ticket by ticket, outside of the forms: for pages, the shift board and REST. Every offer has an end: it is
 * answered, or its time is up. Nobody waits for anybody, so nobody can wait in a circle; and nobody hands over to themself.
 *
 * <p>Refuses with a {@link io.promisedesk.platform.Refusal}: 404 for what the actor may not see, 403 for what is not theirs
 * to decide, 409 for what has been decided meanwhile, 422 for a receiver who may not get it.
 */
public interface HandoverDesk {

    /**
     * An offer that waits for an answer.
     *
     * @param answerBy after that it passes on by itself
     * @param redirected declined or unanswered: somebody who answers for the team is to find an owner
     * @param due nearest deadline of the ticket, or null
     */
    record Pending(
            long line,
            TicketNumber ticket,
            String subject,
            String sender,
            String senderName,
            String receiver,
            String receiverName,
            @Nullable String note,
            Instant offeredAt,
            Instant answerBy,
            boolean redirected,
            Cause cause,
            @Nullable Instant due) {}

    /** A ticket that stands with somebody who has gone, because nobody was there to take it. */
    record Left(
            TicketNumber ticket,
            String subject,
            String owner,
            String ownerName,
            Instant since,
            @Nullable Instant due) {}

    /** What waits for an answer in a team, oldest first. For whoever leads the team. */
    List<Pending> pending(String team, Actor by);

    /** What waits for the actor's answer, and what they wait for. */
    List<Pending> pendingOf(Actor by);

    /** What stands with owners who have gone and are not back, nearest deadline first. */
    List<Left> left(String team, Actor by);

    /**
     * Offers a ticket to a colleague, whatever the hour. The owner may, and whoever leads the team.
     *
     * @return the line
     */
    long offer(TicketNumber ticket, String to, @Nullable String note, Actor by);

    /** The receiver accepts; whoever leads the team may do it in their place and must say why. */
    void accept(long line, @Nullable String reason, Actor by);

    /** The same for no; a reason is needed. What is declined goes to the supervisor. */
    void decline(long line, String reason, Actor by);

    /** The sender takes an offer back and keeps the ticket, or whoever leads the team does it for them. */
    void withdraw(long line, Actor by);

    /**
     * Somebody else is asked instead. The sender may, and whoever leads the team.
     *
     * @return the line that takes the place of this one
     */
    long redirect(long line, String to, @Nullable String reason, Actor by);
}
