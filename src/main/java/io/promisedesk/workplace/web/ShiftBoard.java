package io.promisedesk.workplace.web;

import io.promisedesk.people.Team;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A team at this moment, as whoever answers for it sees it.
 *
 * @param needs what waits for the reader, most urgent first
 * @param moreNeeds how many of those are not shown
 * @param soon how many tickets are late or fall due within the hour, whoever has them
 * @param atRisk tickets with an owner who is there that are late or fall due within the hour
 * @param stranded tickets whose owner is not there before they fall due
 */
record ShiftBoard(
        Team team,
        Instant at,
        int onShift,
        List<Need> needs,
        int moreNeeds,
        List<Member> members,
        int soon,
        List<Ticket> atRisk,
        List<Ticket> stranded,
        List<Ticket> queue,
        List<Offer> offers) {

    /** Whether there is anything at all to look at. */
    public boolean isEmpty() {
        return members.isEmpty() && queue.isEmpty() && stranded.isEmpty();
    }

    /** Why somebody or something waits for the reader. */
    enum Why {
        MISSING,
        STRANDED,
        QUEUE,
        PLACE,
        LATE
    }

    /**
     * @param tone {@code late} or {@code warn}
     * @param person whom it is about, or null
     * @param ticket which it is about, or null
     * @param link where something can be done about it; null: with the person or ticket
     * @param count how many tickets
     */
    record Need(
            Why why, String tone, @Nullable Member person, @Nullable Ticket ticket, @Nullable String link, int count) {}

    enum Presence {
        MISSING,
        ON,
        BREAK,
        /** To come, somebody has said. */
        LATE,
        ABSENT,
        OFF
    }

    /**
     * Somebody of the team.
     *
     * @param until when that ends or they come; null: nobody knows
     * @param open tickets of the team that they own
     * @param inHand those of them to be worked on now
     * @param due nearest deadline of these
     * @param late how many are past their deadline
     * @param absence number of the absence they have now, or null
     * @param question where to say where they are, or null
     */
    record Member(
            String id,
            String name,
            boolean leads,
            Presence presence,
            @Nullable Instant until,
            int open,
            int inHand,
            int capacity,
            @Nullable Instant due,
            @Nullable Instant atRisk,
            int late,
            @Nullable Long absence,
            @Nullable String question) {

        public boolean isHere() {
            return presence == Presence.ON || presence == Presence.BREAK;
        }

        public boolean isFull() {
            return inHand >= capacity;
        }
    }

    record Ticket(
            String number,
            String subject,
            String customer,
            boolean urgent,
            @Nullable String owner,
            @Nullable String ownerName,
            @Nullable Instant due,
            @Nullable Instant atRisk,
            boolean late) {}

    /**
     * @param receiver user id of who is asked
     * @param redirected it waits for whoever answers for the team
     */
    record Offer(
            long line,
            String number,
            String subject,
            String from,
            String receiver,
            String to,
            @Nullable String note,
            boolean redirected,
            Instant answerBy,
            @Nullable Instant due,
            @Nullable Instant atRisk) {}
}
