package io.promisedesk.roster;

import java.time.LocalDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What somebody makes of a shift on one date; times are wall-clock in the team's zone.
 *
 * @param key of the shift that is changed; null: a new one
 * @param seen its version as the editor has seen it; null for a new one
 * @param people user ids
 */
public record ShiftEdit(
        String team,
        @Nullable String key,
        @Nullable String seen,
        LocalDateTime start,
        LocalDateTime end,
        List<String> people,
        List<Break> breaks) {

    public ShiftEdit {
        people = List.copyOf(people);
        breaks = List.copyOf(breaks);
    }
}
