package io.promisedesk.roster;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One agent gives a shift to another, or changes it for one of theirs.
 *
 * @param giver who asked for it
 * @param given the shift the giver gives away
 * @param taker who takes it once they have confirmed
 * @param back the shift the giver takes in return; null: none
 * @param note what the giver wrote
 * @param decidedAt when it came to its present state; null while it is asked for
 * @param decidedBy who brought it there
 */
public record Swap(
        long id,
        String team,
        String giver,
        Span given,
        String taker,
        @Nullable Span back,
        State state,
        @Nullable String note,
        Instant askedAt,
        @Nullable Instant decidedAt,
        @Nullable String decidedBy) {

    public enum State {
        ASKED,
        CONFIRMED,
        DECLINED,
        WITHDRAWN,
        FORBIDDEN
    }

    /** When the first shift of it begins; later it cannot be changed any more. */
    public Instant begins() {
        return back != null && back.start().isBefore(given.start()) ? back.start() : given.start();
    }

    public boolean isOpen() {
        return state == State.ASKED;
    }

    public boolean concerns(String person) {
        return giver.equals(person) || taker.equals(person);
    }

    Swap as(State next, Instant at) {
        return new Swap(id, team, giver, given, taker, back, next, note, askedAt, at, decidedBy);
    }

    Instant decidedOr(Instant otherwise) {
        return decidedAt == null ? otherwise : decidedAt;
    }
}
