package io.promisedesk.handover;

import io.promisedesk.roster.Shift;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/**
 * What no decision table can override (service-levels, section 4): when an owner may keep a ticket, and in which order
 * people come into question as receivers. Decides, asks nobody.
 */
final class HandoverPolicy {

    private HandoverPolicy() {}

    /**
     * Somebody who could take a ticket.
     *
     * @param points what {@code handover-receiver.dmn} says of them
     * @param load open tickets they own
     * @param full whether they have, with what is meant for them already, as many tickets in hand as they can have
     * @param asked whether this very ticket is offered to them already
     * @param declined whether they have declined this very ticket on this occasion
     */
    record Taker(String person, double points, int load, boolean full, boolean asked, boolean declined) {}

    private static final Comparator<Taker> BEST_FIRST = Comparator.comparing(Taker::asked)
            .reversed()
            .thenComparing(Taker::declined)
            .thenComparing(Taker::full)
            .thenComparing(Comparator.comparingDouble(Taker::points).reversed())
            .thenComparingInt(Taker::load)
            .thenComparing(Taker::person);

    /**
     * Whoever is asked already, else who has most points, of these who owns least; who has no room only where nobody has,
     * and who declined before only where nobody else is left.
     */
    static Optional<String> receiver(Collection<Taker> takers) {
        return takers.stream().min(BEST_FIRST).map(Taker::person);
    }

    /** A ticket may be kept when every running deadline of it falls inside the owner's next shift. */
    static boolean mayKeep(Collection<Instant> deadlines, Optional<Shift> nextShift) {
        return nextShift
                .map(shift ->
                        deadlines.stream().allMatch(due -> !due.isBefore(shift.start()) && !due.isAfter(shift.end())))
                .orElse(false);
    }
}
