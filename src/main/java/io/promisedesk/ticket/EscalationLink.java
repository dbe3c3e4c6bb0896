package io.promisedesk.ticket;

import io.promisedesk.platform.Refusal;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.platform.security.LinkedAct;
import io.promisedesk.ticket.EscalationLinks.Subject;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** An act that the mail about a promise in danger links to; there is nothing to do where the promise is settled. */
abstract class EscalationLink implements LinkedAct {

    private final String purpose;
    private final EscalationLinks links;

    EscalationLink(String purpose, EscalationLinks links) {
        this.purpose = purpose;
        this.links = links;
    }

    @Override
    public final String purpose() {
        return purpose;
    }

    @Override
    public final String page(String subject) {
        return Subject.parse(subject).page();
    }

    @Override
    public final Offer offer(String subject, Actor by, Locale language) {
        Subject about = Subject.parse(subject);
        Ticket ticket = links.ticket(about, by);
        List<Choices> choices = choices(ticket, language);
        return links.offer(purpose, about, ticket, by, language, settled(about, choices, language), choices);
    }

    @Override
    public final String perform(String subject, @Nullable String choice, Actor by, Locale language) {
        Subject about = Subject.parse(subject);
        links.lock(about);
        if (links.open(about).isEmpty()) {
            throw Refusal.conflict("ticket.link.settled");
        }
        return perform(about, choice, by, language);
    }

    /** Whom or what the reader chooses from; none where there is nothing to choose. */
    List<Choices> choices(Ticket ticket, Locale language) {
        return List.of();
    }

    /** Why there is nothing to do although the promise is open; null where there is. */
    abstract @Nullable String settled(Subject about, List<Choices> choices, Locale language);

    /** @return what has been done, as a sentence */
    abstract String perform(Subject about, @Nullable String choice, Actor by, Locale language);
}
