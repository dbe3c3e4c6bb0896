package io.promisedesk.kpi.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.promisedesk.kpi.Dashboard;
import io.promisedesk.kpi.Dimension;
import io.promisedesk.kpi.FigureRequest;
import io.promisedesk.kpi.Figures;
import io.promisedesk.kpi.Group;
import io.promisedesk.kpi.Histogram;
import io.promisedesk.kpi.Measure;
import io.promisedesk.kpi.Overview;
import io.promisedesk.kpi.Overview.Flow;
import io.promisedesk.kpi.Overview.Live;
import io.promisedesk.kpi.Overview.Load;
import io.promisedesk.kpi.Overview.StageShare;
import io.promisedesk.kpi.Range;
import io.promisedesk.kpi.Selection;
import io.promisedesk.kpi.TicketLine;
import io.promisedesk.kpi.web.Panel.Cell;
import io.promisedesk.kpi.web.Panel.Chart;
import io.promisedesk.kpi.web.Panel.Figure;
import io.promisedesk.kpi.web.Panel.Head;
import io.promisedesk.kpi.web.Panel.Table;
import io.promisedesk.kpi.web.Panel.View;
import io.promisedesk.people.PeopleDesk;
import io.promisedesk.people.Person;
import io.promisedesk.platform.Refusal;
import io.promisedesk.platform.security.Actor;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The parts of the dashboard, each with its picture, the table that says the same, and the tickets behind every number. */
@Component
class Panels {

    /** In the order of the page. */
    static final List<String> OF_ALL = List.of(
            "now",
            "advice",
            "glance",
            "flow",
            "ages",
            "compliance",
            "first_response",
            "next_response",
            "full_resolution",
            "waiting",
            "stages",
            "compared",
            "load",
            "handovers",
            "figures");

    /** The same of one's own figures. */
    static final List<String> OF_ME = List.of(
            "now",
            "glance",
            "flow",
            "compared",
            "first_response",
            "next_response",
            "full_resolution",
            "waiting",
            "compliance",
            "ages",
            "figures");

    private static final int MOST_PROMISES = 5;
    private static final int MOST_COMPARED = 30;

    private static final List<Measure> IN_DETAIL = List.of(
            Measure.ARRIVALS,
            Measure.SOLVED,
            Measure.CLOSED,
            Measure.BACKLOG,
            Measure.BACKLOG_AGE,
            Measure.FIRST_RESPONSE,
            Measure.NEXT_RESPONSE,
            Measure.FIRST_RESOLUTION,
            Measure.FULL_RESOLUTION,
            Measure.NET_RESOLUTION,
            Measure.CLOSURE,
            Measure.REQUESTER_WAIT,
            Measure.WAITING,
            Measure.ON_HOLD,
            Measure.POSSESSION,
            Measure.BREACH_DEPTH,
            Measure.HANDOVER_ACCEPTANCE,
            Measure.HANDOVER_LOST,
            Measure.SLA_FIRST_RESPONSE,
            Measure.SLA_NEXT_RESPONSE,
            Measure.SLA_RESOLUTION,
            Measure.SLA_PROMISED_UPDATE,
            Measure.FIRST_CONTACT_RESOLUTION,
            Measure.REOPEN_RATE,
            Measure.REPEAT_CONTACT_RATE,
            Measure.ESCALATION_RATE,
            Measure.HANDOVER_BREACHES,
            Measure.REPLIES_PER_TICKET,
            Measure.TRANSFERS_PER_TICKET);

    private final Dashboard dashboard;
    private final Figures figures;
    private final PeopleDesk people;
    private final Wording words;
    private final ObjectMapper json;
    private final Clock clock;

    Panels(Dashboard dashboard, Figures figures, PeopleDesk people, Wording words, ObjectMapper json, Clock clock) {
        this.dashboard = dashboard;
        this.figures = figures;
        this.people = people;
        this.words = words;
        this.json = json;
        this.clock = clock;
    }

    Panel of(String key, PageFilter filter, Actor reader, Locale language) {
        if (!(filter.isPersonal() ? OF_ME : OF_ALL).contains(key)) {
            throw Refusal.notFound("kpi.refused.panel", key);
        }
        return new Drawing(filter, reader, language).draw(key);
    }

    /** One panel for one reader. */
    private final class Drawing {

        private final PageFilter filter;
        private final Selection ask;
        private final Actor reader;
        private final Locale language;

        Drawing(PageFilter filter, Actor reader, Locale language) {
            this.filter = filter;
            this.ask = filter.selection();
            this.reader = reader;
            this.language = language;
        }

        Panel draw(String key) {
            return switch (key) {
                case "now" -> now();
                case "advice" -> advice();
                case "glance" -> glance();
                case "flow" -> flow();
                case "ages" -> ages();
                case "compliance" -> compliance();
                case "stages" -> stages();
                case "compared" -> compared();
                case "load" -> load();
                case "handovers" -> handovers();
                case "figures" -> inDetail();
                default -> spread(Measure.of(key).orElseThrow());
            };
        }

        private Panel now() {
            Live live = dashboard.live(ask, reader);
            Instant now = clock.instant();
            Selection lastHour = ask.between(now.minus(Duration.ofHours(1)), now);
            String arrived = filter.isPersonal() || live.onShift() == 0
                    ? ""
                    : text(
                            "kpi.now.arrived.context",
                            live.onShift(),
                            words.number((double) live.arrived() / live.onShift(), 1, language));
            List<Figure> shown = List.of(
                    live("open", live.open(), "", "", PageFilter.tickets(lastHour.of(Measure.BACKLOG), Range.ALL)),
                    live(
                            "overdue",
                            live.overdue(),
                            "",
                            live.overdue() > 0 ? "late" : "ok",
                            filter.tickets(Measure.PROMISES_OVERDUE)),
                    live(
                            "atRisk",
                            live.atRisk(),
                            "",
                            live.atRisk() > 0 ? "warn" : "ok",
                            filter.tickets(Measure.PROMISES_AT_RISK)),
                    live(
                            "arrived",
                            live.arrived(),
                            arrived,
                            "",
                            PageFilter.tickets(lastHour.of(Measure.ARRIVALS), Range.ALL)));
            return new Panel("now", title("now"), "", shown, List.of(), List.of(), null, null);
        }

        private Figure live(String key, long value, String context, String tone, String link) {
            return new Figure(
                    key,
                    text("kpi.now." + key),
                    number(value),
                    context,
                    tone,
                    text("kpi.now." + key + ".formula"),
                    value == 0 ? null : link);
        }

        private Panel advice() {
            Overview overview = dashboard.overview(ask, reader);
            DateTimeFormatter format = DateTimeFormatter.ofLocalizedDateTime(FormatStyle.MEDIUM, FormatStyle.SHORT)
                    .withLocale(language)
                    .withZone(filter.zone());
            List<List<Cell>> rows = new ArrayList<>();
            for (Measure measure : List.of(Measure.PROMISES_OVERDUE, Measure.PROMISES_AT_RISK)) {
                for (TicketLine line : figures.tickets(ask.of(measure), reader, MOST_PROMISES, 0)
                        .items()) {
                    rows.add(List.of(
                            Cell.linked(String.valueOf(line.number()), "/tickets/" + line.number()),
                            Cell.text(format.format(line.at())),
                            Cell.text(text("kpi.measure." + measure.code()))));
                }
            }
            Table table = table(rows, "ticket", "due", "state");
            return new Panel(
                    "advice",
                    title("advice"),
                    "",
                    List.of(),
                    List.of(new View("promises", text("kpi.view.table"), null, table)),
                    Advice.on(overview, words, language),
                    null,
                    null);
        }

        private Panel glance() {
            List<Figure> shown = new ArrayList<>();
            for (Measure measure :
                    List.of(Measure.FIRST_RESPONSE, Measure.NEXT_RESPONSE, Measure.FULL_RESOLUTION, Measure.WAITING)) {
                shown.add(spreadFigure(measure));
            }
            for (Measure measure : List.of(Measure.FIRST_CONTACT_RESOLUTION, Measure.REOPEN_RATE)) {
                shown.add(share(measure));
            }
            shown.add(events(Measure.TRANSFERS));
            shown.add(filter.isPersonal() ? events(Measure.REPLIES) : events(Measure.HANDOVERS));
            return new Panel("glance", title("glance"), "", shown, List.of(), List.of(), null, null);
        }

        private Figure spreadFigure(Measure measure) {
            Group group = dashboard.figure(ask, measure, reader).orElse(null);
            return group == null
                    ? none(measure)
                    : figure(
                            measure,
                            hours(group.median()),
                            text("kpi.stat.spread", hours(group.p90()), hours(group.mean()), number(group.n())));
        }

        private Figure share(Measure measure) {
            Group group = dashboard.figure(ask, measure, reader).orElse(null);
            return group == null || group.mean() == null
                    ? none(measure)
                    : figure(measure, percent(group.mean()), text("kpi.stat.n", number(group.n())));
        }

        private Figure events(Measure measure) {
            Group group = dashboard.figure(ask, measure, reader).orElse(null);
            return group == null
                    ? none(measure)
                    : figure(measure, number(group.n()), text("kpi.stat.events", number(group.tickets())));
        }

        private Figure figure(Measure measure, String value, String context) {
            return new Figure(
                    measure.code(),
                    text("kpi.measure." + measure.code()),
                    value,
                    context,
                    "",
                    text("kpi.formula." + measure.code()),
                    filter.tickets(measure));
        }

        private Figure none(Measure measure) {
            return new Figure(
                    measure.code(),
                    text("kpi.measure." + measure.code()),
                    "–",
                    text("kpi.stat.none"),
                    "",
                    text("kpi.formula." + measure.code()),
                    null);
        }

        private Panel flow() {
            List<Flow> flow = dashboard.flow(ask, filter.divided(), reader);
            boolean any = flow.stream().anyMatch(one -> one.arrived() > 0 || one.solved() > 0 || positive(one.open()));
            List<List<Cell>> rows = !any
                    ? List.of()
                    : flow.stream()
                            .map(one -> List.of(
                                    Cell.text(bucket(one.bucket())),
                                    count(one.arrived(), Measure.ARRIVALS, one.bucket()),
                                    count(one.solved(), Measure.SOLVED, one.bucket()),
                                    one.open() == null
                                            ? Cell.number("–")
                                            : count(one.open(), Measure.BACKLOG, one.bucket())))
                            .toList();
            Map<String, Object> data = new LinkedHashMap<>();
            data.put("x", flow.stream().map(one -> bucket(one.bucket())).toList());
            data.put(
                    "links",
                    flow.stream()
                            .map(one -> link(Measure.ARRIVALS, one.bucket()))
                            .toList());
            data.put("arrived", flow.stream().map(Flow::arrived).toList());
            data.put("solved", flow.stream().map(Flow::solved).toList());
            data.put("open", flow.stream().map(Flow::open).toList());
            return panel(
                    "flow",
                    List.of(),
                    List.of(view("trend", "flow", data, table(rows, "bucket", "arrived", "solved", "open"))),
                    series(Measure.ARRIVALS));
        }

        private Panel ages() {
            Instant now = clock.instant();
            Selection present = ask.between(now.minus(Duration.ofHours(1)), now);
            Map<String, Group> byAge = byKey(figures.summary(present.of(Measure.BACKLOG, Dimension.AGE), reader));
            List<String> bands = List.of("day", "three-days", "week", "month", "older");
            long all = byAge.values().stream().mapToLong(Group::n).sum();
            List<List<Cell>> rows = new ArrayList<>();
            List<Map<String, ?>> bars = new ArrayList<>();
            for (String band : bands) {
                long n = Optional.ofNullable(byAge.get(band)).map(Group::n).orElse(0L);
                String link =
                        PageFilter.tickets(present.with(Dimension.AGE, band).of(Measure.BACKLOG), Range.ALL);
                String name = words.value(Dimension.AGE, band, language);
                rows.add(List.of(
                        Cell.text(name),
                        Cell.number(number(n), n == 0 ? null : link),
                        Cell.number(all == 0 ? "–" : percent((double) n / all))));
                bars.add(Map.of("name", name, "n", n, "link", link));
            }
            return panel(
                    "ages",
                    List.of(),
                    List.of(view(
                            "bands",
                            "columns",
                            Map.of("bars", bars),
                            table(all == 0 ? List.of() : rows, "age", "tickets", "share"))),
                    PageFilter.address("/api/kpi/summary", present.of(Measure.BACKLOG, Dimension.AGE), Range.ALL)
                            + "&format=csv");
        }

        /** A distribution, and how it moved. */
        private Panel spread(Measure measure) {
            Optional<Group> whole = dashboard.figure(ask, measure, reader);
            Histogram histogram = figures.histogram(ask.of(measure), reader);
            Optional<Histogram> team = ofTeam(measure);
            List<Group> series = figures.series(ask.of(measure), filter.divided(), reader);
            List<Figure> shown = whole.map(group -> List.of(
                            small("median", hours(group.median())),
                            small("p90", hours(group.p90())),
                            small("mean", hours(group.mean())),
                            small("n", number(group.n()))))
                    .orElse(List.of());
            return new Panel(
                    measure.code(),
                    text("kpi.measure." + measure.code()),
                    text("kpi.formula." + measure.code()),
                    shown,
                    List.of(distribution(measure, histogram, whole, team), overTime(measure, series)),
                    List.of(),
                    series(measure),
                    filter.isPersonal() ? text(team.isPresent() ? "kpi.me.beside" : "kpi.me.tooFew") : null);
        }

        private Figure small(String key, String value) {
            return new Figure(key, text("kpi.chart." + key), value, "", "", null, null);
        }

        /** Beside one's own, how the whole team fares; of which team, if somebody is in several: that of the filter or the first. */
        private Optional<Histogram> ofTeam(Measure measure) {
            String self = filter.self();
            if (self == null) {
                return Optional.empty();
            }
            String chosen = filter.only().get(Dimension.TEAM);
            Optional<String> team = chosen != null
                    ? Optional.of(chosen).filter(reader::isIn)
                    : people.person(self).map(Person::teams).stream()
                            .flatMap(Set::stream)
                            .sorted()
                            .findFirst();
            return team.flatMap(key -> figures.histogramOfTeam(ask.of(measure), key, reader));
        }

        private View distribution(
                Measure measure, Histogram histogram, Optional<Group> whole, Optional<Histogram> team) {
            List<Double> shares = histogram.shares();
            List<Double> others = team.map(Histogram::shares).orElse(List.of());
            List<List<Cell>> rows = new ArrayList<>();
            List<Map<String, ?>> bins = new ArrayList<>();
            for (int i = 0; i < histogram.bins().size(); i++) {
                Histogram.Bin bin = histogram.bins().get(i);
                String link = filter.tickets(measure, bin.range());
                List<Cell> row = new ArrayList<>(List.of(
                        Cell.text(range(bin.range())),
                        Cell.number(number(bin.n()), bin.n() == 0 ? null : link),
                        Cell.number(percent(shares.get(i)))));
                Map<String, Object> drawn = new LinkedHashMap<>();
                drawn.put("name", range(bin.range()));
                drawn.put("n", bin.n());
                drawn.put("share", shares.get(i));
                drawn.put("link", link);
                drawn.put("marks", marks(bin.range(), whole));
                if (!others.isEmpty()) {
                    row.add(Cell.number(percent(others.get(i))));
                    drawn.put("team", others.get(i));
                }
                rows.add(row);
                bins.add(drawn);
            }
            List<String> heads = new ArrayList<>(List.of("lasted", "cases", "share"));
            if (!others.isEmpty()) {
                heads.add("teamShare");
            }
            return view(
                    "distribution",
                    "histogram",
                    Map.of("bins", bins),
                    table(histogram.n() == 0 ? List.of() : rows, heads.toArray(String[]::new)));
        }

        private List<String> marks(Range range, Optional<Group> whole) {
            return whole.stream()
                    .flatMap(group -> Stream.of(
                            contains(range, group.median()) ? text("kpi.chart.median") : "",
                            contains(range, group.p90()) ? text("kpi.chart.p90") : ""))
                    .filter(mark -> !mark.isEmpty())
                    .toList();
        }

        private boolean contains(Range range, @Nullable Double value) {
            Double least = range.least();
            Double most = range.most();
            return value != null && (least == null || value >= least) && (most == null || value < most);
        }

        private View overTime(Measure measure, List<Group> series) {
            List<List<Cell>> rows = series.stream()
                    .filter(group -> group.n() > 0)
                    .map(group -> List.of(
                            Cell.text(bucket(group.key())),
                            count(group.n(), measure, group.key()),
                            Cell.number(hours(group.p25())),
                            Cell.number(hours(group.median())),
                            Cell.number(hours(group.p75())),
                            Cell.number(hours(group.p90())),
                            Cell.number(hours(group.mean()))))
                    .toList();
            List<Map<String, ?>> boxes = series.stream()
                    .<Map<String, ?>>map(group -> {
                        Map<String, Object> box = new LinkedHashMap<>();
                        box.put("name", bucket(group.key()));
                        box.put("n", group.n());
                        box.put("p25", group.p25());
                        box.put("median", group.median());
                        box.put("p75", group.p75());
                        box.put("p90", group.p90());
                        box.put("link", link(measure, group.key()));
                        return box;
                    })
                    .toList();
            return view(
                    "trend",
                    "boxes",
                    Map.of("boxes", boxes, "business", ask.business()),
                    table(rows, "bucket", "cases", "p25", "median", "p75", "p90", "mean"));
        }

        private Panel compliance() {
            FigureRequest byClock = ask.of(Measure.SLA_COMPLIANCE, Dimension.CLOCK);
            List<Group> kept = figures.summary(byClock, reader);
            Map<String, Group> running = live(Measure.PROMISES_RUNNING);
            Map<String, Group> overdue = live(Measure.PROMISES_OVERDUE);
            Set<String> clocks = new LinkedHashSet<>();
            kept.forEach(group -> clocks.add(group.key()));
            clocks.addAll(running.keySet());
            clocks.addAll(overdue.keySet());
            Map<String, Group> byKey = byKey(kept);
            List<List<Cell>> rows = new ArrayList<>();
            List<Map<String, ?>> bars = new ArrayList<>();
            for (String key : clocks) {
                Group group = byKey.getOrDefault(key, Group.empty(key, null));
                Selection ofClock = ask.with(Dimension.CLOCK, key);
                FigureRequest tickets = ofClock.of(Measure.SLA_COMPLIANCE, Dimension.CLOCK);
                long met = group.total() == null ? 0 : Math.round(group.total());
                String missed = PageFilter.tickets(tickets, new Range(null, 1.0));
                rows.add(List.of(
                        Cell.text(words.value(Dimension.CLOCK, key, language)),
                        Cell.number(group.mean() == null ? "–" : percent(group.mean())),
                        Cell.number(number(met)),
                        Cell.number(number(group.n() - met), group.n() == met ? null : missed),
                        now(running, key, ofClock, Measure.PROMISES_RUNNING),
                        now(overdue, key, ofClock, Measure.PROMISES_OVERDUE)));
                if (group.mean() != null) {
                    bars.add(Map.of(
                            "name",
                            words.value(Dimension.CLOCK, key, language),
                            "value",
                            group.mean(),
                            "n",
                            group.n(),
                            "link",
                            missed));
                }
            }
            Map<String, Object> data = Map.of("bars", bars);
            return panel(
                    "compliance",
                    List.of(),
                    List.of(
                            view(
                                    "kept",
                                    "shares",
                                    data,
                                    table(rows, "clock", "kept", "met", "missed", "running", "overdue")),
                            complianceOverTime(byClock)),
                    PageFilter.address("/api/kpi/summary", byClock, Range.ALL) + "&format=csv");
        }

        private Map<String, Group> live(Measure measure) {
            return byKey(figures.summary(ask.of(measure, Dimension.CLOCK), reader));
        }

        private Cell now(Map<String, Group> groups, String key, Selection ofClock, Measure measure) {
            long n = Optional.ofNullable(groups.get(key)).map(Group::n).orElse(0L);
            return Cell.number(number(n), n == 0 ? null : PageFilter.tickets(ofClock.of(measure), Range.ALL));
        }

        private View complianceOverTime(FigureRequest byClock) {
            List<Group> found = figures.series(byClock, filter.divided(), reader);
            List<String> buckets = figures.series(ask.of(Measure.SOLVED), filter.divided(), reader).stream()
                    .map(Group::key)
                    .toList();
            Map<String, Map<String, Group>> clocks = new LinkedHashMap<>();
            found.forEach(group -> clocks.computeIfAbsent(group.key(), key -> new LinkedHashMap<>())
                    .put(String.valueOf(group.bucket()), group));
            List<Map<String, ?>> lines = new ArrayList<>();
            List<List<Cell>> rows = new ArrayList<>();
            clocks.forEach((key, byBucket) -> {
                String name = words.value(Dimension.CLOCK, key, language);
                List<@Nullable Double> values = new ArrayList<>();
                List<Long> n = new ArrayList<>();
                for (String one : buckets) {
                    Group group = byBucket.get(one);
                    values.add(group == null ? null : group.mean());
                    n.add(group == null ? 0 : group.n());
                    if (group != null && group.mean() != null) {
                        rows.add(List.of(
                                Cell.text(bucket(one)),
                                Cell.text(name),
                                Cell.number(percent(group.mean())),
                                Cell.number(number(group.n()))));
                    }
                }
                Map<String, Object> line = new LinkedHashMap<>();
                line.put("name", name);
                line.put("values", values);
                line.put("n", n);
                lines.add(line);
            });
            return view(
                    "trend",
                    "lines",
                    Map.of("x", buckets.stream().map(this::bucket).toList(), "lines", lines, "unit", "share"),
                    table(rows, "bucket", "clock", "kept", "cases"));
        }

        private Panel stages() {
            List<StageShare> stages = dashboard.stages(ask, reader);
            List<List<Cell>> rows = stages.stream()
                    .map(one -> List.of(
                            Cell.text(words.team(one.team(), language)),
                            Cell.text(words.value(Dimension.STAGE, one.stage(), language)),
                            Cell.number(hours(one.hours())),
                            Cell.number(percent(one.share())),
                            Cell.number(number(one.tickets()), spentAt(one))))
                    .toList();
            TreeSet<String> teams = new TreeSet<>();
            stages.forEach(one -> teams.add(one.team()));
            Map<String, Object> data = Map.of(
                    "teams",
                    teams.stream()
                            .map(team -> Map.of("key", team, "name", words.team(team, language)))
                            .toList(),
                    "parts",
                    stages.stream()
                            .map(one -> Map.of(
                                    "team", one.team(),
                                    "stage", one.stage(),
                                    "name", words.value(Dimension.STAGE, one.stage(), language),
                                    "hours", one.hours(),
                                    "share", one.share(),
                                    "n", one.tickets(),
                                    "link", spentAt(one)))
                            .toList(),
                    "business",
                    ask.business());
            return panel(
                    "stages",
                    List.of(),
                    List.of(view("stages", "stack", data, table(rows, "team", "stage", "hours", "share", "tickets"))),
                    PageFilter.address("/api/kpi/summary", ask.of(Measure.TIME_SPENT, Dimension.TEAM), Range.ALL)
                            + "&across=stage&format=csv");
        }

        private String spentAt(StageShare one) {
            return PageFilter.tickets(
                    ask.with(Dimension.TEAM, one.team())
                            .with(Dimension.STAGE, one.stage())
                            .of(Measure.TIME_SPENT),
                    Range.ALL);
        }

        /** Values of a dimension beside each other. People by name: it is no ranking. */
        private Panel compared() {
            Dimension by = filter.by();
            Map<String, Group> arrived = byKey(figures.summary(ask.of(Measure.ARRIVALS, by), reader));
            Map<String, Group> responses = byKey(figures.summary(ask.of(Measure.FIRST_RESPONSE, by), reader));
            Map<String, Group> resolutions = byKey(figures.summary(ask.of(Measure.FULL_RESOLUTION, by), reader));
            Map<String, Group> answered = byKey(figures.summary(ask.of(Measure.SLA_FIRST_RESPONSE, by), reader));
            Map<String, Group> kept = byKey(figures.summary(ask.of(Measure.SLA_RESOLUTION, by), reader));
            Map<String, Group> reopened = byKey(figures.summary(ask.of(Measure.REOPEN_RATE, by), reader));
            Set<String> keys = new LinkedHashSet<>();
            List.of(arrived, responses, resolutions).forEach(found -> keys.addAll(found.keySet()));
            Comparator<String> order = by == Dimension.OWNER
                    ? Comparator.comparing(key -> words.value(by, key, language))
                    : Comparator.<String>comparingLong(key -> -n(arrived, key)).thenComparing(key -> key);
            List<String> sorted = keys.stream()
                    .filter(key -> by != Dimension.OWNER || !key.equals("none"))
                    .sorted(order)
                    .toList();
            List<List<Cell>> rows = new ArrayList<>();
            List<Map<String, ?>> ranges = new ArrayList<>();
            for (String key : sorted.subList(0, Math.min(MOST_COMPARED, sorted.size()))) {
                String name = words.value(by, key, language);
                Group resolution = resolutions.getOrDefault(key, Group.empty(key, null));
                Group response = responses.getOrDefault(key, Group.empty(key, null));
                rows.add(List.of(
                        Cell.text(name),
                        compared(arrived, key, Measure.ARRIVALS),
                        compared(response, hours(response.median()), Measure.FIRST_RESPONSE),
                        compared(resolution, hours(resolution.median()), Measure.FULL_RESOLUTION),
                        Cell.number(hours(resolution.p90())),
                        compared(answered.get(key)),
                        compared(kept.get(key)),
                        compared(reopened.get(key))));
                if (resolution.median() != null && resolution.p90() != null) {
                    ranges.add(Map.of(
                            "name",
                            name,
                            "median",
                            resolution.median(),
                            "p90",
                            resolution.p90(),
                            "n",
                            resolution.n(),
                            "link",
                            filter.tickets(Measure.FULL_RESOLUTION, by, key)));
                }
            }
            String note = by == Dimension.OWNER ? text("kpi.compared.people") : null;
            if (sorted.size() > MOST_COMPARED) {
                note = text("kpi.compared.more", MOST_COMPARED, sorted.size());
            }
            Panel panel = panel(
                    "compared",
                    List.of(),
                    List.of(view(
                            "ranges",
                            "ranges",
                            Map.of("ranges", ranges, "business", ask.business()),
                            new Table(
                                    Stream.concat(
                                                    Stream.of(new Head(text("kpi.dimension." + by.code()), false)),
                                                    heads(
                                                            "arrived",
                                                            "response",
                                                            "resolution",
                                                            "resolutionP90",
                                                            "keptResponse",
                                                            "keptResolution",
                                                            "reopened"))
                                            .toList(),
                                    rows))),
                    PageFilter.address("/api/kpi/summary", ask.of(Measure.FULL_RESOLUTION, by), Range.ALL)
                            + "&format=csv");
            return panel.with(note);
        }

        private Cell compared(Map<String, Group> groups, String key, Measure measure) {
            long n = n(groups, key);
            return Cell.number(number(n), n == 0 ? null : filter.tickets(measure, filter.by(), key));
        }

        private Cell compared(Group group, String value, Measure measure) {
            return group.n() == 0
                    ? Cell.number("–")
                    : Cell.number(
                            text("kpi.compared.n", value, number(group.n())),
                            filter.tickets(measure, filter.by(), group.key()));
        }

        private Cell compared(@Nullable Group share) {
            return share == null || share.mean() == null
                    ? Cell.number("–")
                    : Cell.number(text("kpi.compared.n", percent(share.mean()), number(share.n())));
        }

        private Panel load() {
            List<Load> load = dashboard.load(ask, filter.divided(), reader);
            double hours = load.stream().mapToDouble(Load::agentHours).sum();
            long arrived = load.stream().mapToLong(Load::arrived).sum();
            List<Figure> shown = hours == 0
                    ? List.of()
                    : List.of(
                            small("perAgentHour", words.number(arrived / hours, 2, language)),
                            small("agentHours", words.number(hours, 0, language)),
                            small("arrived", number(arrived)));
            List<List<Cell>> rows = hours == 0
                    ? List.of()
                    : load.stream()
                            .filter(one -> one.agentHours() > 0 || one.arrived() > 0)
                            .map(one -> List.of(
                                    Cell.text(bucket(one.bucket())),
                                    count(one.arrived(), Measure.ARRIVALS, one.bucket()),
                                    Cell.number(words.number(one.agentHours(), 1, language)),
                                    Cell.number(one.perAgentHour()
                                            .map(value -> words.number(value, 2, language))
                                            .orElse("–"))))
                            .toList();
            Map<String, Object> data = new LinkedHashMap<>();
            data.put("x", load.stream().map(one -> bucket(one.bucket())).toList());
            Map<String, Object> line = new LinkedHashMap<>();
            line.put("name", text("kpi.chart.perAgentHour"));
            line.put(
                    "values",
                    load.stream().map(one -> one.perAgentHour().orElse(null)).toList());
            line.put("n", load.stream().map(Load::arrived).toList());
            data.put("lines", List.of(line));
            data.put("unit", "number");
            return panel(
                    "load",
                    shown,
                    List.of(view(
                            "trend", "lines", data, table(rows, "bucket", "arrived", "agentHours", "perAgentHour"))),
                    null);
        }

        private Panel handovers() {
            List<Group> outcomes = figures.summary(ask.of(Measure.HANDOVERS, Dimension.OUTCOME), reader);
            List<Figure> shown = new ArrayList<>();
            dashboard
                    .figure(ask, Measure.HANDOVER_ACCEPTANCE, reader)
                    .ifPresent(group -> shown.add(small("accepted", hours(group.median()))));
            dashboard
                    .figure(ask, Measure.HANDOVER_LOST, reader)
                    .ifPresent(group -> shown.add(small("lost", hours(group.median()))));
            dashboard
                    .figure(ask, Measure.HANDOVER_BREACHES, reader)
                    .map(Group::mean)
                    .ifPresent(share -> shown.add(small("breaches", percent(share))));
            List<List<Cell>> rows = outcomes.stream()
                    .map(group -> List.of(
                            Cell.text(words.value(Dimension.OUTCOME, group.key(), language)),
                            Cell.number(
                                    number(group.n()),
                                    filter.tickets(Measure.HANDOVERS, Dimension.OUTCOME, group.key())),
                            Cell.number(number(group.tickets()))))
                    .toList();
            List<Map<String, ?>> bars = outcomes.stream()
                    .<Map<String, ?>>map(group -> Map.of(
                            "name",
                            words.value(Dimension.OUTCOME, group.key(), language),
                            "n",
                            group.n(),
                            "link",
                            filter.tickets(Measure.HANDOVERS, Dimension.OUTCOME, group.key())))
                    .toList();
            return panel(
                    "handovers",
                    shown,
                    List.of(view(
                            "outcomes", "columns", Map.of("bars", bars), table(rows, "outcome", "cases", "tickets"))),
                    PageFilter.address("/api/kpi/summary", ask.of(Measure.HANDOVERS, Dimension.OUTCOME), Range.ALL)
                            + "&format=csv");
        }

        /** Every figure in one table, each with its formula. */
        private Panel inDetail() {
            List<List<Cell>> rows = new ArrayList<>();
            for (Measure measure : IN_DETAIL) {
                dashboard.figure(ask, measure, reader).ifPresent(group -> rows.add(row(measure, group)));
            }
            rungs(rows);
            return panel(
                    "figures",
                    List.of(),
                    List.of(new View(
                            "table",
                            text("kpi.view.table"),
                            null,
                            table(rows, "figure", "value", "median", "p90", "cases"))),
                    null);
        }

        private List<Cell> row(Measure measure, Group group) {
            Cell name = Cell.explained(text("kpi.measure." + measure.code()), text("kpi.formula." + measure.code()));
            Cell n = Cell.number(number(group.n()), filter.tickets(measure));
            Double mean = group.mean();
            return switch (measure.unit()) {
                case HOURS ->
                    List.of(
                            name,
                            Cell.number(text("kpi.stat.mean", hours(mean))),
                            Cell.number(hours(group.median())),
                            Cell.number(hours(group.p90())),
                            n);
                case NUMBER ->
                    List.of(
                            name,
                            Cell.number(text("kpi.stat.mean", decimal(mean))),
                            Cell.number(decimal(group.median())),
                            Cell.number(decimal(group.p90())),
                            n);
                case SHARE ->
                    List.of(name, Cell.number(mean == null ? "–" : percent(mean)), Cell.number(""), Cell.number(""), n);
                case COUNT -> List.of(name, Cell.number(number(group.n())), Cell.number(""), Cell.number(""), n);
            };
        }

        /** Of what was solved, how much was escalated at each rung. */
        private void rungs(List<List<Cell>> rows) {
            long solved =
                    dashboard.figure(ask, Measure.SOLVED, reader).map(Group::n).orElse(0L);
            for (Group group : figures.summary(ask.of(Measure.ESCALATIONS, Dimension.ELEMENT), reader)) {
                rows.add(List.of(
                        Cell.explained(
                                text("kpi.rung", words.value(Dimension.ELEMENT, group.key(), language)),
                                text("kpi.rung.formula")),
                        Cell.number(solved == 0 ? "–" : percent((double) group.tickets() / solved)),
                        Cell.number(""),
                        Cell.number(""),
                        Cell.number(
                                number(group.tickets()),
                                filter.tickets(Measure.ESCALATIONS, Dimension.ELEMENT, group.key()))));
            }
        }

        private Panel panel(String key, List<Figure> shown, List<View> views, @Nullable String csv) {
            return new Panel(
                    key, title(key), text("kpi.panel." + key + ".formula"), shown, views, List.of(), csv, null);
        }

        private View view(String key, String chart, Map<String, ?> data, Table table) {
            // What has rows but nothing to draw, such as promises that only run, is shown as a table.
            boolean drawn = !table.rows().isEmpty()
                    && data.values().stream()
                            .filter(Collection.class::isInstance)
                            .noneMatch(value -> ((Collection<?>) value).isEmpty());
            return new View(key, text("kpi.view." + key), drawn ? written(new Chart(chart, data)) : null, table);
        }

        private String written(Chart chart) {
            try {
                return json.writeValueAsString(chart);
            } catch (JsonProcessingException e) {
                throw new IllegalStateException(e);
            }
        }

        private Table table(List<List<Cell>> rows, String... heads) {
            return new Table(heads(heads).toList(), rows);
        }

        private static final Set<String> WORDS = Set.of(
                "bucket", "age", "lasted", "clock", "team", "stage", "outcome", "figure", "ticket", "due", "state");

        private Stream<Head> heads(String... keys) {
            return Stream.of(keys).map(key -> new Head(text("kpi.head." + key), !WORDS.contains(key)));
        }

        private String title(String key) {
            return text("kpi.panel." + key);
        }

        private Cell count(long n, Measure measure, String bucket) {
            return Cell.number(number(n), n == 0 ? null : link(measure, bucket));
        }

        private String link(Measure measure, String bucket) {
            Stretch stretch = Stretch.of(bucket, filter.divided(), filter.zone());
            Instant from = later(stretch.start(), filter.start());
            Instant to = stretch.end().isBefore(filter.end()) ? stretch.end() : filter.end();
            return PageFilter.tickets(ask.between(from, to).of(measure), Range.ALL);
        }

        private Instant later(Instant one, Instant other) {
            return one.isAfter(other) ? one : other;
        }

        private String series(Measure measure) {
            return PageFilter.address("/api/kpi/series", ask.of(measure), Range.ALL) + "&bucket="
                    + filter.divided().code() + "&format=csv";
        }

        private String bucket(String key) {
            return Stretch.of(key, filter.divided(), filter.zone()).label(filter, language);
        }

        private String range(Range range) {
            Double least = range.least();
            Double most = range.most();
            if (least == null) {
                return text("kpi.range.under", edge(Objects.requireNonNull(most)));
            }
            return most == null
                    ? text("kpi.range.over", edge(least))
                    : text("kpi.range.between", edge(least), edge(most));
        }

        /** An edge is never longer than it has to be: 4 h, not 240 min. */
        private String edge(double hours) {
            if (hours < 1) {
                return text("kpi.duration.minutes", words.number(hours * 60, 0, language));
            }
            return ask.business() || hours < 24
                    ? text("kpi.duration.hours", words.number(hours, 0, language))
                    : text("kpi.duration.days", words.number(hours / 24, 0, language));
        }

        private String text(String key, Object... arguments) {
            return words.text(language, key, arguments);
        }

        private String number(long value) {
            return words.number(value, 0, language);
        }

        private String decimal(@Nullable Double value) {
            return value == null ? "–" : words.number(value, 1, language);
        }

        private String percent(double share) {
            return words.percent(share, language);
        }

        private String hours(@Nullable Double value) {
            return value == null ? "–" : words.duration(value, ask.business(), language);
        }

        private long n(Map<String, Group> groups, String key) {
            Group group = groups.get(key);
            return group == null ? 0 : group.n();
        }

        private boolean positive(@Nullable Long value) {
            return value != null && value > 0;
        }

        private Map<String, Group> byKey(List<Group> groups) {
            return groups.stream()
                    .collect(
                            Collectors.toMap(Group::key, Function.identity(), (one, other) -> one, LinkedHashMap::new));
        }
    }
}
