package io.promisedesk.kpi.web;

import io.promisedesk.kpi.Dimension;
import io.promisedesk.kpi.FigureRequest;
import io.promisedesk.kpi.KpiSettings;
import io.promisedesk.kpi.Measure;
import io.promisedesk.kpi.Range;
import io.promisedesk.platform.Refusal;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.Parameters;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;

/** Reads what a figure is asked for out of a query, and says which parameter is wrong. */
@Component
class FigureParameters {

    private static final Duration USUAL_PERIOD = Duration.ofDays(30);

    private static final List<Dimension> FILTERS = List.of(
            Dimension.TEAM,
            Dimension.OWNER,
            Dimension.PRIORITY,
            Dimension.CATEGORY,
            Dimension.CHANNEL,
            Dimension.PROCESS,
            Dimension.VERSION,
            Dimension.TIER,
            Dimension.STAGE,
            Dimension.CLOCK,
            Dimension.OUTCOME,
            Dimension.ELEMENT,
            Dimension.AGE);

    private static final Set<String> KNOWN = Stream.concat(
                    Stream.of(
                            "metric", "from", "to", "groupBy", "bucket", "time", "zone", "format", "limit", "offset",
                            "least", "most", "across", "lang"),
                    FILTERS.stream().map(Dimension::code))
            .collect(Collectors.toUnmodifiableSet());

    private final KpiSettings settings;
    private final Clock clock;

    FigureParameters(KpiSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    /** @param to first instant after it */
    record Period(Instant from, Instant to, ZoneId zone) {}

    /** @param others what else may stand in the query */
    Period period(HttpServletRequest http, String... others) {
        Set<String> known = new TreeSet<>(Set.of("from", "to", "zone", "lang"));
        known.addAll(List.of(others));
        return period(http, known);
    }

    /** Refuses a query that has other parameters. */
    void require(HttpServletRequest http, String... known) {
        require(http, Set.of(known));
    }

    private static void require(HttpServletRequest http, Set<String> known) {
        new TreeSet<>(http.getParameterMap().keySet())
                .stream().filter(name -> !known.contains(name)).findFirst().ifPresent(name -> {
                    throw Refusal.invalid(name, "kpi.refused.parameter", name, sorted(known));
                });
    }

    private Period period(HttpServletRequest http, Set<String> known) {
        require(http, known);
        ZoneId zone = zone(http);
        Instant to = instant(http, "to", zone, true);
        to = to == null ? clock.instant() : to;
        Instant from = instant(http, "from", zone, false);
        from = from == null ? to.minus(USUAL_PERIOD) : from;
        if (!from.isBefore(to)) {
            throw Refusal.invalid("from", "kpi.refused.order");
        }
        return new Period(from, to, zone);
    }

    FigureRequest read(HttpServletRequest http) {
        Period period = period(http, KNOWN);
        wantsCsv(http);
        Map<Dimension, String> filters = new EnumMap<>(Dimension.class);
        for (Dimension dimension : FILTERS) {
            String value = value(http, dimension.code());
            if (value != null) {
                filters.put(dimension, value);
            }
        }
        return new FigureRequest(
                measure(http), period.from(), period.to(), groupBy(http), business(http), period.zone(), filters);
    }

    /** How a series is divided: {@code bucket}, or {@code groupBy} where it names a stretch of time, else by day. */
    Dimension bucket(HttpServletRequest http, FigureRequest request) {
        String bucket = value(http, "bucket");
        if (bucket != null) {
            return Dimension.of(bucket)
                    .filter(Dimension::isTime)
                    .orElseThrow(
                            () -> Refusal.invalid("bucket", "kpi.refused.value", bucket, "hour, day, week, month"));
        }
        return request.groupBy() != null && request.groupBy().isTime() ? request.groupBy() : Dimension.DAY;
    }

    int number(HttpServletRequest http, String name, int usual, int least, int most) {
        String value = value(http, name);
        if (value == null) {
            return usual;
        }
        try {
            int number = Integer.parseInt(value);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw Refusal.invalid(name, "kpi.refused.value", value, least + "–" + most);
    }

    /** {@code least} and {@code most}: between which contributions. */
    Range range(HttpServletRequest http) {
        return new Range(decimal(http, "least"), decimal(http, "most"));
    }

    private static @Nullable Double decimal(HttpServletRequest http, String name) {
        String value = value(http, name);
        if (value == null) {
            return null;
        }
        try {
            double number = Double.parseDouble(value);
            if (Double.isFinite(number)) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw Refusal.invalid(name, "kpi.refused.value", value, "0.5");
    }

    /** By what else a summary is divided, or null. */
    static @Nullable Dimension across(HttpServletRequest http) {
        String across = value(http, "across");
        return across == null
                ? null
                : Dimension.of(across)
                        .filter(dimension -> dimension != Dimension.OWNER)
                        .orElseThrow(
                                () -> Refusal.invalid("across", "kpi.refused.value", across, "stage, team, clock"));
    }

    static boolean wantsCsv(HttpServletRequest http) {
        String format = value(http, "format");
        if (format == null) {
            String accept = http.getHeader(HttpHeaders.ACCEPT);
            return accept != null && accept.startsWith("text/csv");
        }
        return switch (format) {
            case "csv" -> true;
            case "json" -> false;
            default -> throw Refusal.invalid("format", "kpi.refused.value", format, "json, csv");
        };
    }

    private static Measure measure(HttpServletRequest http) {
        String all = Arrays.stream(Measure.values()).map(Measure::code).collect(Collectors.joining(", "));
        String metric = value(http, "metric");
        if (metric == null) {
            throw Refusal.invalid("metric", "kpi.refused.missing", "metric", all);
        }
        return Measure.of(metric).orElseThrow(() -> Refusal.invalid("metric", "kpi.refused.value", metric, all));
    }

    private static @Nullable Dimension groupBy(HttpServletRequest http) {
        String groupBy = value(http, "groupBy");
        return groupBy == null
                ? null
                : Dimension.of(groupBy)
                        .orElseThrow(() -> Refusal.invalid(
                                "groupBy",
                                "kpi.refused.value",
                                groupBy,
                                Arrays.stream(Dimension.values())
                                        .map(Dimension::code)
                                        .collect(Collectors.joining(", "))));
    }

    private static boolean business(HttpServletRequest http) {
        String time = value(http, "time");
        if (time == null || time.equals("calendar")) {
            return false;
        }
        if (time.equals("business")) {
            return true;
        }
        throw Refusal.invalid("time", "kpi.refused.value", time, "calendar, business");
    }

    private ZoneId zone(HttpServletRequest http) {
        String zone = value(http, "zone");
        try {
            // Of regions and fixed offsets the database knows only the regions by the same name.
            return zone == null
                    ? settings.zone()
                    : ZoneId.getAvailableZoneIds().contains(zone) ? ZoneId.of(zone) : unknownZone(zone);
        } catch (DateTimeException e) {
            return unknownZone(zone);
        }
    }

    private static ZoneId unknownZone(@Nullable String zone) {
        throw Refusal.invalid("zone", "kpi.refused.zone", String.valueOf(zone));
    }

    /** A date means the whole day in the zone, so that as an end it is the day's end. */
    private static @Nullable Instant instant(HttpServletRequest http, String name, ZoneId zone, boolean end) {
        String value = value(http, name);
        if (value == null) {
            return null;
        }
        try {
            if (value.length() == "2026-03-02".length()) {
                LocalDate date = LocalDate.parse(value);
                return within(
                        name,
                        value,
                        (end ? date.plusDays(1) : date).atStartOfDay(zone).toInstant());
            }
            return within(
                    name, value, OffsetDateTime.parse(value.replace(' ', '+')).toInstant());
        } catch (DateTimeException e) {
            throw Refusal.invalid(name, "kpi.refused.instant", value);
        }
    }

    /** What the database can hold and a report can mean. */
    private static Instant within(String name, String value, Instant instant) {
        if (instant.isBefore(Instant.parse("1970-01-01T00:00:00Z"))
                || instant.isAfter(Instant.parse("9999-12-31T00:00:00Z"))) {
            throw Refusal.invalid(name, "kpi.refused.instant", value);
        }
        return instant;
    }

    static @Nullable String value(HttpServletRequest http, String name) {
        String[] values = http.getParameterValues(name);
        if (values == null || values.length == 1 && values[0].isBlank()) {
            return null;
        }
        if (values.length > 1) {
            throw Refusal.invalid(name, "kpi.refused.twice", name);
        }
        if (values[0].indexOf('\0') >= 0) {
            throw Refusal.invalid(name, "kpi.refused.value", "\\0", "");
        }
        return values[0];
    }

    private static String sorted(Set<String> names) {
        return String.join(", ", new TreeSet<>(names));
    }

    /** The parameters as OpenAPI shows them. */
    @Target(ElementType.METHOD)
    @Retention(RetentionPolicy.RUNTIME)
    @Parameters({
        @Parameter(name = "metric", required = true, description = "Name of the figure, for example first_response"),
        @Parameter(name = "from", description = "Date or instant with offset; default 30 days before the end"),
        @Parameter(name = "to", description = "Date (that day included) or instant (not included); default now"),
        @Parameter(
                name = "groupBy",
                description =
                        "team, owner, priority, category, channel, process, version, tier, stage, clock, outcome, element, age, hour, day, week or month"),
        @Parameter(name = "bucket", description = "For a series: hour, day, week or month"),
        @Parameter(name = "time", description = "calendar (default) or business"),
        @Parameter(name = "zone", description = "Zone in which days begin, for example Europe/Berlin"),
        @Parameter(
                name = "team",
                description =
                        "Only this team; likewise owner, priority, category, channel, process, version, tier, stage, clock, outcome, element, age"),
        @Parameter(name = "format", description = "json (default) or csv")
    })
    @interface Documented {}
}
