package io.promisedesk.workplace.web;

import io.promisedesk.people.PeopleDesk;
import io.promisedesk.people.Person;
import io.promisedesk.platform.Refusal;
import io.promisedesk.platform.i18n.Texts;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.platform.security.CurrentActor;
import io.promisedesk.sla.Explanation;
import io.promisedesk.sla.Metric;
import io.promisedesk.ticket.TicketNumber;
import io.promisedesk.ticket.TicketView;
import io.promisedesk.ticket.TicketViews;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;

/** Why a deadline is what it is: a page for whoever may see the ticket, fit to be shown to its customer. */
@Controller
class ClockPages {

    private final TicketViews views;
    private final PeopleDesk people;
    private final CurrentActor actor;
    private final CalendarWords words;
    private final Texts texts;

    ClockPages(TicketViews views, PeopleDesk people, CurrentActor actor, CalendarWords words, Texts texts) {
        this.views = views;
        this.people = people;
        this.actor = actor;
        this.words = words;
        this.texts = texts;
    }

    /** @param n which clock of that metric; the latest where it is missing */
    @GetMapping("/tickets/{number:T-.+}/clocks/{metric}")
    String page(
            @PathVariable String number,
            @PathVariable String metric,
            @RequestParam(required = false) @Nullable Integer n,
            Locale locale,
            Model model) {
        TicketNumber ticket = TicketPages.ticket(number);
        Actor reader = actor.get();
        Explanation why = views.explanation(ticket, metric(metric), n, reader);
        TicketView view = views.ticket(ticket, reader);
        model.addAttribute("t", view);
        model.addAttribute("clock", why.clock());
        model.addAttribute("c", new ClockStory(why, this::name, day -> words.why(day, locale), texts, locale).screen());
        return "workplace/clock";
    }

    private String name(String id) {
        return people.person(id).map(Person::name).orElse(id);
    }

    private static Metric metric(String name) {
        return Arrays.stream(Metric.values())
                .filter(metric -> metric.name().toLowerCase(Locale.ROOT).equals(name))
                .findFirst()
                .orElseThrow(() -> Refusal.notFound("workplace.refused.unknownClock", name));
    }
}
