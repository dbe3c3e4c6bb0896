package io.promisedesk.kpi;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What happened at each element of one version of a process in a period.
 *
 * @param cases instances that were under way in the period
 * @param diagram as it is drawn; null where the engine has forgotten this version
 * @param exact whether median and p90 are exact; else they are within one percent
 * @param tickets whether its cases are tickets, or belong to some
 */
public record HeatMap(
        String process,
        int version,
        long cases,
        @Nullable Diagram diagram,
        boolean exact,
        boolean tickets,
        List<ElementFigure> elements,
        List<FlowFigure> flows) {

    public HeatMap {
        elements = List.copyOf(elements);
        flows = List.copyOf(flows);
    }

    /**
     * Figures of an element. Durations are hours; null where no time passes there or nobody left it.
     *
     * @param visits how often it was left in the period
     * @param interrupted of these, how often by a boundary event or because all around it ended
     * @param inside how many are there now
     * @param timed visits whose duration is known
     * @param total sum of the durations
     * @param share of the time in all stages of the process; null for what is no stage, or holds others
     * @param target {@code kpi.target} in hours, or null
     * @param late visits beyond the target
     */
    public record ElementFigure(
            String id,
            @Nullable String name,
            String kind,
            @Nullable String stage,
            long visits,
            long interrupted,
            long inside,
            long timed,
            @Nullable Double median,
            @Nullable Double p90,
            @Nullable Double mean,
            @Nullable Double total,
            @Nullable Double share,
            @Nullable Double target,
            long late) {

        /** Share of the visits beyond the target; null where there is no target or no visit. */
        public @Nullable Double breachRate() {
            return target == null || timed == 0 ? null : (double) late / timed;
        }
    }

    /**
     * How often a sequence flow was taken.
     *
     * @param share of the times that a token left its source; null where there is only one way, or nobody left
     * @param estimated whether some that left could not be followed
     */
    public record FlowFigure(
            String id,
            @Nullable String name,
            String source,
            String target,
            long count,
            @Nullable Double share,
            boolean estimated) {}

    public Optional<ElementFigure> element(String id) {
        return elements.stream().filter(figure -> figure.id().equals(id)).findFirst();
    }

    /** Hours in stages per case. */
    public @Nullable Double hoursPerCase() {
        double hours = elements.stream()
                .filter(figure -> figure.share() != null && figure.total() != null)
                .mapToDouble(figure -> figure.total() == null ? 0 : figure.total())
                .sum();
        return cases == 0 ? null : hours / cases;
    }

    /** Whether nothing was left in the period. */
    public boolean isEmpty() {
        return elements.stream().allMatch(figure -> figure.visits() == 0);
    }
}
