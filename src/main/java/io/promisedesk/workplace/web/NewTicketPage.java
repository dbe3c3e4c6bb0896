package io.promisedesk.workplace.web;

import io.promisedesk.people.PeopleDesk;
import io.promisedesk.people.Team;
import io.promisedesk.platform.Refusal;
import io.promisedesk.platform.i18n.Texts;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.platform.security.CurrentActor;
import io.promisedesk.platform.security.Role;
import io.promisedesk.ticket.Channel;
import io.promisedesk.ticket.IncomingMessage;
import io.promisedesk.ticket.NewTicket;
import io.promisedesk.ticket.Priority;
import io.promisedesk.ticket.TicketDesk;
import io.promisedesk.ticket.TicketInput;
import io.promisedesk.ticket.TicketNumber;
import io.promisedesk.ticket.TicketSearch;
import io.promisedesk.ticket.TicketState;
import io.promisedesk.ticket.TicketView;
import io.promisedesk.ticket.TicketViews;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseBody;

/** Opening a ticket while the customer is on the phone: few fields, known customers complete themselves. */
@Controller
class NewTicketPage {

    private static final int SUGGESTIONS = 8;

    private final TicketDesk desk;
    private final TicketViews views;
    private final PeopleDesk people;
    private final CurrentActor actor;
    private final TransactionTemplate transaction;
    private final Texts texts;
    private final Clock clock;

    NewTicketPage(
            TicketDesk desk,
            TicketViews views,
            PeopleDesk people,
            CurrentActor actor,
            TransactionTemplate transaction,
            Texts texts,
            Clock clock) {
        this.desk = desk;
        this.views = views;
        this.people = people;
        this.actor = actor;
        this.transaction = transaction;
        this.texts = texts;
        this.clock = clock;
    }

    /** @param keep whether the writer goes on working on it */
    record Call(
            @Nullable String email,
            @Nullable String name,
            @Nullable String subject,
            @Nullable String text,
            @Nullable String priority,
            @Nullable String team,
            boolean keep) {}

    /** A customer of tickets that the reader may see. */
    record Suggestion(String email, String name, List<Known> tickets) {}

    record Known(String number, String subject, TicketState state) {}

    @GetMapping("/tickets/new")
    String page(Model model) {
        Actor writer = actor.get();
        String team = people.teams().stream()
                .map(Team::key)
                .filter(writer::isIn)
                .findFirst()
                .orElse(null);
        return form(new Call(null, null, null, null, null, team, writer.is(Role.AGENT)), model);
    }

    @PostMapping("/tickets/new")
    String open(@ModelAttribute Call call, Locale locale, Model model, HttpServletResponse response) {
        try {
            TicketNumber number = transaction.execute(status -> open(call, actor.get()));
            return "redirect:/tickets/" + number;
        } catch (Refusal refusal) {
            if (refusal.kind() != Refusal.Kind.INVALID) {
                throw refusal;
            }
            response.setStatus(HttpStatus.UNPROCESSABLE_ENTITY.value());
            model.addAttribute("wrong", refusal.field());
            model.addAttribute("refusal", texts.get(locale, refusal.key(), refusal.arguments()));
            return form(call, model);
        }
    }

    private TicketNumber open(Call call, Actor writer) {
        Instant now = clock.instant();
        TicketNumber number = desk.open(
                new NewTicket(
                        TicketInput.line("subject", required("subject", call.subject())),
                        new IncomingMessage(required("text", call.text()), null, null, now, null, List.of()),
                        TicketInput.email("email", required("email", call.email())),
                        TicketInput.optionalText(call.name()),
                        Channel.PHONE,
                        priority(call.priority()),
                        null,
                        TicketInput.optionalText(call.team()),
                        null,
                        now),
                writer);
        if (call.keep() && writer.is(Role.AGENT) && desk.maySee(number, writer)) {
            desk.claim(number, writer);
        }
        return number;
    }

    @GetMapping("/api/workplace/customers")
    @ResponseBody
    List<Suggestion> customers(@RequestParam String q) {
        if (q.strip().length() < 2) {
            return List.of();
        }
        Map<String, Suggestion> found = new LinkedHashMap<>();
        String wanted = q.strip().toLowerCase(Locale.ROOT);
        var search = new TicketSearch(q.strip(), List.of(), null, null, null, 100, 0);
        for (TicketView.Item item : views.search(search, actor.get()).items()) {
            boolean fits = item.customerEmail().toLowerCase(Locale.ROOT).contains(wanted)
                    || item.customerName().toLowerCase(Locale.ROOT).contains(wanted);
            if (fits) {
                found.computeIfAbsent(
                                item.customerEmail(),
                                email -> new Suggestion(email, item.customerName(), new java.util.ArrayList<>()))
                        .tickets()
                        .add(new Known(item.number(), item.subject(), item.state()));
            }
        }
        return found.values().stream().limit(SUGGESTIONS).toList();
    }

    private String form(Call call, Model model) {
        model.addAttribute("call", call);
        model.addAttribute("teams", people.teams());
        model.addAttribute("agent", actor.get().is(Role.AGENT));
        return "workplace/new-ticket";
    }

    private static String required(String field, @Nullable String value) {
        String text = TicketInput.optionalText(value);
        if (text == null) {
            throw Refusal.invalid(field, "workplace.refused.missing." + field);
        }
        return text;
    }

    private static @Nullable Priority priority(@Nullable String name) {
        return Arrays.stream(Priority.values())
                .filter(priority -> priority.name().equalsIgnoreCase(name))
                .findFirst()
                .orElse(null);
    }
}
