package io.promisedesk.sla;

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
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Lives of clocks, told without a database: Monday to Friday from 9 to 18 in Berlin, closed on some days of spring 2026. */
public final class Lives {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final LocalDate SHORT_DAY = LocalDate.parse("2026-04-02");
    private static final Map<LocalDate, String> NAMED = new TreeMap<>(Map.of(
            SHORT_DAY,
            "Inventory",
            LocalDate.parse("2026-04-03"),
            "Good Friday",
            LocalDate.parse("2026-04-06"),
            "Easter Monday",
            LocalDate.parse("2026-05-01"),
            "May Day",
            LocalDate.parse("2026-05-14"),
            "Ascension Day"));
    private static final List<LocalDate> HOLIDAYS =
            NAMED.keySet().stream().filter(day -> !day.equals(SHORT_DAY)).toList();

    private final List<LedgerEntry> lines = new ArrayList<>();
    private final Metric metric;
    private final List<Explanation.RungMark> rungs = new ArrayList<>();

    private Lives(Metric metric) {
        this.metric = metric;
    }

    /** @param at by the clock on Berlin's walls, such as {@code 2026-03-06T16:00} */
    public static Lives started(Metric metric, String at, String budget, String source) {
        return new Lives(metric).line(Kind.STARTED, at, "customer", commitment(budget, source, 1), null);
    }

    public Lives paused(String at, String by, String reason) {
        return line(Kind.PAUSED, at, by, null, reason);
    }

    public Lives resumed(String at, String by) {
        return line(Kind.RESUMED, at, by, null, null);
    }

    public Lives retargeted(String at, String by, String budget, String source, String reason) {
        return line(Kind.RETARGETED, at, by, commitment(budget, source, 1), reason);
    }

    /** The edited calendar opens at 10. */
    public Lives recalendared(String at, String by) {
        Target target = ledger().commitment().target();
        return line(Kind.RETARGETED, at, by, new Commitment(target, 2), "calendar version 2");
    }

    public Lives stopped(String at, String by) {
        return line(Kind.STOPPED, at, by, null, null);
    }

    public Lives cancelled(String at, String by, String reason) {
        return line(Kind.CANCELLED, at, by, null, reason);
    }

    public Lives rung(String name, String at, boolean fired) {
        rungs.add(new Explanation.RungMark(name, berlin(at), fired));
        return this;
    }

    public Explanation explainedAt(String now) {
        Ledger ledger = ledger();
        Instant instant = berlin(now);
        Verdict verdict = ledger.verdict(instant);
        ClockView view = new ClockView(
                1,
                "T-2026-000042",
                metric,
                1,
                ledger.commitment().target(),
                ledger.startedAt(),
                ledger.state(),
                verdict,
                ledger.due(instant),
                ledger.atRisk(instant),
                ledger.endedAt());
        return new Explainer(
                        view,
                        ledger,
                        lines,
                        calendar(ledger.commitment()),
                        rungs,
                        new CalendarName("business-hours", null),
                        Lives::special,
                        instant)
                .explain();
    }

    private Lives line(Kind kind, String at, String by, @Nullable Commitment commitment, @Nullable String reason) {
        lines.add(new LedgerEntry(lines.size() + 1, kind, berlin(at), by, commitment, reason));
        return this;
    }

    private Ledger ledger() {
        return Ledger.replay(lines, Lives::calendar);
    }

    private static Commitment commitment(String budget, String source, int version) {
        return new Commitment(new Target(Budget.of(budget), "business-hours", BERLIN, 75, source), version);
    }

    private static BusinessCalendar calendar(Commitment commitment) {
        Map<DayOfWeek, List<Window>> week = new EnumMap<>(DayOfWeek.class);
        String opens = commitment.calendarVersion() == 1 ? "09:00" : "10:00";
        for (DayOfWeek day : DayOfWeek.values()) {
            if (day.getValue() <= 5) {
                week.put(day, List.of(new Window(Window.parseTime(opens), Window.parseTime("18:00"))));
            }
        }
        var shortDay = Map.of(SHORT_DAY, List.of(new Window(Window.parseTime("09:00"), Window.parseTime("13:00"))));
        return new BusinessCalendar(new WorkingHours(week, HOLIDAYS, shortDay), BERLIN);
    }

    private static List<CalendarPlan.Day> special(LocalDate from, LocalDate to) {
        return NAMED.entrySet().stream()
                .filter(day -> !day.getKey().isBefore(from) && !day.getKey().isAfter(to))
                .map(day -> new CalendarPlan.Day(
                        day.getKey(),
                        HOLIDAYS.contains(day.getKey()) ? List.of() : List.of("09:00–13:00"),
                        Duration.ofHours(HOLIDAYS.contains(day.getKey()) ? 0 : 4),
                        false,
                        HOLIDAYS.contains(day.getKey()),
                        List.of(new CalendarPlan.Why("dated", day.getValue(), null))))
                .toList();
    }

    private static Instant berlin(String local) {
        return LocalDateTime.parse(local).atZone(BERLIN).toInstant();
    }
}
