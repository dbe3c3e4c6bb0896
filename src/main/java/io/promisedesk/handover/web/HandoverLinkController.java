package io.promisedesk.handover.web;

import io.promisedesk.handover.TakeOver;
import io.swagger.v3.oas.annotations.Hidden;
import java.net.URI;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/**
 * Where the links in mails lead: to the task that is open now, which had no id yet when the mail was written, or, when
 * everything is decided, to the tickets.
 */
@RestController
@Hidden
class HandoverLinkController {

    private final TakeOver takeOver;

    HandoverLinkController(TakeOver takeOver) {
        this.takeOver = takeOver;
    }

    @GetMapping("/handovers/{id}")
    ResponseEntity<Void> open(@PathVariable("id") long id) {
        String target = takeOver.openTask(id)
                .map(task -> "/camunda/app/tasklist/default/#/?task=" + task)
                .orElse("/tickets");
        return ResponseEntity.status(HttpStatus.FOUND)
                .location(URI.create(target))
                .build();
    }
}
