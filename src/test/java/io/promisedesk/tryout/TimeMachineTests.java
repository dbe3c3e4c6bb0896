package io.promisedesk.tryout;

import static org.assertj.core.api.Assertions.assertThat;

import io.promisedesk.roster.RosterDesk;
import io.promisedesk.tryout.process.DueJobs;
import io.promisedesk.tryout.process.DueJobs.Timer;
import io.promisedesk.tryout.process.TryoutClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mockito.Mockito;

/** The order in which time passes; the engine's side of it is in DueJobsTests. */
class TimeMachineTests {

    private static final Instant NINE = Instant.parse("2026-03-02T09:00:00Z");

    private final List<String> diary = new ArrayList<>();
    private final TreeMap<Instant, String> waiting = new TreeMap<>();
    /** What brings something else about, and how much later. */
    private final Map<String, Duration> begets = new HashMap<>();

    private final TryoutClock clock = Mockito.mock(TryoutClock.class);
    private final DueJobs jobs = Mockito.mock(DueJobs.class);
    private final OutgoingMail mail = Mockito.mock(OutgoingMail.class);
    private final RosterDesk roster = Mockito.mock(RosterDesk.class);
    private final TimeMachine machine = new TimeMachine(clock, jobs, mail, roster, Duration.ofMinutes(10));

    private Instant now = NINE;

    @BeforeEach
    void engineWithAClock() {
        Mockito.when(clock.now()).thenAnswer(call -> now);
        Mockito.doAnswer(call -> {
                    Instant to = call.getArgument(0);
                    now = to.isAfter(now) ? to : now;
                    return null;
                })
                .when(clock)
                .moveTo(Mockito.any());
        Mockito.doAnswer(call -> {
                    diary.add("executor rests");
                    call.<Runnable>getArgument(0).run();
                    diary.add("executor works");
                    return null;
                })
                .when(jobs)
                .whileExecutorRests(Mockito.any());
        Mockito.when(jobs.timers(Mockito.any(), Mockito.anyInt()))
                .thenAnswer(call -> waiting.tailMap(call.getArgument(0), false).entrySet().stream()
                        .map(entry -> new Timer(entry.getKey(), "ticket", entry.getValue(), null, null))
                        .sorted(Comparator.comparing(Timer::due))
                        .toList());
        Mockito.when(jobs.drain()).thenAnswer(call -> {
            var due = new TreeMap<>(waiting.headMap(now, true));
            waiting.keySet().removeAll(due.keySet());
            due.forEach((instant, what) -> {
                diary.add(Duration.between(NINE, now).toMinutes() + " " + what);
                if (begets.containsKey(what)) {
                    waiting.put(now.plus(begets.get(what)), "after " + what);
                }
            });
            return due.size();
        });
        Mockito.doAnswer(call -> diary.add("mail sent")).when(mail).awaitSent();
        Mockito.when(mail.nextDue(Mockito.any())).thenReturn(Optional.empty());
    }

    @Test
    void letsEverythingOnTheWayHappenInOrderAndAtItsTime() {
        waiting.put(NINE.plusSeconds(50 * 60), "overdue");
        waiting.put(NINE.plusSeconds(30 * 60), "at risk");
        waiting.put(NINE.plusSeconds(90 * 60), "later");

        machine.travel(NINE.plus(Duration.ofHours(1)));

        assertThat(diary)
                .filteredOn(line -> !line.equals("mail sent"))
                .containsExactly("executor rests", "30 at risk", "50 overdue", "executor works");
        assertThat(now).isEqualTo(NINE.plus(Duration.ofHours(1)));
    }

    @Test
    void sendsTheMailOfOneMomentBeforeTimeMovesOn() {
        waiting.put(NINE.plusSeconds(60), "first");
        waiting.put(NINE.plusSeconds(120), "second");

        machine.travel(NINE.plusSeconds(120));

        assertThat(diary).containsSubsequence("1 first", "mail sent", "2 second", "mail sent");
    }

    @Test
    void meetsWhatOnlyComesUpOnTheWay() {
        waiting.put(NINE.plusSeconds(60), "escalates");
        begets.put("escalates", Duration.ofMinutes(2));

        machine.travel(NINE.plusSeconds(600));

        assertThat(diary).containsSubsequence("1 escalates", "3 after escalates");
    }

    @Test
    void stopsForMailThatWaitsForItsTime() {
        Instant quietHoursEnd = NINE.plusSeconds(600);
        Mockito.when(mail.nextDue(Mockito.any()))
                .thenAnswer(call -> Optional.of(quietHoursEnd).filter(due -> due.isAfter(call.getArgument(0))));

        machine.travel(NINE.plusSeconds(3600));

        Mockito.verify(clock).moveTo(quietHoursEnd);
    }

    @Test
    void hasNoDeadlineToGoToWhereNoPromiseRuns() {
        assertThat(machine.target(TimeMachine.Goal.DEADLINE)).isEmpty();
        assertThat(machine.start(TimeMachine.Goal.DEADLINE)).isFalse();
    }
}
