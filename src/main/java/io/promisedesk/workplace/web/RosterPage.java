package io.promisedesk.workplace.web;

import io.promisedesk.people.Team;
import io.promisedesk.platform.Refusal;
import io.promisedesk.platform.i18n.Texts;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.platform.security.CurrentActor;
import io.promisedesk.platform.security.Role;
import io.promisedesk.roster.Absence;
import io.promisedesk.roster.Pattern;
import io.promisedesk.roster.PlanDesk;
import io.promisedesk.roster.RosterDesk;
import io.promisedesk.roster.ShiftEdit;
import io.promisedesk.roster.ShiftPlan;
import io.promisedesk.roster.Staffing;
import io.promisedesk.roster.SwapDesk;
import io.promisedesk.workplace.web.RosterPanels.AbsenceForm;
import io.promisedesk.workplace.web.RosterPanels.PatternForm;
import io.promisedesk.workplace.web.RosterScreen.Screen;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.util.UriComponentsBuilder;

/**
 * The roster of a team, week by week or month by month. Everything stands in its address; what is edited opens beside it, and
 * nothing typed is lost where it is refused. Who may do what is decided by the desks.
 */
@Controller
class RosterPage {

    static final String PAGE = "workplace/roster";

    private final RosterScreen screen;
    private final RosterPanels panels;
    private final RosterWords words;
    private final PlanDesk plan;
    private final RosterDesk roster;
    private final SwapDesk swaps;
    private final CurrentActor actor;
    private final Clock clock;

    RosterPage(
            RosterScreen screen,
            RosterPanels panels,
            RosterWords words,
            PlanDesk plan,
            RosterDesk roster,
            SwapDesk swaps,
            CurrentActor actor,
            Clock clock) {
        this.screen = screen;
        this.panels = panels;
        this.words = words;
        this.plan = plan;
        this.roster = roster;
        this.swaps = swaps;
        this.actor = actor;
        this.clock = clock;
    }

    /** Where one is on the page. */
    record Place(@Nullable String team, @Nullable String view, @Nullable String date) {

        boolean month() {
            return "month".equals(view);
        }

        LocalDate day(LocalDate today) {
            try {
                LocalDate day = date == null || date.isBlank() ? today : LocalDate.parse(date);
                return day.getYear() < 1990 || day.getYear() > 2200 ? today : day;
            } catch (DateTimeException e) {
                return today;
            }
        }

        String address(@Nullable String done) {
            return "redirect:"
                    + UriComponentsBuilder.fromPath("/roster")
                            .queryParam("team", team)
                            .queryParam("view", month() ? "month" : "week")
                            .queryParam("date", date)
                            .queryParamIfPresent("done", Optional.ofNullable(done))
                            .encode()
                            .toUriString();
        }
    }

    @GetMapping("/roster")
    String show(
            Place place,
            @RequestParam(required = false) @Nullable String panel,
            @RequestParam(required = false) @Nullable String key,
            @RequestParam(required = false) @Nullable String day,
            @RequestParam(required = false) @Nullable String person,
            @RequestParam(required = false) @Nullable Long id,
            @RequestParam(required = false) @Nullable String done,
            Locale asked,
            Model model) {
        Locale language = Texts.supported(asked);
        Screen shown = draw(place, language, model);
        if (shown == null) {
            return PAGE;
        }
        model.addAttribute("done", done);
        if (panel != null) {
            LocalDate on = new Place(null, null, day == null ? shown.date().toString() : day).day(shown.today());
            open(panel, key, on, person, id, shown, language, model);
        }
        return PAGE;
    }

    private @Nullable Screen draw(Place place, Locale language, Model model) {
        Actor reader = actor.get();
        List<Team> teams = plan.teams(reader);
        model.addAttribute("teams", teams);
        model.addAttribute("panel", null);
        if (teams.isEmpty()) {
            if (!reader.is(Role.AGENT) && !reader.leads() && !reader.is(Role.DISPATCHER)) {
                throw Refusal.forbidden("workplace.roster.refused.reader");
            }
            return null;
        }
        String team =
                place.team() == null || place.team().isBlank() ? teams.get(0).key() : place.team();
        LocalDate today = LocalDate.ofInstant(
                clock.instant(),
                teams.stream()
                        .filter(known -> known.key().equals(team))
                        .findFirst()
                        .orElse(teams.get(0))
                        .zone());
        Screen shown = screen.draw(team, place.month(), place.day(today), language, reader);
        model.addAttribute("s", shown);
        model.addAttribute("self", reader.id());
        model.addAttribute("inTeam", reader.isIn(team) && (reader.is(Role.AGENT) || reader.is(Role.SUPERVISOR)));
        return shown;
    }

    private void open(
            String panel,
            @Nullable String key,
            LocalDate day,
            @Nullable String person,
            @Nullable Long id,
            Screen shown,
            Locale language,
            Model model) {
        Actor reader = actor.get();
        Team team = shown.team();
        Optional<ShiftPlan> shift = shown.roster().shifts().stream()
                .filter(known -> known.key().equals(key))
                .findFirst();
        Object form =
                switch (panel) {
                    case "shift" ->
                        shown.editable() && shift.isPresent() ? panels.shift(shift.get(), team, language) : null;
                    case "new" -> shown.editable() ? panels.newShift(team, day, person) : null;
                    case "swap" ->
                        shift.filter(known -> known.people().contains(reader.id()))
                                .map(known -> panels.swap(known, team, language, reader))
                                .orElse(null);
                    case "absence" -> absence(id, day, person, shown, reader);
                    case "sick" -> panels.newAbsence(team, shown.today(), null, true, reader);
                    case "patterns" -> panels.patterns(team.key(), language, reader);
                    case "pattern" -> shown.editable() ? pattern(id, team, day, reader) : null;
                    case "staffing" -> shown.editable() ? shown.roster().staffing() : null;
                    default -> null;
                };
        if (form != null) {
            fill(panel, form, model);
        }
    }

    private void fill(String panel, Object form, Model model) {
        model.addAttribute("panel", panel.equals("new") ? "shift" : panel.equals("sick") ? "absence" : panel);
        model.addAttribute("form", form);
        model.addAttribute("calendars", plan.calendars());
    }

    private @Nullable Object absence(
            @Nullable Long id, LocalDate day, @Nullable String person, Screen shown, Actor reader) {
        if (id == null) {
            return shown.editable() ? panels.newAbsence(shown.team(), day, person, false, reader) : null;
        }
        return roster.absence(id)
                .filter(absence -> shown.editable() || absence.person().equals(reader.id()))
                .map(absence -> panels.absence(absence, shown.team(), !shown.editable()))
                .orElse(null);
    }

    private @Nullable Object pattern(@Nullable Long id, Team team, LocalDate day, Actor reader) {
        if (id == null) {
            return panels.newPattern(team.key(), day);
        }
        return plan.patterns(team.key(), reader).stream()
                .filter(pattern -> pattern.id() == id)
                .findFirst()
                .map(panels::pattern)
                .orElse(null);
    }

    @PostMapping("/roster/shift")
    String shift(
            Place place,
            @RequestParam(name = "do") String task,
            @RequestParam MultiValueMap<String, String> typed,
            Locale asked,
            Model model,
            HttpServletResponse response) {
        Actor by = actor.get();
        try {
            switch (task) {
                case "remove" -> plan.remove(RosterPanels.text(typed, "key"), RosterPanels.text(typed, "seen"), by);
                case "restore" -> plan.restore(RosterPanels.text(typed, "key"), RosterPanels.text(typed, "seen"), by);
                default -> plan.edit(edit(place, typed), by);
            }
            return place.address(task.equals("save") ? "shift" : task);
        } catch (Refusal refusal) {
            return refused(
                    refusal,
                    place,
                    "shift",
                    shown -> panels.shift(
                            typed,
                            shown.team(),
                            RosterPanels.optional(typed, "key") == null ? null : RosterPanels.text(typed, "title")),
                    asked,
                    model,
                    response);
        }
    }

    private static ShiftEdit edit(Place place, MultiValueMap<String, String> typed) {
        return new ShiftEdit(
                String.valueOf(place.team()),
                RosterPanels.optional(typed, "key"),
                RosterPanels.optional(typed, "seen"),
                RosterPanels.moment(RosterPanels.text(typed, "start"), "start"),
                RosterPanels.moment(RosterPanels.text(typed, "end"), "end"),
                RosterPanels.all(typed, "people"),
                RosterPanels.breaks(typed));
    }

    /** What would be wrong with what is typed; the page asks while somebody is typing. */
    @PostMapping("/roster/shift/check")
    String check(Place place, @RequestParam MultiValueMap<String, String> typed, Locale asked, Model model) {
        Locale language = Texts.supported(asked);
        try {
            ShiftEdit edit = edit(place, typed);
            var zone = plan.teams(actor.get()).stream()
                    .filter(team -> team.key().equals(edit.team()))
                    .findFirst()
                    .map(Team::zone)
                    .orElseThrow(() -> Refusal.forbidden("roster.refused.plan"));
            model.addAttribute(
                    "findings",
                    plan.check(edit, actor.get()).stream()
                            .map(finding -> words.sentence(finding, zone, language))
                            .toList());
        } catch (Refusal refusal) {
            model.addAttribute("wrong", refusal);
        }
        return "workplace/roster-parts :: check";
    }

    @PostMapping("/roster/absence")
    String absence(
            Place place,
            @RequestParam(name = "do") String task,
            @RequestParam MultiValueMap<String, String> typed,
            Locale asked,
            Model model,
            HttpServletResponse response) {
        Actor by = actor.get();
        try {
            long id = typed.getFirst("id") == null
                            || RosterPanels.text(typed, "id").isBlank()
                    ? 0
                    : RosterPanels.number(RosterPanels.text(typed, "id"), "id");
            switch (task) {
                case "end" -> roster.endAbsence(id, clock.instant(), by);
                case "cancel" -> roster.cancelAbsence(id, by);
                default -> save(id, typed, place, by);
            }
            return place.address(task.equals("save") ? "absence" : "absence-" + task);
        } catch (Refusal refusal) {
            return refused(
                    refusal, place, "absence", shown -> panels.absence(typed, shown.team()), asked, model, response);
        }
    }

    private void save(long id, MultiValueMap<String, String> typed, Place place, Actor by) {
        Team team = plan.teams(by).stream()
                .filter(known -> known.key().equals(place.team()))
                .findFirst()
                .orElseThrow(() -> Refusal.forbidden("roster.refused.recordAbsence"));
        AbsenceForm form = panels.absence(typed, team);
        Absence.Kind kind = kind(form.kind());
        RosterPanels.Typed times = panels.typed(form);
        String note = form.note().isBlank() ? null : form.note().strip();
        if (id == 0) {
            roster.reportAbsence(form.person(), kind, times.from(), times.to(), note, by);
        } else {
            plan.changeAbsence(id, form.seen(), kind, times.from(), times.to(), note, by);
        }
    }

    private static Absence.Kind kind(String name) {
        try {
            return Absence.Kind.valueOf(name);
        } catch (IllegalArgumentException e) {
            throw Refusal.invalid("kind", "workplace.roster.refused.kind");
        }
    }

    /** Asks a colleague to take a shift: their id, and after a blank the key of the shift they give in return. */
    @PostMapping("/roster/swap")
    String swap(
            Place place,
            @RequestParam String key,
            @RequestParam String with,
            @RequestParam(required = false) @Nullable String note,
            Locale asked,
            Model model,
            HttpServletResponse response) {
        try {
            String[] parts = with.split(" ", 2);
            swaps.ask(
                    key,
                    parts[0],
                    parts.length == 1 ? null : parts[1],
                    note == null || note.isBlank() ? null : note.strip(),
                    actor.get());
            return place.address("swap");
        } catch (Refusal refusal) {
            return refused(refusal, place, "swap", shown -> swapForm(shown, key, asked), asked, model, response);
        }
    }

    private @Nullable Object swapForm(Screen shown, String key, Locale asked) {
        return shown.roster().shifts().stream()
                .filter(shift -> shift.key().equals(key))
                .findFirst()
                .map(shift -> panels.swap(shift, shown.team(), Texts.supported(asked), actor.get()))
                .orElse(null);
    }

    @PostMapping("/roster/swap/{id}")
    String decide(
            Place place,
            @PathVariable long id,
            @RequestParam(name = "do") String task,
            Locale asked,
            Model model,
            HttpServletResponse response) {
        Actor by = actor.get();
        try {
            switch (task) {
                case "confirm" -> swaps.confirm(id, by);
                case "decline" -> swaps.decline(id, by);
                case "withdraw" -> swaps.withdraw(id, by);
                case "forbid" -> swaps.forbid(id, by);
                default -> throw Refusal.invalid("do", "workplace.roster.refused.task");
            }
            return place.address("swap-" + task);
        } catch (Refusal refusal) {
            return refused(refusal, place, null, shown -> null, asked, model, response);
        }
    }

    /** @param task save, remove, or row: one more line to fill in */
    @PostMapping("/roster/pattern")
    String pattern(
            Place place,
            @RequestParam(name = "do") String task,
            @RequestParam MultiValueMap<String, String> typed,
            Locale asked,
            Model model,
            HttpServletResponse response) {
        Actor by = actor.get();
        String team = String.valueOf(place.team());
        try {
            if (task.equals("row")) {
                Screen shown = draw(place, Texts.supported(asked), model);
                if (shown != null && shown.editable()) {
                    fill("pattern", panels.pattern(typed, team, true), model);
                }
                return PAGE;
            }
            PatternForm form = panels.pattern(typed, team, false);
            if (task.equals("remove")) {
                plan.removePattern(team, form.id(), form.version(), by);
            } else {
                Pattern pattern = RosterPanels.pattern(form, team);
                plan.save(pattern, by);
            }
            return place.address(task.equals("remove") ? "pattern-remove" : "pattern");
        } catch (Refusal refusal) {
            return refused(
                    refusal, place, "pattern", shown -> panels.pattern(typed, team, false), asked, model, response);
        }
    }

    @PostMapping("/roster/staffing")
    String staffing(
            Place place,
            @RequestParam String rate,
            @RequestParam String calendar,
            @RequestParam int version,
            Locale asked,
            Model model,
            HttpServletResponse response) {
        String team = String.valueOf(place.team());
        try {
            plan.staff(new Staffing(team, rate(rate), calendar.isBlank() ? null : calendar, version), actor.get());
            return place.address("staffing");
        } catch (Refusal refusal) {
            return refused(refusal, place, "staffing", shown -> shown.roster().staffing(), asked, model, response);
        }
    }

    private static @Nullable Double rate(String text) {
        try {
            return text.isBlank() ? null : Double.valueOf(text.strip().replace(',', '.'));
        } catch (NumberFormatException e) {
            throw Refusal.invalid("rate", "workplace.roster.refused.number", text);
        }
    }

    private interface Filled {
        @Nullable
        Object form(Screen shown);
    }

    private String refused(
            Refusal refusal,
            Place place,
            @Nullable String panel,
            Filled filled,
            Locale asked,
            Model model,
            HttpServletResponse response) {
        if (refusal.kind() == Refusal.Kind.FORBIDDEN || refusal.kind() == Refusal.Kind.NOT_FOUND) {
            throw refusal;
        }
        response.setStatus(
                refusal.kind() == Refusal.Kind.CONFLICT
                        ? HttpStatus.CONFLICT.value()
                        : HttpStatus.UNPROCESSABLE_ENTITY.value());
        Screen shown = draw(place, Texts.supported(asked), model);
        model.addAttribute("wrong", refusal);
        Object form = shown == null || panel == null ? null : filled.form(shown);
        if (panel != null && form != null) {
            fill(panel, form, model);
        }
        return PAGE;
    }
}
