package io.promisedesk.ticket;

import io.promisedesk.platform.Refusal;
import io.promisedesk.platform.i18n.Texts;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.platform.security.LinkedAct;
import io.promisedesk.sla.ClockDesk;
import io.promisedesk.ticket.EscalationLinks.Subject;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** "Acknowledge" in the mail about a promise in danger: {@link TicketEscalations#acknowledge}. */
@Component
class AcknowledgeLink implements LinkedAct {

    static final String PURPOSE = "acknowledge";

    private final EscalationLinks links;
    private final TicketEscalations escalations;
    private final ClockDesk clocks;
    private final Texts texts;

    AcknowledgeLink(EscalationLinks links, TicketEscalations escalations, ClockDesk clocks, Texts texts) {
        this.links = links;
        this.escalations = escalations;
        this.clocks = clocks;
        this.texts = texts;
    }

    @Override
    public String purpose() {
        return PURPOSE;
    }

    @Override
    public String page(String subject) {
        return Subject.parse(subject).page();
    }

    @Override
    public Offer offer(String subject, Actor by, Locale language) {
        Subject about = Subject.parse(subject);
        Ticket ticket = links.ticket(about, by);
        boolean acknowledged = links.open(about)
                .filter(view -> clocks.isAcknowledged(view.id()))
                .isPresent();
        return links.offer(
                PURPOSE,
                about,
                ticket,
                by,
                language,
                acknowledged ? texts.get(language, "ticket.link.acknowledge.settled") : null,
                List.of());
    }

    @Override
    public String perform(String subject, @Nullable String choice, Actor by, Locale language) {
        Subject about = Subject.parse(subject);
        if (links.open(about).isEmpty() || !escalations.acknowledge(about.number(), about.promise(), by)) {
            throw Refusal.conflict("ticket.link.settled");
        }
        return texts.get(language, "ticket.link.acknowledge.done");
    }
}
