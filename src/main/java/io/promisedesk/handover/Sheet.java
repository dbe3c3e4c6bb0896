package io.promisedesk.handover;

import io.promisedesk.ticket.OpenTicket;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a form or page of the hand-over shows: one row per ticket, and the people who can be chosen.
 *
 * @param rows in the order of the nearest deadline
 * @param people receivers to choose from
 */
public record Sheet(List<Row> rows, List<Choice> people) {

    /**
     * @param number of the ticket
     * @param due nearest deadline in words, in the reader's language and zone; empty where none runs
     * @param left time left in words
     * @param decision proposal: {@code hand-over}, {@code keep} or {@code resolve}; null where the reader must decide
     * @param receiver proposed user id, or null
     * @param why reasons of the proposal in words, or null
     * @param from name of who hands over, or null
     * @param messages what was said last, in words, or null
     * @param reason why it was declined, or null
     */
    public record Row(
            String number,
            String subject,
            String customer,
            String due,
            String left,
            @Nullable String decision,
            @Nullable String receiver,
            @Nullable String why,
            @Nullable String from,
            @Nullable String note,
            @Nullable String messages,
            @Nullable String reason) {

        static Row of(OpenTicket ticket, String due, String left) {
            return new Row(
                    ticket.number().value(),
                    ticket.subject(),
                    ticket.customerName(),
                    due,
                    left,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null);
        }

        Row proposing(@Nullable String decision, @Nullable String receiver, @Nullable String why) {
            return new Row(number, subject, customer, due, left, decision, receiver, why, from, note, messages, reason);
        }

        Row saying(@Nullable String from, @Nullable String note, @Nullable String messages, @Nullable String reason) {
            return new Row(number, subject, customer, due, left, decision, receiver, why, from, note, messages, reason);
        }
    }

    /** In the form of a form's select: {@code label} is shown, {@code value} a user id. */
    public record Choice(String label, String value) {}
}
