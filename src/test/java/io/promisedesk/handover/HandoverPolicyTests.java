package io.promisedesk.handover;

import static org.assertj.core.api.Assertions.assertThat;

import io.promisedesk.handover.HandoverPolicy.Taker;
import io.promisedesk.roster.Shift;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HandoverPolicyTests {

    private static final Instant START = Instant.parse("2026-03-03T08:00:00Z");
    private static final Instant END = Instant.parse("2026-03-03T16:00:00Z");
    private static final Optional<Shift> NEXT =
            Optional.of(new Shift("service:next", "service", START, END, List.of("anna")));

    @Test
    void choosesWhoOwnsLeast() {
        assertThat(HandoverPolicy.receiver(List.of(candidate("anna", 3), candidate("boris", 1), candidate("clara", 2))))
                .contains("boris");
    }

    @Test
    void choosesByUserIdWhereLoadsAreEqual() {
        assertThat(HandoverPolicy.receiver(List.of(candidate("boris", 1), candidate("anna", 1))))
                .contains("anna");
    }

    @Test
    void prefersWhoHasMostPointsWhateverTheyOwn() {
        assertThat(HandoverPolicy.receiver(
                        List.of(candidate("anna", 0), new Taker("boris", 20, 9, false, false, false))))
                .contains("boris");
    }

    @Test
    void prefersWhoIsAskedAlready() {
        assertThat(HandoverPolicy.receiver(List.of(candidate("anna", 0), new Taker("boris", 0, 9, true, true, false))))
                .contains("boris");
    }

    @Test
    void takesWhoDeclinedOnlyWhereNobodyElseIsLeft() {
        var declined = new Taker("anna", 0, 0, false, false, true);
        assertThat(HandoverPolicy.receiver(List.of(declined, candidate("boris", 9))))
                .contains("boris");
        assertThat(HandoverPolicy.receiver(List.of(declined))).contains("anna");
    }

    @Test
    void takesWhoHasNoRoomOnlyWhereNobodyHas() {
        var full = new Taker("boris", 40, 0, true, false, false);
        assertThat(HandoverPolicy.receiver(List.of(full, candidate("clara", 7))))
                .contains("clara");
        assertThat(HandoverPolicy.receiver(List.of(full))).contains("boris");
        var declined = new Taker("clara", 0, 0, false, false, true);
        assertThat(HandoverPolicy.receiver(List.of(full, declined))).contains("boris");
    }

    @Test
    void choosesNobodyWhereNobodyIs() {
        assertThat(HandoverPolicy.receiver(List.of())).isEmpty();
    }

    @Test
    void allowsToKeepWhatIsDueInsideTheNextShift() {
        assertThat(HandoverPolicy.mayKeep(List.of(START, END), NEXT)).isTrue();
        assertThat(HandoverPolicy.mayKeep(List.of(), NEXT)).isTrue();
    }

    @Test
    void doesNotAllowToKeepWhatIsDueOutsideTheNextShift() {
        assertThat(HandoverPolicy.mayKeep(List.of(START.plusSeconds(60), START.minusMillis(1)), NEXT))
                .isFalse();
        assertThat(HandoverPolicy.mayKeep(List.of(END.plusMillis(1)), NEXT)).isFalse();
        assertThat(HandoverPolicy.mayKeep(List.of(), Optional.empty())).isFalse();
    }

    private static Taker candidate(String person, int load) {
        return new Taker(person, 0, load, false, false, false);
    }
}
