package io.promisedesk.ticket.web;

import io.promisedesk.platform.Refusal;
import io.promisedesk.platform.i18n.Texts;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.platform.security.CurrentActor;
import io.promisedesk.sla.Explanation;
import io.promisedesk.sla.HolidayNames;
import io.promisedesk.sla.Metric;
import io.promisedesk.ticket.Channel;
import io.promisedesk.ticket.FileContent;
import io.promisedesk.ticket.NeededSkills;
import io.promisedesk.ticket.NewTicket;
import io.promisedesk.ticket.Priority;
import io.promisedesk.ticket.RoutingDesk;
import io.promisedesk.ticket.RoutingWords;
import io.promisedesk.ticket.TicketDesk;
import io.promisedesk.ticket.TicketInput;
import io.promisedesk.ticket.TicketNumber;
import io.promisedesk.ticket.TicketOpening;
import io.promisedesk.ticket.TicketSearch;
import io.promisedesk.ticket.TicketState;
import io.promisedesk.ticket.TicketView;
import io.promisedesk.ticket.TicketViews;
import io.promisedesk.ticket.WaitingFor;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Tickets over HTTP. Each verb answers with the ticket as it is afterwards. */
@RestController
@RequestMapping(path = "/api/tickets", produces = MediaType.APPLICATION_JSON_VALUE)
class TicketController {

    private final TicketDesk desk;
    private final TicketOpening opening;
    private final TicketViews views;
    private final RoutingDesk routing;
    private final RoutingWords routingWords;
    private final CurrentActor currentActor;
    private final HolidayNames holidays;
    private final Texts texts;
    private final Clock clock;

    TicketController(
            TicketDesk desk,
            TicketOpening opening,
            TicketViews views,
            RoutingDesk routing,
            RoutingWords routingWords,
            CurrentActor currentActor,
            HolidayNames holidays,
            Texts texts,
            Clock clock) {
        this.texts = texts;
        this.routing = routing;
        this.routingWords = routingWords;
        this.holidays = holidays;
        this.desk = desk;
        this.opening = opening;
        this.views = views;
        this.currentActor = currentActor;
        this.clock = clock;
    }

    record CustomerRequest(@Nullable String email, @Nullable String name) {}

    record OpenRequest(
            @Nullable String subject,
            @Nullable String text,
            @Nullable CustomerRequest customer,
            @Nullable String channel,
            @Nullable String priority,
            @Nullable String category,
            @Nullable String team) {}

    /** Opens a ticket. The same {@code Idempotency-Key} of the same person opens only one. */
    @PostMapping
    ResponseEntity<?> open(
            @RequestBody OpenRequest request,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String idempotencyKey) {
        if (request.customer() == null) {
            throw Refusal.invalid("customer", "ticket.refused.missing", "customer");
        }
        Channel channel = TicketInput.optional("channel", Channel.class, request.channel());
        NewTicket ticket = TicketInput.newTicket(
                request.subject(),
                request.text(),
                request.customer().email(),
                request.customer().name(),
                channel == null ? Channel.API : channel,
                request.priority(),
                request.category(),
                request.team(),
                clock.instant());
        Actor actor = currentActor.get();
        TicketNumber number = opening.open(ticket, idempotencyKey, request.toString(), actor);
        // One may open a ticket for a team one does not belong to.
        return ResponseEntity.created(URI.create("/api/tickets/" + number))
                .body(showIfVisible(number).getBody());
    }

    @GetMapping
    Map<String, Object> list(
            @RequestParam(required = false) @Nullable String q,
            @RequestParam(required = false) @Nullable List<String> state,
            @RequestParam(required = false) @Nullable String team,
            @RequestParam(required = false) @Nullable String owner,
            @RequestParam(defaultValue = "50") int limit,
            @RequestParam(defaultValue = "0") int offset) {
        List<TicketState> states = state == null
                ? List.of()
                : state.stream()
                        .filter(name -> !name.isBlank())
                        .map(name -> TicketInput.required("state", TicketState.class, name))
                        .toList();
        if (limit < 1 || limit > TicketSearch.MOST) {
            throw Refusal.invalid("limit", "ticket.refused.limit", TicketSearch.MOST);
        }
        if (offset < 0) {
            throw Refusal.invalid("offset", "ticket.refused.offset");
        }
        TicketView.Page page = views.search(
                new TicketSearch(blank(q), states, blank(team), blank(owner), null, limit, offset), currentActor.get());
        return Map.of(
                "items", page.items().stream().map(TicketJson.ItemJson::of).toList(), "total", page.total());
    }

    @GetMapping("/{number}")
    TicketJson get(@PathVariable String number) {
        return show(number(number));
    }

    @GetMapping("/{number}/clocks")
    List<TicketJson.ClockJson> clocks(@PathVariable String number) {
        return views.clocks(number(number), currentActor.get()).stream()
                .map(TicketJson.ClockJson::of)
                .toList();
    }

    /** @param n which clock of that metric; the latest where it is missing */
    @GetMapping("/{number}/clocks/{metric}/explanation")
    ExplanationJson explanation(
            @PathVariable String number,
            @PathVariable String metric,
            @RequestParam(required = false) @Nullable Integer n,
            Locale language) {
        Explanation explanation = views.explanation(
                number(number), TicketInput.required("metric", Metric.class, metric), n, currentActor.get());
        return ExplanationJson.of(
                explanation, day -> holidays.why(day, language), explanation.inWords(texts, language, views::name));
    }

    @GetMapping("/{number}/audit")
    Map<String, Object> audit(@PathVariable String number) {
        return Map.of(
                "items",
                views.audit(number(number), currentActor.get()).stream()
                        .map(TicketJson.EntryJson::of)
                        .toList());
    }

    /** Always a download, never shown by the browser: the file is a stranger's. */
    @GetMapping(path = "/{number}/attachments/{id}", produces = MediaType.ALL_VALUE)
    ResponseEntity<byte[]> attachment(@PathVariable String number, @PathVariable long id) {
        FileContent file = views.attachment(number(number), id, currentActor.get());
        return ResponseEntity.ok()
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        ContentDisposition.attachment()
                                .filename(file.name(), StandardCharsets.UTF_8)
                                .build()
                                .toString())
                .header("X-Content-Type-Options", "nosniff")
                .contentType(MediaType.APPLICATION_OCTET_STREAM)
                .body(file.bytes());
    }

    /**
     * The most urgent ticket of one's teams' queues that one can do is one's own from now on; 404 where nothing waits. Two
     * who ask at once get two tickets.
     */
    @PostMapping("/next")
    TicketJson next() {
        return show(routing.takeNext(currentActor.get())
                .orElseThrow(() -> Refusal.notFound("ticket.refused.nothingWaits")));
    }

    /** Why the desk gave the ticket to somebody, or to nobody: the latest; colleagues and figures only for whoever leads. */
    @GetMapping("/{number}/routing")
    RoutingJson routing(@PathVariable String number, Locale language) {
        Actor reader = currentActor.get();
        return routing.explanation(number(number), reader)
                .map(explanation -> RoutingJson.of(explanation, reader.id(), routingWords, language))
                .orElseThrow(() -> Refusal.notFound("ticket.refused.notRouted", number));
    }

    /** {@code skills}: what whoever takes it has to be able to do. */
    record ChangeRequest(
            @Nullable String priority,
            @Nullable String category,
            @Nullable CustomerRequest customer,
            @Nullable List<String> skills) {}

    @PatchMapping("/{number}")
    TicketJson change(@PathVariable String number, @RequestBody ChangeRequest request) {
        desk.change(
                number(number),
                TicketInput.optional("priority", Priority.class, request.priority()),
                blank(request.category()),
                request.customer() == null ? null : request.customer().email(),
                currentActor.get());
        if (request.skills() != null) {
            routing.need(number(number), NeededSkills.required(String.join(",", request.skills())), currentActor.get());
        }
        return get(number);
    }

    record FileRequest(@Nullable String name, @Nullable String contentType, @Nullable String base64) {}

    /**
     * {@code public}: to the customer; false: an internal note. {@code newsWithin}: when the customer hears of us again, such
     * as {@code PT4H} or {@code P1D}.
     */
    record MessageRequest(
            @Nullable String text,
            @com.fasterxml.jackson.annotation.JsonProperty("public") @Nullable Boolean isPublic,
            @Nullable Boolean waitForCustomer,
            @Nullable String newsWithin,
            @Nullable List<FileRequest> attachments) {}

    @PostMapping("/{number}/messages")
    ResponseEntity<TicketJson> write(@PathVariable String number, @RequestBody MessageRequest request) {
        if (request.isPublic() == null) {
            throw Refusal.invalid("public", "ticket.refused.missing", "public");
        }
        String text = TicketInput.text("text", request.text());
        List<FileContent> files = files(request.attachments());
        if (request.isPublic()) {
            desk.reply(
                    number(number),
                    text,
                    files,
                    Boolean.TRUE.equals(request.waitForCustomer()),
                    TicketInput.budget("newsWithin", request.newsWithin()),
                    currentActor.get());
        } else {
            desk.note(number(number), text, files, currentActor.get());
        }
        return ResponseEntity.status(201).body(get(number));
    }

    @PostMapping("/{number}/claim")
    TicketJson claim(@PathVariable String number) {
        desk.claim(number(number), currentActor.get());
        return get(number);
    }

    /** {@code owner} null: back to the team's queue. */
    record AssignRequest(@Nullable String owner) {}

    @PostMapping("/{number}/assign")
    TicketJson assign(@PathVariable String number, @RequestBody AssignRequest request) {
        desk.assign(number(number), blank(request.owner()), currentActor.get());
        return get(number);
    }

    record TransferRequest(@Nullable String team) {}

    @PostMapping("/{number}/transfer")
    ResponseEntity<?> transfer(@PathVariable String number, @RequestBody TransferRequest request) {
        desk.transfer(number(number), TicketInput.text("team", request.team()), currentActor.get());
        return showIfVisible(number(number));
    }

    record WaitRequest(@com.fasterxml.jackson.annotation.JsonProperty("for") @Nullable String party) {}

    @PostMapping("/{number}/wait")
    TicketJson waitFor(@PathVariable String number, @RequestBody WaitRequest request) {
        desk.waitFor(
                number(number), TicketInput.required("for", WaitingFor.class, request.party()), currentActor.get());
        return get(number);
    }

    @PostMapping("/{number}/resume")
    TicketJson resume(@PathVariable String number) {
        desk.resume(number(number), currentActor.get());
        return get(number);
    }

    record ResolveRequest(@Nullable String text) {}

    @PostMapping("/{number}/resolve")
    TicketJson resolve(@PathVariable String number, @RequestBody(required = false) @Nullable ResolveRequest request) {
        desk.resolve(number(number), request == null ? null : request.text(), currentActor.get());
        return get(number);
    }

    @PostMapping("/{number}/reopen")
    TicketJson reopen(@PathVariable String number) {
        desk.reopen(number(number), currentActor.get());
        return get(number);
    }

    @PostMapping("/{number}/close")
    TicketJson close(@PathVariable String number) {
        desk.close(number(number), currentActor.get());
        return get(number);
    }

    record CancelRequest(@Nullable String reason) {}

    @PostMapping("/{number}/cancel")
    TicketJson cancel(@PathVariable String number, @RequestBody CancelRequest request) {
        desk.cancel(number(number), TicketInput.text("reason", request.reason()), currentActor.get());
        return get(number);
    }

    record MergeRequest(@Nullable String into) {}

    /** Answers with the ticket that was merged; it names the one that goes on. */
    @PostMapping("/{number}/merge")
    TicketJson merge(@PathVariable String number, @RequestBody MergeRequest request) {
        desk.merge(number(number), number(TicketInput.text("into", request.into())), currentActor.get());
        return get(number);
    }

    private TicketJson show(TicketNumber number) {
        return TicketJson.of(views.ticket(number, currentActor.get()));
    }

    /** Whoever hands a ticket to another team may lose sight of it. */
    private ResponseEntity<?> showIfVisible(TicketNumber number) {
        return ResponseEntity.ok(views.ticketIfVisible(number, currentActor.get())
                .<Object>map(TicketJson::of)
                .orElseGet(() -> Map.of("number", number.value())));
    }

    private static TicketNumber number(String number) {
        if (!TicketNumber.PATTERN.matcher(number).matches()) {
            throw Refusal.notFound("ticket.refused.unknown", number);
        }
        return new TicketNumber(number);
    }

    private static List<FileContent> files(@Nullable List<FileRequest> files) {
        if (files == null) {
            return List.of();
        }
        return files.stream()
                .map(file -> new FileContent(
                        TicketInput.line("attachments.name", file.name()),
                        Objects.requireNonNullElse(file.contentType(), MediaType.APPLICATION_OCTET_STREAM_VALUE),
                        decode(file.base64())))
                .toList();
    }

    private static byte[] decode(@Nullable String base64) {
        try {
            return Base64.getDecoder().decode(Objects.requireNonNullElse(base64, ""));
        } catch (IllegalArgumentException e) {
            throw Refusal.invalid("attachments.base64", "ticket.refused.notBase64");
        }
    }

    private static @Nullable String blank(@Nullable String value) {
        return TicketInput.optionalText(value);
    }
}
