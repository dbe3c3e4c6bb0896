package io.promisedesk;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@PromisedeskTest
class PromisedeskTests {

    @Autowired
    Clock clock;

    @Test
    void startsWithTheEnginesClock() {
        assertThat(clock.instant()).isEqualTo(Engine.MONDAY_MORNING);
    }
}
