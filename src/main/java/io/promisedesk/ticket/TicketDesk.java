package io.promisedesk.ticket;

import io.promisedesk.platform.security.Actor;
import io.promisedesk.sla.Budget;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What can be done with tickets. Each verb runs in the caller's transaction (or its own): ticket, clocks, process and
 * audit change together or not at all. Refuses with a {@link io.promisedesk.platform.Refusal}: 404 for a ticket the
 * actor may not see, 403 for what the role does not allow, 409 for what the state does not allow.
 */
public interface TicketDesk {

    /** Opens a ticket, starts its process, publishes {@link TicketEvent.Kind#OPENED}. */
    TicketNumber open(NewTicket request, Actor by);

    /**
     * A customer's message to a ticket. A resolved ticket reopens; a closed or cancelled one gets a linked follow-up
     * ticket, or the message goes to the follow-up that it has; a merged one passes it on to what it was merged into.
     *
     * @return the ticket on which the message stands now
     */
    TicketNumber customerWrote(TicketNumber number, IncomingMessage message);

    /** A public message to the customer; sent by mail; stops a running response clock. */
    default void reply(
            TicketNumber number, String text, List<FileContent> attachments, boolean thenWaitForCustomer, Actor by) {
        reply(number, text, attachments, thenWaitForCustomer, null, by);
    }

    /**
     * As above.
     *
     * @param newsWithin when the customer is to hear of us again at the latest; null: as the service level says
     */
    void reply(
            TicketNumber number,
            String text,
            List<FileContent> attachments,
            boolean thenWaitForCustomer,
            @Nullable Budget newsWithin,
            Actor by);

    /** An internal note: customers never see it. */
    void note(TicketNumber number, String text, List<FileContent> attachments, Actor by);

    /**
     * A mail to the customer has come back: an internal note, and whoever answers for the ticket is told. Publishes
     * {@link TicketEvent.Kind#MAIL_FAILED}.
     */
    void cameBack(TicketNumber number, String report, List<FileContent> attachments);

    /** Takes an unowned ticket; repeating one's own claim changes nothing, somebody else's is a conflict. */
    void claim(TicketNumber number, Actor by);

    /** @param owner user id of an agent; null: back to the team's queue */
    void assign(TicketNumber number, @Nullable String owner, Actor by);

    void transfer(TicketNumber number, String team, Actor by);

    void waitFor(TicketNumber number, WaitingFor party, Actor by);

    void resume(TicketNumber number, Actor by);

    /** @param text last public message, or null */
    void resolve(TicketNumber number, @Nullable String text, Actor by);

    void reopen(TicketNumber number, Actor by);

    void close(TicketNumber number, Actor by);

    /** @param reason one of {@code merged}, {@code spam}, {@code test}, {@code withdrawn} */
    void cancel(TicketNumber number, String reason, Actor by);

    /**
     * Merges two tickets of one customer that are about the same: the first one is over, its clocks are cancelled and it
     * leaves the figures; the other one shows its messages, and owes the oldest answer that either of them owed. The
     * customer hears nothing of it. Publishes {@link TicketEvent.Kind#CANCELLED} and {@link TicketEvent.Kind#MERGED}.
     *
     * @param into the ticket that goes on
     */
    void merge(TicketNumber number, TicketNumber into, Actor by);

    /** Where the conversation of a ticket goes on: on itself, or on what it was merged into. */
    TicketNumber goesOnAs(TicketNumber number);

    /** Changes what is not null. */
    void change(
            TicketNumber number,
            @Nullable Priority priority,
            @Nullable String category,
            @Nullable String customerEmail,
            Actor by);

    /**
     * Moves ownership at the end of a shift: compare-and-set on the present owner. Publishes
     * {@link TicketEvent.Kind#HANDED_OVER}.
     *
     * @param automatic without acceptance, at shift end
     * @return false where the ticket is over, {@code from} does not own it any more, or its process has no open task;
     *     nothing has changed then
     */
    boolean handOver(TicketNumber number, String from, String to, boolean automatic, Actor by);

    /** Tickets a person owns that are not over, nearest deadline first. */
    List<OpenTicket> openTicketsOf(String owner);

    /** One ticket in the short form, whoever asks: for hand-overs and mails, not for showing to anybody. */
    Optional<OpenTicket> find(TicketNumber number);

    /** The same for many at once, nearest deadline first; those that do not exist are missing. */
    List<OpenTicket> find(Collection<TicketNumber> numbers);

    /** Whether the actor may see this ticket. */
    boolean maySee(TicketNumber number, Actor actor);
}
