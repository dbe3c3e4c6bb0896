package io.promisedesk.kpi.web;

import io.promisedesk.kpi.Consistency;
import io.promisedesk.kpi.Dimension;
import io.promisedesk.kpi.FigureRequest;
import io.promisedesk.kpi.Figures;
import io.promisedesk.kpi.TicketLines;
import io.promisedesk.platform.Refusal;
import io.promisedesk.platform.security.CurrentActor;
import io.promisedesk.platform.security.Role;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Figures as JSON, or as CSV with {@code format=csv} or {@code Accept: text/csv}. */
@RestController
@RequestMapping("/api/kpi")
@Tag(name = "KPIs", description = "Supervisors and administrators; agents see their own figures. Formulas: docs/kpi.md")
class KpiController {

    private final Figures figures;
    private final Consistency consistency;
    private final FigureParameters parameters;
    private final CurrentActor actor;

    KpiController(Figures figures, Consistency consistency, FigureParameters parameters, CurrentActor actor) {
        this.figures = figures;
        this.consistency = consistency;
        this.parameters = parameters;
        this.actor = actor;
    }

    @GetMapping("/summary")
    @Operation(summary = "A figure over a period, per group")
    @FigureParameters.Documented
    ResponseEntity<?> summary(HttpServletRequest http) {
        FigureRequest request = parameters.read(http);
        Dimension across = FigureParameters.across(http);
        return answer(
                http,
                FigureAnswer.of(
                        request,
                        across == null
                                ? figures.summary(request, actor.get())
                                : figures.cross(request, across, actor.get())));
    }

    @GetMapping("/series")
    @Operation(summary = "A figure per hour, day, week or month, and per group where asked for")
    @FigureParameters.Documented
    ResponseEntity<?> series(HttpServletRequest http) {
        FigureRequest request = parameters.read(http);
        Dimension bucket = parameters.bucket(http, request);
        return answer(http, FigureAnswer.of(request, figures.series(request, bucket, actor.get())));
    }

    @GetMapping("/tickets")
    @Operation(summary = "The tickets behind a figure, largest contribution first")
    @FigureParameters.Documented
    ResponseEntity<?> tickets(HttpServletRequest http) {
        FigureRequest request = parameters.read(http);
        TicketLines lines = figures.tickets(
                request,
                parameters.range(http),
                actor.get(),
                parameters.number(http, "limit", 50, 1, 1000),
                parameters.number(http, "offset", 0, 0, 10_000_000));
        return answer(http, TicketsAnswer.of(request, lines));
    }

    @GetMapping("/consistency")
    @Operation(
            summary = "Computes the facts of some cases once more, straight from history, and says what differs",
            description = "Administrators. There must be no difference.")
    Consistency.Report consistency(@RequestParam(defaultValue = "200") int sample) {
        if (!actor.get().is(Role.ADMIN)) {
            throw Refusal.forbidden("kpi.refused.consistency");
        }
        if (sample < 1 || sample > MOST_CHECKED) {
            throw Refusal.invalid("sample", "kpi.refused.value", sample, "1–" + MOST_CHECKED);
        }
        return consistency.check(sample);
    }

    private static final int MOST_CHECKED = 10_000;

    static ResponseEntity<?> answer(HttpServletRequest http, Tabular answer) {
        if (!FigureParameters.wantsCsv(http)) {
            return ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON).body(answer);
        }
        return ResponseEntity.ok()
                .contentType(new MediaType("text", "csv", java.nio.charset.StandardCharsets.UTF_8))
                .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"" + answer.fileName() + ".csv\"")
                .body(Csv.of(answer));
    }
}
