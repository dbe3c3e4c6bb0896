package io.promisedesk.workplace.web;

import io.promisedesk.platform.Refusal;
import io.promisedesk.platform.i18n.Texts;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.platform.security.CurrentActor;
import io.promisedesk.platform.security.LinkedActs;
import io.promisedesk.platform.security.LinkedActs.Shown;
import io.promisedesk.platform.security.SignedLinks.State;
import io.promisedesk.platform.web.ErrorAnswers;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/**
 * Where the links in mails lead that do something. Opening one only asks: programs that look at links before people do
 * change nothing. The button does it, once.
 */
@Controller
class ActPage {

    private static final String VIEW = "workplace/act";

    private final LinkedActs acts;
    private final CurrentActor actor;
    private final PageFrame frame;
    private final Texts texts;
    private final ErrorAnswers errors;

    ActPage(LinkedActs acts, CurrentActor actor, PageFrame frame, Texts texts, ErrorAnswers errors) {
        this.acts = acts;
        this.actor = actor;
        this.frame = frame;
        this.texts = texts;
        this.errors = errors;
    }

    @GetMapping("/act/{token}")
    String ask(@PathVariable String token, Locale locale, HttpServletResponse response, Model model) {
        return show(token, actor.get(), locale, response, model);
    }

    @PostMapping("/act/{token}")
    String act(
            @PathVariable String token,
            @RequestParam(defaultValue = "") String choice,
            Locale locale,
            HttpServletResponse response,
            Model model) {
        Actor by = actor.get();
        Optional<String> done;
        try {
            done = acts.perform(token, choice.isEmpty() ? null : choice, by, locale);
        } catch (Refusal refusal) {
            return refused(refusal, pageOf(token, by, locale), locale, response, model);
        }
        if (done.isEmpty()) {
            return show(token, by, locale, response, model);
        }
        model.addAttribute("done", done.get());
        model.addAttribute("page", pageOf(token, by, locale));
        return VIEW;
    }

    private String show(String token, Actor by, Locale locale, HttpServletResponse response, Model model) {
        Shown shown;
        try {
            shown = acts.show(token, by, locale);
        } catch (Refusal refusal) {
            return refused(refusal, null, locale, response, model);
        }
        if (shown.offer() == null) {
            model.addAttribute("problem", texts.get(locale, "workplace.act." + shown.state(), frame.name()));
            response.setStatus(status(shown.state()).value());
        } else {
            model.addAttribute("offer", shown.offer());
            model.addAttribute("link", "/act/" + token);
        }
        model.addAttribute("page", shown.page());
        return VIEW;
    }

    private String refused(
            Refusal refusal, @Nullable String page, Locale locale, HttpServletResponse response, Model model) {
        model.addAttribute("problem", texts.get(locale, refusal.key(), refusal.arguments()));
        model.addAttribute("page", page);
        response.setStatus(errors.status(refusal).value());
        return VIEW;
    }

    private @Nullable String pageOf(String token, Actor by, Locale locale) {
        try {
            return acts.show(token, by, locale).page();
        } catch (Refusal refusal) {
            return null;
        }
    }

    private static HttpStatus status(State state) {
        return switch (state) {
            case VALID -> HttpStatus.OK;
            case EXPIRED, USED -> HttpStatus.GONE;
            case NOT_YOURS -> HttpStatus.FORBIDDEN;
            case FORGED -> HttpStatus.NOT_FOUND;
        };
    }
}
