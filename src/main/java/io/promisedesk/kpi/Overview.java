package io.promisedesk.kpi;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a supervisor needs at a glance, for one period and one team or all.
 *
 * @param figures one figure per measure; missing where nothing fell into the period
 * @param ages open tickets by age, youngest first, all bands
 * @param broken promises that are overdue now
 * @param atRisk promises that will break soon and are not broken yet
 * @param promises the most urgent of both that the reader may open
 * @param flow what came, was solved and stood open, per day or week
 * @param responses first response per day or week
 * @param resolutions full resolution per day or week
 * @param compliance promises kept, per clock
 * @param handovers tickets in hand-overs, per outcome
 * @param stages where time went, largest first
 * @param categories arrivals by category, largest first
 * @param failed instances whose facts are out of date
 */
public record Overview(
        boolean empty,
        List<Figure> figures,
        List<Band> ages,
        long broken,
        long atRisk,
        List<Promise> promises,
        Dimension bucket,
        List<Flow> flow,
        List<Group> responses,
        List<Group> resolutions,
        List<Group> compliance,
        List<Group> handovers,
        List<StageShare> stages,
        List<Group> categories,
        long failed) {

    /** A measure over the whole period. */
    public record Figure(Measure measure, Group group) {}

    /** Open tickets of an age: {@code day}, {@code three-days}, {@code week}, {@code month}, {@code older}. */
    public record Band(String key, long n) {}

    /** A promise that waits to be kept. */
    public record Promise(String number, String metric, Instant due, boolean broken, @Nullable String team) {}

    /** One day or week. */
    public record Flow(String bucket, long arrived, long solved, @Nullable Long open) {}

    /** Hours that tickets of a team spent in a stage, and their share of all hours. */
    public record StageShare(String team, String stage, double hours, double share) {}

    public Optional<Group> figure(Measure measure) {
        return figures.stream()
                .filter(figure -> figure.measure() == measure)
                .map(Figure::group)
                .findFirst();
    }

    /** How many tickets are open now. */
    public long open() {
        return ages.stream().mapToLong(Band::n).sum();
    }
}
