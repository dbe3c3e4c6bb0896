package io.promisedesk.kpi.web;

import io.promisedesk.kpi.EventLog;
import io.promisedesk.platform.Refusal;
import io.promisedesk.platform.security.CurrentActor;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The history of events for programs that mine processes. */
@RestController
@RequestMapping("/api/kpi/event-log")
@Tag(name = "KPIs")
class EventLogController {

    private final EventLog log;
    private final FigureParameters parameters;
    private final CurrentActor actor;

    EventLogController(EventLog log, FigureParameters parameters, CurrentActor actor) {
        this.log = log;
        this.parameters = parameters;
        this.actor = actor;
    }

    private enum Format {
        XES("application/xml", ".xes"),
        OCEL("application/json", ".ocel.json");

        private final String type;
        private final String ending;

        Format(String type, String ending) {
            this.type = type;
            this.ending = ending;
        }
    }

    @GetMapping
    @Operation(
            summary = "All events of the cases received in a period, as XES (IEEE 1849-2016) or OCEL 2.0 (JSON)",
            description = "Supervisors: tickets of their teams. People are pseudonyms, other ones in each file, unless"
                    + " people=names asks for the names of those whom the reader supervises.")
    @Parameter(name = "format", required = true, description = "xes or ocel")
    @Parameter(name = "from", description = "Date or instant with offset; default 30 days before the end")
    @Parameter(name = "to", description = "Date (that day included) or instant (not included); default now")
    @Parameter(name = "zone", description = "Zone in which days begin, for example Europe/Berlin")
    @Parameter(name = "people", description = "pseudonyms (default) or names")
    void export(HttpServletRequest http, HttpServletResponse response) {
        FigureParameters.Period period = parameters.period(http, "format", "people");
        Format format = format(FigureParameters.value(http, "format"));
        boolean names = names(FigureParameters.value(http, "people"));
        log.read(new EventLog.Request(period.from(), period.to(), names), actor.get(), reading -> {
            response.setContentType(format.type);
            response.setHeader(
                    HttpHeaders.CONTENT_DISPOSITION,
                    "attachment; filename=\"promisedesk-%s%s\""
                            .formatted(period.from().toString().substring(0, "2026-03-02".length()), format.ending));
            try (OutputStream out = new BufferedOutputStream(response.getOutputStream())) {
                switch (format) {
                    case XES -> Xes.write(reading, out);
                    case OCEL -> Ocel.write(reading, out);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private static Format format(@Nullable String format) {
        if (format == null) {
            throw Refusal.invalid("format", "kpi.refused.missingFormat", "xes, ocel");
        }
        return switch (format.toLowerCase(Locale.ROOT)) {
            case "xes" -> Format.XES;
            case "ocel" -> Format.OCEL;
            default -> throw Refusal.invalid("format", "kpi.refused.value", format, "xes, ocel");
        };
    }

    private static boolean names(@Nullable String people) {
        if (people == null || people.equals("pseudonyms")) {
            return false;
        }
        if (people.equals("names")) {
            return true;
        }
        throw Refusal.invalid("people", "kpi.refused.value", people, "pseudonyms, names");
    }
}
