package io.promisedesk.handover;

import io.promisedesk.people.PeopleDesk;
import io.promisedesk.people.Person;
import io.promisedesk.ticket.OpenTicket;
import io.promisedesk.ticket.TicketFacts;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.context.MessageSource;
import org.springframework.stereotype.Component;

/** Names, loads and deadlines in the reader's language and zone. */
@Component
class HandoverWords {

    private final MessageSource messages;
    private final PeopleDesk people;
    private final Clock clock;

    HandoverWords(MessageSource messages, PeopleDesk people, Clock clock) {
        this.messages = messages;
        this.people = people;
        this.clock = clock;
    }

    String name(String person) {
        return people.person(person).map(Person::name).orElse(person);
    }

    /**
     * How long until the deadline, by the clock on the wall: the same number that list, board and ticket count down
     * ({@code moments.js}), for example "2 h 5 min" or "overdue by 1 h".
     */
    String left(OpenTicket ticket, String reader) {
        Instant due = ticket.due();
        return due == null
                ? text(reader, "handover.left.none")
                : text(
                        reader,
                        due.isBefore(clock.instant()) ? "handover.left.late" : "handover.left",
                        length(Duration.between(clock.instant(), due).abs(), reader),
                        time(due, reader));
    }

    /** Two units at most. */
    private String length(Duration length, String reader) {
        record Part(long count, String unit) {}
        Part hours = new Part(length.toHoursPart(), "sla.unit.h");
        List<Part> parts = length.toDays() > 0
                ? List.of(new Part(length.toDays(), "sla.unit.d"), hours)
                : hours.count() > 0
                        ? List.of(hours, new Part(length.toMinutesPart(), "sla.unit.min"))
                        : List.of(new Part(length.toMinutesPart(), "sla.unit.min"));
        return parts.stream()
                .filter(part -> part.count() > 0 || part.equals(parts.get(0)))
                .map(part -> part.count() + " " + text(reader, part.unit()))
                .collect(Collectors.joining(" "));
    }

    /** Why something is proposed. What a table says is looked up; words that nobody has translated stand as they are. */
    String why(String reader, Proposals.Kind kind, @Nullable String receiver, List<String> reasons) {
        String because = reasons.stream()
                .map(reason -> messages.getMessage(
                        "handover.why." + reason.strip().replace(' ', '-'), null, reason, language(reader)))
                .collect(Collectors.joining("; "));
        String proposal =
                switch (kind) {
                    case KEEP -> text(reader, "handover.proposal.keep");
                    case RESOLVE -> text(reader, "handover.proposal.resolve");
                    case HAND_OVER ->
                        receiver == null ? "" : text(reader, "handover.proposal.handOver", name(receiver));
                };
        return because.isEmpty() ? proposal : text(reader, "handover.proposal.because", proposal, because);
    }

    /** What was said last on a ticket, oldest first. */
    String messages(List<TicketFacts.Said> said, String reader) {
        return said.stream()
                .map(one -> text(
                        reader,
                        "handover.said",
                        one.author() == null ? text(reader, "handover.said.customer") : name(one.author()),
                        time(one.at(), reader),
                        one.text()))
                .collect(Collectors.joining("\n"));
    }

    /** Why a ticket stands with somebody who has gone, in the language of its owner. */
    String stays(Cause cause, String owner, Instant now) {
        String key =
                switch (cause) {
                    case SHIFT_END -> "handover.stays";
                    case ABSENCE, NO_SHOW -> "handover.stays.away";
                    case REQUEST -> "handover.stays.offered";
                };
        return text(owner, key, name(owner), time(now, owner));
    }

    /** Somebody has decided in a receiver's place, in the words of whoever did it. */
    String bypassed(String by, String receiver, boolean accepted, String reason) {
        return text(
                by,
                accepted ? "handover.bypassed.accepted" : "handover.bypassed.declined",
                name(by),
                name(receiver),
                reason);
    }

    /** @param proposed how many more are proposed for them in the same form */
    String nameWithLoad(String person, int load, int proposed, String reader) {
        return proposed == 0
                ? text(reader, "handover.choice", name(person), load)
                : text(reader, "handover.choice.proposed", name(person), load, proposed);
    }

    String due(OpenTicket ticket, String reader) {
        Instant due = ticket.due();
        return due == null ? text(reader, "handover.due.none") : time(due, reader);
    }

    /** Why a ticket is in the queue again, in the language of who owned it. */
    String returned(String owner, Instant due, Instant now) {
        return text(owner, "handover.returned", name(owner), time(due, owner), time(now, owner));
    }

    String time(Instant at, String reader) {
        return DateTimeFormatter.ofPattern(text(reader, "handover.time.pattern"), language(reader))
                .format(at.atZone(zone(reader)));
    }

    ZoneId zone(String reader) {
        return person(reader).map(Person::zone).orElse(ZoneOffset.UTC);
    }

    Locale language(String reader) {
        return person(reader).map(Person::language).orElse(Locale.ENGLISH);
    }

    private Optional<Person> person(@Nullable String id) {
        return id == null ? Optional.empty() : people.person(id);
    }

    String text(String reader, String key, Object... arguments) {
        return messages.getMessage(key, arguments, language(reader));
    }
}
