package io.promisedesk.handover.web;

import io.promisedesk.handover.HandoverDesk;
import io.promisedesk.handover.HandoverDesk.Left;
import io.promisedesk.handover.HandoverDesk.Pending;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.platform.security.CurrentActor;
import io.promisedesk.ticket.TicketNumber;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api")
@Tag(name = "Hand-overs")
class HandoverController {

    private final HandoverDesk desk;
    private final CurrentActor actor;

    HandoverController(HandoverDesk desk, CurrentActor actor) {
        this.desk = desk;
        this.actor = actor;
    }

    record Line(
            long line,
            String ticket,
            String subject,
            String sender,
            String receiver,
            @Nullable String note,
            Instant offeredAt,
            Instant answerBy,
            boolean redirected,
            String cause,
            @Nullable Instant due) {

        static Line of(Pending pending) {
            return new Line(
                    pending.line(),
                    pending.ticket().value(),
                    pending.subject(),
                    pending.sender(),
                    pending.receiver(),
                    pending.note(),
                    pending.offeredAt(),
                    pending.answerBy(),
                    pending.redirected(),
                    pending.cause().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                    pending.due());
        }
    }

    record LeftBehind(String ticket, String subject, String owner, Instant since, @Nullable Instant due) {

        static LeftBehind of(Left left) {
            return new LeftBehind(left.ticket().value(), left.subject(), left.owner(), left.since(), left.due());
        }
    }

    record Handovers(List<Line> pending, List<LeftBehind> left) {}

    record Offer(String to, @Nullable String note) {}

    record Offered(long line) {}

    record Reason(@Nullable String reason) {}

    record Redirection(String to, @Nullable String reason) {}

    @Operation(
            summary = "Hand-overs that wait for an answer",
            description = "Without a team those of the caller; with a team all of it, and tickets that stand with"
                    + " somebody who has gone: for its supervisors, dispatchers and administrators.")
    @GetMapping("/handovers")
    Handovers list(@RequestParam(required = false) @Nullable String team) {
        Actor by = actor.get();
        return team == null
                ? new Handovers(desk.pendingOf(by).stream().map(Line::of).toList(), List.of())
                : new Handovers(
                        desk.pending(team, by).stream().map(Line::of).toList(),
                        desk.left(team, by).stream().map(LeftBehind::of).toList());
    }

    @Operation(summary = "Offer a ticket to a colleague", description = "The owner, or whoever leads the team.")
    @PostMapping("/tickets/{number}/hand-over")
    @ResponseStatus(HttpStatus.CREATED)
    Offered offer(@PathVariable("number") String number, @RequestBody Offer offer) {
        return new Offered(desk.offer(new TicketNumber(number), to(offer.to()), offer.note(), actor.get()));
    }

    @Operation(
            summary = "Accept an offered ticket",
            description = "In the receiver's place whoever leads the team may, and says why.")
    @PostMapping("/handovers/{id}/accept")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void accept(@PathVariable("id") long line, @RequestBody(required = false) @Nullable Reason reason) {
        desk.accept(line, reason == null ? null : reason.reason(), actor.get());
    }

    @Operation(summary = "Decline an offered ticket, with a reason")
    @PostMapping("/handovers/{id}/decline")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void decline(@PathVariable("id") long line, @RequestBody Reason reason) {
        desk.decline(line, reason.reason() == null ? "" : reason.reason(), actor.get());
    }

    @Operation(summary = "Take an offer back")
    @PostMapping("/handovers/{id}/withdraw")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void withdraw(@PathVariable("id") long line) {
        desk.withdraw(line, actor.get());
    }

    @Operation(summary = "Ask somebody else instead")
    @PostMapping("/handovers/{id}/redirect")
    Offered redirect(@PathVariable("id") long line, @RequestBody Redirection redirection) {
        return new Offered(desk.redirect(line, to(redirection.to()), redirection.reason(), actor.get()));
    }

    private static String to(@Nullable String to) {
        return to == null ? "" : to;
    }
}
