package io.promisedesk.notification.web;

import io.promisedesk.notification.MailDesk;
import io.promisedesk.notification.NoticeDesk;
import io.promisedesk.platform.i18n.Texts;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.platform.security.CurrentActor;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Outgoing mail for people: what has left, what waits, what has failed and why, and a button to try it again. */
@Controller
class MailPage {

    private static final int PAGE = 50;

    private final MailDesk desk;
    private final NoticeDesk notices;
    private final CurrentActor actor;
    private final Texts texts;

    MailPage(MailDesk desk, NoticeDesk notices, CurrentActor actor, Texts texts) {
        this.desk = desk;
        this.notices = notices;
        this.actor = actor;
        this.texts = texts;
    }

    @GetMapping("/mails")
    String page(
            @RequestParam(required = false) MailDesk.@Nullable State state,
            @RequestParam(defaultValue = "0") int page,
            Locale locale,
            Model model) {
        Actor reader = actor.get();
        int shown = Math.max(0, Math.min(page, 100_000));
        model.addAttribute("mails", desk.list(state, PAGE, shown * PAGE, reader));
        model.addAttribute("total", desk.count(state, reader));
        model.addAttribute("failed", desk.count(MailDesk.State.FAILED, reader));
        model.addAttribute("troubled", notices.troubled(reader));
        model.addAttribute("state", state);
        model.addAttribute("states", MailDesk.State.values());
        model.addAttribute("page", shown);
        model.addAttribute("size", PAGE);
        model.addAttribute("kinds", (UnaryOperator<String>) kind -> nameOf(kind, locale));
        return "notification/mails";
    }

    @PostMapping("/mails/{id}/retry")
    String retry(@PathVariable long id, @RequestParam(required = false) MailDesk.@Nullable State state) {
        desk.retry(id, actor.get());
        return "redirect:/mails" + (state == null ? "" : "?state=" + state);
    }

    /** Rooms name their mails; one without a name here is shown as it is. */
    private String nameOf(String kind, Locale locale) {
        String key = "notification.kind." + kind;
        return texts.has(locale, key) ? texts.get(locale, key) : kind;
    }
}
