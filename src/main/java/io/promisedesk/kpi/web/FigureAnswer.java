package io.promisedesk.kpi.web;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.promisedesk.kpi.FigureRequest;
import io.promisedesk.kpi.Group;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A figure with what it was asked for.
 *
 * @param unit {@code hours}, {@code count}, {@code share} or {@code number}
 * @param time {@code calendar} or {@code business}
 */
@JsonIgnoreProperties({"fileName", "header", "rows"})
record FigureAnswer(
        String metric,
        String unit,
        String time,
        String zone,
        OffsetDateTime from,
        OffsetDateTime to,
        @Nullable String groupBy,
        List<Group> groups)
        implements Tabular {

    static FigureAnswer of(FigureRequest request, List<Group> groups) {
        return new FigureAnswer(
                request.measure().code(),
                request.measure().unit().name().toLowerCase(Locale.ROOT),
                request.business() ? "business" : "calendar",
                request.zone().getId(),
                request.from().atZone(request.zone()).toOffsetDateTime(),
                request.to().atZone(request.zone()).toOffsetDateTime(),
                request.groupBy() == null ? null : request.groupBy().code(),
                groups);
    }

    @Override
    public String fileName() {
        return metric;
    }

    @Override
    public List<String> header() {
        return List.of(
                "metric", "unit", "time", "zone", "from", "to", "bucket", "key", "n", "tickets", "mean", "p25",
                "median", "p75", "p90", "max", "total");
    }

    @Override
    public List<List<@Nullable Object>> rows() {
        return groups.stream()
                .map(group -> Arrays.<@Nullable Object>asList(
                        metric,
                        unit,
                        time,
                        zone,
                        from,
                        to,
                        group.bucket(),
                        group.key(),
                        group.n(),
                        group.tickets(),
                        group.mean(),
                        group.p25(),
                        group.median(),
                        group.p75(),
                        group.p90(),
                        group.max(),
                        group.total()))
                .toList();
    }
}
