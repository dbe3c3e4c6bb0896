package io.promisedesk.ticket.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonRawValue;
import io.promisedesk.sla.ClockView;
import io.promisedesk.ticket.TicketView;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A ticket as the REST interface shows it. */
@JsonInclude(JsonInclude.Include.ALWAYS)
record TicketJson(
        String number,
        String subject,
        String state,
        String priority,
        @Nullable String category,
        String channel,
        @Nullable String team,
        @Nullable String owner,
        @Nullable String ownerName,
        String language,
        TicketView.Customer customer,
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
        List<MessageJson> messages,
        List<ClockJson> clocks,
        List<String> actions) {

    static TicketJson of(TicketView ticket) {
        return new TicketJson(
                ticket.number(),
                ticket.subject(),
                ticket.state().name(),
                name(ticket.priority()),
                ticket.category(),
                name(ticket.channel()),
                ticket.team(),
                ticket.owner(),
                ticket.ownerName(),
                ticket.language(),
                ticket.customer(),
                ticket.receivedAt(),
                ticket.answerOwedSince(),
                ticket.firstRepliedAt(),
                ticket.resolvedAt(),
                ticket.closedAt(),
                ticket.cancelReason(),
                ticket.mergedInto(),
                ticket.followUpOf(),
                ticket.serviceLevel(),
                ticket.skills(),
                ticket.messages().stream().map(MessageJson::of).toList(),
                ticket.clocks().stream().map(ClockJson::of).toList(),
                ticket.actions());
    }

    private static String name(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    record MessageJson(
            long id,
            String ticket,
            String author,
            String authorKind,
            String authorName,
            @JsonProperty("public") boolean isPublic,
            Instant at,
            String text,
            @Nullable String html,
            List<TicketView.File> attachments) {

        static MessageJson of(TicketView.Message message) {
            return new MessageJson(
                    message.id(),
                    message.ticket(),
                    message.author(),
                    message.authorKind().toLowerCase(Locale.ROOT),
                    message.authorName(),
                    message.isPublic(),
                    message.at(),
                    message.text(),
                    message.html(),
                    message.attachments());
        }
    }

    /** {@code target} is {@code PT18H} (of working time) or {@code P2D} (working days). */
    record ClockJson(
            String metric,
            int n,
            String state,
            String target,
            @Nullable Instant due,
            @Nullable Instant atRisk,
            String verdict,
            Instant startedAt,
            @Nullable Instant stoppedAt) {

        static ClockJson of(ClockView clock) {
            return new ClockJson(
                    name(clock.metric()),
                    clock.n(),
                    name(clock.state()),
                    clock.target().budget().text(),
                    clock.due(),
                    clock.atRisk(),
                    name(clock.verdict()),
                    clock.startedAt(),
                    clock.stoppedAt());
        }
    }

    record ItemJson(
            String number,
            String subject,
            String state,
            String priority,
            @Nullable String team,
            @Nullable String owner,
            CustomerJson customer,
            Instant receivedAt,
            @Nullable Instant due,
            boolean answerOwed) {

        static ItemJson of(TicketView.Item item) {
            return new ItemJson(
                    item.number(),
                    item.subject(),
                    item.state().name(),
                    name(item.priority()),
                    item.team(),
                    item.owner(),
                    new CustomerJson(item.customerName(), item.customerEmail()),
                    item.receivedAt(),
                    item.due(),
                    item.answerOwed());
        }
    }

    record CustomerJson(String name, String email) {}

    record EntryJson(Instant at, String actor, String actorName, String action, @JsonRawValue String detail) {

        static EntryJson of(TicketView.Entry entry) {
            return new EntryJson(entry.at(), entry.actor(), entry.actorName(), entry.action(), entry.detail());
        }
    }
}
