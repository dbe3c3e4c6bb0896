package io.promisedesk.notification.web;

import io.promisedesk.notification.MailDesk;
import io.promisedesk.platform.security.CurrentActor;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Outgoing mail and its state. */
@RestController
@RequestMapping("/api/mails")
class MailController {

    private final MailDesk desk;
    private final CurrentActor actor;

    MailController(MailDesk desk, CurrentActor actor) {
        this.desk = desk;
        this.actor = actor;
    }

    @GetMapping
    Page list(
            @RequestParam(required = false) MailDesk.@Nullable State state,
            @RequestParam(defaultValue = "50") @Min(1) @Max(500) int limit,
            @RequestParam(defaultValue = "0") @Min(0) int offset) {
        return new Page(desk.list(state, limit, offset, actor.get()), desk.count(state, actor.get()));
    }

    @PostMapping("/{id}/retry")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void retry(@PathVariable long id) {
        desk.retry(id, actor.get());
    }

    record Page(List<MailDesk.Mail> items, int total) {}
}
