package io.promisedesk.replay;

import io.promisedesk.kpi.Dimension;
import io.promisedesk.kpi.FigureRequest;
import io.promisedesk.kpi.Figures;
import io.promisedesk.kpi.Group;
import io.promisedesk.kpi.Measure;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.platform.security.Role;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/** The main figures of what was replayed, as a table: from the facts like any others, by their usual names. */
@Component
@Profile("replay")
class ReplayFigures {

    private static final Actor READER = new Actor("replay", Set.of(Role.ADMIN), Set.of());

    private static final List<Measure> DURATIONS = List.of(
            Measure.FIRST_RESPONSE,
            Measure.FIRST_RESOLUTION,
            Measure.FULL_RESOLUTION,
            Measure.CLOSURE,
            Measure.WAITING,
            Measure.NET_RESOLUTION);

    private final Figures figures;

    ReplayFigures(Figures figures) {
        this.figures = figures;
    }

    /** From the first day to the last, in the notation of the page {@code /kpi}. */
    static String period(Instant first, Instant last) {
        return "from=%s&to=%s".formatted(day(first), day(last));
    }

    String table(long events, Instant first, Instant last) {
        Instant from = day(first).atStartOfDay(ZoneOffset.UTC).toInstant();
        Instant to = day(last).plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
        StringBuilder table = new StringBuilder();
        line(table, "events", events);
        line(table, "tickets", all(Measure.ARRIVALS, from, to).n());
        line(table, "resolved_tickets", all(Measure.SOLVED, from, to).n());
        line(table, "closed_tickets", all(Measure.CLOSED, from, to).n());
        counts(table, "transfers", "transferred_tickets", all(Measure.TRANSFERS, from, to));
        counts(table, "reopens", "reopened_tickets", all(Measure.REOPENS, from, to));
        counts(table, "waiting_episodes", "waiting_tickets", all(Measure.WAITING_EPISODES, from, to));
        line(table, "assignments", all(Measure.ASSIGNMENTS, from, to).n());
        table.append("%n  %-32s %8s %12s %12s %12s %12s%n".formatted("hours", "n", "mean", "median", "p90", "max"));
        DURATIONS.forEach(measure -> hours(table, measure.code() + "_hours", all(measure, from, to)));
        table.append("%n  full_resolution_hours_by_priority%n".formatted());
        by(Dimension.PRIORITY, Measure.FULL_RESOLUTION, from, to)
                .forEach(group -> hours(table, "  " + group.key(), group));
        List<Group> days = by(Dimension.DAY, Measure.ARRIVALS, from, to);
        if (Duration.ofDays(31).compareTo(Duration.ofDays(days.size())) >= 0) {
            table.append("%n  opened_per_day%n".formatted());
            days.forEach(day -> line(table, "  " + day.key(), day.n()));
        }
        return table.toString();
    }

    private Group all(Measure measure, Instant from, Instant to) {
        return figures.summary(request(measure, from, to, null), READER).stream()
                .findFirst()
                .orElse(Group.empty("all", null));
    }

    private List<Group> by(Dimension dimension, Measure measure, Instant from, Instant to) {
        return figures.summary(request(measure, from, to, dimension), READER);
    }

    private static FigureRequest request(Measure measure, Instant from, Instant to, @Nullable Dimension groupBy) {
        return new FigureRequest(measure, from, to, groupBy, false, ZoneOffset.UTC, Map.of());
    }

    private static void counts(StringBuilder table, String events, String tickets, Group group) {
        line(table, events, group.n());
        line(table, tickets, group.tickets());
    }

    private static void line(StringBuilder table, String name, long value) {
        table.append("  %-32s %8d%n".formatted(name, value));
    }

    private static void hours(StringBuilder table, String name, Group group) {
        table.append("  %-32s %8d %12s %12s %12s %12s%n"
                .formatted(
                        name,
                        group.n(),
                        rounded(group.mean()),
                        rounded(group.median()),
                        rounded(group.p90()),
                        rounded(group.max())));
    }

    private static String rounded(@Nullable Double hours) {
        return hours == null ? "-" : String.format(Locale.ROOT, "%.4f", hours);
    }

    private static LocalDate day(Instant instant) {
        return instant.atZone(ZoneOffset.UTC).toLocalDate();
    }
}
