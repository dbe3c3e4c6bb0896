package io.promisedesk.notification;

import io.promisedesk.roster.RosterChanged;
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

/** Sends notices in the background: soon after a transaction with some commits on this node, and every so often anyway. */
@Component
@Profile("!test")
class NoticeThread implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(NoticeThread.class);
    /** What happens together shall be told together: a burst lasts longer than its first transaction. */
    private static final long GATHER_MILLIS = 250;

    private final NoticeSender sender;
    private final MailSettings settings;
    private final Semaphore wake = new Semaphore(0);
    private volatile @Nullable Thread thread;

    NoticeThread(NoticeSender sender, MailSettings settings) {
        this.sender = sender;
        this.settings = settings;
    }

    @TransactionalEventListener(phase = TransactionPhase.AFTER_COMMIT, fallbackExecution = true)
    void wakeUp(NoticeRequested committed) {
        wake.release();
    }

    @TransactionalEventListener(phase = TransactionPhase.AFTER_COMMIT, fallbackExecution = true)
    void wakeUp(NoticesRequested committed) {
        wake.release();
    }

    @TransactionalEventListener(phase = TransactionPhase.AFTER_COMMIT, fallbackExecution = true)
    void wakeUp(RosterChanged committed) {
        wake.release();
    }

    @Override
    public void start() {
        Thread started = new Thread(this::work, "notices");
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
                // Nothing ends this thread: nobody would notice that nobody is told any more.
                LOG.error("The notices could not be worked through; it will be tried again", e);
            }
            try {
                if (wake.tryAcquire(settings.pollInterval().toMillis(), TimeUnit.MILLISECONDS) && isRunning()) {
                    Thread.sleep(GATHER_MILLIS);
                }
            } catch (InterruptedException e) {
                return;
            }
        }
    }

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
