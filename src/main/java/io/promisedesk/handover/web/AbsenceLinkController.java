package io.promisedesk.handover.web;

import io.promisedesk.handover.Absences;
import io.promisedesk.handover.NoShows;
import io.swagger.v3.oas.annotations.Hidden;
import java.net.URI;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** Where the links in mails about absences lead: to the task that is open now or, when it is done, to the tickets. */
@RestController
@Hidden
class AbsenceLinkController {

    private final Absences absences;
    private final NoShows noShows;

    AbsenceLinkController(Absences absences, NoShows noShows) {
        this.absences = absences;
        this.noShows = noShows;
    }

    @GetMapping("/handovers/absences/{id}")
    ResponseEntity<Void> report(@PathVariable("id") long id) {
        return to(absences.openTask(id), "/tickets?owner=me");
    }

    @GetMapping("/handovers/no-shows/{id}")
    ResponseEntity<Void> question(@PathVariable("id") long id) {
        return to(noShows.openTask(id), "/board");
    }

    private static ResponseEntity<Void> to(Optional<String> task, String otherwise) {
        return ResponseEntity.status(HttpStatus.FOUND)
                .location(URI.create(task.map(id -> "/camunda/app/tasklist/default/#/?task=" + id)
                        .orElse(otherwise)))
                .build();
    }
}
