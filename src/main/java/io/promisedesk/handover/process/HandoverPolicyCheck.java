package io.promisedesk.handover.process;

import io.promisedesk.platform.engine.lint.DecisionCheck;
import io.promisedesk.platform.engine.lint.DecisionTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.stereotype.Component;

/** What {@code handover-policy.dmn} proposes must be something that can be proposed, and every ticket needs a row. */
@Component
class HandoverPolicyCheck implements DecisionCheck {

    static final Set<String> PROPOSALS = Set.of("keep", "hand over", "resolve now");

    @Override
    public String decision() {
        return HandoverDecisions.POLICY;
    }

    @Override
    public void check(DecisionTable table, Complaint complaint) {
        Set<String> unknown = new TreeSet<>(table.given("decision"));
        unknown.removeAll(PROPOSALS);
        unknown.forEach(proposal -> complaint.error(
                "There is no proposal \"" + proposal + "\".", "Write \"keep\", \"hand over\" or \"resolve now\"."));
        for (Map<String, Object> ticket : tickets()) {
            List<Map<String, Object>> rows;
            try {
                rows = table.answer(ticket);
            } catch (IllegalArgumentException e) {
                complaint.error("The table gives no answer. " + e.getMessage(), "The hit policy is \"First\".");
                return;
            }
            if (rows.size() != 1 || rows.get(0).get("decision") == null) {
                complaint.error(
                        "For a ticket " + ticket.get("state") + " of priority " + ticket.get("priority")
                                + (Boolean.TRUE.equals(ticket.get("mayKeep")) ? " that may be kept" : "")
                                + " the table gives " + rows.size() + " rows.",
                        "Let the last row fit everything, and name a proposal in every row.");
                return;
            }
        }
    }

    private static List<Map<String, Object>> tickets() {
        List<Map<String, Object>> tickets = new ArrayList<>();
        for (String state : List.of("open", "waiting_for_customer", "waiting_for_third_party")) {
            for (String priority : List.of("low", "moderate", "high", "critical")) {
                for (boolean mayKeep : new boolean[] {true, false}) {
                    for (boolean owed : new boolean[] {true, false}) {
                        for (long hours : new long[] {-5, 1, 100}) {
                            tickets.add(Map.of(
                                    "team", "",
                                    "mayKeep", mayKeep,
                                    "state", state,
                                    "answerOwed", owed,
                                    "priority", priority,
                                    "hoursLeft", hours,
                                    "daysInState", hours + 5));
                        }
                    }
                }
            }
        }
        return tickets;
    }
}
