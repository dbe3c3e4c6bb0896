package io.promisedesk.kpi;

import java.time.LocalDate;
import java.util.Map;

/**
 * Which picture.
 *
 * @param process id of the process
 * @param version its version
 * @param from first day, in UTC
 * @param to last day, part of it
 * @param business business time of the promise instead of calendar time
 * @param filters values by dimension that tickets must have: team, priority, channel, category
 */
public record HeatMapRequest(
        String process, int version, LocalDate from, LocalDate to, boolean business, Map<Dimension, String> filters) {

    public HeatMapRequest {
        filters = Map.copyOf(filters);
    }
}
