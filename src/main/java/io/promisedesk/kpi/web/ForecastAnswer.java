package io.promisedesk.kpi.web;

import io.promisedesk.kpi.Forecast;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A forecast as JSON and CSV. Times have the offset of the team's zone. */
record ForecastAnswer(String team, String zone, int weeks, Forecast.@Nullable Miss miss, List<Line> hours)
        implements Tabular {

    record Line(ZonedDateTime start, double arrivals, @Nullable Integer agents) {}

    static ForecastAnswer of(Forecast.Report report) {
        return new ForecastAnswer(
                report.team(),
                report.zone().getId(),
                report.weeks(),
                report.miss(),
                report.hours().stream()
                        .map(hour -> new Line(hour.start().atZone(report.zone()), hour.arrivals(), hour.agents()))
                        .toList());
    }

    @Override
    public String fileName() {
        return "forecast-" + team;
    }

    @Override
    public List<String> header() {
        return List.of("team", "start", "arrivals", "agents");
    }

    @Override
    public List<List<@Nullable Object>> rows() {
        return hours.stream()
                .map(line -> Arrays.<@Nullable Object>asList(
                        team, line.start().toOffsetDateTime().toString(), line.arrivals(), line.agents()))
                .toList();
    }
}
