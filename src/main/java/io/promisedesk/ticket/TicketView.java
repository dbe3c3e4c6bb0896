package io.promisedesk.ticket;

import io.promisedesk.sla.ClockView;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A ticket with all that a person sees of it.
 *
 * @param actions verbs that the reader may use just now: {@code claim}, {@code assign}, {@code return}, {@code reply},
 *     {@code note}, {@code wait}, {@code resume}, {@code transfer}, {@code resolve}, {@code reopen}, {@code close},
 *     {@code cancel}, {@code merge}, {@code change}
 * @param skills what whoever takes it has to be able to do
 * @param mergedInto the ticket on which it goes on
 */
public record TicketView(
        String number,
        String subject,
        TicketState state,
        Priority priority,
        @Nullable String category,
        Channel channel,
        @Nullable String team,
        @Nullable String owner,
        @Nullable String ownerName,
        String language,
        Customer customer,
        Instant receivedAt,
        @Nullable Instant answerOwedSince,
        @Nullable Instant firstRepliedAt,
        @Nullable Instant resolvedAt,
        @Nullable Instant closedAt,
        @Nullable String cancelReason,
        @Nullable String mergedInto,
        @Nullable String followUpOf,
        @Nullable String serviceLevel,
        List<String> skills,
        List<Message> messages,
        List<ClockView> clocks,
        List<String> actions) {

    public record Customer(long id, String email, String name, String language, String tier) {}

    /**
     * One message or note, oldest first.
     *
     * @param authorKind {@code CUSTOMER}, {@code AGENT} or {@code SYSTEM}
     * @param ticket on which it stands: this one, or one that was merged into it
     * @param html sanitised, or null where there is only text
     */
    public record Message(
            long id,
            String ticket,
            String author,
            String authorKind,
            String authorName,
            boolean isPublic,
            Instant at,
            String text,
            @Nullable String html,
            List<File> attachments) {}

    public record File(long id, String name, String contentType, int size) {}

    /**
     * A line of a list.
     *
     * @param merged over because it goes on as another ticket
     */
    public record Item(
            String number,
            String subject,
            TicketState state,
            boolean merged,
            Priority priority,
            @Nullable String team,
            @Nullable String owner,
            String customerName,
            String customerEmail,
            Instant receivedAt,
            @Nullable Instant due,
            @Nullable Instant atRisk,
            boolean answerOwed) {}

    public record Page(List<Item> items, long total) {}

    /** A line of the audit: who did what and when. {@code detail} is a JSON object. */
    public record Entry(Instant at, String actor, String actorName, String action, String detail) {}
}
