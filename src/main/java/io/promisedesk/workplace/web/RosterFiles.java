package io.promisedesk.workplace.web;

import io.promisedesk.people.PeopleDesk;
import io.promisedesk.people.Person;
import io.promisedesk.people.Team;
import io.promisedesk.platform.Refusal;
import io.promisedesk.platform.i18n.Texts;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.platform.security.CurrentActor;
import io.promisedesk.platform.security.Role;
import io.promisedesk.roster.Absence;
import io.promisedesk.roster.AbsenceImport;
import io.promisedesk.roster.FeedDesk;
import io.promisedesk.roster.PlanDesk;
import io.promisedesk.roster.RosterCalendars;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.multipart.MultipartFile;

/** Rosters as iCalendar files, the addresses at which calendar programs find them, and absences out of such files. */
@Controller
class RosterFiles {

    private static final MediaType CALENDAR = new MediaType("text", "calendar", StandardCharsets.UTF_8);

    private final RosterCalendars calendars;
    private final FeedDesk feeds;
    private final AbsenceImport imports;
    private final PlanDesk plan;
    private final PeopleDesk people;
    private final Texts texts;
    private final CurrentActor actor;
    private final String url;

    RosterFiles(
            RosterCalendars calendars,
            FeedDesk feeds,
            AbsenceImport imports,
            PlanDesk plan,
            PeopleDesk people,
            Texts texts,
            CurrentActor actor,
            @Value("${promisedesk.url:http://localhost:8080}") String url) {
        this.calendars = calendars;
        this.feeds = feeds;
        this.imports = imports;
        this.plan = plan;
        this.people = people;
        this.texts = texts;
        this.actor = actor;
        this.url = url.replaceAll("/+$", "");
    }

    @GetMapping("/roster/people/{id}.ics")
    ResponseEntity<String> person(@PathVariable String id, Locale asked) {
        return file(id, calendars.ofPerson(id, Texts.supported(asked), actor.get()));
    }

    @GetMapping("/roster/teams/{team}.ics")
    ResponseEntity<String> team(@PathVariable String team, Locale asked) {
        return file(team, calendars.ofTeam(team, Texts.supported(asked), actor.get()));
    }

    /** For calendar programs, without a log-in: the secret says in whose name. */
    @GetMapping("/roster/feed/{secret}.ics")
    ResponseEntity<String> feed(@PathVariable String secret) {
        return feeds.open(secret)
                .map(feed -> {
                    String owner = feed.owner().id();
                    Locale language = people.person(owner).map(Person::language).orElse(Texts.ENGLISH);
                    return feed.team() == null
                            ? file(owner, calendars.ofPerson(owner, language, feed.owner()))
                            : file(feed.team(), calendars.ofTeam(feed.team(), language, feed.owner()));
                })
                .orElseGet(() -> ResponseEntity.notFound().build());
    }

    private static ResponseEntity<String> file(String name, String content) {
        return ResponseEntity.ok()
                .contentType(CALENDAR)
                .header(
                        "Content-Disposition",
                        "inline; filename=\"" + name.replaceAll("[^A-Za-z0-9._-]", "_") + ".ics\"")
                .body(content);
    }

    /**
     * What one can take into a calendar.
     *
     * @param key of the team; '' for one's own shifts
     * @param active whether there is an address that works
     */
    record Offered(String key, String name, String path, boolean active) {}

    @GetMapping("/roster/feeds")
    String feeds(@RequestParam(required = false) @Nullable String team, Model model) {
        Actor reader = actor.get();
        List<String> active = feeds.of(reader);
        List<Offered> offered = new ArrayList<>();
        if (reader.is(Role.AGENT) || reader.is(Role.SUPERVISOR)) {
            offered.add(new Offered("", "", "/roster/people/" + reader.id() + ".ics", active.contains("")));
        }
        for (Team known : plan.teams(reader)) {
            offered.add(new Offered(
                    known.key(), known.name(), "/roster/teams/" + known.key() + ".ics", active.contains(known.key())));
        }
        if (offered.isEmpty()) {
            throw Refusal.forbidden("workplace.roster.refused.reader");
        }
        model.addAttribute("offered", offered);
        model.addAttribute("team", team);
        return "workplace/roster-feeds";
    }

    /** The address is shown in the answer to this request and nowhere else, so there is no redirect. */
    @PostMapping("/roster/feeds")
    String make(
            @RequestParam String of,
            @RequestParam(name = "do") String task,
            @RequestParam(required = false) @Nullable String team,
            Model model) {
        String key = of.isBlank() ? null : of;
        if (task.equals("revoke")) {
            feeds.revoke(key, actor.get());
            model.addAttribute("revoked", true);
        } else {
            model.addAttribute("made", url + "/roster/feed/" + feeds.make(key, actor.get()) + ".ics");
            model.addAttribute("madeFor", of);
        }
        return feeds(team, model);
    }

    record Shown(int line, String summary, String outcome, String times, @Nullable String reason) {}

    @GetMapping("/roster/import")
    String form(@RequestParam(required = false) @Nullable String team, Model model) {
        return importPage(team, null, null, "", model);
    }

    /** @param file read when it is there, else the text that an earlier request has read */
    @PostMapping("/roster/import")
    String take(
            @RequestParam(required = false) @Nullable String team,
            @RequestParam(required = false) @Nullable MultipartFile file,
            @RequestParam(required = false) @Nullable String text,
            @RequestParam String person,
            @RequestParam String kind,
            @RequestParam(name = "do") String task,
            Locale asked,
            Model model,
            HttpServletResponse response)
            throws IOException {
        Locale language = Texts.supported(asked);
        String content = file != null && !file.isEmpty()
                ? new String(file.getBytes(), StandardCharsets.UTF_8)
                : Objects.requireNonNullElse(text, "");
        boolean takes = task.equals("take");
        try {
            Absence.Kind sort = Stream.of(Absence.Kind.values())
                    .filter(known -> known.name().equals(kind))
                    .findFirst()
                    .orElseThrow(() -> Refusal.invalid("kind", "workplace.roster.refused.kind"));
            List<AbsenceImport.Line> lines = takes
                    ? imports.take(content, person, sort, actor.get())
                    : imports.preview(content, person, sort, actor.get());
            ZoneId zone = people.person(person).map(Person::zone).orElse(ZoneOffset.UTC);
            List<Shown> shown =
                    lines.stream().map(line -> shown(line, zone, language)).toList();
            model.addAttribute("lines", shown);
            model.addAttribute("taken", takes);
            model.addAttribute(
                    "count",
                    shown.stream()
                            .filter(line -> line.outcome().equals("taken"))
                            .count());
            model.addAttribute("zone", zone.getId());
            model.addAttribute("text", content);
        } catch (Refusal refusal) {
            if (refusal.kind() == Refusal.Kind.FORBIDDEN) {
                throw refusal;
            }
            response.setStatus(HttpStatus.UNPROCESSABLE_ENTITY.value());
            model.addAttribute("wrong", refusal);
        }
        return importPage(team, person, kind, content, model);
    }

    private String importPage(
            @Nullable String team, @Nullable String person, @Nullable String kind, String text, Model model) {
        Actor reader = actor.get();
        List<Team> teams = plan.teams(reader).stream()
                .filter(known -> plan.mayPlan(known.key(), reader))
                .toList();
        if (teams.isEmpty()) {
            throw Refusal.forbidden("roster.refused.plan");
        }
        model.addAttribute("team", team);
        model.addAttribute("person", person);
        model.addAttribute("kind", kind == null ? "VACATION" : kind);
        model.addAttribute(
                "members",
                teams.stream()
                        .flatMap(known -> Stream.concat(
                                people.agentsOf(known.key()).stream(), people.supervisorsOf(known.key()).stream()))
                        .distinct()
                        .toList());
        return "workplace/roster-import";
    }

    private Shown shown(AbsenceImport.Line line, ZoneId zone, Locale language) {
        Absence absence = line.absence();
        Refusal reason = line.reason();
        return new Shown(
                line.line(),
                line.summary(),
                line.outcome().name().toLowerCase(Locale.ROOT),
                absence == null ? "" : times(absence, zone, language),
                reason == null ? null : texts.get(language, reason.key(), reason.arguments()));
    }

    private static String times(Absence absence, ZoneId zone, Locale language) {
        Instant to = Objects.requireNonNullElse(absence.to(), absence.from());
        if (absence.wholeDays()) {
            var day = DateTimeFormatter.ofPattern("d MMMM uuuu", language);
            String first = day.format(absence.from().atZone(zone));
            String last = day.format(to.minusMillis(1).atZone(zone));
            return first.equals(last) ? first : first + " – " + last;
        }
        var moment = DateTimeFormatter.ofPattern("d MMMM uuuu, HH:mm", language);
        return moment.format(absence.from().atZone(zone)) + " – " + moment.format(to.atZone(zone));
    }
}
