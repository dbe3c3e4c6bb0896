package io.promisedesk.notification;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;
import org.springframework.transaction.event.TransactionPhase;
import org.springframework.transaction.event.TransactionalEventListener;

/** Sends in the background: at once when a transaction with mail commits on this node, and every so often anyway. */
@Component
@Profile("!test")
class OutboxThread implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(OutboxThread.class);

    private final OutboxSender sender;
    private final MailSettings settings;
    private final Semaphore wake = new Semaphore(0);
    private volatile @Nullable Thread thread;

    OutboxThread(OutboxSender sender, MailSettings settings) {
        this.sender = sender;
        this.settings = settings;
    }

    @TransactionalEventListener(phase = TransactionPhase.AFTER_COMMIT, fallbackExecution = true)
    void wakeUp(MailRequested committed) {
        wake.release();
    }

    @Override
    public void start() {
        Thread started = new Thread(this::work, "outbox");
        started.setDaemon(true);
        thread = started;
        started.start();
    }

    private void work() {
        while (isRunning()) {
            try {
                wake.drainPermits();
                sender.sendDue();
            } catch (Throwable e) {
                // Nothing ends this thread: nobody would notice that no mail leaves any more.
                LOG.error("The outbox could not be worked through; it will be tried again", e);
            }
            try {
                wake.tryAcquire(settings.pollInterval().toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** Lets the mail under way finish: stopping in the middle would leave it to its lease. */
    @Override
    public void stop() {
        Thread stopping = thread;
        thread = null;
        wake.release();
        if (stopping != null) {
            try {
                stopping.join(settings.pollInterval().toMillis() + 20_000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public boolean isRunning() {
        return thread != null;
    }
}
