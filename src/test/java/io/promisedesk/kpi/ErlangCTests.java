package io.promisedesk.kpi;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ErlangCTests {

    /** The first is the textbook's: 100 calls in half an hour, three minutes each, four of five within twenty seconds. */
    @ParameterizedTest
    @CsvSource({
        "200, PT3M, 0.8, PT20S, 14",
        // One agent, busy half of the time: half of the requests find them free.
        "1, PT30M, 0.5, PT0S, 1",
        "1, PT30M, 0.51, PT0S, 2",
        // Work for exactly one agent needs two: with one the queue would grow for ever.
        "2, PT30M, 0.01, PT8H, 2",
        "0, PT30M, 0.8, PT20S, 0"
    })
    void findsTheFewestAgentsWhoKeepTheTarget(
            double arrivals, Duration handling, double share, Duration within, int agents) {
        assertThat(ErlangC.agents(arrivals, handling, share, within)).isEqualTo(agents);
    }

    @Test
    void staysFiniteForTheLargestDesk() {
        assertThat(ErlangC.agents(20_000, Duration.ofMinutes(10), 0.9, Duration.ofMinutes(1)))
                .isBetween(3_334, 3_450);
    }
}
