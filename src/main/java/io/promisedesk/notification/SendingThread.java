package io.promisedesk.notification;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** Sends what is due in the background: when it is woken, and every so often anyway. Nothing ends it but the application. */
abstract class SendingThread implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(SendingThread.class);

    private final String name;
    private final Runnable sender;
    private final Duration interval;
    private final Duration gather;
    private final Semaphore wake = new Semaphore(0);
    private volatile @Nullable Thread thread;

    /**
     * @param interval how often it looks where nobody wakes it
     * @param gather how long it waits for more once it is woken
     */
    SendingThread(String name, Runnable sender, Duration interval, Duration gather) {
        this.name = name;
        this.sender = sender;
        this.interval = interval;
        this.gather = gather;
    }

    final void wakeUp() {
        wake.release();
    }

    @Override
    public void start() {
        Thread started = new Thread(this::work, name);
        started.setDaemon(true);
        thread = started;
        started.start();
    }

    private void work() {
        while (isRunning()) {
            try {
                wake.drainPermits();
                sender.run();
            } catch (Throwable e) {
                // Nobody would notice that nothing leaves any more.
                LOG.error("What is due in \"{}\" could not be sent; it will be tried again", name, e);
            }
            try {
                if (wake.tryAcquire(interval.toMillis(), TimeUnit.MILLISECONDS) && isRunning()) {
                    Thread.sleep(gather.toMillis());
                }
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
                stopping.join(interval.toMillis() + 20_000);
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
