package io.promisedesk.ticket.process;

import io.promisedesk.ticket.ServiceLevel;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Map;
import org.camunda.bpm.dmn.engine.DmnDecisionResult;
import org.camunda.bpm.dmn.engine.DmnDecisionTableResult;

/** Turns a row of {@code service-level.dmn} into a promise, and says what is wrong with the row where it cannot. */
final class ServiceLevels {

    private ServiceLevels() {}

    static ServiceLevel of(DmnDecisionTableResult result, Map<String, ?> facts) {
        if (result.size() != 1) {
            throw noSingleRow(result.size(), facts);
        }
        return of(result.getSingleResult().getEntryMap());
    }

    static ServiceLevel of(DmnDecisionResult result, Map<String, ?> facts) {
        if (result.size() != 1) {
            throw noSingleRow(result.size(), facts);
        }
        return of(result.getSingleResult().getEntryMap());
    }

    private static ServiceLevel of(Map<String, Object> row) {
        return new ServiceLevel(
                text(row, "name"),
                duration(row, "firstResponse"),
                duration(row, "nextResponse"),
                duration(row, "resolution"),
                text(row, "calendar"),
                ((Number) require(row, "atRiskPercent")).intValue(),
                Boolean.TRUE.equals(row.get("pausesForThirdParty")));
    }

    private static String text(Map<String, Object> row, String output) {
        return require(row, output).toString();
    }

    private static Duration duration(Map<String, Object> row, String output) {
        String text = text(row, output);
        try {
            return Duration.parse(text);
        } catch (DateTimeParseException e) {
            throw new IllegalStateException(
                    "service-level.dmn, output %s: \"%s\" is not a duration such as PT4H".formatted(output, text), e);
        }
    }

    private static Object require(Map<String, Object> row, String output) {
        Object value = row.get(output);
        if (value == null) {
            throw new IllegalStateException("service-level.dmn, output %s is empty in row %s".formatted(output, row));
        }
        return value;
    }

    private static IllegalStateException noSingleRow(int rows, Map<String, ?> facts) {
        return new IllegalStateException(
                "service-level.dmn gives %d rows for %s; it must give exactly one".formatted(rows, facts));
    }
}
