package io.promisedesk.sla;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.promisedesk.sla.ClockView.State;
import io.promisedesk.sla.ClockView.Verdict;
import io.promisedesk.sla.LedgerEntry.Kind;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

/** Laws of clocks, on random lives, and the cases in which peers err. */
class LedgerLawsTests {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final BusinessCalendar OFFICE = office(Set.of());
    private static final BusinessCalendar OFFICE_WITH_A_HOLIDAY = office(Set.of(LocalDate.parse("2026-03-03")));

    // A new version of the calendar closes on a day.
    private static BusinessCalendar calendar(Commitment commitment) {
        return commitment.calendarVersion() == 1 ? OFFICE : OFFICE_WITH_A_HOLIDAY;
    }

    private static BusinessCalendar office(Set<LocalDate> holidays) {
        Map<DayOfWeek, List<Window>> week = new EnumMap<>(DayOfWeek.class);
        for (DayOfWeek day : DayOfWeek.values()) {
            if (day.getValue() <= 5) {
                week.put(day, List.of(new Window(Window.parseTime("09:00"), Window.parseTime("18:00"))));
            }
        }
        return new BusinessCalendar(new WorkingHours(week, holidays, Map.of()), BERLIN);
    }

    private static Instant at(String local) {
        return LocalDateTime.parse("2026-03-" + local).atZone(BERLIN).toInstant();
    }

    private static Commitment within(Budget budget) {
        return new Commitment(new Target(budget, "office", BERLIN, 75, "test"), 1);
    }

    private static Commitment hours(int hours) {
        return within(Budget.hours(hours));
    }

    private static Ledger started(Commitment commitment, Instant at) {
        return Ledger.replay(
                List.of(new LedgerEntry(1, Kind.STARTED, at, "system", commitment, null)), LedgerLawsTests::calendar);
    }

    private static Ledger then(Ledger ledger, Kind kind, Instant at) {
        return then(ledger, kind, at, null);
    }

    private static Ledger then(Ledger ledger, Kind kind, Instant at, @Nullable Commitment commitment) {
        ledger.apply(ledger.next(kind, at, "anna", commitment, null));
        return ledger;
    }

    @Property(tries = 2000)
    void replayEqualsCountingOnTheWay(@ForAll("lives") Life life) {
        Ledger ledger = life.replay(Ledger.replay(List.of(life.first()), LedgerLawsTests::calendar));
        Instant end = life.end();

        // Counting on the way: what is left, shifted at each event.
        Instant due = OFFICE.due(life.start, life.budget);
        Duration left = life.budget instanceof Budget.Time time ? time.length() : OFFICE.between(life.start, due);
        Instant since = life.start;
        boolean running = true;
        for (Instant turn : life.turns) {
            if (running) {
                Duration ran = OFFICE.between(since, turn);
                if (ran.compareTo(left) >= 0) {
                    break; // Ran out: the deadline does not move any more.
                }
                left = left.minus(ran);
            } else {
                due = resumed(life, due, since, turn, left);
            }
            since = turn;
            running = !running;
        }
        if (!running) {
            due = resumed(life, due, since, end, left);
        }

        assertThat(ledger.due(end)).isEqualTo(due);
        assertThat(ledger.verdict(end)).isEqualTo(due.isBefore(end) ? Verdict.MISSED : Verdict.OPEN);
    }

    /** A deadline in working days keeps its time of day, also outside hours, unless business time was lost. */
    private static Instant resumed(Life life, Instant due, Instant paused, Instant at, Duration left) {
        return life.budget instanceof Budget.WorkingDays
                        && OFFICE.between(paused, at).isZero()
                ? due
                : OFFICE.due(at, left);
    }

    @Property(tries = 1000)
    void whatIsBrokenStaysBroken(@ForAll("lives") Life life, @ForAll Random random) {
        Ledger ledger = replay(life);
        Instant now = life.end();
        boolean broken = false;
        for (int i = 0; i < 20; i++) {
            boolean missed = ledger.verdict(now) == Verdict.MISSED;
            assertThat(missed || !broken).as("at %s", now).isTrue();
            broken = missed;
            now = now.plusMillis(random.nextLong(Duration.ofHours(14).toMillis()));
        }
    }

    @Property(tries = 1000)
    void splittingAPauseChangesNothing(@ForAll("lives") Life life, @ForAll Random random) {
        List<Instant> split = new ArrayList<>();
        for (int i = 0; i < life.turns.size(); i++) {
            split.add(life.turns.get(i));
            if (i % 2 == 0) {
                Instant until = i + 1 < life.turns.size() ? life.turns.get(i + 1) : life.end();
                Instant middle = life.turns
                        .get(i)
                        .plusMillis(random.nextLong(
                                Duration.between(life.turns.get(i), until).toMillis() + 1));
                split.addAll(List.of(middle, middle));
            }
        }
        assertSame(life, new Life(life.start, life.budget, split), life.end());
    }

    @Property(tries = 1000)
    void aPauseOutsideHoursChangesNothing(@ForAll("lives") Life life, @ForAll Random random) {
        Instant night = OFFICE.due(life.end(), Duration.ofHours(random.nextInt(4) * 9L + 1));
        night = LocalDate.ofInstant(night, BERLIN).atTime(18, 0).atZone(BERLIN).toInstant();
        List<Instant> turns = life.turns.size() % 2 == 0 ? life.turns : life.turns.subList(0, life.turns.size() - 1);
        List<Instant> rested = new ArrayList<>(turns);
        rested.add(night.plusSeconds(random.nextInt(3600)));
        rested.add(night.plusSeconds(3600 + random.nextInt(3600)));
        assertSame(
                new Life(life.start, life.budget, turns),
                new Life(life.start, life.budget, rested),
                rested.get(rested.size() - 1));
    }

    @Property(tries = 1000)
    void moreBudgetIsNeverDueEarlier(@ForAll("lives") Life life) {
        Budget more = life.budget instanceof Budget.WorkingDays days
                ? new Budget.WorkingDays(days.days() + 1)
                : new Budget.Time(((Budget.Time) life.budget).length().plusMinutes(1));
        Life longer = new Life(life.start, more, life.turns);
        assertThat(replay(longer).due(life.end())).isAfterOrEqualTo(replay(life).due(life.end()));
        assertThat(replay(life).atRisk(life.end()))
                .isBeforeOrEqualTo(replay(life).due(life.end()));
    }

    @Property(tries = 1000)
    void aNewTargetCountsFromTheStartAndForgivesNothing(@ForAll("lives") Life life, @ForAll Random random) {
        Budget other = Life.budget(random);
        Ledger changed = then(replay(life), Kind.RETARGETED, life.end(), within(other));
        boolean wasBroken = replay(life).verdict(life.end()) == Verdict.MISSED;
        Ledger fresh = replay(new Life(life.start, other, life.turns));

        assertThat(changed.due(life.end())).isEqualTo(fresh.due(life.end()));
        assertThat(changed.verdict(life.end())).isEqualTo(wasBroken ? Verdict.MISSED : fresh.verdict(life.end()));
    }

    @Property(tries = 2000)
    void anEarlierStartCountsForTheWholeLifeAndForgivesNothing(@ForAll("lives") Life life, @ForAll Random random) {
        Instant since =
                life.start.minusMillis(1 + random.nextLong(Duration.ofHours(60).toMillis()));
        int merged = random.nextInt(life.turns.size() + 1);
        Ledger ledger = started(within(life.budget), life.start);
        boolean wasBroken = false;
        for (int i = 0; i <= life.turns.size(); i++) {
            Instant turn = i < life.turns.size() ? life.turns.get(i) : life.end();
            if (i == merged) {
                wasBroken = ledger.verdict(turn) == Verdict.MISSED;
                antedate(ledger, since, turn);
            }
            if (i < life.turns.size()) {
                then(ledger, i % 2 == 0 ? Kind.PAUSED : Kind.RESUMED, turn);
            }
        }
        Instant end = life.end();
        Ledger fresh = replay(new Life(since, life.budget, life.turns));

        assertThat(ledger.startedAt()).isEqualTo(since);
        assertThat(ledger.due(end)).isEqualTo(fresh.due(end));
        assertThat(ledger.atRisk(end)).isEqualTo(fresh.atRisk(end));
        assertThat(ledger.elapsed(end)).isEqualTo(fresh.elapsed(end));
        assertThat(ledger.verdict(end)).isEqualTo(wasBroken ? Verdict.MISSED : fresh.verdict(end));
        // Never later: by the hours that count, for a deadline in working days may fall anywhere in a night.
        assertThat(OFFICE.between(replay(life).due(end), ledger.due(end))).isZero();
    }

    private static void antedate(Ledger ledger, Instant since, Instant at) {
        ledger.apply(ledger.antedated(since, at, "anna", "T-2"));
    }

    @Example
    void refusesALaterStart() {
        Ledger ledger = started(hours(2), at("02T10:00"));
        assertThatThrownBy(() -> antedate(ledger, at("02T10:00"), at("02T11:00")))
                .isInstanceOf(IllegalStateException.class);
    }

    @Example
    void metIsStoppedAtOrBeforeTheDeadline() {
        assertThat(then(started(hours(9), at("02T10:00")), Kind.STOPPED, at("03T10:00"))
                        .verdict(at("05T10:00")))
                .isEqualTo(Verdict.MET);
        assertThat(then(
                                started(hours(9), at("02T10:00")),
                                Kind.STOPPED,
                                at("03T10:00").plusMillis(1))
                        .verdict(at("05T10:00")))
                .isEqualTo(Verdict.MISSED);
    }

    @Example
    void aDeadlineOnClosingTimeIsMissedOvernight() {
        Ledger ledger = started(hours(8), at("02T10:00"));
        assertThat(ledger.due(at("02T20:00"))).isEqualTo(at("02T18:00"));
        assertThat(then(ledger, Kind.STOPPED, at("02T20:00")).verdict(at("02T20:00")))
                .isEqualTo(Verdict.MISSED);
    }

    @Example
    void aPauseAfterTheBreachForgivesNothing() {
        Ledger ledger = then(started(hours(2), at("02T10:00")), Kind.PAUSED, at("02T13:00"));
        assertThat(ledger.verdict(at("04T12:00"))).isEqualTo(Verdict.MISSED);
        assertThat(ledger.due(at("04T12:00"))).isEqualTo(at("02T12:00"));
        assertThat(then(ledger, Kind.STOPPED, at("04T12:00")).verdict(at("04T12:00")))
                .isEqualTo(Verdict.MISSED);
    }

    @Example
    void aBudgetUsedUpToTheMillisecondStaysUsedUp() {
        Ledger ledger = then(started(hours(2), at("02T10:00")), Kind.PAUSED, at("02T12:00"));
        assertThat(ledger.due(at("02T12:00"))).isEqualTo(at("02T12:00"));
        assertThat(ledger.verdict(at("02T12:00"))).isEqualTo(Verdict.OPEN);
        assertThat(then(ledger, Kind.RESUMED, at("03T10:00")).due(at("03T10:00")))
                .isEqualTo(at("02T12:00"));
    }

    @Example
    void aLongerTargetAfterTheBreachForgivesNothing() {
        Ledger ledger = then(started(hours(1), at("02T10:00")), Kind.RETARGETED, at("02T12:00"), hours(20));
        assertThat(ledger.due(at("02T12:00"))).isEqualTo(at("04T12:00"));
        assertThat(ledger.verdict(at("02T12:00"))).isEqualTo(Verdict.MISSED);
        assertThat(then(ledger, Kind.STOPPED, at("02T13:00")).verdict(at("02T13:00")))
                .isEqualTo(Verdict.MISSED);
    }

    @Example
    void anEditedCalendarMovesTheDeadlineOfTheWholeLife() {
        Ledger ledger = started(hours(10), at("02T10:00"));
        assertThat(ledger.due(at("02T11:00"))).isEqualTo(at("03T11:00"));
        then(ledger, Kind.RETARGETED, at("02T11:00"), new Commitment(hours(10).target(), 2));
        assertThat(ledger.due(at("02T11:00"))).isEqualTo(at("04T11:00"));
    }

    @Example
    void onlyTheBusinessTimeOfAPauseMovesADeadlineInWorkingDays() {
        Commitment twoDays = within(new Budget.WorkingDays(2));
        Ledger ledger = then(started(twoDays, at("02T16:00")), Kind.PAUSED, at("02T17:00"));
        assertThat(then(ledger, Kind.RESUMED, at("03T11:00")).due(at("03T11:00")))
                .isEqualTo(at("05T10:00"));
        // 18 h of business time lie between Monday 16:00 and Wednesday 16:00; three quarters are at risk.
        assertThat(started(twoDays, at("02T16:00")).atRisk(at("02T16:00"))).isEqualTo(at("04T11:30"));
    }

    @Example
    void aPauseInTheEveningDoesNotSaveADeadlineInTheEvening() {
        Ledger ledger = then(started(within(new Budget.WorkingDays(1)), at("02T20:00")), Kind.PAUSED, at("03T19:00"));
        assertThat(ledger.due(at("04T12:00"))).isEqualTo(at("03T20:00"));
        assertThat(ledger.verdict(at("04T12:00"))).isEqualTo(Verdict.MISSED);
    }

    @Example
    void aZeroTargetIsDueNowOrAtTheNextOpening() {
        assertThat(started(hours(0), at("02T10:00")).due(at("02T10:00"))).isEqualTo(at("02T10:00"));
        assertThat(started(hours(0), at("02T18:00")).due(at("02T18:00"))).isEqualTo(at("03T09:00"));
        Ledger paused = then(started(hours(0), at("02T18:00")), Kind.PAUSED, at("02T20:00"));
        assertThat(then(paused, Kind.RESUMED, at("03T12:00")).due(at("03T12:00")))
                .isEqualTo(at("03T12:00"));
    }

    @Example
    void inOneInstantStopBeatsPauseBeatsStart() {
        Instant instant = at("02T10:00");
        Ledger ledger = then(started(hours(2), instant), Kind.PAUSED, instant);
        assertThat(ledger.state()).isEqualTo(State.PAUSED);
        assertThat(ledger.due(at("03T10:00"))).isEqualTo(at("03T12:00"));
        then(ledger, Kind.STOPPED, instant);
        assertThat(ledger.accepts(Kind.PAUSED)).isFalse();
        assertThat(ledger.verdict(instant)).isEqualTo(Verdict.MET);
    }

    @Example
    void aLateLineIsTakenForTheInstantOfTheLastOne() {
        // The customer's mail came in before the agent chose to wait, but was read after it: the clock runs again.
        Ledger ledger = then(started(hours(2), at("02T10:00")), Kind.PAUSED, at("02T10:30"));
        then(ledger, Kind.RESUMED, at("02T10:20"));
        assertThat(ledger.state()).isEqualTo(State.RUNNING);
        assertThat(ledger.due(at("02T10:30"))).isEqualTo(at("02T12:00"));
    }

    @Example
    void refusesWhatCannotFollow() {
        Ledger ledger = then(started(hours(2), at("02T10:00")), Kind.CANCELLED, at("02T10:30"));
        assertThat(ledger.due(at("02T10:30"))).isNull();
        assertThat(ledger.verdict(at("02T10:30"))).isEqualTo(Verdict.CANCELLED);
        assertThatThrownBy(() -> then(ledger, Kind.STOPPED, at("02T11:00"))).isInstanceOf(IllegalStateException.class);
    }

    private static void assertSame(Life one, Life other, Instant now) {
        assertThat(replay(other).due(now)).isEqualTo(replay(one).due(now));
        assertThat(replay(other).verdict(now)).isEqualTo(replay(one).verdict(now));
    }

    private static Ledger replay(Life life) {
        return life.replay(started(within(life.budget), life.start));
    }

    @Provide
    Arbitrary<Life> lives() {
        return Arbitraries.randomValue(Life::random);
    }

    /** @param turns pause, resume, pause … */
    record Life(Instant start, Budget budget, List<Instant> turns) {

        LedgerEntry first() {
            return new LedgerEntry(1, Kind.STARTED, start, "system", within(budget), null);
        }

        Instant end() {
            return turns.isEmpty() ? start : turns.get(turns.size() - 1);
        }

        Ledger replay(Ledger ledger) {
            for (int i = 0; i < turns.size(); i++) {
                then(ledger, i % 2 == 0 ? Kind.PAUSED : Kind.RESUMED, turns.get(i));
            }
            return ledger;
        }

        static Life random(Random random) {
            Instant at = at("01T00:00")
                    .plusMillis(random.nextLong(Duration.ofDays(60).toMillis()));
            Instant start = at;
            List<Instant> turns = new ArrayList<>();
            for (int i = random.nextInt(8); i > 0; i--) {
                at = at.plusMillis(
                        random.nextInt(5) == 0
                                ? 0
                                : random.nextLong(Duration.ofHours(30).toMillis()));
                turns.add(at);
            }
            return new Life(start, budget(random), turns);
        }

        static Budget budget(Random random) {
            return random.nextBoolean()
                    ? new Budget.WorkingDays(1 + random.nextInt(5))
                    : new Budget.Time(Duration.ofMillis(
                            1 + random.nextLong(Duration.ofHours(40).toMillis())));
        }
    }
}
