package io.promisedesk.ticket.process;

import io.promisedesk.platform.engine.lint.DecisionCheck;
import io.promisedesk.platform.engine.lint.DecisionTable;
import io.promisedesk.sla.CalendarDesk;
import io.promisedesk.ticket.Channel;
import io.promisedesk.ticket.Priority;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Every ticket asks {@code service-level.dmn}, so a row that is no promise would stop all new tickets it fits: all
 * priorities and customer tiers are tried before the table goes live.
 */
@Component
class ServiceLevelCheck implements DecisionCheck {

    /** Tiers are words of the installation: one that no row names must find a promise as well. */
    private static final String ANY_OTHER = "any other";

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
        List<Map<String, String>> cases = table.cases(Map.of(
                "priority",
                Arrays.stream(Priority.values())
                        .map(priority -> priority.name().toLowerCase(Locale.ROOT))
                        .toList(),
                "tier",
                List.of("standard", ANY_OTHER),
                "channel",
                Arrays.stream(Channel.values())
                        .map(channel -> channel.name().toLowerCase(Locale.ROOT))
                        .toList()));
        Map<Fault, String> faults = new LinkedHashMap<>();
        for (Map<String, String> facts : cases) {
            faults(table, facts).forEach(fault -> faults.putIfAbsent(fault, inWords(facts)));
        }
        faults.forEach((fault, when) -> complaint.error(when + fault.problem(), fault.remedy()));
        if (faults.isEmpty()) {
            table.idleRows(cases)
                    .forEach(row -> complaint.error(
                            "Row " + row + " never answers: rows above it take every case that it fits.",
                            "Move it further up, or remove it."));
        }
    }

    /** Only the inputs that the table asks; the others say nothing. */
    private static String inWords(Map<String, String> facts) {
        return new TreeMap<>(facts)
                .entrySet().stream()
                        .filter(fact -> fact.getKey().equals("priority")
                                || !fact.getValue().equals(ANY_OTHER))
                        .map(fact -> fact.getKey() + " " + fact.getValue())
                        .collect(Collectors.joining(", ", "For ", ": "));
    }

    private List<Fault> faults(DecisionTable table, Map<String, String> asked) {
        Map<String, @Nullable Object> facts = new HashMap<>();
        for (String input : List.of("subject", "channel", "category", "team", "priority", "tier")) {
            facts.put(input, null);
        }
        facts.putAll(asked);
        List<Map<String, Object>> rows;
        try {
            rows = table.answer(facts);
        } catch (IllegalArgumentException e) {
            return List.of(
                    new Fault("The table gives no answer. " + e.getMessage(), "Mend the cell; only one row may fit."));
        }
        if (rows.size() != 1) {
            return List.of(new Fault(
                    rows.isEmpty() ? "No row fits." : rows.size() + " rows fit.",
                    rows.isEmpty()
                            ? "End the table with a row whose conditions are empty."
                            : "Choose the hit policy \"First\"."));
        }
        List<Fault> faults = ServiceLevels.faults(rows.get(0));
        if (!faults.isEmpty()) {
            return faults;
        }
        String calendar = String.valueOf(rows.get(0).get("calendar"));
        if (!calendars.keys().contains(calendar)) {
            return List.of(new Fault(
                    "There is no working calendar \"" + calendar + "\".",
                    "Use " + String.join(" or ", calendars.keys())
                            + ", or have it added under promisedesk.sla.calendars first."));
        }
        String ladder = String.valueOf(rows.get(0).get("ladder"));
        Set<String> ladders = table.other(TicketProcess.ESCALATION_LADDER)
                .map(other -> other.asked("ladder"))
                .orElse(Set.of(ladder));
        return ladders.contains(ladder)
                ? List.of()
                : List.of(new Fault(
                        "No row of escalation-ladder.dmn asks for the ladder \"" + ladder + "\".",
                        "Use " + String.join(" or ", ladders) + ", or add rows for it there."));
    }
}
