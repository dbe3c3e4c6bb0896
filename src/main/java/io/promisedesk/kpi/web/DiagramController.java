package io.promisedesk.kpi.web;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.promisedesk.kpi.HeatMap;
import io.promisedesk.kpi.HeatMap.ElementFigure;
import io.promisedesk.kpi.HeatMap.FlowFigure;
import io.promisedesk.kpi.HeatMapRequest;
import io.promisedesk.kpi.HeatMaps;
import io.promisedesk.platform.Refusal;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.platform.security.CurrentActor;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The figures of the heat map as JSON or CSV. */
@RestController
@Tag(name = "KPIs")
class DiagramController {

    private final HeatMaps maps;
    private final DiagramParameters parameters;
    private final CurrentActor actor;

    DiagramController(HeatMaps maps, DiagramParameters parameters, CurrentActor actor) {
        this.maps = maps;
        this.parameters = parameters;
        this.actor = actor;
    }

    @GetMapping("/api/kpi/diagram")
    @Operation(
            summary = "Figures per element and flow of one version of a process",
            description =
                    "Parameters as in the address of /kpi/diagram: process, version, from, to, time, team, priority,"
                            + " channel, category; format=csv for the elements as CSV. Supervisors, administrators and designers.")
    ResponseEntity<?> diagram(HttpServletRequest http) {
        Actor reader = actor.get();
        HeatMapRequest request = parameters.read(http, maps.versions(reader)).after();
        HeatMap map = maps.of(request, reader).orElseThrow(() -> Refusal.notFound("kpi.diagram.refused.unknown"));
        DiagramAnswer answer = new DiagramAnswer(
                map.process(),
                map.version(),
                request.from(),
                request.to(),
                request.business() ? "business" : "calendar",
                map.cases(),
                map.exact(),
                map.elements(),
                map.flows());
        if (!FigureParameters.wantsCsv(http)) {
            return ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON).body(answer);
        }
        return ResponseEntity.ok()
                .contentType(new MediaType("text", "csv", StandardCharsets.UTF_8))
                .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"" + answer.fileName() + ".csv\"")
                .body(Csv.of(answer));
    }

    /** Durations are hours. */
    @JsonIgnoreProperties({"fileName", "header", "rows"})
    record DiagramAnswer(
            String process,
            int version,
            LocalDate from,
            LocalDate to,
            String time,
            long cases,
            boolean exact,
            List<ElementFigure> elements,
            List<FlowFigure> flows)
            implements Tabular {

        @Override
        public String fileName() {
            return process + "-" + version + "-heat-map";
        }

        @Override
        public List<String> header() {
            return List.of(
                    "element",
                    "name",
                    "kind",
                    "stage",
                    "visits",
                    "interrupted",
                    "inside",
                    "n",
                    "median",
                    "p90",
                    "mean",
                    "total",
                    "share",
                    "target",
                    "late");
        }

        @Override
        public List<List<@Nullable Object>> rows() {
            return elements.stream()
                    .map(figure -> Arrays.<@Nullable Object>asList(
                            figure.id(),
                            figure.name(),
                            figure.kind(),
                            figure.stage(),
                            figure.visits(),
                            figure.interrupted(),
                            figure.inside(),
                            figure.timed(),
                            figure.median(),
                            figure.p90(),
                            figure.mean(),
                            figure.total(),
                            figure.share(),
                            figure.target(),
                            figure.late()))
                    .toList();
        }
    }
}
