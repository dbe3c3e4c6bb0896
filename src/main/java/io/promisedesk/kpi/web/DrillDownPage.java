package io.promisedesk.kpi.web;

import io.promisedesk.kpi.Dimension;
import io.promisedesk.kpi.FigureRequest;
import io.promisedesk.kpi.Figures;
import io.promisedesk.kpi.Group;
import io.promisedesk.kpi.Measure.Unit;
import io.promisedesk.kpi.Range;
import io.promisedesk.kpi.TicketLine;
import io.promisedesk.kpi.TicketLines;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.platform.security.CurrentActor;
import jakarta.servlet.http.HttpServletRequest;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.util.UriComponentsBuilder;

/** The tickets behind a figure. Takes the parameters of {@code /api/kpi/tickets}. */
@Controller
class DrillDownPage {

    private static final int LINES = 50;

    private final Figures figures;
    private final FigureParameters parameters;
    private final CurrentActor actor;
    private final Wording words;

    DrillDownPage(Figures figures, FigureParameters parameters, CurrentActor actor, Wording words) {
        this.figures = figures;
        this.parameters = parameters;
        this.actor = actor;
        this.words = words;
    }

    @GetMapping("/kpi/tickets")
    String tickets(HttpServletRequest http, Locale language, Model model) {
        Actor reader = actor.get();
        FigureRequest request = parameters.read(http);
        Range range = parameters.range(http);
        int offset = parameters.number(http, "offset", 0, 0, 10_000_000);
        TicketLines found = figures.tickets(request, range, reader, LINES, offset);
        String here = PageFilter.tickets(request, range);
        String code = request.measure().code();

        model.addAttribute("name", words.text(language, "kpi.measure." + code));
        model.addAttribute("formula", words.text(language, "kpi.formula." + code));
        model.addAttribute("period", request.measure().isLive() ? null : period(request, language));
        model.addAttribute("chips", chips(request, range, language));
        model.addAttribute("counted", counted(request, range, reader));
        model.addAttribute("total", found.total());
        model.addAttribute(
                "valued",
                request.measure().unit() != Unit.COUNT || found.items().stream().anyMatch(line -> line.value() != 1));
        model.addAttribute("lines", lines(found, request, language));
        model.addAttribute("first", offset + 1);
        model.addAttribute("last", offset + found.items().size());
        model.addAttribute("earlier", offset == 0 ? null : here + "&offset=" + Math.max(0, offset - LINES));
        model.addAttribute("later", offset + LINES < found.total() ? here + "&offset=" + (offset + LINES) : null);
        model.addAttribute("back", back(request, reader));
        model.addAttribute("csv", PageFilter.address("/api/kpi/tickets", request, range) + "&limit=1000&format=csv");
        return "kpi/tickets";
    }

    /** The dashboard with the filters that it knows. */
    private static String back(FigureRequest request, Actor reader) {
        boolean own = !reader.leads() || reader.id().equals(request.filters().get(Dimension.OWNER));
        UriComponentsBuilder address = UriComponentsBuilder.fromPath(own ? "/kpi/me" : "/kpi");
        ZoneId zone = request.zone();
        if (PageFilter.isWholeDays(request)) {
            address.queryParam("from", request.from().atZone(zone).toLocalDate())
                    .queryParam("to", request.to().atZone(zone).toLocalDate().minusDays(1));
        }
        address.queryParam("time", request.business() ? "business" : "calendar");
        for (Dimension dimension : PageFilter.DIMENSIONS) {
            if (request.filters().containsKey(dimension) && !(own && dimension == Dimension.OWNER)) {
                address.queryParam(dimension.code(), "{" + dimension.code() + "}");
            }
        }
        if (!own && !request.filters().containsKey(Dimension.TEAM)) {
            address.queryParam("team", PageFilter.ALL);
        }
        return PageFilter.filled(address, request.filters());
    }

    /** Cases of the whole figure; null where it is only a part of it that is shown. */
    private @Nullable Long counted(FigureRequest request, Range range, Actor reader) {
        return range.equals(Range.ALL)
                ? Long.valueOf(figures.summary(request, reader).stream()
                        .mapToLong(Group::tickets)
                        .sum())
                : null;
    }

    private static String period(FigureRequest request, Locale language) {
        ZoneId zone = request.zone();
        DateTimeFormatter day =
                DateTimeFormatter.ofLocalizedDate(FormatStyle.MEDIUM).withLocale(language);
        DateTimeFormatter time = DateTimeFormatter.ofLocalizedDateTime(FormatStyle.MEDIUM, FormatStyle.SHORT)
                .withLocale(language);
        var from = request.from().atZone(zone);
        var to = request.to().atZone(zone);
        return PageFilter.isWholeDays(request)
                ? day.format(from) + " – " + day.format(to.minusDays(1))
                : time.format(from) + " – " + time.format(to);
    }

    private List<Chip> chips(FigureRequest request, Range range, Locale language) {
        List<Chip> chips = new ArrayList<>();
        for (Map.Entry<Dimension, String> filter : request.filters().entrySet()) {
            chips.add(new Chip(
                    words.text(language, "kpi.dimension." + filter.getKey().code()),
                    words.value(filter.getKey(), filter.getValue(), language)));
        }
        if (!range.equals(Range.ALL)) {
            chips.add(new Chip(words.text(language, "kpi.tickets.value"), said(request, range, language)));
        }
        return chips;
    }

    private String said(FigureRequest request, Range range, Locale language) {
        Double least = range.least();
        Double most = range.most();
        if (least == null) {
            return most == null ? "" : words.text(language, "kpi.range.under", value(request, most, language));
        }
        return most == null
                ? words.text(language, "kpi.range.over", value(request, least, language))
                : words.text(
                        language, "kpi.range.between", value(request, least, language), value(request, most, language));
    }

    private String value(FigureRequest request, double value, Locale language) {
        return switch (request.measure().unit()) {
            case HOURS -> words.duration(value, request.business(), language);
            case SHARE -> words.text(language, value >= 1 ? "kpi.tickets.yes" : "kpi.tickets.no");
            case COUNT, NUMBER -> words.number(value, 1, language);
        };
    }

    private List<Line> lines(TicketLines found, FigureRequest request, Locale language) {
        DateTimeFormatter format = DateTimeFormatter.ofLocalizedDateTime(FormatStyle.MEDIUM, FormatStyle.SHORT)
                .withLocale(language)
                .withZone(request.zone());
        return found.items().stream()
                .map((TicketLine line) -> new Line(
                        line.number(),
                        value(request, line.value(), language),
                        format.format(line.at()),
                        named(Dimension.TEAM, line.team(), language),
                        named(Dimension.OWNER, line.owner(), language),
                        named(Dimension.PRIORITY, line.priority(), language),
                        named(Dimension.CATEGORY, line.category(), language),
                        named(Dimension.CHANNEL, line.channel(), language)))
                .toList();
    }

    private String named(Dimension dimension, @Nullable String value, Locale language) {
        return value == null ? "" : words.value(dimension, value, language);
    }

    record Chip(String dimension, String value) {}

    record Line(
            @Nullable String number,
            String value,
            String at,
            String team,
            String owner,
            String priority,
            String category,
            String channel) {}
}
