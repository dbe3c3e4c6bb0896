package io.promisedesk.ticket.process;

import io.promisedesk.platform.engine.lint.DecisionCheck;
import io.promisedesk.platform.engine.lint.DecisionTable;
import io.promisedesk.sla.Metric;
import io.promisedesk.sla.Rung;
import io.promisedesk.ticket.Ladder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.springframework.stereotype.Component;

/**
 * Every timer of a ticket asks {@code escalation-ladder.dmn}: all ladders that {@code service-level.dmn} names are tried
 * for every promise before the table goes live.
 */
@Component
class LadderCheck implements DecisionCheck {

    @Override
    public String decision() {
        return TicketProcess.ESCALATION_LADDER;
    }

    @Override
    public void check(DecisionTable table, Complaint complaint) {
        TreeSet<String> ladders = new TreeSet<>(table.asked("ladder"));
        table.other(TicketProcess.SERVICE_LEVEL).ifPresent(levels -> ladders.addAll(levels.given("ladder")));
        Map<Fault, String> faults = new LinkedHashMap<>();
        for (String ladder : ladders) {
            for (Metric metric : Metric.values()) {
                String promise = metric.name().toLowerCase(Locale.ROOT);
                faults(table, ladder, metric, promise)
                        .forEach(fault -> faults.putIfAbsent(
                                fault, "For ladder \"" + ladder + "\" and promise " + promise + ": "));
            }
        }
        faults.forEach((fault, when) -> complaint.error(when + fault.problem(), fault.remedy()));
        for (String promise : table.asked("promise")) {
            if (Arrays.stream(Metric.values())
                    .noneMatch(metric -> metric.name().toLowerCase(Locale.ROOT).equals(promise))) {
                complaint.error(
                        "There is no promise \"" + promise + "\".",
                        "Use first_response, next_response, resolution or promised_update, or leave the cell empty.");
            }
        }
    }

    private static List<Fault> faults(DecisionTable table, String ladder, Metric metric, String promise) {
        List<Map<String, Object>> rows;
        try {
            rows = table.answer(Map.of("ladder", ladder, "promise", promise));
        } catch (IllegalArgumentException e) {
            return List.of(new Fault(
                    "The table gives no answer. " + e.getMessage(), "Mend the cell; the hit policy is \"Collect\"."));
        }
        List<Fault> faults =
                rows.stream().flatMap(row -> Ladders.faults(row).stream()).toList();
        if (!faults.isEmpty()) {
            return faults;
        }
        if (!Ladder.promisesToCustomer(metric) && rows.stream().anyMatch(Ladders::namesCustomer)) {
            return List.of(new Fault(
                    "The customer is told of the delay of an answer, which would be an answer.",
                    "Name the customer only for the promises resolution and promised_update."));
        }
        Map<Rung, Map<String, Object>> rungs = new HashMap<>();
        for (Map<String, Object> row : rows) {
            for (Rung rung : Ladders.rungs(row)) {
                Map<String, Object> other = rungs.put(rung, row);
                if (other != null && !Objects.equals(other.get("recipients"), row.get("recipients"))) {
                    return List.of(new Fault(
                            "Two rows name the rung " + rung.key() + " and other people.",
                            "Say in one row who hears of it, or let the rows fit different ladders or promises."));
                }
            }
        }
        return rungs.containsKey(Rung.DEADLINE)
                ? List.of()
                : List.of(new Fault(
                        "Nobody hears of it when the promise is broken.",
                        "Add a row whose column \"When\" is \"100%\"."));
    }
}
