package io.promisedesk.roster;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something that is wrong with a roster, or might be.
 *
 * @param person whom it concerns; null: the team
 * @param shift key of the shift that causes it; null for hours without one
 * @param other what it collides with: the other shift's team; null where there is nothing
 * @param amount tickets expected, agents missing or hours of rest, as {@code kind} says; 0 where it says nothing
 */
public record Finding(
        Kind kind,
        Instant from,
        Instant to,
        @Nullable String person,
        @Nullable String shift,
        @Nullable String other,
        double amount) {

    public enum Kind {
        /** Nobody is there in hours that are promised to customers, or in which tickets are expected. */
        GAP,
        /** Fewer agents than the expected tickets need; the amount says how many more. */
        UNDERSTAFFED,
        /** Somebody stands in two shifts at once. */
        DOUBLE_BOOKING,
        /** Somebody stands in a shift, or a part of it, and is absent. */
        ABSENT,
        /** Somebody in a shift is no member of the team. */
        NO_MEMBER,
        /** Somebody in a shift is no user (any more). */
        NO_USER,
        /** Less than eleven hours, or none, between two working days; the amount says how many. */
        SHORT_REST,
        /** A confirmed swap whose shift has changed or gone: it does nothing any more. */
        LAPSED_SWAP
    }

    /** Whether it is a hint and not a fault. */
    public boolean isHint() {
        return kind == Kind.SHORT_REST || kind == Kind.ABSENT;
    }

    /** Whether it can still be mended: what comes after a rest that was too short, for example. */
    public boolean isAhead(Instant now) {
        return to.isAfter(now);
    }

    static Finding of(Kind kind, Instant from, Instant to) {
        return new Finding(kind, from, to, null, null, null, 0);
    }
}
