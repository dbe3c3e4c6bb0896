package io.promisedesk.kpi.web;

import io.promisedesk.kpi.Diagram;
import io.promisedesk.kpi.Diagram.Step;
import io.promisedesk.kpi.HeatMap;
import io.promisedesk.kpi.HeatMap.ElementFigure;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Two versions of a process side by side: what was changed in the drawing, and what became of the figures. */
record Comparison(HeatMap before, HeatMap after, List<Difference> differences) {

    enum State {
        SAME,
        CHANGED,
        ADDED,
        REMOVED;

        String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** An element in both, or in one of them. */
    record Difference(
            String id,
            @Nullable String name,
            String kind,
            State state,
            @Nullable ElementFigure before,
            @Nullable ElementFigure after) {

        boolean isTimed() {
            return before != null && before.timed() > 0 || after != null && after.timed() > 0;
        }

        /** Of the median: 0.5 is half as long again; null where there is nothing to compare. */
        @Nullable
        Double change() {
            if (before == null
                    || after == null
                    || before.median() == null
                    || after.median() == null
                    || before.median() == 0) {
                return null;
            }
            return after.median() / before.median() - 1;
        }

        /** Fewest visits on either side. */
        long n() {
            return before == null || after == null ? 0 : Math.min(before.timed(), after.timed());
        }
    }

    static Comparison of(HeatMap before, HeatMap after) {
        Set<String> ids = new LinkedHashSet<>();
        after.elements().forEach(figure -> ids.add(figure.id()));
        before.elements().forEach(figure -> ids.add(figure.id()));
        List<Difference> differences = new ArrayList<>();
        for (String id : ids) {
            ElementFigure earlier = before.element(id).orElse(null);
            ElementFigure later = after.element(id).orElse(null);
            ElementFigure any = later == null ? earlier : later;
            if (any != null) {
                differences.add(new Difference(
                        id, any.name(), any.kind(), state(earlier, later, before, after), earlier, later));
            }
        }
        return new Comparison(before, after, List.copyOf(differences));
    }

    private static State state(
            @Nullable ElementFigure earlier, @Nullable ElementFigure later, HeatMap before, HeatMap after) {
        if (earlier == null) {
            return State.ADDED;
        }
        if (later == null) {
            return State.REMOVED;
        }
        String id = later.id();
        return definition(before.diagram(), id).equals(definition(after.diagram(), id)) ? State.SAME : State.CHANGED;
    }

    /** What is said about an element, and which ways lead out of it. Nothing where a drawing is gone: then all seems the same. */
    private static String definition(@Nullable Diagram diagram, String id) {
        if (diagram == null) {
            return "";
        }
        return diagram.step(id).map(Step::definition).orElse("")
                + diagram.outgoing(id).stream()
                        .map(flow -> flow.target() + " " + flow.definition())
                        .sorted()
                        .toList();
    }

    Map<String, String> statesBefore() {
        return states(State.REMOVED);
    }

    Map<String, String> statesAfter() {
        return states(State.ADDED);
    }

    private Map<String, String> states(State own) {
        Map<String, String> states = new LinkedHashMap<>();
        differences.stream()
                .filter(difference -> difference.state() == own || difference.state() == State.CHANGED)
                .forEach(difference ->
                        states.put(difference.id(), difference.state().code()));
        return states;
    }
}
