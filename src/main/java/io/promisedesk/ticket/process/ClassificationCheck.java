package io.promisedesk.ticket.process;

import io.promisedesk.platform.engine.lint.DecisionCheck;
import io.promisedesk.platform.engine.lint.DecisionTable;
import io.promisedesk.ticket.Priority;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.springframework.stereotype.Component;

/** A priority that does not exist would stop every ticket its row fits. A team that does not exist goes to a dispatcher. */
@Component
class ClassificationCheck implements DecisionCheck {

    @Override
    public String decision() {
        return "classification";
    }

    @Override
    public void check(DecisionTable table, Complaint complaint) {
        List<String> known = Arrays.stream(Priority.values())
                .map(priority -> priority.name().toLowerCase(Locale.ROOT))
                .toList();
        table.given("priority").stream()
                .filter(priority -> !known.contains(priority))
                .forEach(priority -> complaint.error(
                        "There is no priority \"" + priority + "\".",
                        "Write one of " + String.join(", ", known) + "."));
    }
}
