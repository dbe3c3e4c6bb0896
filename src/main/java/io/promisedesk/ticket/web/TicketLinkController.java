package io.promisedesk.ticket.web;

import io.promisedesk.platform.Refusal;
import io.promisedesk.platform.security.CurrentActor;
import io.promisedesk.ticket.TicketEscalations;
import io.promisedesk.ticket.TicketNumber;
import io.swagger.v3.oas.annotations.Hidden;
import java.net.URI;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * Where the mail about a broken promise leads: to the decision, which is no task yet when the mail is written, or, when
 * it is taken or the promise settled, to the ticket.
 */
@RestController
@Hidden
class TicketLinkController {

    private final TicketEscalations escalations;
    private final CurrentActor actor;

    TicketLinkController(TicketEscalations escalations, CurrentActor actor) {
        this.escalations = escalations;
        this.actor = actor;
    }

    @GetMapping("/tickets/{number:T-.+}/decision")
    ResponseEntity<Void> decision(
            @PathVariable("number") String number, @RequestParam(defaultValue = "response") String promise) {
        if (!TicketNumber.PATTERN.matcher(number).matches()) {
            throw Refusal.notFound("ticket.refused.unknown", number);
        }
        String target = escalations
                .openDecision(new TicketNumber(number), promise, actor.get())
                .map(task -> "/camunda/app/tasklist/default/#/?task=" + task)
                .orElse("/tickets/" + number);
        return ResponseEntity.status(HttpStatus.FOUND)
                .location(URI.create(target))
                .build();
    }
}
