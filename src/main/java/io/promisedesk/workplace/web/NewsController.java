package io.promisedesk.workplace.web;

import io.promisedesk.people.PeopleDesk;
import io.promisedesk.people.Person;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.platform.security.CurrentActor;
import io.promisedesk.ticket.OpenTicket;
import io.promisedesk.ticket.TicketDesk;
import io.promisedesk.ticket.TicketNumber;
import io.promisedesk.workplace.Notices;
import io.promisedesk.workplace.Presence;
import io.promisedesk.workplace.Pulse;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.context.MessageSource;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** What an open page asks every few seconds, and what it says of its reader. */
@RestController
@RequestMapping("/api/workplace")
class NewsController {

    private static final int MOST_TICKETS = 10;

    private final Notices notices;
    private final Presence presence;
    private final Pulse pulse;
    private final TicketDesk desk;
    private final PeopleDesk people;
    private final CurrentActor actor;
    private final MessageSource messages;
    private final Clock clock;

    NewsController(
            Notices notices,
            Presence presence,
            Pulse pulse,
            TicketDesk desk,
            PeopleDesk people,
            CurrentActor actor,
            MessageSource messages,
            Clock clock) {
        this.notices = notices;
        this.presence = presence;
        this.pulse = pulse;
        this.desk = desk;
        this.people = people;
        this.actor = actor;
        this.messages = messages;
        this.clock = clock;
    }

    /** @param now milliseconds since 1970 on our clock */
    record News(long now, List<Told> notices, List<Watched> tickets) {}

    record Told(long id, String ticket, String text) {}

    /** @param writing names of the others who are writing an answer */
    record Watched(String number, long version, List<String> writing) {}

    @GetMapping("/news")
    News news(@RequestParam(defaultValue = "") List<String> tickets, Locale locale) {
        Actor reader = actor.get();
        return new News(
                clock.millis(),
                told(notices.unseen(reader.id()), locale),
                tickets.stream()
                        .limit(MOST_TICKETS)
                        .map(TicketPages::ticket)
                        .filter(number -> desk.maySee(number, reader))
                        .map(number -> watched(number, reader))
                        .toList());
    }

    /** @param ids of notices the reader has put away */
    @PostMapping("/notices/seen")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void seen(@RequestBody List<Long> ids) {
        notices.seen(ids, actor.get().id());
    }

    @PostMapping("/tickets/{number}/writing")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void writing(@PathVariable String number) {
        Actor writer = actor.get();
        TicketNumber ticket = TicketPages.ticket(number);
        if (desk.maySee(ticket, writer)) {
            presence.writes(ticket, writer.id());
        }
    }

    private Watched watched(TicketNumber number, Actor reader) {
        return new Watched(
                number.value(),
                pulse.of(number),
                presence.othersWriting(number, reader.id()).stream()
                        .map(this::name)
                        .toList());
    }

    private List<Told> told(List<Notices.Notice> unseen, Locale locale) {
        Map<TicketNumber, OpenTicket> tickets =
                desk.find(unseen.stream().map(Notices.Notice::ticket).collect(Collectors.toSet())).stream()
                        .collect(Collectors.toMap(OpenTicket::number, Function.identity()));
        return unseen.stream()
                .map(notice -> told(notice, Optional.ofNullable(tickets.get(notice.ticket())), locale))
                .toList();
    }

    private Told told(Notices.Notice notice, Optional<OpenTicket> ticket, Locale locale) {
        String text = messages.getMessage(
                "workplace.notice." + notice.kind(),
                new Object[] {
                    notice.ticket().value(),
                    ticket.map(OpenTicket::subject).orElse(""),
                    ticket.map(OpenTicket::customerName).orElse("")
                },
                locale);
        return new Told(notice.id(), notice.ticket().value(), text);
    }

    private String name(String person) {
        return people.person(person).map(Person::name).orElse(person);
    }
}
