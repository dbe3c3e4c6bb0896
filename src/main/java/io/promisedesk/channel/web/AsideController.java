package io.promisedesk.channel.web;

import io.promisedesk.channel.AsideDesk;
import io.promisedesk.channel.AsideMail;
import io.promisedesk.platform.security.CurrentActor;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.util.List;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Incoming mail that was set aside. */
@RestController
@RequestMapping("/api/mails/aside")
class AsideController {

    private final AsideDesk desk;
    private final CurrentActor actor;

    AsideController(AsideDesk desk, CurrentActor actor) {
        this.desk = desk;
        this.actor = actor;
    }

    @GetMapping
    Page list(
            @RequestParam(defaultValue = "false") boolean settled,
            @RequestParam(defaultValue = "50") @Min(1) @Max(500) int limit,
            @RequestParam(defaultValue = "0") @Min(0) int offset) {
        return new Page(desk.list(settled, limit, offset, actor.get()), desk.count(settled, actor.get()));
    }

    /** As a download, never as something that a browser shows: it is what a stranger wrote. */
    @GetMapping("/{id}/source")
    ResponseEntity<byte[]> source(@PathVariable long id) {
        return ResponseEntity.ok()
                .contentType(MediaType.APPLICATION_OCTET_STREAM)
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        ContentDisposition.attachment()
                                .filename("mail-" + id + ".eml")
                                .build()
                                .toString())
                .body(desk.source(id, actor.get()));
    }

    @PostMapping("/{id}/open")
    Opened open(@PathVariable long id) {
        return new Opened(desk.open(id, actor.get()).value());
    }

    record Page(List<AsideMail> items, int total) {}

    record Opened(String number) {}
}
