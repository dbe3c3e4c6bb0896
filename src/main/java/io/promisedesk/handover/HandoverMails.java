package io.promisedesk.handover;

import io.promisedesk.notification.MailRequested;
import io.promisedesk.notification.MailTemplates;
import io.promisedesk.notification.RenderedMail;
import io.promisedesk.people.PeopleDesk;
import io.promisedesk.people.Person;
import io.promisedesk.people.Team;
import io.promisedesk.roster.RosterDesk;
import io.promisedesk.ticket.OpenTicket;
import io.promisedesk.ticket.TicketDesk;
import io.promisedesk.ticket.TicketNumber;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;

/** What people are told by mail about hand-overs; each mail at most once. */
@Component
class HandoverMails {

    private final MailTemplates templates;
    private final PeopleDesk people;
    private final RosterDesk roster;
    private final TicketDesk tickets;
    private final HandoverWords words;
    private final ApplicationEventPublisher events;

    HandoverMails(
            MailTemplates templates,
            PeopleDesk people,
            RosterDesk roster,
            TicketDesk tickets,
            HandoverWords words,
            ApplicationEventPublisher events) {
        this.templates = templates;
        this.people = people;
        this.roster = roster;
        this.tickets = tickets;
        this.words = words;
        this.events = events;
    }

    /**
     * One ticket in a mail: what a template shows of it.
     *
     * @param reason why who was asked has declined it, or null
     */
    record Item(
            String number,
            String subject,
            String customer,
            @Nullable Instant due,
            String from,
            @Nullable String note,
            @Nullable String reason) {}

    void offered(Handover handover, List<HandoverLine> lines) {
        send("handover:" + handover.id() + ":offered", "offered", handover.receiver(), model(handover, items(lines)));
    }

    /** Somebody declined, for these reasons, or did not answer. */
    void redirected(Handover handover, List<HandoverLine> lines, Map<TicketNumber, String> reasons, List<String> to) {
        Map<String, Object> model = model(handover, items(lines, reasons));
        for (String person : to) {
            send("handover:" + handover.id() + ":redirected:" + person, "redirected", person, model);
        }
    }

    void movedAutomatically(Handover handover, List<HandoverLine> lines) {
        send(
                "handover:" + handover.id() + ":automatic",
                "automatic",
                handover.receiver(),
                model(handover, items(lines)));
    }

    /** @param round what the tickets were to be moved for; of each one mail */
    void nobodyOnShift(String round, String team, Cause cause, List<OpenTicket> left, Instant at) {
        tellWhoAnswersFor(team, "nobody", round + ":" + team, cause, left, at);
    }

    /** Of each deadline one mail. */
    void ownerGone(OpenTicket ticket, Instant at) {
        tellWhoAnswersFor(
                ticket.team(), "gone", ticket.number() + ":" + ticket.due(), Cause.SHIFT_END, List.of(ticket), at);
    }

    private void tellWhoAnswersFor(
            @Nullable String team, String template, String occasion, Cause cause, List<OpenTicket> left, Instant at) {
        List<Item> items = left.stream().map(this::item).toList();
        Map<String, Object> model = new HashMap<>();
        model.put("why", why(cause));
        model.put("owners", items.stream().map(Item::from).distinct().collect(Collectors.joining(", ")));
        model.put("team", team == null ? "" : people.team(team).map(Team::name).orElse(team));
        model.put("items", items);
        for (String supervisor : roster.supervisorsToTell(team, at)) {
            send("handover:" + occasion + ":" + template + ":" + supervisor, template, supervisor, model);
        }
    }

    /** How the texts tell that somebody does not look after their tickets. */
    private static String why(Cause cause) {
        return switch (cause) {
            case SHIFT_END -> "over";
            case ABSENCE, NO_SHOW -> "away";
            case REQUEST -> "offered";
        };
    }

    private Map<String, Object> model(Handover handover, List<Item> items) {
        Map<String, Object> model = new HashMap<>();
        model.put("id", handover.id());
        model.put("cause", handover.occasion().cause());
        model.put("items", items);
        model.put("from", items.stream().map(Item::from).distinct().collect(Collectors.joining(", ")));
        model.put("receiver", words.name(handover.receiver()));
        model.put("answerBy", handover.answerBy());
        return model;
    }

    private List<Item> items(List<HandoverLine> lines) {
        return items(lines, Map.of());
    }

    private List<Item> items(List<HandoverLine> lines, Map<TicketNumber, String> reasons) {
        return lines.stream()
                .flatMap(line ->
                        tickets
                                .find(line.ticket())
                                .map(ticket -> item(ticket, line, reasons.get(line.ticket())))
                                .stream())
                .toList();
    }

    private Item item(OpenTicket ticket, HandoverLine line, @Nullable String reason) {
        return new Item(
                ticket.number().value(),
                ticket.subject(),
                ticket.customerName(),
                ticket.due(),
                words.name(line.sender()),
                line.note(),
                reason);
    }

    private Item item(OpenTicket ticket) {
        String owner = Optional.ofNullable(ticket.owner()).map(words::name).orElse("");
        return new Item(
                ticket.number().value(), ticket.subject(), ticket.customerName(), ticket.due(), owner, null, null);
    }

    private void send(String key, String template, String recipient, Map<String, Object> model) {
        Person person = people.person(recipient).orElse(null);
        if (person == null || person.email().isBlank()) {
            return;
        }
        Map<String, Object> filled = new HashMap<>(model);
        filled.put("zone", person.zone());
        RenderedMail mail = templates.render("handover/" + template, person.language(), filled);
        events.publishEvent(MailRequested.toColleague(key, "handover-" + template, person, mail, null));
    }
}
