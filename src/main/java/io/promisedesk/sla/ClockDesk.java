package io.promisedesk.sla;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Starts and stops clocks. Every verb appends to the ledger in the caller's transaction; nothing is ever overwritten.
 * A verb for a metric without an open clock on that subject changes nothing and answers false.
 */
public interface ClockDesk {

    /** Starts the next clock of this metric; there must be none open. */
    ClockView start(String subject, Metric metric, Target target, Instant at);

    /** @param reason whom or what is waited for, shown in explanations */
    boolean pause(String subject, Metric metric, Instant at, @Nullable String reason);

    boolean resume(String subject, Metric metric, Instant at);

    /** The promise was kept or broken at this instant: the verdict is final. */
    boolean stop(String subject, Metric metric, Instant at);

    boolean cancel(String subject, Metric metric, Instant at, String reason);

    /** A new target for the clock's whole life, pauses replayed. */
    boolean retarget(String subject, Metric metric, Target target, Instant at, String reason);

    /** Which target an open clock would be given; its present one where it would be left alone. */
    interface Retargeting {

        Target target(String subject, Metric metric, Target present);
    }

    /** What giving the open clocks of these subjects other targets would do to their deadlines. Writes nothing. */
    Shifts shifts(List<String> subjects, Retargeting retargeting);

    /**
     * Adds business time to the target, whose source then says who agreed it ({@link Source}): from the deadline on or, where it has passed, from that instant on. What is broken
     * stays broken.
     */
    boolean extend(String subject, Metric metric, Duration more, Instant at, String reason);

    /**
     * The clock began earlier than it was started, for its whole life: an older request has come to light. What is broken
     * stays broken; moments of the ladder that are past by now are not made up for, except the deadline itself.
     *
     * @param reason what came to light, shown in explanations
     * @return false where no such clock is open, or it began no later
     */
    boolean antedate(String subject, Metric metric, Instant since, Instant at, String reason);

    /** The open clock of that metric, if any. */
    Optional<ClockView> open(String subject, Metric metric);

    /** All clocks of a subject in the order in which they started. */
    List<ClockView> clocks(String subject);

    /**
     * Why a clock's deadline is what it is; empty where there is no such clock.
     *
     * @param ladder rungs of which those to come are shown; what has fired is shown always
     */
    Optional<Explanation> explain(String subject, Metric metric, int n, Collection<Rung> ladder);

    /** Working time from now to the clock's deadline, or from its deadline to now; none where it has no deadline. */
    Duration distance(ClockView clock);

    /** For many subjects at once: their open clocks, running or paused. */
    List<ClockView> open(Collection<String> subjects);

    /** For many subjects at once: the running clock with the earliest deadline. Subjects without one are missing. */
    Map<String, ClockView> nearest(Collection<String> subjects);

    /** These rungs of the open clock of that metric, in order; none where there is no such clock. */
    List<RungView> rungs(String subject, Metric metric, Collection<Rung> ladder);

    /** Somebody has taken it in hand. The first one stands; later ones change nothing. */
    void acknowledge(long clock, Instant at);

    boolean isAcknowledged(long clock);

    /**
     * Marks a rung of the ladder as fired, once and for ever.
     *
     * @return true for the first who asks; false where it has fired before
     */
    boolean fire(long clock, String rung, Instant at);

    /** Whether any rung of any clock of this metric has fired, of ended clocks as well. */
    boolean hasFired(String subject, Metric metric);
}
