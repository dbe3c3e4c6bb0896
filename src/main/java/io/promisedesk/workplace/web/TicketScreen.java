package io.promisedesk.workplace.web;

import io.promisedesk.people.Team;
import io.promisedesk.ticket.TicketState;
import io.promisedesk.ticket.TicketView;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A ticket as the page and Tasklist's tab show it: see {@code templates/workplace/ticket.html}.
 *
 * @param version counts what has happened to the ticket ({@link io.promisedesk.workplace.Pulse})
 * @param tone colour of the state: {@code ok}, {@code warn}, {@code accent} or nothing
 * @param mergedInto the ticket on which it goes on
 * @param next key of the sentence that says what to do next, {@code workplace.next.<next>}
 * @param nextDue deadline that goes with it
 */
record TicketScreen(
        long version,
        String number,
        String subject,
        TicketState state,
        String tone,
        String priority,
        @Nullable String category,
        String channel,
        @Nullable String teamName,
        @Nullable String owner,
        @Nullable String ownerName,
        boolean mine,
        TicketView.Customer customer,
        Instant receivedAt,
        @Nullable String followUpOf,
        @Nullable Link mergedInto,
        String next,
        String nextTone,
        @Nullable Instant nextDue,
        @Nullable Instant nextAtRisk,
        List<Message> messages,
        List<ClockLine> clocks,
        List<AuditLine> audit,
        List<TicketView.Item> others,
        List<TicketView.Item> mergeable,
        List<String> actions,
        List<Colleague> colleagues,
        List<Team> otherTeams,
        String skills,
        boolean saysSkills,
        @Nullable Routed routed) {

    /** @param about load and what speaks for or against them, as the ranking sees it */
    record Colleague(String id, String name, String about) {}

    /**
     * Whom the desk gave the ticket, and why.
     *
     * @param name null: nobody could be found
     * @param others who was not chosen, and why not; empty for whoever does not lead
     */
    record Routed(@Nullable String name, String why, Instant at, List<Colleague> others) {}

    /** Moves that need nothing but a button, in the order in which they are offered. */
    private static final List<String> SIMPLE =
            List.of("claim", "resume", "wait-customer", "wait-third-party", "resolve", "reopen", "close", "return");

    /** @param visible whether the reader may open that ticket */
    record Link(String number, boolean visible) {}

    /**
     * @param kind {@code customer}, {@code agent}, {@code note} or {@code system}; decides how it looks
     * @param from the ticket it was written to, where that was merged into this one
     */
    record Message(
            long id,
            String kind,
            @Nullable Link from,
            String authorName,
            Instant at,
            String text,
            @Nullable String html,
            List<Attachment> attachments) {}

    record Attachment(long id, String name, String size) {}

    /**
     * @param show {@code running}, {@code paused}, {@code met}, {@code missed} or {@code cancelled}
     * @param told what the customer has heard of its delay
     */
    record ClockLine(
            String metric, int n, String show, @Nullable Instant due, @Nullable Instant atRisk, @Nullable Told told) {}

    /** @param expected the time that was named, or null where none could be */
    record Told(@Nullable Instant expected, boolean passed) {}

    record AuditLine(Instant at, String sentence) {}

    public boolean may(String verb) {
        return actions.contains(verb);
    }

    public List<String> simpleMoves() {
        return SIMPLE.stream()
                .filter(move -> may(move.startsWith("wait-") ? "wait" : move))
                .toList();
    }

    public boolean hasMoves() {
        return !simpleMoves().isEmpty() || may("assign") || may("transfer") || may("change") || may("cancel");
    }
}
