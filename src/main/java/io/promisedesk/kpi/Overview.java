package io.promisedesk.kpi;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What somebody should do something about.
 *
 * @param reopened share of solved tickets that came back; empty where nothing was solved
 * @param compliance promises kept, per clock
 * @param stages where time went, largest first
 * @param categories arrivals by category, largest first
 */
public record Overview(
        Live live,
        long arrived,
        long solved,
        Optional<Group> reopened,
        List<Group> compliance,
        List<StageShare> stages,
        List<Group> categories) {

    /**
     * This moment, whatever the period.
     *
     * @param ages open tickets by age
     * @param arrived in the last hour
     * @param onShift how many agents of the teams asked for are on shift
     */
    public record Live(List<Group> ages, long open, long overdue, long atRisk, long arrived, int onShift) {}

    /** What came and was solved in a stretch of time, and what stood open at its end; null where that has not come yet. */
    public record Flow(String bucket, long arrived, long solved, @Nullable Long open) {}

    /**
     * What came, against who was there.
     *
     * @param agentHours sum over the people who were on shift, breaks not counted
     */
    public record Load(String bucket, long arrived, double agentHours) {

        /** Arrivals for each hour that somebody was on shift; empty where nobody was. */
        public Optional<Double> perAgentHour() {
            return agentHours > 0 ? Optional.of(arrived / agentHours) : Optional.empty();
        }
    }

    /** Hours that tickets of a team spent in a stage, and their share of all hours. */
    public record StageShare(String team, String stage, double hours, double share, long tickets) {}
}
