package io.promisedesk.handover;

import java.time.Instant;
import java.util.Collection;
import java.util.Map;

/**
 * When people were last at their desk. Asked for one question only: who has not appeared for their shift. Whoever answers
 * keeps one instant per person and nothing of what they did.
 */
public interface SignsOfLife {

    /** The last sign of each of them, to the minute; those who never gave one are missing. */
    Map<String, Instant> latest(Collection<String> people);
}
