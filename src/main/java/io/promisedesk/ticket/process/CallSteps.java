package io.promisedesk.ticket.process;

import io.promisedesk.platform.engine.FormValues;
import io.promisedesk.platform.engine.Steps;
import io.promisedesk.platform.security.CurrentActor;
import io.promisedesk.ticket.Channel;
import io.promisedesk.ticket.TicketDesk;
import io.promisedesk.ticket.TicketInput;
import java.time.Clock;

/** What the process {@code log-a-call} tells the application. */
@Steps("callSteps")
public class CallSteps {

    private final TicketDesk desk;
    private final CurrentActor actor;
    private final Clock clock;

    CallSteps(TicketDesk desk, CurrentActor actor, Clock clock) {
        this.desk = desk;
        this.actor = actor;
        this.clock = clock;
    }

    public void openTicket() {
        FormValues form = FormValues.current();
        desk.open(
                TicketInput.newTicket(
                        form.text("subject").orElse(null),
                        form.text("text").orElse(null),
                        form.text("customerEmail").orElse(null),
                        form.text("customerName").orElse(null),
                        Channel.PHONE,
                        form.text("priority").orElse(null),
                        null,
                        null,
                        clock.instant()),
                actor.get());
    }
}
