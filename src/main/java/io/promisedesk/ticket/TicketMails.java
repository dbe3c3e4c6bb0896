package io.promisedesk.ticket;

import io.promisedesk.notification.MailFile;
import io.promisedesk.notification.MailRequested;
import io.promisedesk.notification.MailTemplates;
import io.promisedesk.notification.RenderedMail;
import io.promisedesk.people.Customer;
import io.promisedesk.people.PeopleDesk;
import io.promisedesk.people.Person;
import io.promisedesk.platform.i18n.Texts;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.platform.security.SignedLinks;
import io.promisedesk.roster.RosterDesk;
import io.promisedesk.sla.ClockDesk;
import io.promisedesk.sla.ClockView;
import io.promisedesk.sla.Metric;
import io.promisedesk.ticket.EscalationLinks.Subject;
import io.promisedesk.ticket.Ladder.Phase;
import io.promisedesk.ticket.process.TicketFlow;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;

/** The mails of this room: put into words here, sent by the outbox. */
@Component
class TicketMails {

    private final MailTemplates templates;
    private final ApplicationEventPublisher events;
    private final PeopleDesk people;
    private final ClockDesk clocks;
    private final TicketRepository tickets;
    private final TicketFlow flow;
    private final TicketRules rules;
    private final CustomerMails letters;
    private final TeamTexts teamTexts;
    private final SignedLinks links;
    private final Texts texts;
    private final RosterDesk roster;
    private final Clock clock;

    TicketMails(
            MailTemplates templates,
            ApplicationEventPublisher events,
            PeopleDesk people,
            ClockDesk clocks,
            TicketRepository tickets,
            TicketFlow flow,
            TicketRules rules,
            CustomerMails letters,
            TeamTexts teamTexts,
            SignedLinks links,
            Texts texts,
            RosterDesk roster,
            Clock clock) {
        this.texts = texts;
        this.roster = roster;
        this.templates = templates;
        this.events = events;
        this.people = people;
        this.clocks = clocks;
        this.tickets = tickets;
        this.flow = flow;
        this.rules = rules;
        this.letters = letters;
        this.teamTexts = teamTexts;
        this.links = links;
        this.clock = clock;
    }

    void acknowledge(Ticket ticket, Customer customer, ZoneId zone) {
        Instant promised = clocks.open(ticket.number.value(), Metric.FIRST_RESPONSE)
                .map(ClockView::due)
                .orElse(null);
        requestTo(
                customer,
                "acknowledgement:" + ticket.number,
                "acknowledgement",
                ticket,
                letters.acknowledgement(
                        letter(ticket, customer, zone, CustomerText.ACKNOWLEDGEMENT), ticket.language, promised),
                newMessageId(),
                tickets.thread(ticket.number),
                true,
                List.of());
    }

    /**
     * @param messageId {@code Message-ID} of the mail, by which the customer's answer finds its ticket
     * @param newsBy when the agent promises to write again; null where nothing is said of it
     */
    void reply(
            Ticket ticket,
            Customer customer,
            long message,
            String text,
            List<FileContent> files,
            Actor by,
            String messageId,
            List<String> thread,
            @Nullable Instant newsBy,
            ZoneId zone) {
        Map<String, Object> model = new HashMap<>();
        model.put("number", ticket.number.value());
        model.put("subject", ticket.subject());
        model.put("text", text);
        model.put("agent", people.person(by.id()).map(Person::name).orElse(by.id()));
        model.put("newsBy", newsBy);
        model.put("zone", zone);
        String key = "reply:" + message;
        requestTo(
                customer,
                key,
                "reply",
                ticket,
                templates.render("ticket/reply", ticket.language, model),
                messageId,
                thread,
                false,
                files.stream()
                        .map(file -> new MailFile(file.name(), file.contentType(), file.bytes()))
                        .toList());
    }

    /** @param person user id of the recipient, who gets links that act if they may decide; null for an address */
    RenderedMail escalation(
            Ticket ticket,
            Customer customer,
            ClockView view,
            Phase phase,
            Locale language,
            ZoneId zone,
            @Nullable String person) {
        Instant due = Objects.requireNonNull(view.due());
        boolean risk = phase == Phase.AT_RISK;
        Map<String, Object> model = facts(ticket, customer, zone);
        model.put("metric", view.metric().name());
        model.put("explanation", explanation(view));
        model.put("due", due);
        model.put(risk ? "left" : "late", clocks.distance(view));
        model.put(
                "reason",
                clocks.explain(view.subject(), view.metric(), view.n(), List.of())
                        .map(explanation -> String.join(" ", explanation.inWords(texts, language, this::nameOrId)))
                        .orElse(null));
        // Who owns the ticket acknowledges; the task is a supervisor's.
        boolean decide = (person == null || rules.leads(ticket, person))
                && flow.decisionTaskId(ticket.number.value(), TicketDeadlines.promiseOf(view.metric()))
                        .isPresent();
        model.put("decide", decide);
        if (decide) {
            model.put("decision", decision(ticket, view.metric()));
        }
        if (person != null && rules.mayDecide(ticket, person)) {
            String subject = Subject.of(view).toString();
            model.put("acknowledge", links.path(AcknowledgeLink.PURPOSE, subject, person));
            model.put("reassign", links.path(ReassignLink.PURPOSE, subject, person));
        }
        return templates.render(risk ? "ticket/at-risk" : "ticket/overdue", language, model);
    }

    /** One line of a digest: "Resolution late by 2 h of working time". */
    String inDanger(ClockView view, Phase phase, Locale language, ZoneId zone) {
        String length = templates.words(language, zone).length(clocks.distance(view));
        String promise =
                texts.get(language, "ticket-mail.metric." + view.metric().name());
        return texts.get(language, "ticket-mail." + phase.code() + ".heading", promise, length);
    }

    /** Page on which something can be done about it. */
    String pathTo(Ticket ticket, Metric metric) {
        return flow.decisionTaskId(ticket.number.value(), TicketDeadlines.promiseOf(metric))
                        .isPresent()
                ? decision(ticket, metric)
                : "/tickets/" + ticket.number;
    }

    /**
     * Before the customer asks: it takes longer, how long, and why.
     *
     * @param occasion one mail is written for each
     */
    void tellLater(Ticket ticket, Customer customer, ZoneId zone, String occasion, CustomerMails.Later later) {
        requestTo(
                customer,
                "later:" + occasion,
                "later",
                ticket,
                letters.later(letter(ticket, customer, zone, CustomerText.LATER), ticket.language, later),
                newMessageId(),
                tickets.thread(ticket.number),
                true,
                List.of());
    }

    /**
     * Somebody else looks after it now.
     *
     * @param occasion one mail is written for each
     */
    void tellNewOwner(Ticket ticket, Customer customer, ZoneId zone, String occasion, String owner) {
        requestTo(
                customer,
                "new-owner:" + occasion + ":" + ticket.number,
                "new-owner",
                ticket,
                letters.newOwner(letter(ticket, customer, zone, CustomerText.NEW_OWNER), ticket.language, owner),
                newMessageId(),
                tickets.thread(ticket.number),
                true,
                List.of());
    }

    private CustomerMails.Letter letter(Ticket ticket, Customer customer, ZoneId zone, CustomerText text) {
        return new CustomerMails.Letter(
                ticket.number.value(),
                ticket.subject(),
                customer.name().equals(customer.email()) ? null : customer.name(),
                zone,
                teamTexts.written(ticket.team(), text, ticket.language));
    }

    void tellUnassigned(Ticket ticket, Customer customer) {
        Instant now = clock.instant();
        Set<Person> recipients = new LinkedHashSet<>(people.dispatchers());
        String ofTeam = ticket.team();
        if (ofTeam != null) {
            // Nobody is told of it in their sleep: the dispatchers are, as always.
            people.supervisorsOf(ofTeam).stream()
                    .filter(supervisor -> roster.isOnShift(supervisor.id(), now))
                    .forEach(recipients::add);
        }
        if (recipients.isEmpty()) {
            people.teams().forEach(team -> recipients.addAll(people.supervisorsOf(team.key())));
        }
        for (Person to : recipients) {
            Map<String, Object> model = facts(ticket, customer, to.zone());
            model.put("since", ticket.ownerSince());
            model.put("waiting", Duration.between(ticket.ownerSince(), now));
            model.put(
                    "due",
                    TicketDeadlines.nearest(clocks.clocks(ticket.number.value()))
                            .orElse(null));
            requestTo(
                    to,
                    "unassigned:%s:%s:%s".formatted(ticket.number, ticket.ownerSince(), to.id()),
                    "unassigned",
                    ticket,
                    templates.render("ticket/unassigned", to.language(), model));
        }
    }

    /** @return in the language of whoever owns the ticket */
    String undelivered(Ticket ticket, String address, String error) {
        String owner = ticket.owner();
        Locale language = owner == null
                ? Texts.ENGLISH
                : people.person(owner).map(Person::language).orElse(Texts.ENGLISH);
        return texts.get(language, "ticket.undelivered", address, error);
    }

    /** To the owner, else to the team's supervisors, else to the dispatchers. */
    void tellMailFailed(Ticket ticket, Customer customer, long note) {
        for (Person to : answerable(ticket)) {
            requestTo(
                    to,
                    "mail-failed:%d:%s".formatted(note, to.id()),
                    "mail-failed",
                    ticket,
                    templates.render("ticket/mail-failed", to.language(), facts(ticket, customer, to.zone())));
        }
    }

    private List<Person> answerable(Ticket ticket) {
        Optional<Person> owner = Optional.ofNullable(ticket.owner()).flatMap(people::person);
        if (owner.isPresent()) {
            return List.of(owner.get());
        }
        List<Person> supervisors = ticket.team() == null ? List.of() : people.supervisorsOf(ticket.team());
        return supervisors.isEmpty() ? people.dispatchers() : supervisors;
    }

    private Map<String, Object> facts(Ticket ticket, Customer customer, ZoneId zone) {
        Map<String, Object> model = new HashMap<>();
        model.put("number", ticket.number.value());
        model.put("subject", ticket.subject());
        model.put("customer", customer.name());
        model.put("priority", ticket.priority().name());
        model.put("owner", nameOf(ticket.owner()));
        String team = ticket.team();
        model.put(
                "team",
                team == null
                        ? null
                        : people.team(team).map(found -> found.name()).orElse(team));
        List<Map<String, Object>> messages = new ArrayList<>();
        for (TicketRepository.MessageLine line : tickets.lastMessages(ticket.number, 3)) {
            messages.add(Map.of(
                    "author",
                    line.isCustomer() ? customer.name() : Objects.requireNonNull(nameOf(line.author())),
                    "at",
                    line.at(),
                    "text",
                    line.text(),
                    "note",
                    !line.isPublic()));
        }
        model.put("messages", messages);
        model.put("taskId", ticket.isStarted() ? flow.ownersTaskId(ticket.processInstance()) : null);
        model.put("zone", zone);
        return model;
    }

    /** Of this very clock: later exchanges are clocks of their own. */
    private static String explanation(ClockView view) {
        String metric = view.metric().name().toLowerCase(Locale.ROOT);
        return "/tickets/%s/clocks/%s?n=%d".formatted(view.subject(), metric, view.n());
    }

    /** Where the task of deciding is. */
    private static String decision(Ticket ticket, Metric metric) {
        return "/tickets/" + ticket.number + "/decision?promise=" + TicketDeadlines.promiseOf(metric);
    }

    private String nameOrId(String person) {
        return people.person(person).map(Person::name).orElse(person);
    }

    private @Nullable String nameOf(@Nullable String person) {
        if (Actor.SYSTEM.id().equals(person)) {
            return "Promisedesk";
        }
        return person == null ? null : people.person(person).map(Person::name).orElse(person);
    }

    private void requestTo(Person to, String key, String kind, Ticket ticket, RenderedMail mail) {
        events.publishEvent(MailRequested.toColleague(key, kind, to, mail, ticket.number.value()));
    }

    private void requestTo(
            Customer customer,
            String key,
            String kind,
            Ticket ticket,
            RenderedMail mail,
            String messageId,
            List<String> thread,
            boolean automatic,
            List<MailFile> files) {
        events.publishEvent(new MailRequested(
                key,
                kind,
                customer.email(),
                customer.name(),
                ticket.language,
                mail.subject(),
                mail.text(),
                mail.html(),
                messageId,
                thread,
                automatic,
                ticket.number.value(),
                null,
                null,
                files));
    }

    /** Unguessable: answers are joined to their ticket by it, so it must be known to whoever got the mail alone. */
    static String newMessageId() {
        return "<" + UUID.randomUUID() + "@promisedesk>";
    }
}
