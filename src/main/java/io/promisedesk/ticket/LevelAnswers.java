package io.promisedesk.ticket;

import io.promisedesk.sla.Metric;
import io.promisedesk.sla.Target;
import io.promisedesk.ticket.process.LevelTable;
import io.promisedesk.ticket.process.LevelTable.Answer;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What one version of {@code service-level.dmn} says of many tickets: it is asked once for tickets that are alike. */
final class LevelAnswers {

    private final LevelTable table;
    private final TicketLadders ladders;
    private final String definition;
    private final Map<Map<String, Object>, Answer> answers = new HashMap<>();
    private final Map<List<Object>, Target> targets = new HashMap<>();

    LevelAnswers(LevelTable table, TicketLadders ladders, String definition) {
        this.table = table;
        this.ladders = ladders;
        this.definition = definition;
    }

    Answer of(Map<String, Object> facts) {
        return answers.computeIfAbsent(
                table.deciding(definition, facts), alike -> withLadder(table.answer(definition, facts)));
    }

    /** A promise also needs a ladder that can be climbed. */
    private Answer withLadder(Answer answer) {
        ServiceLevel level = answer.level();
        if (level == null) {
            return answer;
        }
        try {
            for (Metric metric : Metric.values()) {
                ladders.target(level, metric, ZoneOffset.UTC);
            }
            return answer;
        } catch (IllegalStateException e) {
            return new Answer(null, String.valueOf(e.getMessage()));
        }
    }

    Target instead(ServiceLevel was, ServiceLevel level, Metric metric, Target present, ZoneId zone) {
        return targets.computeIfAbsent(
                List.of(was, level, metric, present, zone),
                alike -> ladders.instead(was, level, metric, present, zone));
    }
}
