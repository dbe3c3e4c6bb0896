package io.promisedesk.kpi.web;

import io.promisedesk.kpi.Forecast;
import io.promisedesk.kpi.Forecast.Hour;
import io.promisedesk.kpi.Forecast.Report;
import io.promisedesk.kpi.Forecast.Target;
import io.promisedesk.people.PeopleDesk;
import io.promisedesk.people.Team;
import io.promisedesk.platform.Refusal;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.platform.security.CurrentActor;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;

/** What comes in the next two weeks, and who is needed for it: as a page, JSON and CSV. */
@Controller
@Tag(name = "KPIs")
class ForecastPage {

    private static final int HOURS = 24;
    private static final int SHADES = 6;

    private final Forecast forecast;
    private final PeopleDesk people;
    private final CurrentActor actor;
    private final FigureParameters parameters;
    private final Wording words;

    ForecastPage(Forecast forecast, PeopleDesk people, CurrentActor actor, FigureParameters parameters, Wording words) {
        this.forecast = forecast;
        this.people = people;
        this.actor = actor;
        this.parameters = parameters;
        this.words = words;
    }

    @GetMapping("/api/kpi/forecast")
    @Operation(
            summary =
                    "Tickets expected per hour of the next two weeks, with the rule's error, and agents needed (Erlang C)")
    @Parameter(name = "team", required = true, description = "Key of the team")
    @Parameter(name = "handling", description = "Minutes of work on one ticket; without it no agents are counted")
    @Parameter(name = "share", description = "Percent of the tickets that are to get an agent in time; default 80")
    @Parameter(name = "within", description = "Minutes in which they are to get one; default 60")
    @Parameter(name = "format", description = "json (default) or csv")
    ResponseEntity<?> data(HttpServletRequest http) {
        String team = FigureParameters.value(http, "team");
        if (team == null) {
            throw Refusal.invalid(
                    "team",
                    "kpi.refused.missing",
                    "team",
                    String.join(", ", people.teams().stream().map(Team::key).toList()));
        }
        return KpiController.answer(http, ForecastAnswer.of(forecast.of(team, target(http), actor.get())));
    }

    @GetMapping("/kpi/forecast")
    String show(HttpServletRequest http, Locale language, Model model) {
        Actor reader = actor.get();
        if (!reader.leads()) {
            throw Refusal.forbidden("kpi.refused.role");
        }
        List<Team> teams = people.teams();
        String asked = FigureParameters.value(http, "team");
        Team team = teams.stream()
                .filter(one -> one.key().equals(asked))
                .findFirst()
                .or(() -> teams.stream().filter(one -> reader.isIn(one.key())).findFirst())
                .or(() -> teams.stream().findFirst())
                .orElse(null);
        Target target = null;
        try {
            target = target(http);
        } catch (Refusal refusal) {
            model.addAttribute("wrong", refusal);
        }
        Report report = team == null ? null : forecast.of(team.key(), target, reader);
        model.addAttribute("teams", teams);
        model.addAttribute("team", team);
        for (String field : List.of("handling", "share", "within")) {
            model.addAttribute(field, FigureParameters.value(http, field));
        }
        model.addAttribute("report", report);
        model.addAttribute("days", report == null ? List.of() : days(report, language));
        model.addAttribute("agents", target != null);
        if (report != null) {
            Forecast.Miss miss = report.miss();
            model.addAttribute(
                    "trust",
                    miss == null
                            ? words.text(language, "kpi.forecast.untried", report.weeks())
                            : words.text(
                                    language,
                                    "kpi.forecast.tried",
                                    report.weeks(),
                                    miss.came(),
                                    words.percent(miss.perHour(), language),
                                    words.percent(miss.perDay(), language)));
        }
        return "kpi/forecast";
    }

    /** @param shade 0 (nothing) to 6 (the fullest hour of the two weeks) */
    record Cell(String shown, String said, int shade) {}

    /** @param cells one for each hour of the day, null where the clock skips it */
    record Day(LocalDate date, String name, boolean weekend, String arrivals, List<@Nullable Cell> cells) {}

    private List<Day> days(Report report, Locale language) {
        double most = report.hours().stream().mapToDouble(Hour::arrivals).max().orElse(0);
        Map<LocalDate, List<Hour>> byDay = new LinkedHashMap<>();
        report.hours().forEach(hour -> byDay.computeIfAbsent(
                        hour.start().atZone(report.zone()).toLocalDate(), day -> new ArrayList<>())
                .add(hour));
        DateTimeFormatter format = DateTimeFormatter.ofPattern("EEE d MMM", language);
        List<Day> days = new ArrayList<>();
        byDay.forEach((date, hours) -> {
            @Nullable Cell[] cells = new @Nullable Cell[HOURS];
            for (Hour hour : hours) {
                ZonedDateTime start = hour.start().atZone(report.zone());
                // The hour that the clock shows twice is shown once, as its second.
                cells[start.getHour()] = cell(hour, start, most, language);
            }
            days.add(new Day(
                    date,
                    format.format(date),
                    date.getDayOfWeek().getValue() > 5,
                    words.number(hours.stream().mapToDouble(Hour::arrivals).sum(), 0, language),
                    Arrays.asList(cells)));
        });
        return days;
    }

    private Cell cell(Hour hour, ZonedDateTime start, double most, Locale language) {
        Integer agents = hour.agents();
        String arrivals = words.number(hour.arrivals(), 1, language);
        String shown = agents != null ? (agents == 0 ? "" : agents.toString()) : hour.arrivals() < 0.05 ? "" : arrivals;
        String said = agents == null
                ? words.text(language, "kpi.forecast.cell", start.toLocalTime(), arrivals)
                : words.text(language, "kpi.forecast.cellAgents", start.toLocalTime(), arrivals, agents);
        return new Cell(shown, said, most == 0 ? 0 : (int) Math.ceil(hour.arrivals() / most * SHADES));
    }

    private @Nullable Target target(HttpServletRequest http) {
        parameters.require(http, "team", "handling", "share", "within", "format", "lang");
        if (FigureParameters.value(http, "handling") == null) {
            return null;
        }
        return new Target(
                Duration.ofMinutes(parameters.number(http, "handling", 1, 1, 10_000)),
                parameters.number(http, "share", 80, 1, 99) / 100.0,
                Duration.ofMinutes(parameters.number(http, "within", 60, 0, 10_000)));
    }
}
