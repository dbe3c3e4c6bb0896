package io.promisedesk.workplace.web;

import io.promisedesk.people.PeopleDesk;
import io.promisedesk.people.Person;
import io.promisedesk.people.Team;
import io.promisedesk.platform.Refusal;
import io.promisedesk.platform.i18n.Texts;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.platform.security.CurrentActor;
import io.promisedesk.ticket.CustomerText;
import io.promisedesk.ticket.TeamText;
import io.promisedesk.ticket.TeamTexts;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.util.UriComponentsBuilder;

/** Where a team chooses the words of mails that Promisedesk writes to its customers. Nothing typed is lost. */
@Controller
class TextPages {

    private static final String PAGE = "workplace/texts";

    private final TeamTexts teamTexts;
    private final PeopleDesk people;
    private final Texts texts;
    private final CurrentActor actor;

    TextPages(TeamTexts teamTexts, PeopleDesk people, Texts texts, CurrentActor actor) {
        this.teamTexts = teamTexts;
        this.people = people;
        this.texts = texts;
        this.actor = actor;
    }

    /**
     * Which text is meant.
     *
     * @param team key; the reader's first team where none is named
     * @param mail code of a {@link CustomerText}
     * @param to language of the customer
     */
    record Choice(@Nullable String team, @Nullable String mail, @Nullable String to) {

        CustomerText text() {
            return mail == null ? CustomerText.LATER : CustomerText.of(mail).orElse(CustomerText.LATER);
        }

        Locale language(Locale reader) {
            return Texts.supported(to == null ? reader : Locale.forLanguageTag(to));
        }
    }

    @GetMapping("/texts")
    String show(Choice choice, @RequestParam(required = false) boolean saved, Locale asked, Model model) {
        List<Team> teams = teamTexts.teams(actor.get());
        model.addAttribute("saved", saved);
        if (teams.isEmpty()) {
            model.addAttribute("teams", teams);
            return PAGE;
        }
        TeamText text = text(choice, teams, asked);
        return page(text, body(text), text.version(), null, teams, model);
    }

    /** @param task {@code save}, {@code standard} (back to it); anything else shows what the customer would see */
    @PostMapping("/texts")
    String edit(
            Choice choice,
            @RequestParam int base,
            @RequestParam String body,
            @RequestParam(name = "do", required = false) @Nullable String task,
            Locale asked,
            Model model,
            HttpServletResponse response) {
        Actor by = actor.get();
        List<Team> teams = teamTexts.teams(by);
        if (teams.isEmpty()) {
            response.setStatus(HttpStatus.CONFLICT.value());
            model.addAttribute("teams", teams);
            return PAGE;
        }
        TeamText text = text(choice, teams, asked);
        try {
            boolean standard = "standard".equals(task);
            if (standard || "save".equals(task)) {
                teamTexts.save(text.team(), text.text(), text.language(), base, standard ? null : body, by);
                return "redirect:"
                        + UriComponentsBuilder.fromPath("/texts")
                                .queryParam("team", text.team())
                                .queryParam("mail", text.text().code())
                                .queryParam("to", text.language().getLanguage())
                                .queryParam("saved", true)
                                .encode()
                                .toUriString();
            }
        } catch (Refusal refusal) {
            if (refusal.kind() == Refusal.Kind.FORBIDDEN) {
                throw refusal;
            }
            response.setStatus(
                    refusal.kind() == Refusal.Kind.CONFLICT
                            ? HttpStatus.CONFLICT.value()
                            : HttpStatus.UNPROCESSABLE_ENTITY.value());
            return page(text, body, base, refusal, teams, model);
        }
        return page(text, body, base, null, teams, model);
    }

    private TeamText text(Choice choice, List<Team> teams, Locale asked) {
        String team =
                choice.team() == null || choice.team().isBlank() ? teams.get(0).key() : choice.team();
        return teamTexts.text(team, choice.text(), choice.language(asked), actor.get());
    }

    private String page(
            TeamText text, String body, int base, @Nullable Refusal refusal, List<Team> teams, Model model) {
        Actor by = actor.get();
        Refusal wrong = refusal;
        try {
            model.addAttribute("preview", preview(text, body, true, by));
            if (body.contains("{expected}")) {
                model.addAttribute("previewWithoutTime", preview(text, body, false, by));
            }
        } catch (Refusal unsendable) {
            wrong = refusal == null ? unsendable : refusal;
        }
        model.addAttribute("wrong", wrong);
        model.addAttribute("teams", teams);
        model.addAttribute("text", text);
        model.addAttribute("to", text.language().getLanguage());
        model.addAttribute("body", body);
        model.addAttribute(
                "unsaved", !body.replace("\r\n", "\n").strip().equals(body(text).strip()));
        model.addAttribute("base", base);
        model.addAttribute("mails", CustomerText.values());
        model.addAttribute("languages", Texts.LANGUAGES);
        model.addAttribute("unknown", texts.get(text.language(), "ticket-mail.later.unknown"));
        model.addAttribute(
                "versions",
                teamTexts.versions(text.team(), text.text(), text.language(), by).stream()
                        .map(this::version)
                        .toList());
        return PAGE;
    }

    private String preview(TeamText text, String body, boolean timeKnown, Actor by) {
        return teamTexts
                .preview(text.team(), text.text(), text.language(), body, timeKnown, by)
                .html();
    }

    private Version version(TeamText version) {
        String author = String.valueOf(version.author());
        return new Version(
                version.version(),
                people.person(author).map(Person::name).orElse(author),
                version.at(),
                version.isStandard(),
                body(version));
    }

    private String body(TeamText text) {
        String body = text.body();
        return body == null ? teamTexts.standard(text.text(), text.language()) : body;
    }

    /** A version as the page lists it. */
    record Version(int version, String author, @Nullable Instant at, boolean standard, String body) {}
}
