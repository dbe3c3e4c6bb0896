package io.promisedesk.replay.process;

import java.time.Instant;
import java.util.Date;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/** The clock of the engine, which is ours too: stands still at the instant of an event, and ticks on when all is done. */
@Component
@Profile("replay")
public class ReplayClock {

    public void standAt(Instant instant) {
        ClockUtil.setCurrentTime(Date.from(instant));
    }

    public void tickOn() {
        ClockUtil.reset();
    }
}
