package io.promisedesk.ticket;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How much longer tickets take that have been open for so long: what has been seen, never a guess. */
public interface UsualRemainingTime {

    /** Fewer comparable tickets than this say nothing. */
    int ENOUGH = 20;

    /**
     * The time within which three in four comparable tickets were solved. Those of the same team, category and priority are
     * asked first, and wider circles where they are fewer than {@link #ENOUGH}.
     *
     * <p>Asked in a transaction of its own and not for long, so that whoever asks can go on where figures do not answer.
     *
     * @return empty where even the widest circle holds too few
     * @throws RuntimeException where the figures cannot be read, or not in time
     */
    Optional<Remaining> remaining(OpenCase open);

    /**
     * @param priority as figures spell it: {@code moderate}
     * @param calendar key of the working calendar on which {@code spent} counts; time of another one does not compare
     * @param spent business time since the ticket was received, without pauses
     */
    record OpenCase(
            @Nullable String team, @Nullable String category, String priority, String calendar, Duration spent) {}

    /**
     * @param time business time on the same calendar
     * @param tickets how many were compared with
     */
    record Remaining(Duration time, int tickets, Comparison comparison) {}

    /** What the tickets have in common, narrowest first. */
    enum Comparison {
        TEAM_CATEGORY_PRIORITY,
        TEAM_CATEGORY,
        TEAM,
        ALL
    }
}
