package io.promisedesk.ticket.process;

import io.promisedesk.platform.engine.FormValues;
import io.promisedesk.platform.engine.Steps;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.platform.security.CurrentActor;
import io.promisedesk.platform.security.Role;
import io.promisedesk.ticket.Channel;
import io.promisedesk.ticket.NewTicket;
import io.promisedesk.ticket.TicketDesk;
import io.promisedesk.ticket.TicketInput;
import io.promisedesk.ticket.TicketNumber;
import java.time.Clock;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

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

    /**
     * Opens the ticket, which an agent keeps where it comes to a team of theirs. Just before the transaction commits, so
     * that both or neither are there; not at once: inside the engine command that starts this process, what it creates
     * cannot be found yet, and the ticket's own process correlates messages right after its start.
     */
    public void openTicket() {
        FormValues form = FormValues.current();
        Actor agent = actor.get();
        NewTicket ticket = TicketInput.newTicket(
                form.text("subject").orElse(null),
                form.text("text").orElse(null),
                form.text("customerEmail").orElse(null),
                form.text("customerName").orElse(null),
                Channel.PHONE,
                form.text("priority").orElse(null),
                null,
                null,
                clock.instant());
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void beforeCommit(boolean readOnly) {
                TicketNumber number = desk.open(ticket, agent);
                // Whoever is on the phone keeps the ticket, as on the page for new tickets.
                if (agent.is(Role.AGENT) && desk.maySee(number, agent)) {
                    desk.claim(number, agent);
                }
            }
        });
    }
}
