package io.promisedesk.kpi;

import io.promisedesk.kpi.Measure.Unit;
import io.promisedesk.people.PeopleDesk;
import io.promisedesk.people.Person;
import io.promisedesk.platform.Refusal;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.platform.security.Role;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Figures out of the facts. Supervisors and administrators see all teams; figures on single persons only of the people
 * they supervise. Agents see their own. Refuses with 403 what a reader may not see and with 422 what makes no sense.
 */
@Component
@Transactional(readOnly = true)
public class Figures {

    private static final int MOST_BUCKETS = 2_000;

    /** So few that whoever knows their own figures would know those of the others. */
    private static final int FEWEST_PEOPLE = 3;

    private final JdbcClient jdbc;
    private final PeopleDesk people;
    private final KpiSettings settings;
    private final Clock clock;

    Figures(JdbcClient jdbc, PeopleDesk people, KpiSettings settings, Clock clock) {
        this.jdbc = jdbc;
        this.people = people;
        this.settings = settings;
        this.clock = clock;
    }

    /** The figure over the period, per group. */
    public List<Group> summary(FigureRequest asked, Actor reader) {
        FigureRequest request = apart(asked);
        List<Instant> moment = List.of(now(request.to()));
        return groups(request, reader, "null::text", moment);
    }

    /**
     * The figure per stretch of time, empty stretches included.
     *
     * @param bucket a dimension of time
     */
    public List<Group> series(FigureRequest asked, Dimension bucket, Actor reader) {
        FigureRequest request = apart(asked);
        List<ZonedDateTime> starts = starts(request, bucket);
        // A state is shown as it stands at the end of each stretch.
        List<Instant> ends = new ArrayList<>();
        for (int i = 0; i < starts.size(); i++) {
            Instant end = i + 1 < starts.size() ? starts.get(i + 1).toInstant() : request.to();
            if (!starts.get(i).toInstant().isAfter(clock.instant())) {
                ends.add(now(end).minusMillis(1));
            }
        }
        List<Group> found = groups(request, reader, bucket.key(), ends);
        return request.groupBy() == null || request.groupBy().isTime() ? filled(found, starts, bucket) : found;
    }

    /**
     * The figure per group, and of each per value of another dimension, which is the group's {@code bucket}.
     *
     * @param other no owner
     */
    public List<Group> cross(FigureRequest request, Dimension other, Actor reader) {
        if (other == Dimension.OWNER) {
            throw new IllegalArgumentException("People are compared by groupBy alone, which is checked.");
        }
        return groups(request, reader, other.key(), List.of(now(request.to())));
    }

    /** How durations, or numbers of a ticket, are distributed over the period. */
    public Histogram histogram(FigureRequest request, Actor reader) {
        Map<String, Object> parameters = new LinkedHashMap<>();
        String conditions = conditions(request, reader, parameters);
        return Histogram.of(counts(request, conditions, parameters).byBin());
    }

    /**
     * The same of a whole team, for somebody to see their own beside it. Empty where fewer than three people stand behind
     * it: whoever knows their own would know the others'.
     */
    public Optional<Histogram> histogramOfTeam(FigureRequest asked, String team, Actor reader) {
        requirePeople();
        if (!reader.leads() && !reader.isIn(team)) {
            throw Refusal.forbidden("kpi.refused.role");
        }
        Map<Dimension, String> filters = new EnumMap<>(Dimension.class);
        filters.putAll(asked.filters());
        filters.remove(Dimension.OWNER);
        filters.put(Dimension.TEAM, team);
        FigureRequest request = asked.with(filters);
        Map<String, Object> parameters = new LinkedHashMap<>();
        Counts counts = counts(request, conditions(filters, parameters), parameters);
        return counts.people() < FEWEST_PEOPLE ? Optional.empty() : Optional.of(Histogram.of(counts.byBin()));
    }

    private record Counts(Map<Integer, Long> byBin, long people) {}

    private Counts counts(FigureRequest request, String conditions, Map<String, Object> parameters) {
        bind(parameters, request, List.of(now(request.to())));
        parameters.put("edges", Histogram.EDGES);
        String sql =
                """
                with %s, binned as (
                    select width_bucket(value::float8, cast(:edges as float8[])) as bin from part where value is not null
                )
                select bin, count(*) as n,
                       (select count(distinct owner) from chosen where value is not null) as people
                from binned group by bin
                """
                        .formatted(parts(request, "'all'", "null::text", conditions));
        Map<Integer, Long> byBin = new LinkedHashMap<>();
        List<Long> people = jdbc.sql(sql)
                .params(parameters)
                .query((row, i) -> {
                    byBin.put(row.getInt("bin"), row.getLong("n"));
                    return row.getLong("people");
                })
                .list();
        return new Counts(byBin, people.isEmpty() ? 0 : people.get(0));
    }

    /** Values of a dimension that occur among tickets, in order. */
    public List<String> values(Dimension dimension) {
        return switch (dimension) {
            case CATEGORY -> distinct("category");
            case TIER -> distinct("tier");
            case VERSION ->
                jdbc.sql(
                                "select process || ':' || version from kpi_definition where main order by process, version desc")
                        .query(String.class)
                        .list();
            default -> throw new IllegalArgumentException(dimension.code());
        };
    }

    /** Jumps from value to value along the index, instead of reading every ticket. */
    private List<String> distinct(String column) {
        return jdbc.sql(
                        """
                        with recursive found as (
                            (select %1$s as value from kpi_ticket where %1$s is not null order by %1$s limit 1)
                            union all
                            select (select %1$s from kpi_ticket where %1$s > found.value order by %1$s limit 1)
                            from found where found.value is not null
                        )
                        select value from found where value is not null
                        """
                                .formatted(column))
                .query(String.class)
                .list();
    }

    /** The cases behind the figure that the reader may open. */
    public TicketLines tickets(FigureRequest asked, Actor reader, int limit, int offset) {
        return tickets(asked, Range.ALL, reader, limit, offset);
    }

    /** Those of them whose contribution lies in the range. */
    public TicketLines tickets(FigureRequest asked, Range range, Actor reader, int limit, int offset) {
        FigureRequest request = apart(asked);
        Map<String, Object> parameters = new LinkedHashMap<>();
        String conditions = conditions(request, reader, parameters);
        parameters.put("least", range.least());
        parameters.put("most", range.most());
        if (reader.is(Role.SUPERVISOR) && !reader.is(Role.ADMIN)) {
            conditions += " and (team = any (:teams) or owner = :reader)";
            parameters.put("teams", reader.teams().toArray(String[]::new));
            parameters.put("reader", reader.id());
        }
        parameters.put("limit", limit);
        parameters.put("offset", offset);
        bind(parameters, request, List.of(now(request.to())));
        String sql =
                """
                with fact as (%s), chosen as (
                    select *, %s as value from fact where %s
                ), line as (
                    select number, max(at) as at, sum(value) as value, max(team) as team, max(owner) as owner,
                           max(priority) as priority, max(category) as category, max(channel) as channel
                    from chosen where value is not null group by instance, number
                )
                select *, count(*) over () as lines from line
                where value >= coalesce(cast(:least as float8), '-infinity')
                  and value < coalesce(cast(:most as float8), 'infinity')
                order by value desc, at %s, number
                limit :limit offset :offset
                """
                        .formatted(
                                request.measure().source(),
                                value(request),
                                conditions,
                                request.measure().isLive() ? "asc" : "desc");
        List<Long> total = new ArrayList<>();
        List<TicketLine> items = jdbc.sql(sql)
                .params(parameters)
                .query((row, i) -> {
                    total.add(row.getLong("lines"));
                    return new TicketLine(
                            row.getString("number"),
                            row.getTimestamp("at").toInstant(),
                            rounded(row.getBigDecimal("value")),
                            row.getString("team"),
                            row.getString("owner"),
                            row.getString("priority"),
                            row.getString("category"),
                            row.getString("channel"));
                })
                .list();
        return new TicketLines(items, total.isEmpty() ? 0 : total.get(0));
    }

    /** Instances whose facts could not be written; their figures are out of date. */
    public long failed() {
        return jdbc.sql("select count(*) from kpi_failed").query(Long.class).single();
    }

    /** Whether anything has been mined at all. */
    public boolean isEmpty() {
        return !jdbc.sql("select exists (select from kpi_ticket)")
                .query(Boolean.class)
                .single();
    }

    /** Promises of different kinds are never averaged together. */
    private static FigureRequest apart(FigureRequest request) {
        if (request.measure() != Measure.SLA_COMPLIANCE || request.groupBy() == Dimension.CLOCK) {
            return request;
        }
        if (request.groupBy() != null) {
            throw Refusal.invalid("groupBy", "kpi.refused.clocksApart");
        }
        return request.by(Dimension.CLOCK);
    }

    private List<Group> groups(FigureRequest request, Actor reader, String bucket, List<Instant> moments) {
        Map<String, Object> parameters = new LinkedHashMap<>();
        String conditions = conditions(request, reader, parameters);
        bind(parameters, request, moments);
        Measure measure = request.measure();
        String key = request.groupBy() == null ? "'all'" : request.groupBy().key();
        String sql =
                """
                with %s
                select key, bucket, sum(parts) as n, count(distinct instance) as tickets, avg(value) as mean,
                       percentile_cont(array[0.25, 0.5, 0.75, 0.9]) within group (order by value) as percentiles,
                       max(value) as max, sum(value) as total
                from part where value is not null
                group by key, bucket order by bucket, key
                """
                        .formatted(parts(request, key, bucket, conditions));
        boolean distribution =
                measure.unit() == Unit.HOURS || measure.unit() == Unit.NUMBER || measure.summedPerTicket();
        boolean mean = distribution || measure.unit() == Unit.SHARE;
        return jdbc.sql(sql)
                .params(parameters)
                .query((row, i) -> {
                    List<Double> percentiles = distribution ? percentiles(row) : List.of();
                    return new Group(
                            row.getString("key"),
                            row.getString("bucket"),
                            row.getLong("n"),
                            row.getLong("tickets"),
                            mean ? number(row, "mean") : null,
                            distribution ? percentiles.get(0) : null,
                            distribution ? percentiles.get(1) : null,
                            distribution ? percentiles.get(2) : null,
                            distribution ? percentiles.get(3) : null,
                            distribution ? number(row, "max") : null,
                            number(row, "total"));
                })
                .list();
    }

    private static List<Double> percentiles(ResultSet row) throws SQLException {
        Double[] values = (Double[]) row.getArray("percentiles").getArray();
        return Arrays.stream(values)
                .map(value -> rounded(BigDecimal.valueOf(value)))
                .toList();
    }

    /** Common table expressions up to {@code part}: a value for each case, or for each ticket where it has many. */
    private static String parts(FigureRequest request, String key, String bucket, String conditions) {
        Measure measure = request.measure();
        String parts = measure.summedPerTicket()
                ? "select key, bucket, instance, sum(value) as value, %s as parts from chosen group by key, bucket, instance"
                        .formatted(measure.unit() == Unit.COUNT ? "count(*)" : "1")
                : "select key, bucket, instance, value, 1 as parts from chosen";
        return """
                fact as (%s), chosen as (
                    select %s as key, %s as bucket, instance, owner, %s as value from fact where %s
                ), part as (%s)
                """
                .formatted(measure.source(), key, bucket, value(request), conditions, parts);
    }

    private static String value(FigureRequest request) {
        String column = request.business() ? "business" : "calendar";
        return switch (request.measure().unit()) {
            case HOURS -> column + " / 3600000.0";
            case SHARE, NUMBER -> column;
            case COUNT -> request.measure().isState() ? "1" : column;
        };
    }

    private String conditions(FigureRequest request, Actor reader, Map<String, Object> parameters) {
        Map<Dimension, String> filters = new EnumMap<>(Dimension.class);
        filters.putAll(request.filters());
        boolean personal = request.groupBy() == Dimension.OWNER || filters.containsKey(Dimension.OWNER);
        List<String> conditions = new ArrayList<>();
        if (reader.leads()) {
            if (personal) {
                requirePeople();
            }
            if (personal && !reader.is(Role.ADMIN)) {
                List<String> mine = supervisedBy(reader);
                String owner = filters.get(Dimension.OWNER);
                if (owner != null && !mine.contains(owner)) {
                    throw Refusal.forbidden("kpi.refused.notYourPeople");
                }
                conditions.add("owner = any (:people)");
                parameters.put("people", mine.toArray(String[]::new));
            }
        } else if (reader.is(Role.AGENT)) {
            requirePeople();
            if (!filters.getOrDefault(Dimension.OWNER, reader.id()).equals(reader.id())) {
                throw Refusal.forbidden("kpi.refused.ownOnly");
            }
            filters.put(Dimension.OWNER, reader.id());
        } else {
            throw Refusal.forbidden("kpi.refused.role");
        }
        conditions.add(conditions(filters, parameters));
        return String.join(" and ", conditions);
    }

    private static String conditions(Map<Dimension, String> filters, Map<String, Object> parameters) {
        List<String> conditions = new ArrayList<>(List.of("true"));
        filters.forEach((dimension, value) -> {
            conditions.add(dimension.key() + " = :" + dimension.code());
            parameters.put(dimension.code(), value);
        });
        return String.join(" and ", conditions);
    }

    private void requirePeople() {
        if (!settings.people()) {
            throw Refusal.forbidden("kpi.refused.peopleOff");
        }
    }

    private List<String> supervisedBy(Actor reader) {
        List<String> ids = new ArrayList<>(List.of(reader.id()));
        reader.teams()
                .forEach(team -> people.agentsOf(team).stream().map(Person::id).forEach(ids::add));
        return ids;
    }

    private void bind(Map<String, Object> parameters, FigureRequest request, List<Instant> moments) {
        parameters.put("from", Timestamp.from(request.from()));
        parameters.put("to", Timestamp.from(request.to()));
        parameters.put("now", Timestamp.from(clock.instant()));
        parameters.put("zone", request.zone().getId());
        parameters.put("moments", moments.stream().map(Timestamp::from).toArray(Timestamp[]::new));
    }

    private Instant now(Instant latest) {
        Instant now = clock.instant();
        return latest.isAfter(now) ? now : latest;
    }

    static List<ZonedDateTime> starts(FigureRequest request, Dimension bucket) {
        ZonedDateTime first = request.from().atZone(request.zone());
        ZonedDateTime start =
                switch (bucket) {
                    case HOUR -> first.truncatedTo(ChronoUnit.HOURS);
                    case WEEK -> day(first).with(TemporalAdjusters.previousOrSame(java.time.DayOfWeek.MONDAY));
                    case MONTH -> day(first).withDayOfMonth(1);
                    case DAY -> day(first);
                    default ->
                        throw Refusal.invalid("bucket", "kpi.refused.value", bucket.code(), "hour, day, week, month");
                };
        List<ZonedDateTime> starts = new ArrayList<>();
        while (start.toInstant().isBefore(request.to())) {
            starts.add(start);
            if (starts.size() > MOST_BUCKETS) {
                throw Refusal.invalid("bucket", "kpi.refused.tooManyBuckets", MOST_BUCKETS);
            }
            start = switch (bucket) {
                case HOUR -> start.plusHours(1);
                case WEEK -> start.plusWeeks(1);
                case MONTH -> start.plusMonths(1);
                default -> start.plusDays(1);
            };
        }
        return starts;
    }

    private static ZonedDateTime day(ZonedDateTime at) {
        return at.toLocalDate().atStartOfDay(at.getZone());
    }

    private static List<Group> filled(List<Group> found, List<ZonedDateTime> starts, Dimension bucket) {
        Map<String, Group> byBucket = new LinkedHashMap<>();
        starts.forEach(
                start -> byBucket.put(name(start, bucket), Group.empty(name(start, bucket), name(start, bucket))));
        found.forEach(
                group -> byBucket.put(String.valueOf(group.bucket()), group.named(String.valueOf(group.bucket()))));
        return List.copyOf(byBucket.values());
    }

    static String name(ZonedDateTime start, Dimension bucket) {
        LocalDateTime local = start.toLocalDateTime();
        return switch (bucket) {
            case HOUR -> local.truncatedTo(ChronoUnit.HOURS).toString();
            case MONTH -> local.toString().substring(0, "2026-03".length());
            default -> local.toLocalDate().toString();
        };
    }

    private static @Nullable Double number(ResultSet row, String column) throws SQLException {
        BigDecimal value = row.getBigDecimal(column);
        return value == null ? null : rounded(value);
    }

    /** To a thousandth of a second where it is hours. */
    private static double rounded(BigDecimal value) {
        return value.setScale(7, RoundingMode.HALF_UP).doubleValue();
    }
}
