package io.promisedesk.workplace.web;

import io.promisedesk.platform.Refusal;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.platform.security.CurrentActor;
import io.promisedesk.ticket.FileContent;
import io.promisedesk.ticket.NeededSkills;
import io.promisedesk.ticket.Priority;
import io.promisedesk.ticket.RoutingDesk;
import io.promisedesk.ticket.TicketDesk;
import io.promisedesk.ticket.TicketNumber;
import io.promisedesk.ticket.WaitingFor;
import io.promisedesk.workplace.Notices;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.multipart.MultipartFile;

/**
 * The ticket page, and the same content for Tasklist's tab. Each action goes to the desk, as the task's form does, and
 * answers with the content as it is now; without scripts it leads back to the page.
 */
@Controller
class TicketPages {

    private static final String CONTENT = "workplace/ticket :: content";

    private final TicketScreens screens;
    private final TicketDesk desk;
    private final RoutingDesk routing;
    private final Notices notices;
    private final CurrentActor actor;

    TicketPages(TicketScreens screens, TicketDesk desk, RoutingDesk routing, Notices notices, CurrentActor actor) {
        this.routing = routing;
        this.screens = screens;
        this.desk = desk;
        this.notices = notices;
        this.actor = actor;
    }

    @GetMapping("/tickets/{number:T-.+}")
    String page(@PathVariable String number, Locale locale, Model model) {
        show(ticket(number), locale, model);
        return "workplace/ticket";
    }

    @GetMapping("/tickets/{number:T-.+}/content")
    String content(@PathVariable String number, Locale locale, Model model) {
        show(ticket(number), locale, model);
        return CONTENT;
    }

    /** @param then empty, {@code wait} (for the customer) or {@code resolve}; only with a reply */
    @PostMapping("/tickets/{number:T-.+}/messages")
    @Transactional
    public String write(
            @PathVariable String number,
            @RequestParam String kind,
            @RequestParam String text,
            @RequestParam(defaultValue = "") String then,
            @RequestParam(required = false) MultipartFile @Nullable [] files,
            @RequestHeader(name = "X-Requested-With", defaultValue = "") String by,
            Locale locale,
            Model model) {
        TicketNumber ticket = ticket(number);
        Actor author = actor.get();
        if (kind.equals("note")) {
            desk.note(ticket, text, contents(files), author);
        } else {
            desk.reply(ticket, text, contents(files), then.equals("wait"), author);
            if (then.equals("resolve")) {
                desk.resolve(ticket, null, author);
            }
        }
        return answer(ticket, by, locale, model);
    }

    @PostMapping("/tickets/{number:T-.+}/moves/{move}")
    @Transactional
    public String move(
            @PathVariable String number,
            @PathVariable String move,
            @RequestParam(defaultValue = "") String owner,
            @RequestParam(defaultValue = "") String team,
            @RequestParam(defaultValue = "") String reason,
            @RequestParam(defaultValue = "") String into,
            @RequestParam(defaultValue = "") String priority,
            @RequestParam(defaultValue = "") String skills,
            @RequestHeader(name = "X-Requested-With", defaultValue = "") String by,
            Locale locale,
            Model model) {
        TicketNumber ticket = ticket(number);
        Actor mover = actor.get();
        switch (move) {
            case "claim" -> desk.claim(ticket, mover);
            case "assign" -> desk.assign(ticket, owner.isEmpty() ? null : owner, mover);
            case "return" -> desk.assign(ticket, null, mover);
            case "transfer" -> desk.transfer(ticket, team, mover);
            case "wait-customer" -> desk.waitFor(ticket, WaitingFor.CUSTOMER, mover);
            case "wait-third-party" -> desk.waitFor(ticket, WaitingFor.THIRD_PARTY, mover);
            case "resume" -> desk.resume(ticket, mover);
            case "resolve" -> desk.resolve(ticket, null, mover);
            case "reopen" -> desk.reopen(ticket, mover);
            case "close" -> desk.close(ticket, mover);
            case "cancel" -> desk.cancel(ticket, reason, mover);
            case "merge" -> desk.merge(ticket, ticket(into.strip()), mover);
            case "needs" -> routing.need(ticket, NeededSkills.required(skills), mover);
            case "priority" -> desk.change(ticket, priority(priority), null, null, mover);
            default -> throw Refusal.notFound("workplace.refused.unknownMove", move);
        }
        return answer(ticket, by, locale, model);
    }

    private String answer(TicketNumber ticket, String by, Locale locale, Model model) {
        if (!by.equals("fetch")) {
            return "redirect:/tickets/" + ticket;
        }
        if (!desk.maySee(ticket, actor.get())) {
            // Given away to a team that is not mine.
            model.addAttribute("number", ticket.value());
            return "workplace/gone :: content";
        }
        show(ticket, locale, model);
        return CONTENT;
    }

    private void show(TicketNumber ticket, Locale locale, Model model) {
        Actor reader = actor.get();
        model.addAttribute("t", screens.of(ticket, reader, locale));
        notices.seen(ticket, reader.id());
    }

    private static List<FileContent> contents(MultipartFile @Nullable [] files) {
        return files == null
                ? List.of()
                : Arrays.stream(files)
                        .filter(file -> !file.isEmpty())
                        .map(TicketPages::content)
                        .toList();
    }

    private static FileContent content(MultipartFile file) {
        String name = file.getOriginalFilename();
        String type = file.getContentType();
        try {
            return new FileContent(
                    name == null || name.isBlank() ? "file" : name,
                    type == null ? "application/octet-stream" : type,
                    file.getBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Priority priority(String name) {
        return Arrays.stream(Priority.values())
                .filter(priority -> priority.name().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> Refusal.invalid("priority", "workplace.refused.unknownPriority", name));
    }

    static TicketNumber ticket(String number) {
        if (!TicketNumber.PATTERN.matcher(number).matches()) {
            throw Refusal.notFound("workplace.refused.unknownTicket", number);
        }
        return new TicketNumber(number);
    }
}
