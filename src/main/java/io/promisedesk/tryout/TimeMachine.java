package io.promisedesk.tryout;

import io.promisedesk.roster.RosterDesk;
import io.promisedesk.roster.Shift;
import io.promisedesk.tryout.process.DueJobs;
import io.promisedesk.tryout.process.DueJobs.Timer;
import io.promisedesk.tryout.process.TryoutClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/**
 * Lets the try-out's time pass quickly, forward only. It never jumps over what falls due on the way: the clock goes to
 * the next due date, everything due there happens (jobs, and the mail they ask for), then on to the next, up to the goal.
 */
@Component
@Profile("tryout & !replay")
class TimeMachine {

    private static final Logger LOG = LoggerFactory.getLogger(TimeMachine.class);
    private static final Duration LONGEST_SHIFT = Duration.ofHours(25);
    /** Timers at which somebody is told of a promise: their ids end so, whichever promise it is. */
    private static final Pattern DEADLINE = Pattern.compile(".*(AtRisk|Overdue)");

    private static final String HAND_OVER_BEGINS = "event_handOverBegins";

    /** How far to go. */
    enum Goal {
        HOUR,
        DEADLINE,
        HAND_OVER,
        SHIFT_END
    }

    /**
     * A journey through time.
     *
     * @param at how far it has come
     * @param steps due dates passed so far
     * @param error why it stopped early, or null
     */
    record Journey(
            Goal goal, Instant from, Instant to, Instant at, int steps, boolean arrived, @Nullable String error) {

        Journey at(Instant instant, int steps) {
            return new Journey(goal, from, to, instant, steps, false, null);
        }

        Journey arrived(Instant instant) {
            return new Journey(goal, from, to, instant, steps, true, null);
        }

        Journey stopped(Instant instant, String error) {
            return new Journey(goal, from, to, instant, steps, true, error);
        }

        /** Share of the way, 0 to 100. */
        public int percent() {
            long whole = Duration.between(from, to).toMillis();
            return arrived || whole <= 0
                    ? 100
                    : (int) Math.min(99, Duration.between(from, at).toMillis() * 100 / whole);
        }
    }

    private final TryoutClock clock;
    private final DueJobs jobs;
    private final OutgoingMail mail;
    private final RosterDesk roster;
    private final Duration grace;
    private final AtomicReference<@Nullable Journey> journey = new AtomicReference<>();

    TimeMachine(
            TryoutClock clock,
            DueJobs jobs,
            OutgoingMail mail,
            RosterDesk roster,
            @Value("${promisedesk.handover.grace}") Duration grace) {
        this.grace = grace;
        this.clock = clock;
        this.jobs = jobs;
        this.mail = mail;
        this.roster = roster;
    }

    /** The present journey, or the last one; null when there was none since the start. */
    @Nullable
    Journey journey() {
        return journey.get();
    }

    /**
     * Where a goal lies now; empty when there is none such ahead.
     */
    Optional<Instant> target(Goal goal) {
        Instant now = clock.now();
        return switch (goal) {
            case HOUR -> Optional.of(now.plus(Duration.ofHours(1)));
            case DEADLINE ->
                upcoming(200).stream()
                        .filter(timer -> DEADLINE.matcher(timer.element()).matches())
                        .map(Timer::due)
                        .findFirst();
            case HAND_OVER ->
                upcoming(200).stream()
                        .filter(timer -> timer.element().equals(HAND_OVER_BEGINS))
                        .map(Timer::due)
                        .findFirst();
            // With the time in which what nobody handed over moves by itself.
            case SHIFT_END ->
                runningShifts().stream().map(shift -> shift.end().plus(grace)).findFirst();
        };
    }

    /** What falls due next for a ticket or a shift, soonest first. */
    List<Timer> upcoming(int limit) {
        return jobs.timers(clock.now(), 500).stream()
                .filter(timer -> timer.businessKey() != null)
                .limit(limit)
                .toList();
    }

    /** Shifts that run now, the one that ends first first. */
    List<Shift> runningShifts() {
        Instant now = clock.now();
        return roster.shiftsStarting(now.minus(LONGEST_SHIFT), now.plusMillis(1)).stream()
                .filter(shift -> shift.covers(now))
                .sorted(Comparator.comparing(Shift::end))
                .toList();
    }

    /** Sets off in the background; false where a journey is under way already or there is no such goal ahead. */
    synchronized boolean start(Goal goal) {
        Journey present = journey.get();
        Optional<Instant> target = target(goal);
        if (present != null && !present.arrived() || target.isEmpty()) {
            return false;
        }
        Instant now = clock.now();
        journey.set(new Journey(goal, now, target.get(), now, 0, false, null));
        Thread traveller = new Thread(() -> travel(target.get()), "time-machine");
        traveller.setDaemon(true);
        traveller.start();
        return true;
    }

    /** Goes there, on the caller's thread. */
    void travel(Instant to) {
        try {
            jobs.whileExecutorRests(() -> {
                settle();
                int steps = 0;
                for (Optional<Instant> due = nextDue(to); due.isPresent(); due = nextDue(to)) {
                    clock.moveTo(due.get());
                    settle();
                    report(++steps);
                }
                clock.moveTo(to);
                settle();
            });
            journey.updateAndGet(present -> present == null ? null : present.arrived(clock.now()));
        } catch (RuntimeException e) {
            LOG.error("The time machine stopped at {}", clock.now(), e);
            journey.updateAndGet(
                    present -> present == null ? null : present.stopped(clock.now(), String.valueOf(e.getMessage())));
        }
    }

    private void report(int steps) {
        journey.updateAndGet(present -> present == null ? null : present.at(clock.now(), steps));
    }

    private Optional<Instant> nextDue(Instant to) {
        Instant now = clock.now();
        return Stream.of(jobs.timers(now, 1).stream().map(Timer::due).findFirst(), mail.nextDue(now))
                .flatMap(Optional::stream)
                .filter(due -> !due.isAfter(to))
                .min(Comparator.naturalOrder());
    }

    /** Everything that is due happens before the clock moves on. */
    private void settle() {
        do {
            mail.awaitSent();
        } while (jobs.drain() > 0);
    }
}
