package io.promisedesk.roster;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Somebody does not work, whatever shifts they stand in.
 *
 * @param from first instant of it
 * @param to first instant after it; null: until further notice
 * @param note for those who plan; colleagues do not see it
 * @param recordedBy user id of who reported it, or {@code system}
 * @param wholeDays it was recorded as whole days in the person's zone: a shift that begins on one of them is not worked at
 *     all, also where it ends after the absence
 */
public record Absence(
        long id,
        String person,
        Kind kind,
        Instant from,
        @Nullable Instant to,
        @Nullable String note,
        String recordedBy,
        boolean wholeDays) {

    public enum Kind {
        VACATION,
        SICKNESS,
        OTHER
    }

    public Absence(
            long id,
            String person,
            Kind kind,
            Instant from,
            @Nullable Instant to,
            @Nullable String note,
            String recordedBy) {
        this(id, person, kind, from, to, note, recordedBy, false);
    }

    /** Changes with everything that can be edited; the same on every node. */
    public String version() {
        return Integer.toHexString(
                String.join("|", kind.name(), from.toString(), String.valueOf(to), String.valueOf(note))
                        .hashCode());
    }

    public boolean covers(Instant at) {
        return !at.isBefore(from) && (to == null || at.isBefore(to));
    }

    /** Whether it has an instant in {@code [start, end)}. */
    public boolean touches(Instant start, @Nullable Instant end) {
        return (end == null || from.isBefore(end)) && (to == null || to.isAfter(start));
    }
}
