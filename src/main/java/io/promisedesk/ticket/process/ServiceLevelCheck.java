package io.promisedesk.ticket.process;

import io.promisedesk.platform.engine.lint.DecisionCheck;
import io.promisedesk.platform.engine.lint.DecisionTable;
import io.promisedesk.sla.CalendarDesk;
import io.promisedesk.ticket.Priority;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Every ticket asks {@code service-level.dmn}, so a row that is no promise would stop all new tickets it fits: all
 * priorities and customer tiers are tried before the table goes live.
 */
@Component
class ServiceLevelCheck implements DecisionCheck {

    /** Tiers are words of the installation: one that no row names must find a promise as well. */
    private static final String ANY_OTHER_TIER = "any other";

    private final CalendarDesk calendars;

    ServiceLevelCheck(CalendarDesk calendars) {
        this.calendars = calendars;
    }

    @Override
    public String decision() {
        return TicketProcess.SERVICE_LEVEL;
    }

    @Override
    public void check(DecisionTable table, Complaint complaint) {
        Set<String> tiers = new TreeSet<>(table.asked("tier"));
        tiers.add("standard");
        tiers.add(ANY_OTHER_TIER);
        Map<ServiceLevels.Fault, String> faults = new LinkedHashMap<>();
        for (Priority priority : Priority.values()) {
            for (String tier : tiers) {
                String name = priority.name().toLowerCase(Locale.ROOT);
                faults(table, name, tier)
                        .forEach(fault -> faults.putIfAbsent(
                                fault,
                                "For priority " + name + " and "
                                        + (tier.equals(ANY_OTHER_TIER) ? "any other tier" : "tier " + tier) + ": "));
            }
        }
        faults.forEach((fault, when) -> complaint.error(when + fault.problem(), fault.remedy()));
    }

    private List<ServiceLevels.Fault> faults(DecisionTable table, String priority, String tier) {
        Map<String, @Nullable Object> facts = new HashMap<>();
        facts.put("subject", "");
        facts.put("channel", "mail");
        facts.put("category", null);
        facts.put("priority", priority);
        facts.put("tier", tier);
        List<Map<String, Object>> rows;
        try {
            rows = table.answer(facts);
        } catch (IllegalArgumentException e) {
            return List.of(new ServiceLevels.Fault(
                    "The table gives no answer. " + e.getMessage(), "Mend the cell; only one row may fit."));
        }
        if (rows.size() != 1) {
            return List.of(new ServiceLevels.Fault(
                    rows.isEmpty() ? "No row fits." : rows.size() + " rows fit.",
                    rows.isEmpty()
                            ? "End the table with a row whose conditions are empty."
                            : "Choose the hit policy \"First\"."));
        }
        List<ServiceLevels.Fault> faults = ServiceLevels.faults(rows.get(0));
        Object calendar = rows.get(0).get("calendar");
        if (faults.isEmpty() && !calendars.keys().contains(String.valueOf(calendar))) {
            return List.of(new ServiceLevels.Fault(
                    "There is no working calendar \"" + calendar + "\".",
                    "Use " + String.join(" or ", calendars.keys())
                            + ", or have it added under promisedesk.sla.calendars first."));
        }
        return faults;
    }
}
