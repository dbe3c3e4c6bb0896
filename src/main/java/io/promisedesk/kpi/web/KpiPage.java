package io.promisedesk.kpi.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.promisedesk.kpi.Dashboard;
import io.promisedesk.kpi.Group;
import io.promisedesk.kpi.KpiSettings;
import io.promisedesk.kpi.Measure;
import io.promisedesk.kpi.Overview;
import io.promisedesk.kpi.Overview.Promise;
import io.promisedesk.people.PeopleDesk;
import io.promisedesk.people.Person;
import io.promisedesk.people.Team;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.platform.security.CurrentActor;
import io.promisedesk.platform.security.Role;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.util.UriComponentsBuilder;

/** The page for supervisors. Its address holds the filter; what it does not understand it leaves aside. */
@Controller
class KpiPage {

    private static final List<Integer> PERIODS = List.of(7, 30, 90);
    private static final int USUAL_PERIOD = 30;
    private static final String ALL = "all";

    private final Dashboard dashboard;
    private final PeopleDesk people;
    private final CurrentActor actor;
    private final Wording words;
    private final KpiSettings settings;
    private final ObjectMapper json;
    private final Clock clock;

    KpiPage(
            Dashboard dashboard,
            PeopleDesk people,
            CurrentActor actor,
            Wording words,
            KpiSettings settings,
            ObjectMapper json,
            Clock clock) {
        this.dashboard = dashboard;
        this.people = people;
        this.actor = actor;
        this.words = words;
        this.settings = settings;
        this.json = json;
        this.clock = clock;
    }

    @GetMapping("/kpi")
    String show(
            @RequestParam(required = false) @Nullable String from,
            @RequestParam(required = false) @Nullable String to,
            @RequestParam(required = false) @Nullable String team,
            @RequestParam(required = false) @Nullable String time,
            Locale language,
            Model model) {
        Actor reader = actor.get();
        ZoneId zone = people.person(reader.id()).map(Person::zone).orElse(settings.zone());
        LocalDate today = clock.instant().atZone(zone).toLocalDate();
        LocalDate last = date(to, today);
        LocalDate first = date(from, last.minusDays(USUAL_PERIOD - 1));
        if (first.isAfter(last) || first.plusYears(10).isBefore(last)) {
            first = last.minusDays(USUAL_PERIOD - 1);
        }
        String chosenTeam = team(team, reader);
        boolean business = !"calendar".equals(time);
        Instant start = first.atStartOfDay(zone).toInstant();
        Instant end = last.plusDays(1).atStartOfDay(zone).toInstant();
        Overview overview =
                dashboard.overview(start, end, chosenTeam.equals(ALL) ? null : chosenTeam, business, zone, reader);

        model.addAttribute("overview", overview);
        model.addAttribute("from", first);
        model.addAttribute("to", last);
        model.addAttribute("team", chosenTeam);
        model.addAttribute("teams", people.teams());
        model.addAttribute("business", business);
        model.addAttribute("zone", zone.getId());
        model.addAttribute("periods", periods(first, last, today, chosenTeam, business));
        model.addAttribute("stats", stats(overview, language));
        model.addAttribute("promises", promises(overview, zone, language));
        model.addAttribute("advice", Advice.on(overview, words, language));
        model.addAttribute("download", download(start, end, zone, chosenTeam, business));
        model.addAttribute("data", data(overview, language));
        return "kpi/overview";
    }

    /** A supervisor of one team begins with that team. */
    private String team(@Nullable String asked, Actor reader) {
        List<String> known = people.teams().stream().map(Team::key).toList();
        if (asked != null) {
            return known.contains(asked) ? asked : ALL;
        }
        List<String> own = known.stream().filter(reader::isIn).toList();
        return reader.is(Role.ADMIN) || own.size() != 1 ? ALL : own.get(0);
    }

    private static LocalDate date(@Nullable String value, LocalDate usual) {
        try {
            LocalDate date = value == null || value.isBlank() ? usual : LocalDate.parse(value);
            return date.getYear() < 1990 || date.getYear() > 2200 ? usual : date;
        } catch (DateTimeException e) {
            return usual;
        }
    }

    private static List<Period> periods(
            LocalDate first, LocalDate last, LocalDate today, String team, boolean business) {
        List<Period> periods = new ArrayList<>();
        for (int days : PERIODS) {
            LocalDate since = today.minusDays(days - 1L);
            String address = UriComponentsBuilder.fromPath("/kpi")
                    .queryParam("from", since)
                    .queryParam("to", today)
                    .queryParam("team", team)
                    .queryParam("time", business ? "business" : "calendar")
                    .build()
                    .toUriString();
            periods.add(new Period(days, address, since.equals(first) && today.equals(last)));
        }
        return periods;
    }

    private List<Stat> stats(Overview overview, Locale language) {
        List<Stat> stats = new ArrayList<>();
        stats.add(new Stat(
                "open",
                words.number(overview.open(), 0, language),
                words.text(
                        language,
                        "kpi.stat.open.context",
                        count(overview, Measure.ARRIVALS),
                        count(overview, Measure.SOLVED)),
                ""));
        stats.add(new Stat(
                "broken",
                words.number(overview.broken(), 0, language),
                words.text(language, "kpi.stat.broken.context", overview.atRisk()),
                overview.broken() > 0 ? "late" : overview.atRisk() > 0 ? "warn" : "ok"));
        stats.add(spread("firstResponse", overview, Measure.FIRST_RESPONSE, language));
        stats.add(spread("nextResponse", overview, Measure.NEXT_RESPONSE, language));
        stats.add(spread("fullResolution", overview, Measure.FULL_RESOLUTION, language));
        stats.add(spread("waiting", overview, Measure.WAITING, language));
        stats.add(events("transfers", overview, Measure.TRANSFERS, language));
        stats.add(new Stat(
                "handovers",
                words.number(count(overview, Measure.HANDOVERS), 0, language),
                words.text(
                        language,
                        "kpi.stat.handovers.context",
                        outcome(overview, "accepted"),
                        outcome(overview, "automatic"),
                        outcome(overview, "declined"),
                        outcome(overview, "unanswered")),
                ""));
        stats.add(lost(overview, language));
        return stats;
    }

    /** Time lost at the change, and what it cost. */
    private Stat lost(Overview overview, Locale language) {
        Group breaches = overview.figure(Measure.HANDOVER_BREACHES).orElse(null);
        Group lost = overview.figure(Measure.HANDOVER_LOST).orElse(null);
        if (breaches == null) {
            return none("handoverLost", language);
        }
        double broken = breaches.total() == null ? 0 : breaches.total();
        return new Stat(
                "handoverLost",
                lost == null || lost.median() == null ? "–" : words.duration(lost.median(), language),
                words.text(language, "kpi.stat.handoverLost.context", Math.round(broken), breaches.n()),
                broken > 0 ? "warn" : "");
    }

    private static long outcome(Overview overview, String outcome) {
        return overview.handovers().stream()
                .filter(group -> group.key().equals(outcome))
                .mapToLong(Group::n)
                .sum();
    }

    private Stat spread(String key, Overview overview, Measure measure, Locale language) {
        Group group = overview.figure(measure).orElse(null);
        if (group == null || group.median() == null || group.p90() == null || group.mean() == null) {
            return none(key, language);
        }
        return new Stat(
                key,
                words.duration(group.median(), language),
                words.text(
                        language,
                        "kpi.stat.spread",
                        words.duration(group.p90(), language),
                        words.duration(group.mean(), language),
                        group.n()),
                "");
    }

    private Stat events(String key, Overview overview, Measure measure, Locale language) {
        Group group = overview.figure(measure).orElse(null);
        return new Stat(
                key,
                words.number(group == null ? 0 : group.n(), 0, language),
                words.text(language, "kpi.stat.events", group == null ? 0 : group.tickets()),
                "");
    }

    private Stat none(String key, Locale language) {
        return new Stat(key, "–", words.text(language, "kpi.stat.none"), "");
    }

    private static long count(Overview overview, Measure measure) {
        return overview.figure(measure).map(Group::n).orElse(0L);
    }

    private List<PromiseLine> promises(Overview overview, ZoneId zone, Locale language) {
        DateTimeFormatter format = DateTimeFormatter.ofLocalizedDateTime(FormatStyle.MEDIUM, FormatStyle.SHORT)
                .withLocale(language)
                .withZone(zone);
        return overview.promises().stream()
                .map((Promise promise) -> new PromiseLine(
                        promise.number(),
                        words.label("kpi.clock.", promise.metric(), language),
                        format.format(promise.due()),
                        promise.broken()))
                .toList();
    }

    private static String download(Instant from, Instant to, ZoneId zone, String team, boolean business) {
        UriComponentsBuilder address = UriComponentsBuilder.fromPath("/api/kpi/summary")
                .queryParam("from", from)
                .queryParam("to", to)
                .queryParam("zone", zone)
                .queryParam("time", business ? "business" : "calendar")
                .queryParam("format", "csv");
        if (!team.equals(ALL)) {
            address.queryParam("team", team);
        }
        return address.build().toUriString();
    }

    /** What the charts draw, names and all, so that the script needs no texts of its own. */
    private String data(Overview overview, Locale language) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("language", language.getLanguage());
        data.put("flow", overview.flow());
        data.put("responses", overview.responses());
        data.put("resolutions", overview.resolutions());
        data.put(
                "compliance",
                overview.compliance().stream()
                        .map(group ->
                                new Bar(words.label("kpi.clock.", group.key(), language), group.mean(), group.n()))
                        .toList());
        data.put(
                "ages",
                overview.ages().stream()
                        .map(band -> new Bar(words.text(language, "kpi.age." + band.key()), null, band.n()))
                        .toList());
        TreeSet<String> teams = new TreeSet<>();
        overview.stages().forEach(share -> teams.add(share.team()));
        data.put(
                "teams",
                teams.stream()
                        .map(team -> new Named(team, words.team(team, language)))
                        .toList());
        data.put(
                "stages",
                overview.stages().stream()
                        .map(share -> new StageBar(
                                share.team(),
                                share.stage(),
                                words.label("kpi.stage.", share.stage(), language),
                                share.hours(),
                                share.share()))
                        .toList());
        Map<String, String> texts = new LinkedHashMap<>();
        for (String key : List.of(
                "arrived", "solved", "open", "median", "p90", "kept", "hours", "days", "minutes", "cases", "share",
                "tickets")) {
            texts.put(key, words.text(language, "kpi.chart." + key));
        }
        data.put("texts", texts);
        try {
            // Safe inside a script element: nothing in it can end the element.
            return json.writeValueAsString(data).replace("<", "\\u003c");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    record Period(int days, String address, boolean chosen) {}

    /** A figure at the top; its label and formula stand under {@code kpi.stat.<key>}. */
    record Stat(String key, String value, String context, String tone) {}

    record PromiseLine(String number, String clock, String due, boolean broken) {}

    record Bar(String name, @Nullable Double value, long n) {}

    record Named(String key, String name) {}

    record StageBar(String team, String stage, String name, double hours, double share) {}
}
