package io.promisedesk.ticket;

import io.promisedesk.Engine;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.platform.security.Role;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tickets and people for tests. Subjects decide the team: see classification.dmn. */
public final class TicketSamples {

    public static final Actor ANNA = new Actor("anna", Set.of(Role.AGENT), Set.of("service"));
    public static final Actor BORIS = new Actor("boris", Set.of(Role.AGENT), Set.of("service"));
    public static final Actor CLARA = new Actor("clara", Set.of(Role.AGENT), Set.of("technical"));
    public static final Actor VERA = new Actor("vera", Set.of(Role.SUPERVISOR), Set.of("service"));
    public static final Actor OLGA = new Actor("olga", Set.of(Role.DISPATCHER), Set.of());
    public static final Actor DENIS = new Actor("denis", Set.of(Role.DESIGNER), Set.of());
    public static final Actor INTEGRATOR = new Actor("integrator", Set.of(Role.INTEGRATOR), Set.of());

    private TicketSamples() {}

    /** A mail about an invoice, received at {@link Engine#MONDAY_MORNING}: goes to team service. */
    public static NewTicket invoiceQuestion() {
        return invoiceQuestion(Engine.MONDAY_MORNING);
    }

    public static NewTicket invoiceQuestion(Instant at) {
        return NewTicket.ofText(
                "Question about my invoice", "Why is it higher?", "mia@example.org", "Mia Brown", Channel.MAIL, at);
    }

    /** Names no team that a rule knows: a dispatcher decides. */
    public static NewTicket complaint() {
        return NewTicket.ofText(
                "Complaint", "I am not content.", "mia@example.org", "Mia Brown", Channel.MAIL, Engine.MONDAY_MORNING);
    }

    /** A mail that goes to team service whatever it says; the customer's address is made of the name. */
    public static NewTicket mailToService(
            String subject, String text, @Nullable String html, String customer, Instant at) {
        return new NewTicket(
                subject,
                new IncomingMessage(text, html, null, at, null, List.of()),
                customer.replaceAll("[^A-Za-z0-9]", "") + "@example.org",
                customer,
                Channel.MAIL,
                null,
                null,
                "service",
                null,
                at);
    }

    public static IncomingMessage message(String text, Instant at) {
        return new IncomingMessage(text, null, null, at, null, List.of());
    }
}
