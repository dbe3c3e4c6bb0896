package io.promisedesk.kpi.web;

import io.promisedesk.kpi.Dimension;
import io.promisedesk.kpi.HeatMapRequest;
import io.promisedesk.kpi.HeatMaps.Version;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Reads what the heat map is asked for; what makes no sense is left aside, as a link may be old. */
@Component
class DiagramParameters {

    static final List<Dimension> FILTERS =
            List.of(Dimension.TEAM, Dimension.PRIORITY, Dimension.CHANNEL, Dimension.CATEGORY);

    private static final String USUAL_PROCESS = "ticket";
    private static final int USUAL_PERIOD = 30;
    private static final List<String> SHOWN = List.of("time", "visits", "delay", "breaches");

    private final Clock clock;

    DiagramParameters(Clock clock) {
        this.clock = clock;
    }

    Question read(HttpServletRequest http, List<Version> known) {
        String process = value(http, "process").orElseGet(() -> usualProcess(known));
        List<Version> versions = known.stream()
                .filter(version -> version.process().equals(process))
                .toList();
        LocalDate today = clock.instant().atZone(ZoneOffset.UTC).toLocalDate();
        Period period = period(http, "from", "to", today);
        int version = number(http, "version").orElseGet(() -> usualVersion(versions));
        boolean business = value(http, "time").filter("business"::equals).isPresent();
        Map<Dimension, String> filters = new EnumMap<>(Dimension.class);
        for (Dimension dimension : FILTERS) {
            value(http, dimension.code())
                    .filter(value -> !value.equals("all"))
                    .ifPresent(value -> filters.put(dimension, value));
        }
        HeatMapRequest after = new HeatMapRequest(process, version, period.from(), period.to(), business, filters);
        return new Question(
                process,
                after,
                before(http, after, versions),
                value(http, "show").filter(SHOWN::contains).orElse("time"),
                value(http, "element").orElse(""));
    }

    /** Where nothing else is said: as many days, up to the day on which the later version first did something. */
    private @Nullable HeatMapRequest before(HttpServletRequest http, HeatMapRequest after, List<Version> versions) {
        Integer version = number(http, "before").orElse(null);
        if (version == null
                || version == after.version()
                || versions.stream().noneMatch(one -> one.version() == version)) {
            return null;
        }
        LocalDate changed = versions.stream()
                .filter(one -> one.version() == after.version() && one.since() != null)
                .map(Version::since)
                .findFirst()
                .orElse(after.to());
        LocalDate usual = changed == null || changed.isAfter(after.to()) ? after.to() : changed;
        long days = ChronoUnit.DAYS.between(after.from(), after.to());
        LocalDate to = date(http, "beforeTo").orElse(usual);
        LocalDate from =
                date(http, "beforeFrom").filter(day -> !day.isAfter(to)).orElse(to.minusDays(days));
        return new HeatMapRequest(after.process(), version, from, to, after.business(), after.filters());
    }

    private static String usualProcess(List<Version> known) {
        return known.stream().anyMatch(version -> version.process().equals(USUAL_PROCESS)) || known.isEmpty()
                ? USUAL_PROCESS
                : known.get(0).process();
    }

    /** The newest one that anything has run in. */
    private static int usualVersion(List<Version> versions) {
        return versions.stream()
                .filter(version -> version.since() != null)
                .findFirst()
                .or(() -> versions.stream().findFirst())
                .map(Version::version)
                .orElse(0);
    }

    private record Period(LocalDate from, LocalDate to) {}

    private static Period period(HttpServletRequest http, String first, String last, LocalDate today) {
        LocalDate to = date(http, last).orElse(today);
        LocalDate usual = to.minusDays(USUAL_PERIOD - 1L);
        LocalDate from = date(http, first)
                .filter(day -> !day.isAfter(to) && day.plusYears(10).isAfter(to))
                .orElse(usual);
        return new Period(from, to);
    }

    private static Optional<LocalDate> date(HttpServletRequest http, String name) {
        try {
            return value(http, name).map(LocalDate::parse).filter(day -> day.getYear() > 1990 && day.getYear() < 2200);
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Optional<Integer> number(HttpServletRequest http, String name) {
        try {
            return value(http, name).map(Integer::valueOf);
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> value(HttpServletRequest http, String name) {
        return Optional.ofNullable(http.getParameter(name))
                .map(String::strip)
                .filter(value -> !value.isEmpty() && value.indexOf('\0') < 0);
    }
}
