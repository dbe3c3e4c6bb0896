package io.promisedesk.bench;

/** What {@code ./mvnw -Pbench verify -DskipTests [-Dbench=business-time]} runs: one benchmark by its name, or all. */
public final class Benchmarks {

    private Benchmarks() {}

    public static void main(String[] arguments) throws Exception {
        String wanted = System.getProperty("bench", "all");
        boolean known = false;
        if (wanted.equals("all") || wanted.equals("business-time")) {
            BusinessTimeBenchmark.main(arguments);
            known = true;
        }
        if (wanted.equals("all") || wanted.equals("lifecycles")) {
            LifecycleBenchmark.main(arguments);
            known = true;
        }
        if (wanted.equals("all") || wanted.equals("escalation")) {
            EscalationBenchmark.main(arguments);
            known = true;
        }
        if (wanted.equals("all") || wanted.equals("routing")) {
            RoutingBenchmark.main(arguments);
            known = true;
        }
        if (wanted.equals("all") || wanted.equals("shift-end")) {
            ShiftEndBenchmark.main(arguments);
            known = true;
        }
        if (wanted.equals("all") || wanted.equals("kpi")) {
            KpiBenchmark.main(arguments);
            known = true;
        }
        if (!known) {
            throw new IllegalArgumentException("there is no benchmark \"" + wanted + "\": all, business-time, lifecycles, escalation, routing, shift-end, kpi");
        }
    }
}
