package io.promisedesk.kpi.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.promisedesk.kpi.Dimension;
import io.promisedesk.kpi.HeatMap;
import io.promisedesk.kpi.HeatMap.ElementFigure;
import io.promisedesk.kpi.HeatMapRequest;
import io.promisedesk.kpi.HeatMaps;
import io.promisedesk.kpi.HeatMaps.Version;
import io.promisedesk.people.PeopleDesk;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.platform.security.CurrentActor;
import jakarta.servlet.http.HttpServletRequest;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.util.UriComponentsBuilder;

/** The heat map: figures on the diagram of a process. Its address holds everything; what it does not understand it leaves aside. */
@Controller
class DiagramPage {

    private static final int MOST_VISITS = 50;

    private final HeatMaps maps;
    private final DiagramParameters parameters;
    private final PeopleDesk people;
    private final CurrentActor actor;
    private final Wording words;
    private final ObjectMapper json;

    DiagramPage(
            HeatMaps maps,
            DiagramParameters parameters,
            PeopleDesk people,
            CurrentActor actor,
            Wording words,
            ObjectMapper json) {
        this.maps = maps;
        this.parameters = parameters;
        this.people = people;
        this.actor = actor;
        this.words = words;
        this.json = json;
    }

    @GetMapping("/kpi/diagram")
    String show(HttpServletRequest http, Locale language, Model model) {
        Actor reader = actor.get();
        List<Version> versions = maps.versions(reader);
        Question question = parameters.read(http, versions);
        ElementNames names = new ElementNames(words, question.process(), language);
        HeatMap after = maps.of(question.after(), reader).orElse(null);
        HeatMapRequest earlier = question.before();
        HeatMap before = earlier == null ? null : maps.of(earlier, reader).orElse(null);
        Comparison comparison = after == null || before == null ? null : Comparison.of(before, after);

        model.addAttribute("question", question);
        model.addAttribute("name", names.process());
        model.addAttribute("period", period(question.after(), language));
        model.addAttribute("processes", processes(versions, language));
        model.addAttribute("versions", ofProcess(versions, question.process(), language));
        model.addAttribute("teams", people.teams());
        model.addAttribute("leads", reader.leads());
        model.addAttribute("map", after);
        model.addAttribute("before", before);
        model.addAttribute("titles", titles(question, before != null, names, language));
        model.addAttribute("lines", after == null ? List.of() : lines(after, names, language));
        model.addAttribute("differences", comparison == null ? List.of() : differences(comparison, names, language));
        model.addAttribute(
                "sentences",
                comparison == null ? List.of() : new ChangeInWords(words, names, language).say(comparison));
        model.addAttribute("visits", address("/kpi/diagram/visits", question));
        model.addAttribute("download", address("/api/kpi/diagram", question) + "&format=csv");
        model.addAttribute("filtered", !question.filters().isEmpty());
        if (after != null) {
            model.addAttribute("data", data(question, before, after, comparison, names, language));
        }
        return "kpi/diagram";
    }

    @GetMapping("/kpi/diagram/visits")
    String visits(HttpServletRequest http, Locale language, Model model) {
        Actor reader = actor.get();
        Question question = parameters.read(http, maps.versions(reader));
        ElementNames names = new ElementNames(words, question.process(), language);
        String element = Optional.ofNullable(http.getParameter("element")).orElse("");
        DateTimeFormatter format =
                DateTimeFormatter.ofLocalizedDate(FormatStyle.MEDIUM).withLocale(language);
        HeatMap map = maps.of(question.after(), reader).orElse(null);
        ElementFigure figure = map == null ? null : map.element(element).orElse(null);
        model.addAttribute("question", question);
        model.addAttribute("name", figure == null ? element : names.of(figure.id(), figure.name()));
        model.addAttribute("process", names.process());
        model.addAttribute("period", period(question.after(), language));
        model.addAttribute(
                "lines",
                maps.longest(question.after(), element, reader, MOST_VISITS).stream()
                        .map(visit -> new VisitLine(
                                visit.number(),
                                words.duration(visit.hours(), language),
                                format.format(visit.day()),
                                visit.team() == null ? "" : words.team(visit.team(), language),
                                visit.interrupted()))
                        .toList());
        model.addAttribute("back", address("/kpi/diagram", question) + "&element=" + element);
        model.addAttribute("most", MOST_VISITS);
        return "kpi/visits";
    }

    private List<Named> processes(List<Version> versions, Locale language) {
        Map<String, Named> processes = new LinkedHashMap<>();
        versions.forEach(version -> processes.putIfAbsent(
                version.process(),
                new Named(
                        version.process(),
                        new ElementNames(words, version.process(), language).of("", version.name()))));
        return List.copyOf(processes.values());
    }

    private List<VersionOption> ofProcess(List<Version> versions, String process, Locale language) {
        DateTimeFormatter format =
                DateTimeFormatter.ofLocalizedDate(FormatStyle.MEDIUM).withLocale(language);
        return versions.stream()
                .filter(version -> version.process().equals(process))
                .map(version -> new VersionOption(
                        version.version(),
                        words.text(
                                language,
                                "kpi.diagram.version.option",
                                String.valueOf(version.version()),
                                version.since() == null ? "–" : format.format(version.since()))))
                .toList();
    }

    private List<String> titles(Question question, boolean compared, ElementNames names, Locale language) {
        List<String> titles = new ArrayList<>();
        HeatMapRequest before = question.before();
        if (compared && before != null) {
            titles.add(title(before, "kpi.diagram.title.before", names, language));
        }
        titles.add(title(
                question.after(), compared ? "kpi.diagram.title.after" : "kpi.diagram.title.one", names, language));
        return titles;
    }

    private String title(HeatMapRequest request, String key, ElementNames names, Locale language) {
        return words.text(language, key, names.process(), String.valueOf(request.version()), period(request, language));
    }

    private static String period(HeatMapRequest request, Locale language) {
        DateTimeFormatter format =
                DateTimeFormatter.ofLocalizedDate(FormatStyle.MEDIUM).withLocale(language);
        return format.format(request.from()) + " – " + format.format(request.to());
    }

    private List<Line> lines(HeatMap map, ElementNames names, Locale language) {
        return map.elements().stream()
                .filter(figure -> figure.visits() > 0 || figure.inside() > 0 || figure.target() != null)
                .map(figure -> new Line(
                        figure.id(),
                        names.label(figure.id(), figure.name(), figure.kind()),
                        figure,
                        duration(figure.median(), language),
                        duration(figure.p90(), language),
                        percent(figure.share(), language),
                        duration(figure.target(), language),
                        percent(figure.breachRate(), language)))
                .toList();
    }

    private List<DifferenceLine> differences(Comparison comparison, ElementNames names, Locale language) {
        return comparison.differences().stream()
                .filter(difference -> difference.state() != Comparison.State.SAME || difference.isTimed())
                .map(difference -> new DifferenceLine(
                        difference.id(),
                        names.label(difference.id(), difference.name(), difference.kind()),
                        difference.state().code(),
                        difference.before(),
                        difference.after(),
                        medianOf(difference.before(), language),
                        medianOf(difference.after(), language),
                        difference.change() == null ? "" : signed(difference.change(), language)))
                .toList();
    }

    private String medianOf(@Nullable ElementFigure figure, Locale language) {
        return figure == null ? "" : duration(figure.median(), language);
    }

    private String signed(double change, Locale language) {
        return (change > 0 ? "+" : change < 0 ? "−" : "") + words.percent(Math.abs(change), language);
    }

    private String duration(@Nullable Double hours, Locale language) {
        return hours == null ? "" : words.duration(hours, language);
    }

    private String percent(@Nullable Double share, Locale language) {
        return share == null ? "" : words.percent(share, language);
    }

    private static String address(String path, Question question) {
        UriComponentsBuilder address = UriComponentsBuilder.fromPath(path)
                .queryParam("process", question.process())
                .queryParam("version", question.after().version())
                .queryParam("from", question.after().from())
                .queryParam("to", question.after().to())
                .queryParam("time", question.after().business() ? "business" : "calendar");
        HeatMapRequest before = question.before();
        if (before != null) {
            address.queryParam("before", before.version())
                    .queryParam("beforeFrom", before.from())
                    .queryParam("beforeTo", before.to());
        }
        for (Map.Entry<Dimension, String> filter : question.filters().entrySet()) {
            address.queryParam(filter.getKey().code(), filter.getValue());
        }
        return address.encode().build().toUriString();
    }

    /** What the script draws, names and all, so that it needs no texts of its own. */
    private String data(
            Question question,
            @Nullable HeatMap before,
            HeatMap after,
            @Nullable Comparison comparison,
            ElementNames names,
            Locale language) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("language", language.getLanguage());
        data.put("file", question.process() + "-" + after.version());
        List<Object> drawn = new ArrayList<>();
        if (before != null) {
            drawn.add(drawn(before, comparison, false, names, language));
        }
        drawn.add(drawn(after, comparison, true, names, language));
        data.put("maps", drawn);
        Map<String, String> texts = new LinkedHashMap<>();
        for (String key : List.of(
                "visits",
                "interrupted",
                "inside",
                "median",
                "p90",
                "share",
                "target",
                "breaches",
                "n",
                "added",
                "removed",
                "changed",
                "nothing",
                "less",
                "more",
                "failed")) {
            texts.put(key, words.text(language, "kpi.diagram.text." + key));
        }
        for (String unit : List.of("minutes", "hours", "days")) {
            texts.put(unit, words.text(language, "kpi.chart." + unit));
        }
        data.put("texts", texts);
        try {
            // Safe inside a script element: nothing in it can end the element.
            return json.writeValueAsString(data).replace("<", "\\u003c");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private Drawn drawn(
            HeatMap map, @Nullable Comparison comparison, boolean later, ElementNames names, Locale language) {
        Map<String, Figure> figures = new LinkedHashMap<>();
        map.elements()
                .forEach(figure -> figures.put(
                        figure.id(),
                        new Figure(
                                figure.visits(),
                                figure.interrupted(),
                                figure.inside(),
                                figure.timed(),
                                figure.median(),
                                figure.p90(),
                                figure.share(),
                                figure.target(),
                                figure.breachRate())));
        Map<String, FlowLabel> flows = new LinkedHashMap<>();
        map.flows()
                .forEach(flow -> flows.put(
                        flow.id(),
                        new FlowLabel(
                                flow.count(),
                                flow.share() == null
                                        ? null
                                        : (flow.estimated() ? "~" : "") + words.percent(flow.share(), language))));
        Map<String, String> translated = new LinkedHashMap<>();
        if (map.diagram() != null) {
            map.diagram().steps().forEach(step -> translate(translated, names, step.id(), step.name()));
            map.diagram().flows().forEach(flow -> translate(translated, names, flow.id(), flow.name()));
        }
        return new Drawn(
                map.diagram() == null ? null : map.diagram().xml(),
                figures,
                flows,
                translated,
                comparison == null ? Map.of() : later ? comparison.statesAfter() : comparison.statesBefore());
    }

    private static void translate(Map<String, String> into, ElementNames names, String id, @Nullable String name) {
        String translated = names.of(id, name);
        if (name != null && !Objects.equals(translated, name)) {
            into.put(id, translated);
        }
    }

    record VersionOption(int version, String name) {}

    record Named(String key, String name) {}

    /** A row below the picture: figures as text, and as they sort. */
    record Line(
            String id,
            String name,
            ElementFigure figure,
            String median,
            String p90,
            String share,
            String target,
            String breaches) {}

    record DifferenceLine(
            String id,
            String name,
            String state,
            @Nullable ElementFigure before,
            @Nullable ElementFigure after,
            String medianBefore,
            String medianAfter,
            String change) {}

    record VisitLine(String number, String time, String day, String team, boolean interrupted) {}

    record Drawn(
            @Nullable String xml,
            Map<String, Figure> figures,
            Map<String, FlowLabel> flows,
            Map<String, String> names,
            Map<String, String> states) {}

    record Figure(
            long visits,
            long interrupted,
            long inside,
            long timed,
            @Nullable Double median,
            @Nullable Double p90,
            @Nullable Double share,
            @Nullable Double target,
            @Nullable Double breaches) {}

    record FlowLabel(long count, @Nullable String share) {}
}
