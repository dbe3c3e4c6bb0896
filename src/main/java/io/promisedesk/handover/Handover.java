package io.promisedesk.handover;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What one receiver is asked to take over; one instance of the process {@code handover}.
 *
 * @param round 2 where a colleague has left it unanswered before
 */
record Handover(
        long id,
        Occasion occasion,
        String receiver,
        boolean automatic,
        Instant answerBy,
        @Nullable String supervisor,
        @Nullable String processInstance,
        int round) {}
