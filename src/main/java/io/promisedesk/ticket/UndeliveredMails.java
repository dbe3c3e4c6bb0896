package io.promisedesk.ticket;

import io.promisedesk.notification.MailFailed;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** What the outbox could not send to a customer: nobody shall believe that it has arrived. */
@Component
class UndeliveredMails {

    private final TicketMoves moves;

    UndeliveredMails(TicketMoves moves) {
        this.moves = moves;
    }

    @EventListener
    void on(MailFailed mail) {
        if (mail.ticket() != null && mail.person() == null) {
            moves.undelivered(new TicketNumber(mail.ticket()), mail.to(), mail.error());
        }
    }
}
