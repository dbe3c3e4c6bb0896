package io.promisedesk.kpi.web;

import io.promisedesk.kpi.Dimension;
import io.promisedesk.kpi.HeatMapRequest;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the address of the heat map asks for.
 *
 * @param process id of the process; that of a process that is not measured stays as it is
 * @param before the version to compare with, or null
 * @param show what is coloured: time, visits, delay, breaches
 * @param element which element is chosen, or empty
 */
public record Question(
        String process, HeatMapRequest after, @Nullable HeatMapRequest before, String show, String element) {

    /** Filters on tickets. */
    public Map<Dimension, String> filters() {
        return after.filters();
    }

    /** For the template: the value of a filter by its name, or nothing. */
    public String filter(String name) {
        return Dimension.of(name).map(dimension -> filters().get(dimension)).orElse("");
    }
}
