package io.promisedesk.tryout.process;

import java.time.Duration;
import java.time.Instant;
import org.camunda.bpm.engine.impl.cfg.AbstractProcessEnginePlugin;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Profile;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * How far the try-out is ahead of the real time. The engine's clock (which is ours too) keeps ticking from there; the
 * distance is stored, and restored before the engine starts, so that no timer is ever seen from the past.
 */
@Component
@Profile("tryout")
@DependsOnDatabaseInitialization
@Order(Ordered.HIGHEST_PRECEDENCE)
public class TryoutClock extends AbstractProcessEnginePlugin {

    private final JdbcClient jdbc;

    TryoutClock(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public void preInit(ProcessEngineConfigurationImpl engine) {
        ClockUtil.offset(ahead().toMillis());
    }

    public Instant now() {
        return ClockUtil.getCurrentTime().toInstant();
    }

    /** How far ahead of the real time. */
    public Duration ahead() {
        return Duration.ofMillis(jdbc.sql("select ahead_millis from tryout_clock")
                .query(Long.class)
                .single());
    }

    /** Moves the clock to that instant; an instant that has passed already changes nothing: time goes forward only. */
    public synchronized void moveTo(Instant instant) {
        long forward = Duration.between(now(), instant).toMillis();
        if (forward <= 0) {
            return;
        }
        long ahead = ahead().toMillis() + forward;
        jdbc.sql("update tryout_clock set ahead_millis = :ahead")
                .param("ahead", ahead)
                .update();
        ClockUtil.offset(ahead);
    }
}
