package io.promisedesk.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How long it takes to find somebody for a ticket in a team of many agents with many open tickets: everything from the
 * ticket's lock to the commit, facts, ranking and what is kept of them included. The floor, in turn in the same run: a
 * transaction that only counts the tickets that everybody has, without which nobody can tell who has least.
 *
 * <p>{@code ./mvnw -Pbench verify -DskipTests -Dbench=routing [-Dbench.agents=200 -Dbench.tickets=5000 -Dbench.decisions=500]}
 */
public final class RoutingBenchmark {

    private static final int AGENTS = Integer.getInteger("bench.agents", 200);
    private static final int TICKETS = Integer.getInteger("bench.tickets", 5_000);
    private static final int DECISIONS = Integer.getInteger("bench.decisions", 500);

    private RoutingBenchmark() {}

    public static void main(String[] arguments) throws Exception {
        try (var desk = new BenchDesk()) {
            var node = desk.start();
            node.post("/api/bench/routing/people", "{\"count\":%d}".formatted(AGENTS));
            long begun = System.currentTimeMillis();
            node.post("/api/bench/routing/tickets", "{\"count\":%d}".formatted(TICKETS));
            double opened = TICKETS / ((System.currentTimeMillis() - begun) / 1000.0);
            desk.awaitNone("figures", "select count(*) from kpi_dirty");
            desk.execute("analyze");
            JsonNode times = node.ask("/api/bench/routing/decisions", "{\"count\":%d}".formatted(DECISIONS));
            List<Double> decisions = numbers(times.path("decisions"));
            List<Double> floor = numbers(times.path("floor"));
            System.out.printf(
                    Locale.ROOT,
                    """

                    A routing decision with %d agents on shift and %d open tickets, %d times, %d cores (aim: p95 under 20 ms)
                    | ms                     | median |    p95 |    p99 |    max |
                    |------------------------|--------|--------|--------|--------|
                    | decision               | %6.2f | %6.2f | %6.2f | %6.2f |
                    | floor: counting alone  | %6.2f | %6.2f | %6.2f | %6.2f |
                    | ratio                  | %6.2f | %6.2f |        |        |

                    %.1f tickets/s were opened and given to somebody, one after the other.

                    """,
                    AGENTS,
                    TICKETS,
                    DECISIONS,
                    Runtime.getRuntime().availableProcessors(),
                    at(decisions, 0.5),
                    at(decisions, 0.95),
                    at(decisions, 0.99),
                    at(decisions, 1),
                    at(floor, 0.5),
                    at(floor, 0.95),
                    at(floor, 0.99),
                    at(floor, 1),
                    at(decisions, 0.5) / at(floor, 0.5),
                    at(decisions, 0.95) / at(floor, 0.95),
                    opened);
        }
    }

    private static double at(List<Double> ascending, double share) {
        return ascending.get((int) Math.ceil(ascending.size() * share) - 1);
    }

    private static List<Double> numbers(JsonNode array) {
        List<Double> numbers = new ArrayList<>();
        array.forEach(number -> numbers.add(number.asDouble()));
        return numbers;
    }
}
