package io.promisedesk.ticket.process;

import io.promisedesk.sla.Budget;
import io.promisedesk.ticket.ServiceLevel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.camunda.bpm.dmn.engine.DmnDecisionResult;
import org.camunda.bpm.dmn.engine.DmnDecisionTableResult;
import org.jspecify.annotations.Nullable;

/** Turns a row of {@code service-level.dmn} into a promise, and says what is wrong with the row where it cannot. */
final class ServiceLevels {

    private static final List<String> BUDGETS = List.of("firstResponse", "nextResponse", "resolution", "update");

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

    static List<Fault> faults(Map<String, Object> row) {
        List<Fault> faults = new ArrayList<>();
        for (String output : List.of("name", "calendar")) {
            if (row.get(output) == null) {
                faults.add(new Fault("The output " + output + " is empty.", "Fill it in every row."));
            }
        }
        if (row.get("ladder") == null) {
            // A table from before there were ladders goes on.
            faults.add(Fault.bearable(
                    "The output ladder is empty.", "Name a ladder of escalation-ladder.dmn in every row."));
        }
        for (String output : BUDGETS) {
            Object value = row.get(output);
            if (output.equals("update") && isEmpty(value)) {
                continue;
            }
            if (value != null && Budget.isMixed(value.toString())) {
                faults.add(new Fault(
                        "The output " + output + " is " + Fault.shown(value)
                                + ", which mixes working days with working time.",
                        "Write either working days, such as \"P2D\", or working time, such as \"PT18H\"."));
            } else if (value == null
                    || budget(value).filter(budget -> !budget.isZero()).isEmpty()) {
                faults.add(new Fault(
                        "The output " + output + " is " + Fault.shown(value)
                                + ", which is no length of working time and no number of working days.",
                        "Write it like \"PT4H\" (four hours), \"PT1H30M\" or \"P2D\" (two working days)."));
            } else if (budget(value).filter(Budget::isTooLong).isPresent()) {
                faults.add(
                        Fault.bearable(
                                "The output " + output + " is " + Fault.shown(value)
                                        + ", which is too long for a promise.",
                                "Write at most a thousand hours of working time (\"PT1000H\") or 250 working days (\"P250D\")."));
            }
        }
        for (String output : List.of("pausesForThirdParty", "tellsExtension")) {
            Object value = row.get(output);
            if (value != null && !(value instanceof Boolean)) {
                faults.add(new Fault(
                        "The output " + output + " is " + Fault.shown(value) + ".",
                        "Write true or false, without quotes."));
            }
        }
        return faults;
    }

    static ServiceLevel of(Map<String, Object> row) {
        List<Fault> faults =
                faults(row).stream().filter(fault -> !fault.bearable()).toList();
        if (!faults.isEmpty()) {
            Fault first = faults.get(0);
            throw new IllegalStateException("service-level.dmn: " + first.problem() + " " + first.remedy());
        }
        return new ServiceLevel(
                String.valueOf(row.get("name")),
                budget(row, "firstResponse"),
                budget(row, "nextResponse"),
                budget(row, "resolution"),
                isEmpty(row.get("update")) ? null : budget(row, "update"),
                String.valueOf(row.get("calendar")),
                row.get("ladder") == null ? ServiceLevel.FIRST_LADDER : String.valueOf(row.get("ladder")),
                Boolean.TRUE.equals(row.get("pausesForThirdParty")),
                Boolean.TRUE.equals(row.get("tellsExtension")));
    }

    private static boolean isEmpty(@Nullable Object value) {
        return value == null || value.toString().isBlank();
    }

    private static Budget budget(Map<String, Object> row, String output) {
        return budget(Objects.requireNonNull(row.get(output))).orElseThrow();
    }

    private static Optional<Budget> budget(Object value) {
        return Budget.parse(value.toString());
    }

    private static IllegalStateException noSingleRow(int rows, Map<String, ?> facts) {
        return new IllegalStateException(
                "service-level.dmn gives %d rows for %s; it must give exactly one".formatted(rows, facts));
    }
}
