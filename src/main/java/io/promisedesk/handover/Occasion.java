package io.promisedesk.handover;

import org.jspecify.annotations.Nullable;

/**
 * What makes tickets change hands. All hand-overs of one occasion belong together: whoever has declined a ticket is the
 * last one to get it again on the same occasion.
 *
 * @param key unique: the key of a shift, or for example {@code absence:17}
 * @param team key of the team of whoever hands over; tickets without a team of their own are looked after by this one
 * @param shift key of the shift that ends, or null
 */
record Occasion(String key, String team, Cause cause, @Nullable String shift) {

    static Occasion endOf(String shift, String team) {
        return new Occasion(shift, team, Cause.SHIFT_END, shift);
    }

    static Occasion of(Cause cause, String key, String team) {
        return new Occasion(key, team, cause, null);
    }
}
