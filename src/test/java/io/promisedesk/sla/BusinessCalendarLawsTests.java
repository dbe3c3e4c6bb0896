package io.promisedesk.sla;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
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

/** Laws of business time, on random calendars in zones with unusual clock changes, near those changes above all. */
class BusinessCalendarLawsTests {

    /** Among them: half an hour (Lord Howe), two hours (Troll), at midnight (Beirut, Cairo, Havana, Santiago, São Paulo, Asunción), a lost day (Apia), summer time below standard (Dublin, Casablanca). */
    private static final List<ZoneId> ZONES = List.of(
                    "Europe/Berlin",
                    "America/New_York",
                    "Australia/Lord_Howe",
                    "Antarctica/Troll",
                    "Asia/Beirut",
                    "Africa/Cairo",
                    "America/Havana",
                    "America/Santiago",
                    "America/Sao_Paulo",
                    "America/Asuncion",
                    "Pacific/Apia",
                    "Pacific/Chatham",
                    "Europe/Dublin",
                    "Africa/Casablanca",
                    "America/Nuuk",
                    "Asia/Tehran",
                    "Asia/Kathmandu",
                    "UTC")
            .stream()
            .map(ZoneId::of)
            .toList();

    /** 100,000 random cases: ten questions to each of ten thousand calendars. */
    @Property(tries = 10_000)
    void countsAsTheObviousCalendarDoes(@ForAll("cases") Case c, @ForAll Random random) {
        BusinessCalendar fast = c.fast();
        ReferenceCalendar slow = c.slow();
        for (int i = 0; i < 10; i++) {
            Instant a = c.a.plusMillis(random.nextLong(10L * Window.DAY) - 5L * Window.DAY);
            Instant b = a.plusMillis(Case.span(random));
            Duration budget = Case.budget(random);
            var days = new Budget.WorkingDays(1 + random.nextInt(12));
            assertThat(fast.between(a, b)).isEqualTo(slow.between(a, b));
            assertThat(fast.due(a, budget)).isEqualTo(slow.due(a, budget));
            assertThat(fast.due(a, Duration.ZERO)).isEqualTo(slow.due(a, Duration.ZERO));
            assertThat(fast.due(a, days)).isEqualTo(slow.due(a, days));
        }
    }

    @Property(tries = 500)
    void countsManyWorkingDaysAsTheObviousCalendarDoes(@ForAll("cases") Case c, @ForAll Random random) {
        var days = new Budget.WorkingDays(1 + random.nextInt(3000));
        assertThat(c.fast().due(c.a, days)).isEqualTo(c.slow().due(c.a, days));
    }

    @Property(tries = 2000)
    void oneMoreWorkingDayIsTheNextOpenDayAtTheSameTime(@ForAll("cases") Case c, @ForAll Random random) {
        int n = 1 + random.nextInt(12);
        Instant due = c.fast().due(c.a, new Budget.WorkingDays(n));
        Instant next = c.fast().due(c.a, new Budget.WorkingDays(n + 1));
        assertThat(next).isAfter(due);
        assertThat(due).isAfter(c.a);
    }

    @Example
    void workingDaysKeepTheClockTimeAndSkipClosedDays() {
        Map<DayOfWeek, List<Window>> week = new HashMap<>();
        for (DayOfWeek day : DayOfWeek.values()) {
            week.put(day, day.getValue() < 6 ? List.of(window("09:00", "18:00")) : List.of());
        }
        var calendar = new BusinessCalendar(
                new WorkingHours(week, Set.of(LocalDate.parse("2026-05-01")), Map.of()), ZoneId.of("Europe/Berlin"));
        var two = new Budget.WorkingDays(2);
        assertThat(calendar.due(berlin("2026-03-02T16:00"), two)).isEqualTo(berlin("2026-03-04T16:00"));
        assertThat(calendar.due(berlin("2026-03-06T16:00"), two)).isEqualTo(berlin("2026-03-10T16:00"));
        // In the evening of an open day: the clock time is kept all the same.
        assertThat(calendar.due(berlin("2026-03-02T22:30"), two)).isEqualTo(berlin("2026-03-04T22:30"));
        // On a closed day: from the next opening.
        assertThat(calendar.due(berlin("2026-03-07T12:00"), two)).isEqualTo(berlin("2026-03-11T09:00"));
        // Over a holiday on a Friday and the weekend after it.
        assertThat(calendar.due(berlin("2026-04-30T10:00"), two)).isEqualTo(berlin("2026-05-05T10:00"));
        // Summer time begins in between: the time on the wall counts.
        assertThat(calendar.due(berlin("2026-03-27T10:00"), two)).isEqualTo(berlin("2026-03-31T10:00"));
    }

    private static Instant berlin(String local) {
        return LocalDateTime.parse(local).atZone(ZoneId.of("Europe/Berlin")).toInstant();
    }

    /** Found by chance: 23:47 does not exist in Nuuk that night and becomes 0:47, after Sunday's opening at 0:39. */
    @Example
    void countsAWindowThatMovesBeyondMidnightIntoAnother() {
        var hours = new WorkingHours(
                Map.of(
                        DayOfWeek.SATURDAY, List.of(window("23:47", "23:57")),
                        DayOfWeek.SUNDAY, List.of(window("00:39", "20:00"))),
                Set.of(),
                Map.of());
        var calendar = new BusinessCalendar(hours, ZoneId.of("America/Nuuk"));
        Instant start = Instant.parse("2042-03-29T22:00:00Z");
        assertThat(calendar.between(start, Instant.parse("2042-03-31T00:00:00Z")))
                .isEqualTo(Duration.parse("PT19H21M"));
        assertThat(calendar.due(start, Duration.ofMinutes(1))).isEqualTo(Instant.parse("2042-03-30T01:40:00Z"));
    }

    private static Window window(String opens, String closes) {
        return new Window((int) (LocalTime.parse(opens).toNanoOfDay() / 1_000_000), (int)
                (LocalTime.parse(closes).toNanoOfDay() / 1_000_000));
    }

    @Property(tries = 3000)
    void dueAndBetweenAreInverse(@ForAll("cases") Case c) {
        BusinessCalendar calendar = c.fast();
        assertThat(calendar.between(c.a, calendar.due(c.a, c.budget))).isEqualTo(c.budget);
        if (calendar.isOpen(c.b) && c.b.isAfter(c.a)) {
            Duration between = calendar.between(c.a, c.b);
            Instant due = calendar.due(c.a, between);
            // An opening instant has the same business time before it as the closing instant before it: that one is
            // first.
            assertThat(due).isBeforeOrEqualTo(c.b);
            assertThat(calendar.due(due, Duration.ZERO)).isEqualTo(c.b);
        }
    }

    @Property(tries = 2000)
    void isMonotone(@ForAll("cases") Case c) {
        BusinessCalendar calendar = c.fast();
        Instant due = calendar.due(c.a, c.budget);
        assertThat(calendar.due(c.a, c.budget.plusMillis(1))).isAfter(due);
        assertThat(calendar.due(c.a.plusMillis(1), c.budget)).isAfterOrEqualTo(due);
        assertThat(calendar.between(c.a, c.b.plusMillis(1))).isGreaterThanOrEqualTo(calendar.between(c.a, c.b));
    }

    @Property(tries = 2000)
    void addsUp(@ForAll("cases") Case c) {
        BusinessCalendar calendar = c.fast();
        Instant middle = Instant.ofEpochMilli((c.a.toEpochMilli() + c.b.toEpochMilli()) / 2);
        assertThat(calendar.between(c.a, middle).plus(calendar.between(middle, c.b)))
                .isEqualTo(calendar.between(c.a, c.b));
        assertThat(calendar.openings(c.a, c.b).stream()
                        .map(BusinessCalendar.Opening::length)
                        .reduce(Duration.ZERO, Duration::plus))
                .isEqualTo(calendar.between(c.a, c.b));
        Duration half = c.budget.dividedBy(2).truncatedTo(java.time.temporal.ChronoUnit.MILLIS);
        if (!half.isZero()) {
            assertThat(calendar.due(calendar.due(c.a, half), c.budget.minus(half)))
                    .isEqualTo(calendar.due(c.a, c.budget));
        }
    }

    @Property(tries = 1000)
    void isReadBackAsItWasWritten(@ForAll("cases") Case c) {
        CalendarDocument written = CalendarDocument.of(c.hours);
        assertThat(CalendarDocument.of(written.read("calendar"))).isEqualTo(written);
    }

    @Provide
    Arbitrary<Case> cases() {
        return Arbitraries.randomValue(Case::random);
    }

    record Case(WorkingHours hours, ZoneId zone, Instant a, Instant b, Duration budget) {

        BusinessCalendar fast() {
            return new BusinessCalendar(hours, zone);
        }

        ReferenceCalendar slow() {
            return new ReferenceCalendar(hours, zone);
        }

        static Case random(Random random) {
            ZoneId zone = ZONES.get(random.nextInt(ZONES.size()));
            Instant a = instant(random, zone);
            Map<DayOfWeek, List<Window>> week = new HashMap<>();
            for (DayOfWeek day : DayOfWeek.values()) {
                week.put(day, windows(random));
            }
            week.put(DayOfWeek.of(1 + random.nextInt(7)), List.of(window(random)));
            LocalDate about = a.atZone(zone).toLocalDate();
            Set<LocalDate> holidays = new HashSet<>();
            Map<LocalDate, List<Window>> overrides = new HashMap<>();
            for (int i = random.nextInt(6); i > 0; i--) {
                holidays.add(about.plusDays(random.nextInt(40) - 5));
                overrides.put(about.plusDays(random.nextInt(40) - 5), windows(random));
            }
            return new Case(
                    new WorkingHours(week, holidays, overrides), zone, a, a.plusMillis(span(random)), budget(random));
        }

        private static long span(Random random) {
            return random.nextLong(random.nextBoolean() ? 3L * Window.DAY : 60L * Window.DAY);
        }

        private static Duration budget(Random random) {
            return Duration.ofMillis(1 + random.nextLong(random.nextBoolean() ? Window.DAY : 20L * Window.DAY));
        }

        private static Instant instant(Random random, ZoneId zone) {
            Instant any = LocalDate.of(2005 + random.nextInt(40), 1, 1)
                    .atStartOfDay(ZoneOffset.UTC)
                    .toInstant()
                    .plusMillis(random.nextLong(365L * Window.DAY));
            ZoneOffsetTransition change = zone.getRules().nextTransition(any);
            if (change == null || random.nextInt(4) == 0) {
                return any;
            }
            return change.getInstant().plusMillis(random.nextLong(3L * Window.DAY) - 2L * Window.DAY);
        }

        private static List<Window> windows(Random random) {
            List<Window> windows = new ArrayList<>();
            for (int i = random.nextInt(4); i > 0; i--) {
                windows.add(window(random));
            }
            return windows;
        }

        /** On round times as a rule, often at night, where the clocks change. */
        private static Window window(Random random) {
            int unit = random.nextInt(3) == 0 ? 1 : 15 * 60 * 1000;
            int opens = random.nextInt((random.nextBoolean() ? 4 * 60 * 60 * 1000 : Window.DAY) / unit) * unit;
            int closes = random.nextInt(5) == 0
                    ? Window.DAY
                    : opens + (1 + random.nextInt((Window.DAY - opens) / unit)) * unit;
            return new Window(opens, closes);
        }
    }
}
