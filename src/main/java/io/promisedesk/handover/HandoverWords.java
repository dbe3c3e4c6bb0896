package io.promisedesk.handover;

import io.promisedesk.people.PeopleDesk;
import io.promisedesk.people.Person;
import io.promisedesk.ticket.OpenTicket;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.context.MessageSource;
import org.springframework.stereotype.Component;

/** Names, loads and deadlines in the reader's language and zone. */
@Component
class HandoverWords {

    private final MessageSource messages;
    private final PeopleDesk people;

    HandoverWords(MessageSource messages, PeopleDesk people) {
        this.messages = messages;
        this.people = people;
    }

    String name(String person) {
        return people.person(person).map(Person::name).orElse(person);
    }

    String nameWithLoad(String person, int load, String reader) {
        return text(reader, "handover.choice", name(person), load);
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
