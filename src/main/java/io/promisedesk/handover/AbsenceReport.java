package io.promisedesk.handover;

import io.promisedesk.platform.security.CurrentActor;
import io.promisedesk.ticket.TicketNumber;
import io.promisedesk.ticket.TicketState;
import io.promisedesk.ticket.TicketView;
import io.promisedesk.ticket.TicketViews;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What happened to the tickets of somebody while they were away, in their own words. */
@Component
class AbsenceReport {

    private final AbsenceTables tables;
    private final TicketViews views;
    private final HandoverWords words;
    private final CurrentActor actors;

    AbsenceReport(AbsenceTables tables, TicketViews views, HandoverWords words, CurrentActor actors) {
        this.tables = tables;
        this.views = views;
        this.words = words;
        this.actors = actors;
    }

    /**
     * One ticket.
     *
     * @param now who has it and how it stands, in words
     * @param happened since it left, in words
     * @param comesBack whether its former owner may take it back
     */
    record Row(String number, String subject, String now, String happened, boolean comesBack, boolean takeBack) {}

    List<Row> of(RecordedAbsence absence, String reader) {
        return tables.tickets(absence.id()).stream()
                .flatMap(left -> views.ticketIfVisible(left.ticket(), actors.of(reader)).stream()
                        .map(ticket -> row(ticket, left.at(), reader)))
                .toList();
    }

    private Row row(TicketView ticket, Instant left, String reader) {
        Optional<TicketView.Message> answer = answer(ticket, left, reader);
        return new Row(
                new TicketNumber(ticket.number()).value(),
                ticket.subject(),
                now(ticket, reader),
                happened(ticket, answer, reader),
                comesBack(ticket, answer, reader),
                false);
    }

    /**
     * The rule of what may be taken back: it is still open, it is not with its former owner anyway, and nobody has answered
     * the customer since it left. Whoever has answered is in conversation with the customer, and stays.
     */
    private static boolean comesBack(TicketView ticket, Optional<TicketView.Message> answer, String reader) {
        return !ticket.state().isOver()
                && ticket.state() != TicketState.RESOLVED
                && !reader.equals(ticket.owner())
                && answer.isEmpty();
    }

    private static Optional<TicketView.Message> answer(TicketView ticket, Instant left, String reader) {
        return ticket.messages().stream()
                .filter(message -> message.isPublic()
                        && message.authorKind().equals("AGENT")
                        && !message.author().equals(reader)
                        && !message.at().isBefore(left))
                .reduce((earlier, later) -> later);
    }

    private String now(TicketView ticket, String reader) {
        String state = words.text(reader, "handover.absence.state." + ticket.state());
        return words.text(reader, "handover.absence.now", state, owner(ticket.owner(), ticket.ownerName(), reader));
    }

    private String owner(@Nullable String owner, @Nullable String name, String reader) {
        if (owner == null) {
            return words.text(reader, "handover.absence.nobody");
        }
        return owner.equals(reader) ? words.text(reader, "handover.absence.you") : String.valueOf(name);
    }

    private String happened(TicketView ticket, Optional<TicketView.Message> answer, String reader) {
        Instant resolved = ticket.resolvedAt();
        if (resolved != null && (ticket.state() == TicketState.RESOLVED || ticket.state() == TicketState.CLOSED)) {
            return words.text(reader, "handover.absence.solved", words.time(resolved, reader));
        }
        return answer.map(message -> words.text(
                        reader, "handover.absence.answered", message.authorName(), words.time(message.at(), reader)))
                .orElseGet(() -> words.text(reader, "handover.absence.notAnswered"));
    }
}
