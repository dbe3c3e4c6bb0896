package io.promisedesk.notification;

import java.time.Duration;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;
import org.springframework.transaction.event.TransactionPhase;
import org.springframework.transaction.event.TransactionalEventListener;

/** Sends mail in the background: at once when a transaction with mail commits on this node, and every so often anyway. */
@Component
@Profile("!test & !replay")
class OutboxThread extends SendingThread {

    OutboxThread(OutboxSender sender, MailSettings settings) {
        super("outbox", sender::sendDue, settings.pollInterval(), Duration.ZERO);
    }

    @TransactionalEventListener(phase = TransactionPhase.AFTER_COMMIT, fallbackExecution = true)
    void wakeUp(MailRequested committed) {
        wakeUp();
    }
}
