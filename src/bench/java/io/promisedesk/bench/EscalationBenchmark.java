package io.promisedesk.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * How fast promises that break escalate. First on a quiet desk: from the timer's due date to the mail in the outbox. Then a
 * storm: thousands of timers due in the same second, on one node, on two, and on two of which one is killed in the middle;
 * each must fire exactly once. The floor is the engine's own: as many bare timers on the same node and database in the same
 * run.
 *
 * <p>{@code ./mvnw -Pbench verify -DskipTests -Dbench=escalation [-Dbench.storm=10000 -Dbench.nodes=2 -Dbench.lag=120]}
 */
public final class EscalationBenchmark {

    private static final int STORM = Integer.getInteger("bench.storm", 10_000);
    private static final int NODES = Integer.getInteger("bench.nodes", 2);
    private static final int LAG = Integer.getInteger("bench.lag", 120);

    private static final String FIRED = "select count(*) from sla_rung where rung = '100%'";
    private static final String DECISIONS =
            "select count(*) from act_ru_task where task_def_key_ = 'userTask_decideOnEscalation'";
    private static final String NOT_RESTED = "select count(*) from kpi_dirty";

    private final BenchDesk desk;
    private final String[] options;

    private EscalationBenchmark(BenchDesk desk, Path models) {
        this.desk = desk;
        this.options = new String[] {
            "--promisedesk.processes.folder=" + models,
            // Open at any hour, so that a deadline can be chosen to the second.
            "--promisedesk.sla.calendars.business-hours.week.mon-sun=00:00-24:00"
        };
    }

    public static void main(String[] arguments) throws Exception {
        Path models = modelsWithoutEarlyRungs();
        if (LAG > 0) {
            try (var desk = new BenchDesk()) {
                new EscalationBenchmark(desk, models).lag();
            }
        }
        if (STORM > 0) {
            try (var desk = new BenchDesk()) {
                new EscalationBenchmark(desk, models).storms();
            }
        }
    }

    private void lag() throws Exception {
        var node = desk.start(with("--promisedesk.mail.digest-pause=PT0S"));
        tickets(node, 200, Instant.now().plusSeconds(20), 0);
        Thread.sleep(25_000);
        Instant first = Instant.now().plusSeconds(30);
        tickets(node, LAG, first, 1000);
        Thread.sleep(Math.max(0, first.plusSeconds(LAG + 10L).toEpochMilli() - System.currentTimeMillis()));
        List<Double> lags = desk.numbers(
                """
                select extract(epoch from m.created_at - (p.started_at + interval '4 hours'))
                from notification_mail m join sla_promise p on p.subject = m.ticket and p.metric = 'first_response'
                where m.kind = 'overdue' and m.created_at > to_timestamp(%d) order by 1
                """
                        .formatted(first.getEpochSecond() - 1));
        System.out.printf(
                Locale.ROOT,
                """

                Escalation lag on a quiet desk, timer due to mail in the outbox, %d promises a second apart (aim: p99 under 5 s)
                | mails | median |    p99 |    max |
                |-------|--------|--------|--------|
                | %5d | %4.2f s | %4.2f s | %4.2f s |

                """,
                LAG, lags.size(), BenchDesk.median(lags), lags.get((int) Math.ceil(lags.size() * 0.99) - 1), lags.get(lags.size() - 1));
    }

    private void storms() throws Exception {
        var one = desk.start(with());
        // Warm up: the compiler has to see both before either is measured.
        bareTimers(one, STORM / 5);
        storm(STORM / 5, () -> {}, one);
        double bare = asDelivered(one);
        double tuned = bareTimers(one, STORM);
        System.out.printf(
                Locale.ROOT,
                """

                %d timers due in the same second, %d cores (aims: 150/s, and 0.45 of the engine's bare timers)
                |                              |     /s | ratio | fired | told | decisions | twice |
                |------------------------------|--------|-------|-------|------|-----------|-------|
                | bare timers, as delivered    | %6.0f |  1.00 |       |      |           |       |
                | bare timers, our settings    | %6.0f |  %4.2f |       |      |           |       |
                """,
                STORM, Runtime.getRuntime().availableProcessors(), bare, tuned, tuned / bare);
        row("one node", bare, storm(STORM, () -> {}, one));
        if (NODES == 1) {
            return;
        }
        var two = desk.start(with());
        row("two nodes", bare, storm(STORM, () -> {}, one, two));
        long before = desk.count(FIRED);
        row(
                "two nodes, one killed midway",
                bare,
                storm(
                        STORM,
                        () -> {
                            try {
                                desk.awaitNone(
                                        "half of them",
                                        "select greatest(0, %d - (%s))".formatted(before + STORM / 2, FIRED));
                                two.kill();
                            } catch (Exception e) {
                                throw new IllegalStateException(e);
                            }
                        },
                        one,
                        two));
    }

    /** Printed at once: a storm of ten thousand takes minutes, and who waits wants to see the first. */
    private static void row(String what, double floor, Result result) {
        System.out.printf(
                Locale.ROOT,
                "| %-28s | %6.0f |  %4.2f | %5d | %4d | %9d | %5d |%n",
                what,
                result.perSecond(),
                result.perSecond() / floor,
                result.fired(),
                result.told(),
                result.decisions(),
                result.twice());
        long count = result.fired();
        if (result.told() != count || result.decisions() != count || result.twice() > 0) {
            throw new IllegalStateException("not each of them once: " + result);
        }
    }

    private record Result(double perSecond, long fired, long told, long decisions, long twice) {}

    private Result storm(int count, Runnable meanwhile, BenchDesk.Node... nodes) throws Exception {
        desk.awaitNone("figures", NOT_RESTED);
        long fired = desk.count(FIRED);
        long told = desk.count("select count(*) from notification_notice");
        long decisions = desk.count(DECISIONS);
        // All due in the same second, which passes before the nodes are let loose.
        for (var node : nodes) {
            node.post("/api/bench/storm/hold", "");
        }
        tickets(nodes[0], count, Instant.now(), 0);
        desk.awaitNone("figures", NOT_RESTED);
        desk.awaitNone("mail", "select count(*) from notification_mail where state in ('PENDING', 'SENDING')");
        long begun = System.currentTimeMillis();
        for (var node : nodes) {
            node.post("/api/bench/storm/release", "");
        }
        meanwhile.run();
        desk.awaitNone("all of them", "select %d - (%s)".formatted(fired + count, FIRED));
        double seconds = (System.currentTimeMillis() - begun) / 1000.0;
        return new Result(
                count / seconds,
                desk.count(FIRED) - fired,
                desk.count("select count(*) from notification_notice") - told,
                desk.count(DECISIONS) - decisions,
                desk.count(
                        """
                        select count(*) from (select proc_inst_id_ from act_ru_task
                            where task_def_key_ = 'userTask_decideOnEscalation' group by 1 having count(*) > 1) twice
                        """));
    }

    /** The floor: the engine without our indexes, and with its own way of rejecting jobs. */
    private double asDelivered(BenchDesk.Node node) throws Exception {
        List<String> indexes =
                desk.texts("select indexdef from pg_indexes where indexname like 'promisedesk\\_%'");
        desk.execute("drop index " + String.join(
                ", ", desk.texts("select indexname from pg_indexes where indexname like 'promisedesk\\_%'")));
        node.post("/api/bench/storm/rejected-jobs/delivered", "");
        double bare = bareTimers(node, STORM);
        node.post("/api/bench/storm/rejected-jobs/ours", "");
        for (String index : indexes) {
            desk.execute(index);
        }
        return bare;
    }

    /** @return bare timers per second */
    private double bareTimers(BenchDesk.Node node, int count) throws Exception {
        node.post("/api/bench/storm/hold", "");
        node.post("/api/bench/storm/timers", body(count, Instant.now(), 0));
        long begun = System.currentTimeMillis();
        node.post("/api/bench/storm/release", "");
        desk.awaitNone(
                "bare timers",
                "select count(*) from act_ru_job j join act_ru_execution e on e.id_ = j.process_instance_id_ where e.business_key_ like 'bare-%'");
        return count / ((System.currentTimeMillis() - begun) / 1000.0);
    }

    private static void tickets(BenchDesk.Node node, int count, Instant due, long apartMillis) throws Exception {
        node.post("/api/bench/storm/tickets", body(count, due, apartMillis));
    }

    private static String body(int count, Instant due, long apartMillis) {
        return "{\"count\":%d,\"due\":\"%s\",\"apartMillis\":%d}".formatted(count, due, apartMillis);
    }

    private String[] with(String... more) {
        return Stream.concat(Stream.of(options), Stream.of(more)).toArray(String[]::new);
    }

    /** The models as they are, but no rung before the deadline: it would be due while the tickets are still being opened. */
    private static Path modelsWithoutEarlyRungs() throws IOException {
        Path folder = Files.createTempDirectory(Path.of("target"), "bench-models").toAbsolutePath();
        for (String part : new String[] {"processes", "forms"}) {
            try (var files = Files.walk(Path.of(part))) {
                files.filter(Files::isRegularFile).forEach(file -> copy(file, folder.resolve(file)));
            }
        }
        Path ladder = folder.resolve("processes/ticket/escalation-ladder.dmn");
        Files.writeString(
                ladder,
                Files.readString(ladder).replaceFirst("<text>not\\(\"quiet\"\\)</text>", "<text>\"none\"</text>"));
        return folder;
    }

    private static void copy(Path from, Path to) {
        try {
            Files.createDirectories(to.getParent());
            Files.copy(from, to);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
