package io.promisedesk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.TimeZone;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringApplicationHook;

@PromisedeskTest
class PromisedeskTests {

    @Autowired
    Clock clock;

    @Test
    void startsWithTheEnginesClock() {
        assertThat(clock.instant()).isEqualTo(Engine.MONDAY_MORNING);
    }

    @Test
    void keepsUtcWhateverTheMachineShows() {
        TimeZone machine = TimeZone.getDefault();
        List<TimeZone> started = new ArrayList<>();
        SpringApplicationHook instead = application -> {
            started.add(TimeZone.getDefault());
            throw new SpringApplication.AbandonedRunException();
        };
        TimeZone.setDefault(TimeZone.getTimeZone("Asia/Kolkata"));
        try {
            assertThatThrownBy(() -> SpringApplication.withHook(instead, () -> Promisedesk.main(new String[0])))
                    .isInstanceOf(SpringApplication.AbandonedRunException.class);
        } finally {
            TimeZone.setDefault(machine);
        }
        assertThat(started).extracting(TimeZone::getID).containsExactly("UTC");
    }
}
