package io.promisedesk.tryout;

import io.promisedesk.notification.MailRequested;
import io.promisedesk.platform.security.CurrentActor;
import io.promisedesk.ticket.TicketEvent;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import org.springframework.context.annotation.Profile;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** The five minutes: notices what the newcomer has seen already, whichever way they did it. */
@Component
@Profile("tryout & !replay")
class Tour {

    enum Step {
        SEND,
        ANSWER,
        ESCALATION,
        HAND_OVER,
        FIGURES;

        private String key() {
            return "tour." + name();
        }
    }

    private static final Set<String> ESCALATIONS = Set.of("at-risk", "overdue");

    private final Done done;
    private final CurrentActor actor;
    private final Samples samples;

    Tour(Done done, CurrentActor actor, Samples samples) {
        this.done = done;
        this.actor = actor;
        this.samples = samples;
    }

    Set<Step> taken() {
        Set<String> all = done.all();
        Set<Step> steps = EnumSet.noneOf(Step.class);
        Arrays.stream(Step.values()).filter(step -> all.contains(step.key())).forEach(steps::add);
        return steps;
    }

    @EventListener
    void mailRequested(MailRequested mail) {
        if (mail.kind().equals("acknowledgement") && !samples.wroteFrom(mail.to())) {
            take(Step.SEND);
        } else if (ESCALATIONS.contains(mail.kind())) {
            take(Step.ESCALATION);
        }
    }

    @EventListener
    void ticketChanged(TicketEvent event) {
        // What moved by itself at the end of a shift was not seen by anybody.
        if (event.kind() == TicketEvent.Kind.HANDED_OVER && actor.get().isPerson()) {
            take(Step.HAND_OVER);
        } else if (event.kind() == TicketEvent.Kind.REPLIED && actor.get().isPerson()) {
            take(Step.ANSWER);
        }
    }

    void take(Step step) {
        done.mark(step.key());
    }
}
