package io.promisedesk.kpi;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A case behind a figure, with what it contributes to it. */
public record TicketLine(
        @Nullable String number,
        Instant at,
        double value,
        @Nullable String team,
        @Nullable String owner,
        @Nullable String priority,
        @Nullable String category,
        @Nullable String channel) {}
