package io.promisedesk.notification;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A notice that waits to be put into words; see {@link NoticeRequested}.
 *
 * @param requestedAt when it was asked for; it may leave much later
 */
public record Notice(
        long id,
        String key,
        String kind,
        String person,
        @Nullable String ticket,
        boolean atOnce,
        Instant requestedAt,
        Map<String, String> data) {}
