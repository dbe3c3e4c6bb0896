package io.promisedesk.kpi;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.annotation.Profile;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** One thread per node that keeps the facts fresh. Tests drive the miner by hand instead. */
@Component
@Profile("!test & !replay")
class BackgroundMiner implements Runnable {

    private static final Logger log = LoggerFactory.getLogger(BackgroundMiner.class);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(5);

    private final Miner miner;
    private final Rebuild rebuild;
    private final Consistency consistency;
    private final PathDays days;
    private final KpiSettings settings;
    private volatile @Nullable Thread thread;
    private boolean checked;

    BackgroundMiner(Miner miner, Rebuild rebuild, Consistency consistency, PathDays days, KpiSettings settings) {
        this.miner = miner;
        this.rebuild = rebuild;
        this.consistency = consistency;
        this.days = days;
        this.settings = settings;
    }

    @EventListener(ApplicationReadyEvent.class)
    void start() {
        if (settings.rebuild()) {
            rebuild.begin();
        }
        if (settings.mine()) {
            Thread started = new Thread(this, "kpi-miner");
            started.setDaemon(true);
            thread = started;
            started.start();
        }
    }

    @EventListener(ContextClosedEvent.class)
    void stop() throws InterruptedException {
        Thread running = thread;
        thread = null;
        if (running != null) {
            running.interrupt();
            running.join(Duration.ofSeconds(10).toMillis());
        }
    }

    /** Once what waits has been mined, also where that is done by other nodes. */
    private void checkWhenAsked() {
        if (settings.check() > 0 && !checked && consistency.isUpToDate()) {
            checked = true;
            consistency.check(settings.check());
        }
    }

    @Override
    public void run() {
        boolean failing = false;
        while (thread == Thread.currentThread()) {
            Duration pause;
            try {
                boolean behind = miner.mine() > 0 && miner.isBehind();
                rebuild.report();
                checkWhenAsked();
                if (!behind) {
                    days.addUpSome();
                }
                failing = false;
                pause = behind ? Duration.ZERO : settings.interval();
            } catch (RuntimeException e) {
                if (!failing && thread != null) {
                    log.warn("Mining stands still and is tried again every {} s", AFTER_FAILURE.toSeconds(), e);
                }
                failing = true;
                pause = AFTER_FAILURE;
            }
            try {
                Thread.sleep(pause.toMillis());
            } catch (InterruptedException e) {
                return;
            }
        }
    }
}
