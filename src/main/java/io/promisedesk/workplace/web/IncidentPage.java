package io.promisedesk.workplace.web;

import io.promisedesk.platform.i18n.Texts;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.platform.security.CurrentActor;
import io.promisedesk.platform.security.Role;
import io.promisedesk.ticket.TimerReports;
import io.promisedesk.workplace.Incidents;
import io.promisedesk.workplace.Incidents.Item;
import io.promisedesk.workplace.process.StuckJobs;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** What is stuck, what is being tried again, and what the last check of timers found. */
@Controller
class IncidentPage {

    private static final int PAGE = 25;

    /** Nobody reads a longer one here. */
    private static final int LONGEST_TRACE = 8_000;

    private final Incidents incidents;
    private final StuckJobs jobs;
    private final TimerReports timers;
    private final CurrentActor actor;
    private final Texts texts;

    IncidentPage(Incidents incidents, StuckJobs jobs, TimerReports timers, CurrentActor actor, Texts texts) {
        this.incidents = incidents;
        this.jobs = jobs;
        this.timers = timers;
        this.actor = actor;
        this.texts = texts;
    }

    /**
     * @param attempts how often it has been tried
     * @param trace the technical text
     */
    record Line(Item item, long attempts, String trace) {}

    /** @param tried how many have just been given another try; 0 where the one in question was solved meanwhile */
    @GetMapping("/incidents")
    String page(
            @RequestParam(defaultValue = "0") int page,
            @RequestParam(required = false) @Nullable Integer tried,
            Locale locale,
            Model model) {
        Actor reader = actor.get();
        int shown = Math.max(0, Math.min(page, 100_000));
        if (reader.is(Role.ADMIN)) {
            // What is, and not what was a minute ago.
            incidents.look();
            model.addAttribute("report", timers.latest(reader).orElse(null));
        }
        Incidents.Page stuck = incidents.page(shown, PAGE, reader, locale);
        model.addAttribute("lines", stuck.items().stream().map(this::line).toList());
        model.addAttribute("total", stuck.total());
        model.addAttribute("retrying", incidents.retrying(reader, locale));
        model.addAttribute("cut", (UnaryOperator<String>) IncidentPage::cut);
        model.addAttribute("page", shown);
        model.addAttribute("size", PAGE);
        model.addAttribute("mayRetry", reader.is(Role.ADMIN));
        model.addAttribute("tried", tried);
        model.addAttribute("elements", (UnaryOperator<String>) element -> nameOf(element, locale));
        return "workplace/incidents";
    }

    private Line line(Item item) {
        return new Line(item, jobs.attempts(item.job()), cut(jobs.trace(item.job())));
    }

    private static String cut(String trace) {
        return trace.length() > LONGEST_TRACE ? trace.substring(0, LONGEST_TRACE) + " …" : trace;
    }

    /** A designer's own timer is shown by its id. */
    private String nameOf(String element, Locale locale) {
        return Stream.of("process.ticket." + element, "process.escalation." + element)
                .filter(key -> texts.has(locale, key))
                .findFirst()
                .map(key -> texts.get(locale, key))
                .orElse(element);
    }

    @PostMapping("/incidents/{id}/retry")
    String retry(@PathVariable String id) {
        return "redirect:/incidents?tried=" + (incidents.tryAgain(id, actor.get()) ? 1 : 0);
    }

    @PostMapping("/incidents/retry")
    String retryAll() {
        return "redirect:/incidents?tried=" + incidents.tryAllAgain(actor.get());
    }
}
