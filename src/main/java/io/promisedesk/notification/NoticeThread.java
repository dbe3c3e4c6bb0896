package io.promisedesk.notification;

import io.promisedesk.roster.RosterChanged;
import java.time.Duration;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;
import org.springframework.transaction.event.TransactionPhase;
import org.springframework.transaction.event.TransactionalEventListener;

/** Sends notices in the background: soon after a transaction with some commits on this node, and every so often anyway. */
@Component
@Profile("!test & !replay")
class NoticeThread extends SendingThread {

    /** What happens together shall be told together: a burst lasts longer than its first transaction. */
    private static final Duration GATHER = Duration.ofMillis(250);

    NoticeThread(NoticeSender sender, MailSettings settings) {
        super("notices", sender::sendDue, settings.pollInterval(), GATHER);
    }

    @TransactionalEventListener(
            classes = {NoticeRequested.class, NoticesRequested.class, RosterChanged.class},
            phase = TransactionPhase.AFTER_COMMIT,
            fallbackExecution = true)
    void wakeUpWhenCommitted() {
        wakeUp();
    }
}
