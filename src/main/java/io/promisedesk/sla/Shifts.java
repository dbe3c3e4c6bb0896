package io.promisedesk.sla;

import java.util.Comparator;
import java.util.List;

/**
 * What an edit does to the open deadlines: of a calendar, or of whatever else promises come from.
 *
 * @param open how many open deadlines were looked at
 * @param shifted those that move, the largest shift first
 */
public record Shifts(int open, List<Shifted> shifted) {

    private static final int SHOWN = 10;

    public Shifts {
        shifted = shifted.stream()
                .sorted(Comparator.comparing((Shifted shift) -> shift.by().abs())
                        .reversed()
                        .thenComparing(Shifted::subject)
                        .thenComparing(Shifted::metric))
                .toList();
    }

    public int moved() {
        return shifted.size();
    }

    /** The ten that move most. */
    public List<Shifted> largest() {
        return shifted.stream().limit(SHOWN).toList();
    }

    public long later() {
        return shifted.stream().filter(shift -> !shift.by().isNegative()).count();
    }

    public long earlier() {
        return moved() - later();
    }

    /** How many promises would be broken at once. */
    public long breaking() {
        return shifted.stream().filter(Shifted::breaks).count();
    }
}
