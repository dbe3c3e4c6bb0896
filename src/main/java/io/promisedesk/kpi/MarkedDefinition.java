package io.promisedesk.kpi;

import java.util.List;
import java.util.Set;

/** A deployed version of a process with its marks. */
public record MarkedDefinition(String id, String process, int version, List<Mark> marks) {

    /** Stages that run beside the main line and never count as time of the case. */
    private static final Set<String> BESIDE = Set.of("escalation", "handover");

    public MarkedDefinition {
        marks = List.copyOf(marks);
    }

    /** Whether its instances are cases with a life in stages. */
    boolean hasMainLine() {
        return marks.stream().anyMatch(mark -> mark.stage() != null && !BESIDE.contains(mark.stage()));
    }
}
