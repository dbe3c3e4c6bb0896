package io.promisedesk.workplace.web;

import io.promisedesk.handover.TeamRules;
import io.promisedesk.handover.TeamRulesDesk;
import io.promisedesk.handover.TeamRulesDesk.OwnRules;
import io.promisedesk.people.Abilities;
import io.promisedesk.people.PeopleDesk;
import io.promisedesk.people.Person;
import io.promisedesk.people.Team;
import io.promisedesk.platform.Refusal;
import io.promisedesk.platform.security.CurrentActor;
import io.promisedesk.ticket.RoutingDesk;
import io.promisedesk.ticket.TeamRouting;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** How a team hands over and gets its tickets, and what its people can do: for whoever leads it. Nothing typed is lost. */
@Controller
class TeamPages {

    private static final String PAGE = "workplace/team";

    private final TeamRulesDesk rules;
    private final RoutingDesk routing;
    private final PeopleDesk people;
    private final CurrentActor actor;

    TeamPages(TeamRulesDesk rules, RoutingDesk routing, PeopleDesk people, CurrentActor actor) {
        this.rules = rules;
        this.routing = routing;
        this.people = people;
        this.actor = actor;
    }

    /**
     * Fields as they were typed: minutes; blank where the standard is to hold.
     *
     * @param tellCustomers {@code yes}, {@code no}, or blank
     */
    record RulesForm(
            @Nullable String leadTime,
            @Nullable String grace,
            @Nullable String acceptance,
            @Nullable String noShowAfter,
            @Nullable String tellCustomers) {

        static RulesForm of(OwnRules own) {
            return new RulesForm(
                    minutes(own.leadTime()),
                    minutes(own.grace()),
                    minutes(own.acceptance()),
                    minutes(own.noShowAfter()),
                    own.tellCustomers() == null ? "" : own.tellCustomers() ? "yes" : "no");
        }

        OwnRules rules() {
            return new OwnRules(
                    duration("leadTime", leadTime),
                    duration("grace", grace),
                    duration("acceptance", acceptance),
                    duration("noShowAfter", noShowAfter),
                    isBlank(tellCustomers) ? null : Boolean.valueOf("yes".equals(tellCustomers)));
        }

        private static String minutes(@Nullable Duration duration) {
            return duration == null ? "" : String.valueOf(duration.toMinutes());
        }

        private static @Nullable Duration duration(String field, @Nullable String minutes) {
            if (minutes == null || minutes.isBlank()) {
                return null;
            }
            return Duration.ofMinutes(number(field, minutes));
        }
    }

    /** Somebody of the team, as the page shows and edits them; lists are separated by commas. */
    record Member(String id, String name, String skills, String speaks, String capacity) {}

    @GetMapping("/teams")
    String first() {
        return "redirect:/teams/" + teams().get(0).key();
    }

    @GetMapping("/teams/{team}")
    String show(
            @PathVariable("team") String team, @RequestParam(required = false) @Nullable String saved, Model model) {
        model.addAttribute("saved", saved);
        return page(team, null, null, null, model);
    }

    @PostMapping("/teams/{team}/rules")
    String rules(@PathVariable("team") String team, RulesForm form, Model model, HttpServletResponse response) {
        try {
            rules.change(team, form.rules(), actor.get());
            return "redirect:/teams/" + team + "?saved=rules";
        } catch (Refusal refusal) {
            return refused(team, form, refusal, null, model, response);
        }
    }

    @PostMapping("/teams/{team}/routing")
    String routing(
            @PathVariable("team") String team,
            @RequestParam String mode,
            @RequestParam(required = false) @Nullable String capacity,
            Model model,
            HttpServletResponse response) {
        try {
            routing.route(
                    team,
                    TeamRouting.Mode.of(mode).orElse(TeamRouting.Mode.PUSH),
                    capacity == null || capacity.isBlank() ? null : number("capacity", capacity),
                    actor.get());
            return "redirect:/teams/" + team + "?saved=routing";
        } catch (Refusal refusal) {
            return refused(team, null, refusal, null, model, response);
        }
    }

    @PostMapping("/teams/{team}/people/{person}")
    String person(
            @PathVariable("team") String team,
            @PathVariable("person") String person,
            @RequestParam(defaultValue = "") String skills,
            @RequestParam(defaultValue = "") String speaks,
            @RequestParam(defaultValue = "") String capacity,
            Model model,
            HttpServletResponse response) {
        try {
            if (members(team).stream().noneMatch(member -> member.id().equals(person))) {
                throw Refusal.notFound("people.refused.unknown", person);
            }
            people.enable(
                    person,
                    new Abilities(
                            words(skills),
                            words(speaks).stream().map(Locale::forLanguageTag).collect(Collectors.toSet()),
                            capacity.isBlank() ? null : Integer.valueOf(number("capacity", capacity))),
                    actor.get());
            return "redirect:/teams/" + team + "?saved=" + person;
        } catch (Refusal refusal) {
            return refused(team, null, refusal, new Member(person, person, skills, speaks, capacity), model, response);
        }
    }

    private String refused(
            String team,
            @Nullable RulesForm form,
            Refusal refusal,
            @Nullable Member typed,
            Model model,
            HttpServletResponse response) {
        if (refusal.kind() != Refusal.Kind.INVALID && refusal.kind() != Refusal.Kind.CONFLICT) {
            throw refusal;
        }
        response.setStatus(HttpStatus.UNPROCESSABLE_ENTITY.value());
        return page(team, form, refusal, typed, model);
    }

    private String page(
            String key, @Nullable RulesForm form, @Nullable Refusal wrong, @Nullable Member typed, Model model) {
        List<Team> teams = teams();
        Team team = teams.stream()
                .filter(one -> one.key().equals(key))
                .findFirst()
                .orElseThrow(() -> people.team(key).isPresent()
                        ? Refusal.forbidden("handover.refused.mayNotRule")
                        : Refusal.notFound("handover.refused.unknownTeam", key));
        TeamRules standard = rules.standard(key);
        model.addAttribute("teams", teams);
        model.addAttribute("team", team);
        model.addAttribute("rules", form == null ? RulesForm.of(rules.own(key)) : form);
        model.addAttribute("standard", standard);
        model.addAttribute("standardNoShow", minutes(standard.noShowAfter()));
        model.addAttribute("routing", routing.routing(key));
        model.addAttribute("wrong", wrong);
        model.addAttribute("typed", typed == null ? null : typed.id());
        model.addAttribute(
                "members",
                members(key).stream()
                        .map(member -> typed != null && typed.id().equals(member.id())
                                ? new Member(
                                        member.id(), member.name(), typed.skills(), typed.speaks(), typed.capacity())
                                : member)
                        .toList());
        model.addAttribute("skills", String.join(", ", people.skills()));
        return PAGE;
    }

    private static long minutes(@Nullable Duration duration) {
        return duration == null ? 0 : duration.toMinutes();
    }

    /** Those that the reader may rule. */
    private List<Team> teams() {
        List<Team> teams = people.teams().stream()
                .filter(team -> rules.mayChange(team.key(), actor.get()))
                .toList();
        if (teams.isEmpty()) {
            throw Refusal.forbidden("handover.refused.mayNotRule");
        }
        return teams;
    }

    private List<Member> members(String team) {
        List<Person> agents = people.agentsOf(team);
        Map<String, Abilities> abilities =
                people.abilities(agents.stream().map(Person::id).toList());
        return agents.stream()
                .map(agent -> {
                    Abilities able = Objects.requireNonNull(abilities.get(agent.id()));
                    return new Member(
                            agent.id(),
                            agent.name(),
                            able.skills().stream().sorted().collect(Collectors.joining(", ")),
                            able.speaks().stream()
                                    .map(Locale::getLanguage)
                                    .sorted()
                                    .collect(Collectors.joining(", ")),
                            able.capacity() == null ? "" : able.capacity().toString());
                })
                .toList();
    }

    private static Set<String> words(String text) {
        return Arrays.stream(text.split(","))
                .map(word -> word.strip().toLowerCase(Locale.ROOT))
                .filter(word -> !word.isEmpty())
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static boolean isBlank(@Nullable String text) {
        return text == null || text.isBlank();
    }

    private static int number(String field, String text) {
        try {
            return Integer.parseInt(text.strip());
        } catch (NumberFormatException e) {
            throw Refusal.invalid(field, "workplace.teams.noNumber", text.strip());
        }
    }
}
