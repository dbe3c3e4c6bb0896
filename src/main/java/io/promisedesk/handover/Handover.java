package io.promisedesk.handover;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What one receiver is asked to take over; one instance of the process {@code handover}. */
record Handover(
        long id,
        Occasion occasion,
        String receiver,
        boolean automatic,
        Instant answerBy,
        @Nullable String supervisor,
        @Nullable String processInstance) {}
