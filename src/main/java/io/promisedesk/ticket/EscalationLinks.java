package io.promisedesk.ticket;

import io.promisedesk.people.PeopleDesk;
import io.promisedesk.people.Person;
import io.promisedesk.platform.Refusal;
import io.promisedesk.platform.i18n.Texts;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.platform.security.LinkedAct.Choices;
import io.promisedesk.platform.security.LinkedAct.Offer;
import io.promisedesk.sla.ClockView;
import io.promisedesk.ticket.Ladder.Phase;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What the links of an escalation's mail have in common: which promise they are about, and how it stands. */
@Component
class EscalationLinks {

    /**
     * Written {@code T-2026-000123/resolution/17}.
     *
     * @param clock the very clock that the mail was about: a later exchange is another promise
     */
    record Subject(TicketNumber number, String promise, long clock) {

        static Subject of(ClockView view) {
            return new Subject(new TicketNumber(view.subject()), TicketDeadlines.promiseOf(view.metric()), view.id());
        }

        static Subject parse(String written) {
            String[] parts = written.split("/");
            return new Subject(new TicketNumber(parts[0]), parts[1], Long.parseLong(parts[2]));
        }

        String page() {
            return "/tickets/" + number;
        }

        @Override
        public String toString() {
            return number + "/" + promise + "/" + clock;
        }
    }

    private final TicketRepository tickets;
    private final TicketDeadlines deadlines;
    private final TicketMails mails;
    private final PeopleDesk people;
    private final Texts texts;
    private final Clock clock;

    EscalationLinks(
            TicketRepository tickets,
            TicketDeadlines deadlines,
            TicketMails mails,
            PeopleDesk people,
            Texts texts,
            Clock clock) {
        this.tickets = tickets;
        this.deadlines = deadlines;
        this.mails = mails;
        this.people = people;
        this.texts = texts;
        this.clock = clock;
    }

    /**
     * The ticket, as far as the reader may see it.
     *
     * @throws Refusal where they may not, or not any more
     */
    Ticket ticket(Subject subject, Actor reader) {
        Ticket ticket = tickets.find(subject.number())
                .orElseThrow(() -> Refusal.notFound(
                        "ticket.refused.unknown", subject.number().value()));
        TicketRules.requireSee(ticket, reader);
        return ticket;
    }

    /** As with every move of a ticket: before its clocks are looked at. */
    void lock(Subject subject) {
        tickets.lock(subject.number());
    }

    Optional<ClockView> open(Subject subject) {
        return deadlines.open(subject.number(), subject.promise()).filter(view -> view.id() == subject.clock());
    }

    /** @param settled why there is nothing to do any more besides the promise being settled; or null */
    Offer offer(
            String act,
            Subject subject,
            Ticket ticket,
            Actor reader,
            Locale language,
            @Nullable String settled,
            List<Choices> choices) {
        Optional<ClockView> open = open(subject);
        String text = "ticket.link." + act;
        return new Offer(
                ticket.number + " · " + ticket.subject(),
                open.map(view -> inDanger(view, reader, language)).orElse(null),
                open.isEmpty() ? texts.get(language, "ticket.link.settled") : settled,
                texts.get(language, text + ".question"),
                choices,
                choices.isEmpty() ? null : texts.get(language, text + ".choose"),
                texts.get(language, text + ".button"));
    }

    private @Nullable String inDanger(ClockView view, Actor reader, Locale language) {
        Instant due = view.due();
        if (due == null || view.state() != ClockView.State.RUNNING) {
            return null;
        }
        ZoneId zone = people.person(reader.id()).map(Person::zone).orElse(ZoneOffset.UTC);
        Phase phase = clock.instant().isBefore(due) ? Phase.AT_RISK : Phase.OVERDUE;
        return mails.inDanger(view, phase, Texts.supported(language), zone);
    }
}
