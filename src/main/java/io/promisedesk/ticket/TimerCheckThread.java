package io.promisedesk.ticket;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.annotation.Profile;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Checks timers in the background, at the start and every night. Tests drive {@link TimerCheck} by hand instead. */
@Component
@Profile("!test & !replay")
class TimerCheckThread {

    private static final Logger LOG = LoggerFactory.getLogger(TimerCheckThread.class);

    private final TimerCheck check;
    private volatile boolean stopping;
    private @Nullable Thread thread;

    TimerCheckThread(TimerCheck check) {
        this.check = check;
    }

    /** At night in UTC, before the history is cleaned up. The scheduler's own thread has other things to do. */
    @EventListener(ApplicationReadyEvent.class)
    @Scheduled(cron = "0 30 1 * * *", zone = "UTC")
    synchronized void begin() {
        if (thread == null || !thread.isAlive()) {
            thread = new Thread(this::work, "timer-check");
            thread.setDaemon(true);
            thread.start();
        }
    }

    private void work() {
        try {
            check.run(() -> !stopping);
        } catch (RuntimeException e) {
            LOG.error("The check of timers was interrupted; the next one goes on where it stopped", e);
        }
    }

    @EventListener(ContextClosedEvent.class)
    void stop() throws InterruptedException {
        stopping = true;
        Thread running;
        synchronized (this) {
            running = thread;
        }
        if (running != null) {
            running.join(Duration.ofSeconds(10).toMillis());
        }
    }
}
