package io.promisedesk.kpi;

import io.promisedesk.kpi.Diagram.Flow;
import io.promisedesk.kpi.HeatMap.ElementFigure;
import io.promisedesk.kpi.HeatMap.FlowFigure;
import io.promisedesk.platform.Refusal;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.platform.security.Role;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Where time goes on the diagram. For whoever leads or designs: no figure is on a person. The tickets behind a figure only
 * for who may open them.
 */
@Component
@Transactional(readOnly = true)
public class HeatMaps {

    private static final Set<Dimension> FILTERS =
            Set.of(Dimension.TEAM, Dimension.PRIORITY, Dimension.CHANNEL, Dimension.CATEGORY);

    private static final double HOUR = 3_600_000;

    /** So many cases are counted one by one; of more, days that are over are taken as they were added up. */
    private static final int EXACT_UP_TO = 2_000;

    private static final double GROWTH = 1.01 / 0.99;

    private final JdbcClient jdbc;
    private final Marks marks;

    HeatMaps(JdbcClient jdbc, Marks marks) {
        this.jdbc = jdbc;
        this.marks = marks;
    }

    /**
     * A version that is measured.
     *
     * @param since first day on which an element was left, or null
     */
    public record Version(String process, @Nullable String name, int version, @Nullable LocalDate since) {}

    /** A visit behind a figure. */
    public record Visit(String number, LocalDate day, double hours, @Nullable String team, boolean interrupted) {}

    /** All measured versions, processes by id, newest version first. */
    public List<Version> versions(Actor reader) {
        check(reader);
        return jdbc.sql(
                        """
                        select m.process, m.name, m.version, (select min(first_day) from kpi_path where model = m.id) as since
                        from kpi_model m
                        order by m.process, m.version desc
                        """)
                .query((row, i) -> new Version(
                        row.getString("process"),
                        row.getString("name"),
                        row.getInt("version"),
                        row.getObject("since", LocalDate.class)))
                .list();
    }

    /** @return empty where that version is not measured */
    public Optional<HeatMap> of(HeatMapRequest request, Actor reader) {
        return of(request, reader, EXACT_UP_TO);
    }

    Optional<HeatMap> of(HeatMapRequest request, Actor reader, int exactUpTo) {
        check(reader);
        return model(request).map(model -> heatMap(model, request, exactUpTo));
    }

    /** The longest visits of an element in the period, of tickets that the reader may open. */
    public List<Visit> longest(HeatMapRequest request, String element, Actor reader, int limit) {
        check(reader);
        if (!reader.leads()) {
            throw Refusal.forbidden("kpi.diagram.refused.tickets");
        }
        Optional<Model> model = model(request);
        if (model.isEmpty()) {
            return List.of();
        }
        Map<String, Object> parameters = parameters(model.get(), request);
        String conditions = conditions(request, parameters);
        if (!reader.is(Role.ADMIN)) {
            conditions += " and (t.team = any (:teams) or t.owner = :reader)";
            parameters.put("teams", reader.teams().toArray(String[]::new));
            parameters.put("reader", reader.id());
        }
        parameters.put("element", element);
        parameters.put("limit", limit);
        return jdbc.sql(
                        """
                        select t.number, v.day, %s / 3600000.0 as hours, t.team, v.cancelled
                        from kpi_path p
                        join kpi_ticket t using (instance)
                        cross join lateral unnest(p.element, p.day, p.calendar, p.business, p.cancelled)
                            as v (element, day, calendar, business, cancelled)
                        join kpi_element e on e.id = v.element and e.element = :element
                        where %s and t.number is not null and %1$s is not null
                        order by hours desc, t.number
                        limit :limit
                        """
                                .formatted(time(request), conditions))
                .params(parameters)
                .query((row, i) -> new Visit(
                        row.getString("number"),
                        row.getObject("day", LocalDate.class),
                        row.getDouble("hours"),
                        row.getString("team"),
                        row.getBoolean("cancelled")))
                .list();
    }

    private static void check(Actor reader) {
        if (!reader.leads() && !reader.designs()) {
            throw Refusal.forbidden("kpi.diagram.refused.role");
        }
    }

    private record Model(int id, String definition) {}

    private Optional<Model> model(HeatMapRequest request) {
        return jdbc.sql(
                        "select id, definition from kpi_model where process = :process and version = :version order by id desc limit 1")
                .param("process", request.process())
                .param("version", request.version())
                .query((row, i) -> new Model(row.getInt("id"), row.getString("definition")))
                .optional();
    }

    private static Map<String, Object> parameters(Model model, HeatMapRequest request) {
        Map<String, Object> parameters = new LinkedHashMap<>();
        parameters.put("model", model.id());
        parameters.put("from", request.from());
        parameters.put("to", request.to());
        return parameters;
    }

    private static String time(HeatMapRequest request) {
        return request.business() ? "v.business" : "v.calendar";
    }

    /** Of visits {@code v} on paths {@code p} with their ticket {@code t}, where they have one. */
    private static String conditions(HeatMapRequest request, Map<String, Object> parameters) {
        StringBuilder conditions = new StringBuilder(
                "p.model = :model and p.last_day >= :from and p.first_day <= :to and v.day between :from and :to");
        conditions.append(filters(request, parameters));
        return conditions.toString();
    }

    /** Who is excluded has no path, so that tickets are looked at only for their attributes. */
    private static String tickets(HeatMapRequest request) {
        return request.filters().isEmpty() ? "" : "join kpi_ticket t using (instance)";
    }

    private static String filters(HeatMapRequest request, Map<String, Object> parameters) {
        StringBuilder conditions = new StringBuilder();
        request.filters().forEach((dimension, value) -> {
            if (FILTERS.contains(dimension)) {
                conditions.append(" and coalesce(t.%1$s, 'none') = :%1$s".formatted(dimension.code()));
                parameters.put(dimension.code(), value);
            }
        });
        return conditions.toString();
    }

    /** What was counted at an element or on a flow. */
    private record Counted(
            long visits,
            long interrupted,
            long timed,
            @Nullable Double median,
            @Nullable Double p90,
            @Nullable Double total,
            long late) {

        static final Counted NOTHING = new Counted(0, 0, 0, null, null, null, 0);

        long completed() {
            return visits - interrupted;
        }
    }

    private HeatMap heatMap(Model model, HeatMapRequest request, int exactUpTo) {
        long cases = cases(model, request);
        boolean exact = cases <= exactUpTo || !request.filters().isEmpty();
        Map<String, Counted> counted = exact ? count(model, request) : addUp(model, request);
        Map<String, Long> inside = inside(model, request);
        Diagram diagram = marks.diagram(model.definition()).orElse(null);
        List<Known> known = known(model);
        boolean main = known.stream().anyMatch(element -> isMainLine(element.stage()));
        double all = known.stream()
                .filter(element -> isDelay(element, main, diagram))
                .mapToDouble(element -> hours(counted, element.id()))
                .sum();
        List<ElementFigure> elements = known.stream()
                .filter(element -> !element.kind().equals("sequenceFlow")
                        && !element.kind().equals("multiInstanceBody"))
                .map(element -> {
                    Counted here = counted.getOrDefault(element.id(), Counted.NOTHING);
                    Double share =
                            isDelay(element, main, diagram) && all > 0 ? hours(counted, element.id()) / all : null;
                    return new ElementFigure(
                            element.id(),
                            element.name(),
                            element.kind(),
                            element.stage(),
                            here.visits(),
                            here.interrupted(),
                            inside.getOrDefault(element.id(), 0L),
                            here.timed(),
                            here.median(),
                            here.p90(),
                            here.total() == null || here.timed() == 0 ? null : here.total() / here.timed(),
                            here.total(),
                            share,
                            element.target() == null ? null : element.target() / HOUR,
                            here.late());
                })
                .toList();
        return new HeatMap(
                request.process(),
                request.version(),
                cases,
                diagram,
                exact,
                hasTickets(model),
                elements,
                diagram == null ? List.of() : flows(diagram, counted));
    }

    private static double hours(Map<String, Counted> counted, String element) {
        Double total = counted.getOrDefault(element, Counted.NOTHING).total();
        return total == null ? 0 : total;
    }

    /** Stages of the case until it is solved; of a process beside the main line, its own. */
    private static boolean isDelay(Known element, boolean main, @Nullable Diagram diagram) {
        return element.stage() != null
                && (main ? isMainLine(element.stage()) && !element.stage().equals("confirmation") : true)
                && (diagram == null || !diagram.holdsTimed(element.id()));
    }

    private static boolean isMainLine(@Nullable String stage) {
        return stage != null && !stage.equals("escalation") && !stage.equals("handover");
    }

    private Map<String, Counted> count(Model model, HeatMapRequest request) {
        Map<String, Object> parameters = parameters(model, request);
        String conditions = conditions(request, parameters);
        Map<String, Counted> counted = new LinkedHashMap<>();
        jdbc.sql(
                        """
                        select e.element, v.*
                        from (
                            select v.element as id, count(*) as visits, count(*) filter (where v.cancelled) as interrupted,
                                   count(v.ms) as timed,
                                   percentile_cont(0.5) within group (order by v.ms) / 3600000.0 as median,
                                   percentile_cont(0.9) within group (order by v.ms) / 3600000.0 as p90,
                                   sum(v.ms) / 3600000.0 as total,
                                   count(*) filter (where v.ms > e.target) as late
                            from (
                                select v.element, v.cancelled, %s as ms
                                from kpi_path p %s
                                cross join lateral unnest(p.element, p.day, p.calendar, p.business, p.cancelled)
                                    as v (element, day, calendar, business, cancelled)
                                where %s
                            ) v
                            join kpi_element e on e.id = v.element
                            group by v.element
                        ) v
                        join kpi_element e on e.id = v.id
                        """
                                .formatted(time(request), tickets(request), conditions))
                .params(parameters)
                .query(row -> {
                    counted.put(
                            row.getString("element"),
                            new Counted(
                                    row.getLong("visits"),
                                    row.getLong("interrupted"),
                                    row.getLong("timed"),
                                    number(row, "median"),
                                    number(row, "p90"),
                                    number(row, "total"),
                                    row.getLong("late")));
                });
        return counted;
    }

    /** From days that are over as they were added up, and one by one from those that are not. */
    private Map<String, Counted> addUp(Model model, HeatMapRequest request) {
        Map<String, Object> parameters = parameters(model, request);
        List<LocalDate> missing = missingDays(model, request);
        parameters.put("missing", missing.stream().map(LocalDate::toString).toArray(String[]::new));
        parameters.put("first", missing.isEmpty() ? request.to().plusDays(1) : missing.get(0));
        parameters.put("last", missing.isEmpty() ? request.from().minusDays(1) : missing.get(missing.size() - 1));
        String suffix = request.business() ? "_business" : "";
        String visits =
                """
                select v.element, v.cancelled, %s as ms, e.target
                from kpi_path p
                cross join lateral unnest(p.element, p.day, p.calendar, p.business, p.cancelled)
                    as v (element, day, calendar, business, cancelled)
                join kpi_element e on e.id = v.element
                where p.model = :model and p.last_day >= :first and p.first_day <= :last and v.day = any (:missing::date[])
                """
                        .formatted(time(request));
        Map<String, Spread> spreads = new LinkedHashMap<>();
        jdbc.sql(
                        """
                        select e.element, b.bucket, sum(b.n) as n
                        from (
                            select d.element, b.bucket, b.n
                            from kpi_path_day d cross join lateral unnest(d.buckets%1$s, d.counts%1$s) as b (bucket, n)
                            where d.model = :model and d.day between :from and :to
                            union all
                            select element, kpi_bucket(ms), count(*) from (%2$s) v where ms is not null group by 1, 2
                        ) b
                        join kpi_element e on e.id = b.element
                        group by 1, 2 order by 1, 2
                        """
                                .formatted(suffix, visits))
                .params(parameters)
                .query(row -> {
                    spreads.computeIfAbsent(row.getString("element"), id -> new Spread())
                            .add(row.getInt("bucket"), row.getLong("n"));
                });
        Map<String, Counted> counted = new LinkedHashMap<>();
        jdbc.sql(
                        """
                        select e.element, sum(v.visits) as visits, sum(v.interrupted) as interrupted, sum(v.timed) as timed,
                               sum(v.total) / 3600000.0 as total, sum(v.late) as late
                        from (
                            select element, visits, interrupted, timed%1$s as timed, total%1$s as total, late%1$s as late
                            from kpi_path_day
                            where model = :model and day between :from and :to and element <> 0
                            union all
                            select element, count(*), count(*) filter (where cancelled), count(ms), sum(ms),
                                   count(*) filter (where ms > target)
                            from (%2$s) v group by element
                        ) v
                        join kpi_element e on e.id = v.element
                        group by e.element
                        """
                                .formatted(suffix, visits))
                .params(parameters)
                .query(row -> {
                    String element = row.getString("element");
                    Spread spread = spreads.get(element);
                    counted.put(
                            element,
                            new Counted(
                                    row.getLong("visits"),
                                    row.getLong("interrupted"),
                                    row.getLong("timed"),
                                    spread == null ? null : spread.percentile(0.5),
                                    spread == null ? null : spread.percentile(0.9),
                                    number(row, "total"),
                                    row.getLong("late")));
                });
        return counted;
    }

    /** In order. */
    private List<LocalDate> missingDays(Model model, HeatMapRequest request) {
        return jdbc.sql(
                        """
                        select d::date
                        from (
                            select greatest(:from, (select min(first_day) from kpi_path where model = :model)) as first,
                                   least(:to, (select max(last_day) from kpi_path where model = :model)) as last
                        ) r
                        cross join lateral generate_series(r.first, r.last, interval '1 day') d
                        where not exists (
                            select from kpi_path_day b where b.model = :model and b.day = d::date and b.element = 0)
                        order by 1
                        """)
                .params(parameters(model, request))
                .query(LocalDate.class)
                .list();
    }

    /** How many durations fell into each bucket, see {@code kpi_bucket}. */
    private static final class Spread {

        private final List<long[]> buckets = new ArrayList<>();
        private long all;

        void add(int bucket, long n) {
            buckets.add(new long[] {bucket, n});
            all += n;
        }

        /** In hours. */
        double percentile(double part) {
            double rank = part * (all - 1);
            long passed = 0;
            for (long[] bucket : buckets) {
                passed += bucket[1];
                if (passed > rank) {
                    return bucket[0] == 0 ? 0 : 2 * Math.pow(GROWTH, bucket[0]) / (GROWTH + 1) / HOUR;
                }
            }
            return 0;
        }
    }

    private static @Nullable Double number(ResultSet row, String column) throws SQLException {
        double value = row.getDouble(column);
        return row.wasNull() ? null : value;
    }

    private long cases(Model model, HeatMapRequest request) {
        Map<String, Object> parameters = parameters(model, request);
        String filters = filters(request, parameters);
        return jdbc.sql(
                        """
                        select count(*)
                        from kpi_path p %s
                        where p.model = :model and p.last_day >= :from and p.first_day <= :to %s
                        """
                                .formatted(tickets(request), filters))
                .params(parameters)
                .query(Long.class)
                .single();
    }

    /** Whether its cases are tickets, or belong to some: a look at a few tells. */
    private boolean hasTickets(Model model) {
        return jdbc.sql(
                        """
                        select exists (
                            select from (select instance from kpi_path where model = :model limit 100) p
                            join kpi_ticket t using (instance) where t.number is not null)
                        """)
                .param("model", model.id())
                .query(Boolean.class)
                .single();
    }

    private Map<String, Long> inside(Model model, HeatMapRequest request) {
        Map<String, Object> parameters = new LinkedHashMap<>(Map.of("model", model.id()));
        String filters = filters(request, parameters);
        Map<String, Long> inside = new LinkedHashMap<>();
        jdbc.sql(
                        """
                        select e.element, count(*) as cases
                        from kpi_path p %s
                        cross join lateral unnest(p.inside) as v (element)
                        join kpi_element e on e.id = v.element
                        where p.model = :model and p.inside is not null %s
                        group by e.element
                        """
                                .formatted(tickets(request), filters))
                .params(parameters)
                .query(row -> {
                    inside.put(row.getString("element"), row.getLong("cases"));
                });
        return inside;
    }

    /** An element of the dictionary. */
    private record Known(
            String id, String kind, @Nullable String name, @Nullable String stage, @Nullable Long target) {}

    private List<Known> known(Model model) {
        return jdbc.sql("select element, kind, name, stage, target from kpi_element where model = :model order by id")
                .param("model", model.id())
                .query((row, i) -> new Known(
                        row.getString("element"),
                        row.getString("kind"),
                        row.getString("name"),
                        row.getString("stage"),
                        row.getObject("target", Long.class)))
                .list();
    }

    /**
     * Flows of choices are counted by the miner. Of the others, one that is the only way out was taken whenever its source
     * was left, and one that is the only way in whenever its target was entered; more cannot be known.
     */
    private static List<FlowFigure> flows(Diagram diagram, Map<String, Counted> counted) {
        List<FlowFigure> figures = new ArrayList<>();
        for (Flow flow : diagram.flows()) {
            Counted source = counted.getOrDefault(flow.source(), Counted.NOTHING);
            boolean choice = diagram.isChoice(flow);
            Long count = choice
                    ? Long.valueOf(
                            counted.getOrDefault(flow.id(), Counted.NOTHING).visits())
                    : derived(diagram, flow, counted);
            if (count == null) {
                continue;
            }
            long left = source.completed();
            boolean followed = !choice
                    || diagram.outgoing(flow.source()).stream()
                                    .mapToLong(way -> counted.getOrDefault(way.id(), Counted.NOTHING)
                                            .visits())
                                    .sum()
                            == left;
            figures.add(new FlowFigure(
                    flow.id(),
                    flow.name(),
                    flow.source(),
                    flow.target(),
                    count,
                    share(diagram, flow, counted, count),
                    !followed));
        }
        return figures;
    }

    private static @Nullable Double share(Diagram diagram, Flow flow, Map<String, Counted> counted, long count) {
        if (diagram.outgoing(flow.source()).size() > 1) {
            long left = counted.getOrDefault(flow.source(), Counted.NOTHING).completed();
            return left == 0 ? null : Double.valueOf((double) count / left);
        }
        // An interrupting boundary event: of the times that what it sits on was left. Another one fires while that goes
        // on.
        String host = diagram.step(flow.source())
                .filter(Diagram.Step::interrupting)
                .map(Diagram.Step::attachedTo)
                .orElse(null);
        if (host == null) {
            return null;
        }
        long left = counted.getOrDefault(host, Counted.NOTHING).visits();
        return left == 0 ? null : Double.valueOf((double) count / left);
    }

    private static @Nullable Long derived(Diagram diagram, Flow flow, Map<String, Counted> counted) {
        String source = diagram.step(flow.source()).map(Diagram.Step::entry).orElse(flow.source());
        boolean join = diagram.incoming(flow.source()).size() > 1
                && diagram.step(flow.source())
                        .filter(step -> step.kind().equals("parallelGateway")
                                || step.kind().equals("inclusiveGateway"))
                        .isPresent();
        if (diagram.outgoing(flow.source()).size() == 1 && !join) {
            return counted.getOrDefault(source, Counted.NOTHING).completed();
        }
        String target = diagram.step(flow.target()).map(Diagram.Step::entry).orElse(flow.target());
        return diagram.incoming(flow.target()).size() == 1
                ? Long.valueOf(counted.getOrDefault(target, Counted.NOTHING).visits())
                : null;
    }
}
