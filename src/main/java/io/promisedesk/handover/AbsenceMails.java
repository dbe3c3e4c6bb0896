package io.promisedesk.handover;

import io.promisedesk.handover.AutomaticMoves.Move;
import io.promisedesk.notification.MailRequested;
import io.promisedesk.notification.MailTemplates;
import io.promisedesk.notification.RenderedMail;
import io.promisedesk.people.PeopleDesk;
import io.promisedesk.people.Person;
import io.promisedesk.roster.RosterDesk;
import io.promisedesk.ticket.CustomerLetters;
import io.promisedesk.ticket.OpenTicket;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;

/** What people and customers are told by mail when somebody is away; each mail at most once. */
@Component
class AbsenceMails {

    private final MailTemplates templates;
    private final PeopleDesk people;
    private final RosterDesk roster;
    private final TeamRulesDesk rules;
    private final CustomerLetters letters;
    private final HandoverWords words;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    AbsenceMails(
            MailTemplates templates,
            PeopleDesk people,
            RosterDesk roster,
            TeamRulesDesk rules,
            CustomerLetters letters,
            HandoverWords words,
            ApplicationEventPublisher events,
            Clock clock) {
        this.templates = templates;
        this.people = people;
        this.roster = roster;
        this.rules = rules;
        this.letters = letters;
        this.words = words;
        this.events = events;
        this.clock = clock;
    }

    /** Who takes over, where the team wants that and the customer has a promise due. */
    void tellCustomer(RecordedAbsence absence, Move move) {
        OpenTicket ticket = move.ticket();
        String team = ticket.team();
        String to = move.to();
        if (to != null && team != null && ticket.due() != null && rules.of(team).tellCustomers()) {
            letters.newOwner(ticket.number(), to, absence.occasion());
        }
    }

    /** To whoever is back; not before they work again. */
    void whatHappened(RecordedAbsence absence, List<AbsenceReport.Row> rows) {
        Instant now = clock.instant();
        Instant notBefore = roster.isOnShift(absence.person(), now)
                ? null
                : roster.nextShiftStart(absence.person(), now).orElse(null);
        Map<String, Object> model = new HashMap<>();
        model.put("id", absence.id());
        model.put("rows", rows);
        model.put("back", rows.stream().filter(AbsenceReport.Row::comesBack).count());
        // Of a prolonged absence there is a second one.
        send(absence.occasion() + ":back:" + absence.to(), "what-happened", absence.person(), model, notBefore);
    }

    void takenBack(RecordedAbsence absence, String owner, List<OpenTicket> back) {
        Map<String, Object> model = new HashMap<>();
        model.put("from", words.name(absence.person()));
        model.put(
                "items",
                back.stream()
                        .map(ticket -> new HandoverMails.Item(
                                ticket.number().value(),
                                ticket.subject(),
                                ticket.customerName(),
                                ticket.due(),
                                "",
                                null,
                                null))
                        .toList());
        send(absence.occasion() + ":taken-back:" + absence.to() + ":" + owner, "taken-back", owner, model, null);
    }

    void hasNotAppeared(
            long noShow, String person, Instant start, @Nullable Instant lastSeen, String round, String to) {
        Map<String, Object> model = new HashMap<>();
        model.put("id", noShow);
        model.put("name", words.name(person));
        model.put("start", start);
        model.put("lastSeen", lastSeen);
        send("no-show:" + noShow + ":" + round + ":" + to, "no-show", to, model, null);
    }

    private void send(
            String key, String template, String recipient, Map<String, Object> model, @Nullable Instant notBefore) {
        Person person = people.person(recipient).orElse(null);
        if (person == null || person.email().isBlank()) {
            return;
        }
        Map<String, Object> filled = new HashMap<>(model);
        filled.put("zone", person.zone());
        RenderedMail mail = templates.render("handover/" + template, person.language(), filled);
        events.publishEvent(new MailRequested(
                key,
                "handover-" + template,
                person.email(),
                person.name(),
                person.language(),
                mail.subject(),
                mail.text(),
                mail.html(),
                null,
                List.of(),
                true,
                null,
                person.id(),
                notBefore,
                List.of()));
    }
}
