package io.promisedesk.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How long the end of a large shift takes: from its timer to every agent's task "Hand over your tickets", and from the end
 * of shift and grace until all that nobody handed over belongs to the next shift. Each ticket must have moved exactly once.
 *
 * <p>{@code ./mvnw -Pbench verify -DskipTests -Dbench=shift-end [-Dbench.rounds=7 -Dbench.nodes=1]}
 */
public final class ShiftEndBenchmark {

    private static final int AGENTS = 40;
    private static final int TICKETS = 500;
    private static final int ROUNDS = Integer.getInteger("bench.rounds", 3);
    private static final int UNTIL_END = 45;

    private static final String TASKS =
            "select count(*) from act_ru_task where task_def_key_ = 'userTask_handOverTickets' and assignee_ like 'early%dn%%'";
    private static final String OWNED = "select count(*) from ticket_ticket where owner like '%s%dn%%'";

    private ShiftEndBenchmark() {}

    public static void main(String[] arguments) throws Exception {
        List<Double> asked = new ArrayList<>();
        List<Double> moved = new ArrayList<>();
        try (var desk = new BenchDesk()) {
            var node = desk.start();
            for (int round = 1; round <= ROUNDS; round++) {
                node.post(
                        "/api/bench/shift-end/tickets",
                        "{\"round\":%d,\"agents\":%d,\"tickets\":%d}".formatted(round, AGENTS, TICKETS));
                desk.awaitNone("figures", "select count(*) from kpi_dirty");
                desk.awaitNone("mail", "select count(*) from notification_mail where state in ('PENDING', 'SENDING')");
                long begun = System.currentTimeMillis();
                node.post(
                        "/api/bench/shift-end/plan",
                        "{\"round\":%d,\"agents\":%d,\"seconds\":%d}".formatted(round, AGENTS, UNTIL_END));
                desk.awaitNone("tasks", "select %d - (%s)".formatted(AGENTS, TASKS.formatted(round)));
                asked.add((System.currentTimeMillis() - begun) / 1000.0);
                long end = Math.round(desk.numbers(
                                "select extract(epoch from end_at) * 1000 from handover_shift order by planned_at desc, end_at limit 1")
                        .get(0));
                Thread.sleep(Math.max(0, end - System.currentTimeMillis()));
                desk.awaitNone("moves", OWNED.formatted("early", round));
                moved.add((System.currentTimeMillis() - end) / 1000.0);
                long owned = desk.count(
                        "select count(distinct ticket) from handover_line where state = 'AUTOMATIC' and sender like 'early%dn%%'"
                                .formatted(round));
                long twice = desk.count(
                        "select count(*) from (select ticket from handover_line where state = 'AUTOMATIC' group by 1 having count(*) > 1) twice");
                if (owned != TICKETS || twice > 0) {
                    throw new IllegalStateException("not each of them once: " + owned + " moved, " + twice + " twice");
                }
            }
        }
        System.out.printf(
                Locale.ROOT,
                """

                End of a shift of %d agents with %d open tickets, one node, %d cores, %d rounds (aims: 5 s and 15 s)
                |                            |    min | median |    max |
                |----------------------------|--------|--------|--------|
                | all agents asked           | %4.1f s | %4.1f s | %4.1f s |
                | all tickets moved          | %4.1f s | %4.1f s | %4.1f s |

                """,
                AGENTS,
                TICKETS,
                Runtime.getRuntime().availableProcessors(),
                ROUNDS,
                min(asked),
                BenchDesk.median(asked),
                max(asked),
                min(moved),
                BenchDesk.median(moved),
                max(moved));
    }

    private static double min(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).min().orElse(0);
    }

    private static double max(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).max().orElse(0);
    }
}
