package io.promisedesk.kpi;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which figure, over what.
 *
 * @param from beginning of the period
 * @param to its end, not part of it
 * @param groupBy null for one figure over everything
 * @param business business time of the promise instead of calendar time
 * @param zone zone in which days and weeks begin
 * @param filters values by dimension that rows must have
 */
public record FigureRequest(
        Measure measure,
        Instant from,
        Instant to,
        @Nullable Dimension groupBy,
        boolean business,
        ZoneId zone,
        Map<Dimension, String> filters) {

    public FigureRequest {
        filters = Map.copyOf(filters);
    }

    FigureRequest by(@Nullable Dimension dimension) {
        return new FigureRequest(measure, from, to, dimension, business, zone, filters);
    }

    FigureRequest with(Map<Dimension, String> others) {
        return new FigureRequest(measure, from, to, groupBy, business, zone, others);
    }
}
