package io.promisedesk.sla;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;

/**
 * Working hours in a zone: counts business time, to the millisecond.
 *
 * <p>Windows are wall-clock times turned into instants (a time that the zone skips moves forward by the gap, of a time that
 * comes twice the first is meant, a date that the zone skips has no windows); time inside them is real elapsed time.
 *
 * <p>Every question is answered in constant time however far away the answer lies. The business time from a fixed origin to
 * the start of a day is <em>whole weeks × an ordinary week + the ordinary days of the week begun + a correction</em>; the
 * correction is the prefix sum over the few special days (holidays, overrides, days on which the zone's offset changes).
 * Immutable to its users and safe for threads.
 */
public final class BusinessCalendar {

    private static final long FIRST = LocalDate.of(1, 1, 1).toEpochDay();
    private static final long LAST = LocalDate.of(9999, 12, 31).toEpochDay();
    private static final long ORIGIN = LocalDate.of(2020, 1, 1).toEpochDay();
    private static final long[] NONE = {};
    private static final long DAY = Window.DAY;

    private final WorkingHours hours;
    private final ZoneId zone;
    private final ZoneRules rules;

    /** Ordinary business time from Monday 0:00 to the start of each weekday; the eighth is the week's. */
    private final long[] weekPrefix = new long[8];

    /** The same in open days. */
    private final long[] weekDays = new long[8];

    private final Window[][] week = new Window[7][];

    /** Grows when somebody asks beyond its ends. */
    private volatile Specials specials;

    BusinessCalendar(WorkingHours hours, ZoneId zone) {
        this.hours = hours;
        this.zone = zone;
        this.rules = zone.getRules();
        for (DayOfWeek day : DayOfWeek.values()) {
            int i = day.ordinal();
            week[i] = hours.on(day).toArray(Window[]::new);
            weekPrefix[i + 1] = weekPrefix[i] + total(week[i]);
            weekDays[i + 1] = weekDays[i] + (week[i].length == 0 ? 0 : 1);
        }
        long first = LocalDate.of(2010, 1, 1).toEpochDay();
        long last = LocalDate.of(2040, 1, 1).toEpochDay();
        if (!hours.overrides().isEmpty()) {
            first = Math.min(first, hours.overrides().firstKey().toEpochDay());
            last = Math.max(last, hours.overrides().lastKey().toEpochDay());
        }
        this.specials = new Specials(first, last);
    }

    public ZoneId zone() {
        return zone;
    }

    /**
     * The first instant at which the budget has elapsed. One that lands exactly on closing time stays there. A budget of
     * zero is due now when open, else at the next opening; the closing instant counts as closed.
     *
     * @throws ArithmeticException where the calendar is not open for so long, or not before the year 10000
     */
    public Instant due(Instant start, Duration budget) {
        long millis = budget.toMillis();
        if (millis < 0) {
            throw new IllegalArgumentException("negative budget: " + budget);
        }
        long from = epochMilli(start);
        if (millis == 0) {
            return Instant.ofEpochMilli(reach(Math.addExact(position(from), 1)) - 1);
        }
        return Instant.ofEpochMilli(reach(Math.addExact(position(from), millis)));
    }

    /**
     * The deadline of a promise. Working days keep the clock time and skip closed days: N of them are over at the same time
     * on the N-th open day after the start's, or after the next opening's where the start lies on a closed day. A day is
     * closed that has no window, or that the zone skips.
     */
    public Instant due(Instant start, Budget budget) {
        if (budget instanceof Budget.Time time) {
            return due(start, time.length());
        }
        int days = ((Budget.WorkingDays) budget).days();
        return days == 0 ? due(start, Duration.ZERO) : dueAfterDays(start, days);
    }

    private Instant dueAfterDays(Instant start, int days) {
        LocalDateTime from =
                Instant.ofEpochMilli(epochMilli(start)).atZone(zone).toLocalDateTime();
        if (!isOpenDay(from.toLocalDate().toEpochDay())) {
            from = due(start, Duration.ZERO).atZone(zone).toLocalDateTime();
        }
        long day = nthOpenDayAfter(from.toLocalDate().toEpochDay(), days);
        return LocalDate.ofEpochDay(day).atTime(from.toLocalTime()).atZone(zone).toInstant();
    }

    /** Elapsed business time; zero when the end is not after the start. */
    public Duration between(Instant start, Instant end) {
        return end.isAfter(start)
                ? Duration.ofMillis(position(epochMilli(end)) - position(epochMilli(start)))
                : Duration.ZERO;
    }

    public boolean isOpen(Instant at) {
        return due(at, Duration.ZERO).equals(Instant.ofEpochMilli(epochMilli(at)));
    }

    /** The windows between two instants, cut at both, in order; touching ones (over midnight) made one. */
    List<Opening> openings(Instant start, Instant end) {
        List<Opening> openings = new ArrayList<>();
        long from = epochMilli(start);
        long to = epochMilli(end);
        // A day earlier and later than the wall says: where the zone turns the clock back, dates overlap.
        long last = dayOf(to) + 1;
        Specials table = specials(dayOf(from) - 1, last);
        long openSince = 0;
        long openUntil = Long.MIN_VALUE;
        for (long day = dayOf(from) - 1; day <= last; day++) {
            long[] intervals = intervals(table, day);
            for (int i = 0; i < intervals.length; i += 2) {
                long opens = Math.max(intervals[i], from);
                long closes = Math.min(intervals[i + 1], to);
                if (opens >= closes) {
                    continue;
                }
                if (opens > openUntil) {
                    if (openUntil != Long.MIN_VALUE) {
                        openings.add(Opening.ofEpochMilli(openSince, openUntil));
                    }
                    openSince = opens;
                }
                openUntil = closes;
            }
        }
        if (openUntil != Long.MIN_VALUE) {
            openings.add(Opening.ofEpochMilli(openSince, openUntil));
        }
        return openings;
    }

    WorkingHours hours() {
        return hours;
    }

    /** Business milliseconds from the origin to this instant. */
    private long position(long instant) {
        long utcDay = Math.floorDiv(instant, DAY);
        Specials table = specials(utcDay - 1, utcDay + 1);
        int next = table.lowerBound(utcDay - 1);
        for (int i = next; i < table.days.length && table.days[i] <= utcDay + 1; i++) {
            if (table.turns[i]) {
                return positionNearTurn(instant);
            }
        }
        // As a rule the offset does not change near by: one holds.
        long local = instant + table.offsets[next];
        long day = Math.floorDiv(local, DAY);
        while (next < table.days.length && table.days[next] < day) {
            next++;
        }
        if (next < table.days.length && table.days[next] == day) {
            return table.time.starts[next] + openBefore(instant, table.intervals[next]);
        }
        int weekday = weekday(day);
        long ofDay = local - day * DAY;
        long position = table.time.start(day, next);
        for (Window window : week[weekday]) {
            if (window.opens() >= ofDay) {
                break;
            }
            position += Math.min(window.closes(), ofDay) - window.opens();
        }
        return position;
    }

    private static long openBefore(long instant, long[] intervals) {
        long open = 0;
        for (int i = 0; i < intervals.length && intervals[i] < instant; i += 2) {
            open += Math.min(intervals[i + 1], instant) - intervals[i];
        }
        return open;
    }

    private long positionNearTurn(long instant) {
        long day = dayOf(instant);
        Specials table = specials(day - 1, day + 1);
        boolean plain = !table.anyIn(day - 1, day + 1);
        long first = plain ? day : day - 1;
        long last = plain ? day : day + 1;
        long position = table.time.start(first, table.lowerBound(first));
        for (long d = first; d <= last; d++) {
            position += openBefore(instant, intervals(table, d));
        }
        return position;
    }

    /** The first instant with this position. */
    private long reach(long position) {
        for (Specials table = specials; ; ) {
            int next = table.time.next(position);
            if (table.time.isInSpecialDay(position, next)) {
                return reachInSpecialDay(table.intervals[next - 1], position - table.time.starts[next - 1]);
            }
            long day = table.time.ordinaryDay(position, next);
            if (day <= table.last) {
                int weekday = weekday(day);
                return day * DAY - table.offsets[next] + ofDay(weekday, position - table.time.start(day, next));
            }
            table = specials(table.first, day);
        }
    }

    private static long reachInSpecialDay(long[] intervals, long business) {
        long rest = business;
        for (int i = 0; i < intervals.length; i += 2) {
            long length = intervals[i + 1] - intervals[i];
            if (rest <= length) {
                return intervals[i] + rest;
            }
            rest -= length;
        }
        throw new IllegalStateException("no window holds " + business);
    }

    /** Millisecond of an ordinary such day at which so much of it has passed. */
    private long ofDay(int weekday, long business) {
        long rest = business;
        for (Window window : week[weekday]) {
            if (rest <= window.length()) {
                return window.opens() + rest;
            }
            rest -= window.length();
        }
        throw new IllegalStateException("no window holds " + business);
    }

    private boolean isOpenDay(long day) {
        Specials table = specials(day, day + 1);
        Scale days = table.openDays;
        return days.start(day, table.lowerBound(day)) < days.start(day + 1, table.lowerBound(day + 1));
    }

    private long nthOpenDayAfter(long day, long n) {
        Specials table = specials(day, day + 1);
        long position = table.openDays.start(day + 1, table.lowerBound(day + 1)) + n;
        for (; ; ) {
            long found = table.openDays.dayOf(position);
            if (found <= table.last) {
                return found;
            }
            table = specials(table.first, found);
        }
    }

    /** Opening and closing instants of a date in turn. */
    private long[] intervals(Specials table, long day) {
        int special = table.find(day);
        if (special >= 0) {
            return table.intervals[special];
        }
        Window[] windows = week[weekday(day)];
        if (windows.length == 0) {
            return NONE;
        }
        // No special day: one offset from its start to its end.
        long midnight = day * DAY - table.offsets[table.lowerBound(day)];
        long[] intervals = new long[windows.length * 2];
        for (int i = 0; i < windows.length; i++) {
            intervals[2 * i] = midnight + windows[i].opens();
            intervals[2 * i + 1] = midnight + windows[i].closes();
        }
        return intervals;
    }

    /**
     * As it is on a day on which the offset may change: windows moved out of a gap may meet others, also beyond midnight;
     * each stretch counts on the day on which it lies.
     */
    private long[] carefully(long day) {
        long from = instant(day, 0);
        long to = instant(day, (int) DAY);
        List<long[]> sorted = raw(day - 1);
        sorted.addAll(raw(day));
        sorted.sort((a, b) -> Long.compare(a[0], b[0]));
        long[] intervals = new long[0];
        long closed = from;
        for (long[] next : sorted) {
            long opens = Math.max(next[0], closed);
            long closes = Math.min(next[1], to);
            if (opens < closes) {
                intervals = Arrays.copyOf(intervals, intervals.length + 2);
                intervals[intervals.length - 2] = opens;
                intervals[intervals.length - 1] = closes;
                closed = closes;
            }
        }
        return intervals;
    }

    private List<long[]> raw(long day) {
        List<long[]> intervals = new ArrayList<>();
        LocalDateTime start = wall(day, 0);
        LocalDateTime end = start.plusDays(1);
        ZoneOffsetTransition gap = rules.getTransition(start);
        if (gap != null && gap.isGap() && !gap.getDateTimeAfter().isBefore(end)) {
            return intervals; // The zone skips this date.
        }
        for (Window window : hours.on(start.toLocalDate())) {
            intervals.add(new long[] {instant(day, window.opens()), instant(day, window.closes())});
        }
        return intervals;
    }

    /** ZonedDateTime's rule: forward by the gap, the earlier of two. */
    private long instant(long day, int ofDay) {
        return wall(day, ofDay).atZone(zone).toInstant().toEpochMilli();
    }

    private static LocalDateTime wall(long day, int ofDay) {
        return ofDay == Window.DAY
                ? LocalDateTime.of(LocalDate.ofEpochDay(day + 1), LocalTime.MIDNIGHT)
                : LocalDateTime.of(LocalDate.ofEpochDay(day), LocalTime.ofNanoOfDay(ofDay * 1_000_000L));
    }

    private long dayOf(long instant) {
        return Math.floorDiv(
                instant + rules.getOffset(Instant.ofEpochMilli(instant)).getTotalSeconds() * 1000L, DAY);
    }

    private static int weekday(long day) {
        return (int) Math.floorMod(day + 3, 7L);
    }

    private static long epochMilli(Instant instant) {
        return instant.toEpochMilli();
    }

    private static long total(Window[] windows) {
        long total = 0;
        for (Window window : windows) {
            total += window.length();
        }
        return total;
    }

    /** A table that covers these days: the present one, or a larger one that takes its place. */
    private Specials specials(long first, long last) {
        Specials table = specials;
        return first >= table.first && last <= table.last ? table : grow(first, last);
    }

    private synchronized Specials grow(long first, long last) {
        if (first < FIRST || last > LAST) {
            throw new ArithmeticException("beyond the years 1 to 9999");
        }
        Specials table = specials;
        long span = table.last - table.first;
        specials = new Specials(
                first < table.first ? Math.max(FIRST, Math.min(first, table.first - span)) : table.first,
                last > table.last ? Math.min(LAST, Math.max(last, table.last + span)) : table.last);
        return specials;
    }

    /** The special days in a range of dates, with the business time by which they differ from ordinary ones. */
    private final class Specials {

        final long first;
        final long last;
        final long[] days;
        final long[][] intervals;

        /** Whether the offset may change on it. */
        final boolean[] turns;

        /** Milliseconds that the ordinary days before the i-th special day are ahead of UTC. */
        final long[] offsets;

        /** For each week from that of the first day on, the first special day in it or after it. */
        private final int[] byWeek;

        private final long firstWeek;
        final Scale time;
        final Scale openDays;

        Specials(long first, long last) {
            this.first = first;
            this.last = last;
            Set<LocalDate> turning = turningDays();
            NavigableSet<LocalDate> special = new TreeSet<>(hours.holidays());
            special.addAll(hours.overrides().keySet());
            special.addAll(turning);
            this.days = special.stream()
                    .mapToLong(LocalDate::toEpochDay)
                    .filter(day -> day >= first && day <= last)
                    .toArray();
            this.turns = new boolean[days.length];
            for (int i = 0; i < days.length; i++) {
                turns[i] = turning.contains(LocalDate.ofEpochDay(days[i]));
            }
            this.intervals = new long[days.length][];
            long[] lengths = new long[days.length];
            long[] open = new long[days.length];
            for (int i = 0; i < days.length; i++) {
                intervals[i] = carefully(days[i]);
                for (int j = 0; j < intervals[i].length; j += 2) {
                    lengths[i] += intervals[i][j + 1] - intervals[i][j];
                }
                open[i] = raw(days[i]).isEmpty() ? 0 : 1;
            }
            this.offsets = new long[days.length + 1];
            for (int i = 0; i <= days.length; i++) {
                long ordinary = i == 0 ? first : days[i - 1] + 1;
                offsets[i] = rules.getOffset(wall(ordinary, 0)).getTotalSeconds() * 1000L;
            }
            this.firstWeek = weekOf(first);
            this.byWeek = new int[(int) (weekOf(last) - firstWeek) + 1];
            for (int i = 0, week = 0; week < byWeek.length; week++) {
                while (i < days.length && weekOf(days[i]) < firstWeek + week) {
                    i++;
                }
                byWeek[week] = i;
            }
            this.time = new Scale(days, weekPrefix, lengths);
            this.openDays = new Scale(days, weekDays, open);
        }

        private Set<LocalDate> turningDays() {
            Set<LocalDate> turning = new HashSet<>();
            Instant at = LocalDate.ofEpochDay(first)
                    .minusDays(2)
                    .atStartOfDay(ZoneOffset.UTC)
                    .toInstant();
            Instant end = LocalDate.ofEpochDay(last)
                    .plusDays(2)
                    .atStartOfDay(ZoneOffset.UTC)
                    .toInstant();
            for (ZoneOffsetTransition change = rules.nextTransition(at);
                    change != null && change.getInstant().isBefore(end);
                    change = rules.nextTransition(change.getInstant())) {
                LocalDate before = change.getDateTimeBefore().toLocalDate();
                LocalDate after = change.getDateTimeAfter().toLocalDate();
                LocalDate until = change.isGap() ? after.plusDays(1) : before;
                for (LocalDate day = change.isGap() ? before : after; !day.isAfter(until); day = day.plusDays(1)) {
                    turning.add(day);
                }
            }
            return turning;
        }

        boolean anyIn(long from, long to) {
            int i = lowerBound(from);
            return i < days.length && days[i] <= to;
        }

        int find(long day) {
            int i = lowerBound(day);
            return i < days.length && days[i] == day ? i : -1;
        }

        /** The first special day that is this day or later. */
        int lowerBound(long day) {
            int week = (int) Math.max(0, Math.min(weekOf(day) - firstWeek, byWeek.length - 1));
            int i = byWeek[week];
            while (i < days.length && days[i] < day) {
                i++;
            }
            return i;
        }
    }

    /** Mondays from 29 December 1969 on. */
    private static long weekOf(long day) {
        return Math.floorDiv(day + 3, 7L);
    }

    /** Adds up over days: an ordinary week's amounts, corrected on special days. */
    private static final class Scale {

        private final long[] days;
        private final long[] week;

        /** Sum of the differences of all special days before the i-th. */
        private final long[] corrections;

        /** Amount from the origin to the start of each special day. */
        final long[] starts;

        /** In strides of amount from the first special day's start on: the first special day that starts there or later. */
        private final int[] byStride;

        private final long stride;

        /**
         * @param week ordinary amount from Monday to the start of each weekday; the eighth is the week's
         * @param amounts of the special days
         */
        Scale(long[] days, long[] week, long[] amounts) {
            this.days = days;
            this.week = week;
            this.corrections = new long[days.length + 1];
            for (int i = 0; i < days.length; i++) {
                int weekday = weekday(days[i]);
                corrections[i + 1] = corrections[i] + amounts[i] - (week[weekday + 1] - week[weekday]);
            }
            // The same origin for every table, so that positions stay comparable.
            int origin = Arrays.binarySearch(days, ORIGIN);
            long shift = corrections[origin < 0 ? -origin - 1 : origin];
            for (int i = 0; i < corrections.length; i++) {
                corrections[i] -= shift;
            }
            this.starts = new long[days.length];
            for (int i = 0; i < days.length; i++) {
                starts[i] = start(days[i], i);
            }
            long span = days.length == 0 ? 0 : starts[days.length - 1] - starts[0];
            this.stride = span / (2L * days.length + 1) + 1;
            this.byStride = new int[(int) (span / stride) + 2];
            for (int i = 0, mark = 0; mark < byStride.length; mark++) {
                while (i < days.length && starts[i] < starts[0] + mark * stride) {
                    i++;
                }
                byStride[mark] = i;
            }
        }

        /**
         * Amount from the origin to the start of a day.
         *
         * @param next the first special day that is this day or later
         */
        long start(long day, int next) {
            return weekOf(day) * week[7] + week[weekday(day)] + corrections[next];
        }

        /** The first special day that starts at this position or later. */
        int next(long position) {
            if (days.length == 0 || position <= starts[0]) {
                return 0;
            }
            long mark = (position - starts[0]) / stride;
            if (mark >= byStride.length - 1) {
                return position > starts[days.length - 1] ? days.length : days.length - 1;
            }
            int low = byStride[(int) mark];
            int high = byStride[(int) mark + 1];
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (starts[middle] < position) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            return low;
        }

        /** Whether a position is reached in the special day before the next, and not in the ordinary days after that. */
        boolean isInSpecialDay(long position, int next) {
            return next > 0 && position <= start(days[next - 1] + 1, next);
        }

        /** The day in which a position is reached; a day beyond the table's last where it does not reach so far. */
        long dayOf(long position) {
            int next = next(position);
            return isInSpecialDay(position, next) ? days[next - 1] : ordinaryDay(position, next);
        }

        long ordinaryDay(long position, int next) {
            long rest = position - corrections[next];
            long weekly = week[7];
            if (weekly == 0) {
                throw new ArithmeticException("not open for so long");
            }
            long weeks = Math.floorDiv(rest - 1, weekly);
            rest -= weeks * weekly;
            int weekday = 0;
            while (rest > week[weekday + 1]) {
                weekday++;
            }
            return weeks * 7 + weekday - 3;
        }
    }

    /** A stretch of business time. */
    record Opening(Instant opens, Instant closes) {

        static Opening ofEpochMilli(long opens, long closes) {
            return new Opening(Instant.ofEpochMilli(opens), Instant.ofEpochMilli(closes));
        }

        Duration length() {
            return Duration.between(opens, closes);
        }
    }
}
