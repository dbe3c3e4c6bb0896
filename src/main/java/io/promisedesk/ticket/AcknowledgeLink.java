package io.promisedesk.ticket;

import io.promisedesk.platform.Refusal;
import io.promisedesk.platform.i18n.Texts;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.sla.ClockDesk;
import io.promisedesk.ticket.EscalationLinks.Subject;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** "Acknowledge" in the mail about a promise in danger: {@link TicketEscalations#acknowledge}. */
@Component
class AcknowledgeLink extends EscalationLink {

    static final String PURPOSE = "acknowledge";

    private final TicketEscalations escalations;
    private final ClockDesk clocks;
    private final Texts texts;

    AcknowledgeLink(EscalationLinks links, TicketEscalations escalations, ClockDesk clocks, Texts texts) {
        super(PURPOSE, links);
        this.escalations = escalations;
        this.clocks = clocks;
        this.texts = texts;
    }

    @Override
    @Nullable
    String settled(Subject about, List<Choices> choices, Locale language) {
        return clocks.isAcknowledged(about.clock()) ? texts.get(language, "ticket.link.acknowledge.settled") : null;
    }

    @Override
    String perform(Subject about, @Nullable String choice, Actor by, Locale language) {
        if (!escalations.acknowledge(about.number(), about.promise(), by)) {
            throw Refusal.conflict("ticket.link.settled");
        }
        return texts.get(language, "ticket.link.acknowledge.done");
    }
}
