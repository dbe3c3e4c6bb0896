package io.promisedesk.handover.process;

import io.promisedesk.platform.engine.lint.DecisionCheck;
import io.promisedesk.platform.engine.lint.DecisionTable;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.stereotype.Component;

/** Points of {@code handover-receiver.dmn} are numbers, and what it asks for can be the case. */
@Component
class HandoverReceiverCheck implements DecisionCheck {

    private static final Map<String, Set<String>> WORDS = Map.of(
            "customer", Set.of("last owner", "knows", "new"),
            "skills", Set.of("has", "lacks", "none needed"),
            "workload", Set.of("free", "busy", "full"));

    @Override
    public String decision() {
        return HandoverDecisions.RECEIVER;
    }

    @Override
    public void check(DecisionTable table, Complaint complaint) {
        WORDS.forEach((input, known) -> {
            Set<String> unknown = new TreeSet<>(table.asked(input));
            unknown.removeAll(known);
            unknown.forEach(word -> complaint.error(
                    "The input " + input + " is never \"" + word + "\".",
                    "Write one of " + String.join(", ", new TreeSet<>(known)) + "."));
        });
        for (String customer : List.of("last owner", "knows", "new")) {
            for (String skills : List.of("has", "lacks", "none needed")) {
                for (String workload : List.of("free", "busy", "full")) {
                    for (boolean yes : new boolean[] {true, false}) {
                        if (!tried(table, complaint, customer, skills, workload, yes)) {
                            return;
                        }
                    }
                }
            }
        }
    }

    private static boolean tried(
            DecisionTable table, Complaint complaint, String customer, String skills, String workload, boolean yes) {
        List<Map<String, Object>> rows;
        try {
            rows = table.answer(Map.of(
                    "team", "",
                    "customer", customer,
                    "skills", skills,
                    "workload", workload,
                    "speaksLanguage", yes,
                    "sameZone", yes));
        } catch (IllegalArgumentException e) {
            complaint.error("The table gives no answer. " + e.getMessage(), "The hit policy is \"Collect\".");
            return false;
        }
        if (rows.stream().anyMatch(row -> !(row.get("points") instanceof Number))) {
            complaint.error("The output points is no number.", "Write a number without quotes, such as 10 or -30.");
            return false;
        }
        return true;
    }
}
