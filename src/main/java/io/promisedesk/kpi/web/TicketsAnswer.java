package io.promisedesk.kpi.web;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.promisedesk.kpi.FigureRequest;
import io.promisedesk.kpi.TicketLine;
import io.promisedesk.kpi.TicketLines;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The tickets behind a figure. */
@JsonIgnoreProperties({"fileName", "header", "rows"})
record TicketsAnswer(String metric, String unit, String time, String zone, List<TicketLine> items, long total)
        implements Tabular {

    static TicketsAnswer of(FigureRequest request, TicketLines lines) {
        return new TicketsAnswer(
                request.measure().code(),
                request.measure().unit().name().toLowerCase(Locale.ROOT),
                request.business() ? "business" : "calendar",
                request.zone().getId(),
                lines.items(),
                lines.total());
    }

    @Override
    public String fileName() {
        return metric + "-tickets";
    }

    @Override
    public List<String> header() {
        return List.of("number", "at", "value", "unit", "team", "owner", "priority", "category", "channel");
    }

    @Override
    public List<List<@Nullable Object>> rows() {
        return items.stream()
                .map(line -> Arrays.<@Nullable Object>asList(
                        line.number(),
                        line.at(),
                        line.value(),
                        unit,
                        line.team(),
                        line.owner(),
                        line.priority(),
                        line.category(),
                        line.channel()))
                .toList();
    }
}
