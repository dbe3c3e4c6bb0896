package io.promisedesk.handover;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An absence as its process knows it: what the roster said last.
 *
 * @param id number of it in the roster
 * @param to first instant after it; null: until further notice
 */
record RecordedAbsence(
        long id, String person, Instant from, @Nullable Instant to, State state, @Nullable String processInstance) {

    enum State {
        /** It has not begun. */
        PLANNED,
        /** It has begun, and tickets find owners. */
        ABSENT,
        /** The person is back, and may look what happened. */
        BACK,
        OVER
    }

    /** The business key by which tickets of one absence belong together. */
    String occasion() {
        return "absence:" + id;
    }
}
