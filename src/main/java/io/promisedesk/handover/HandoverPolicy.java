package io.promisedesk.handover;

import io.promisedesk.roster.Shift;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Who should take a ticket over, and when its owner may keep it (service-levels, section 4). Decides, asks nobody. */
final class HandoverPolicy {

    private HandoverPolicy() {}

    /**
     * Somebody who could take a ticket.
     *
     * @param load open tickets they own
     * @param asked whether this very ticket is offered to them already
     * @param declined whether they have declined this very ticket in this shift
     */
    record Candidate(String person, int load, boolean asked, boolean declined) {}

    private static final Comparator<Candidate> BEST_FIRST = Comparator.comparing(Candidate::asked)
            .reversed()
            .thenComparing(Candidate::declined)
            .thenComparingInt(Candidate::load)
            .thenComparing(Candidate::person);

    /** Whoever is asked already, else who owns least; who declined before only where nobody else is left. */
    static Optional<String> receiver(Collection<Candidate> candidates) {
        return candidates.stream().min(BEST_FIRST).map(Candidate::person);
    }

    /** A ticket may be kept when every running deadline of it falls inside the owner's next shift. */
    static boolean mayKeep(Collection<Instant> deadlines, Optional<Shift> nextShift) {
        return nextShift
                .map(shift ->
                        deadlines.stream().allMatch(due -> !due.isBefore(shift.start()) && !due.isAfter(shift.end())))
                .orElse(false);
    }
}
