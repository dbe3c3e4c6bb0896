package io.promisedesk.ticket;

import io.promisedesk.sla.Shifts;
import java.util.List;

/**
 * What bringing open tickets into line with {@code service-level.dmn} would do.
 *
 * @param open how many tickets were looked at
 * @param changes which levels would give way to which, the most frequent first
 * @param faults what keeps tickets from being promised anything; those keep what they have
 */
public record LevelPreview(ServiceLevelTable table, int open, List<Change> changes, Shifts shifts, List<Fault> faults) {

    /** How many tickets would be promised something else. */
    public int changed() {
        return changes.stream().mapToInt(Change::tickets).sum();
    }

    public record Change(ServiceLevel from, ServiceLevel to, int tickets) {}

    /**
     * @param sentence what is wrong with the row, in English
     * @param tickets all that it concerns
     */
    public record Fault(String sentence, List<TicketNumber> tickets) {}
}
