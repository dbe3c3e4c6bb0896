package io.promisedesk.bench;

import io.promisedesk.sla.BusinessCalendar;
import io.promisedesk.sla.CalendarDocument;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * Nanoseconds per {@code due} and {@code between} on a week with holidays in a zone with summer time, one day, one week and
 * ten years away, beside the same question answered plainly with {@link ZonedDateTime}: from window to window, day by day.
 *
 * <p>{@code ./mvnw -Pbench verify -DskipTests -Dbench=business-time}
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 7, time = 1)
@Fork(2)
public class BusinessTimeBenchmark {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final int QUESTIONS = 1024;

    /** How far away the answer lies. */
    public enum Distance {
        DAY(Duration.ofHours(9)),
        WEEK(Duration.ofHours(45)),
        TEN_YEARS(Duration.ofHours(45L * 500));

        final Duration businessTime;

        Distance(Duration businessTime) {
            this.businessTime = businessTime;
        }
    }

    @Param
    public Distance distance;

    private final Instant[] starts = new Instant[QUESTIONS];
    private final Instant[] ends = new Instant[QUESTIONS];
    private BusinessCalendar calendar;
    private Plain plain;
    private int next;

    @Setup
    public void ask() {
        List<String> holidays = holidays();
        Map<String, List<List<String>>> week = new TreeMap<>();
        for (String day : List.of("mon", "tue", "wed", "thu", "fri")) {
            week.put(day, List.of(List.of("09:00", "12:00"), List.of("12:30", "18:30")));
        }
        calendar = new CalendarDocument(BERLIN.getId(), week, holidays, Map.of()).calendar("calendar");
        plain = new Plain(holidays);
        Random random = new Random(42);
        Instant first = Instant.parse("2016-01-01T00:00:00Z");
        for (int i = 0; i < QUESTIONS; i++) {
            starts[i] = first.plusSeconds(random.nextInt(10 * 365 * 24 * 60 * 60));
            ends[i] = calendar.due(starts[i], distance.businessTime);
            if (!ends[i].equals(plain.due(starts[i], distance.businessTime))) {
                throw new IllegalStateException("not the same answer for " + starts[i]);
            }
        }
    }

    @Benchmark
    public Instant due() {
        return calendar.due(starts[next()], distance.businessTime);
    }

    @Benchmark
    public Duration between() {
        int i = next();
        return calendar.between(starts[i], ends[i]);
    }

    @Benchmark
    public Instant dueStepByStep() {
        return plain.due(starts[next()], distance.businessTime);
    }

    private int next() {
        next = next + 1 & QUESTIONS - 1;
        return next;
    }

    /** Ten a year, as in the richer half of Germany's states. */
    private static List<String> holidays() {
        List<String> holidays = new ArrayList<>();
        for (int year = 2010; year < 2040; year++) {
            for (String day : List.of(
                    "01-01", "01-06", "04-03", "04-06", "05-01", "05-14", "05-25", "10-03", "12-25", "12-26")) {
                holidays.add(year + "-" + day);
            }
        }
        return holidays;
    }

    /** As one writes it plainly. */
    private static final class Plain {

        private final Set<LocalDate> holidays = new HashSet<>();
        private final LocalTime[][] windows = {
            {LocalTime.of(9, 0), LocalTime.of(12, 0)}, {LocalTime.of(12, 30), LocalTime.of(18, 30)}
        };

        Plain(Collection<String> holidays) {
            holidays.forEach(date -> this.holidays.add(LocalDate.parse(date)));
        }

        Instant due(Instant start, Duration budget) {
            ZonedDateTime at = start.atZone(BERLIN);
            Duration left = budget;
            while (true) {
                LocalDate date = at.toLocalDate();
                if (date.getDayOfWeek().compareTo(DayOfWeek.FRIDAY) <= 0 && !holidays.contains(date)) {
                    for (LocalTime[] window : windows) {
                        ZonedDateTime opens = date.atTime(window[0]).atZone(BERLIN);
                        ZonedDateTime closes = date.atTime(window[1]).atZone(BERLIN);
                        ZonedDateTime from = at.isAfter(opens) ? at : opens;
                        if (from.isBefore(closes)) {
                            Duration open = Duration.between(from, closes);
                            if (open.compareTo(left) >= 0) {
                                return from.plus(left).toInstant();
                            }
                            left = left.minus(open);
                        }
                    }
                }
                at = date.plusDays(1).atStartOfDay(BERLIN);
            }
        }
    }

    public static void main(String[] arguments) throws RunnerException {
        Collection<RunResult> results = new Runner(new OptionsBuilder()
                        .include(BusinessTimeBenchmark.class.getName() + "\\..*")
                        .shouldFailOnError(true)
                        .build())
                .run();
        Map<String, double[]> nanos = new TreeMap<>();
        for (RunResult result : results) {
            String method = result.getParams().getBenchmark().replaceFirst(".*\\.", "");
            nanos.put(method + " " + result.getParams().getParam("distance"), samples(result));
        }
        print(nanos);
    }

    /** One figure per second of measuring, sorted. */
    private static double[] samples(RunResult result) {
        return result.getBenchmarkResults().stream()
                .flatMap(fork -> fork.getIterationResults().stream())
                .mapToDouble(second -> second.getPrimaryResult().getScore())
                .sorted()
                .toArray();
    }

    private static double median(double[] sorted) {
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }

    private static void print(Map<String, double[]> nanos) {
        say("");
        say("| ns | min | median | max |");
        say("|---|---|---|---|");
        nanos.forEach((name, all) -> say("| %s | %.0f | %.0f | %.0f |"
                .formatted(name.toLowerCase(Locale.ROOT), all[0], median(all), all[all.length - 1])));
        double day = median(nanos.get("due DAY"));
        double week = median(nanos.get("due WEEK"));
        double years = median(nanos.get("due TEN_YEARS"));
        say("");
        say("| ratio of medians | measured | floor |");
        say("|---|---|---|");
        atMost("due: ten years ÷ one day", years / day, 1.2);
        atMost("between: ten years ÷ one day", median(nanos.get("between TEN_YEARS")) / median(nanos.get("between DAY")), 1.2);
        atLeast("due/s on one core, a week away, million", 1000 / week, 2);
        atLeast("due/s on one core, ten years away, million", 1000 / years, 2);
        atLeast("plain stepping ÷ due, one day", median(nanos.get("dueStepByStep DAY")) / day, 1);
        atLeast("plain stepping ÷ due, one week", median(nanos.get("dueStepByStep WEEK")) / week, 20);
        atLeast("plain stepping ÷ due, ten years", median(nanos.get("dueStepByStep TEN_YEARS")) / years, 20);
    }

    private static void atMost(String what, double measured, double floor) {
        say("| %s | %.2f | at most %.1f: %s |".formatted(what, measured, floor, measured <= floor ? "kept" : "MISSED"));
    }

    private static void atLeast(String what, double measured, double floor) {
        say("| %s | %.2f | at least %.1f: %s |".formatted(what, measured, floor, measured >= floor ? "kept" : "MISSED"));
    }

    @SuppressWarnings("SystemOut") // A benchmark is read on the console.
    private static void say(String line) {
        System.out.println(line);
    }
}
