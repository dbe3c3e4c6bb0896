package io.promisedesk.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Whole lifecycles per second through REST (open, claim, reply, resolve, close) against the floor: a bare process of the
 * same wait states and timers, on the same engine and database, behind the same security, in turn in the same run. The
 * application runs with the Java options of production. Before each round the work that the last one left behind (mail,
 * figures) is waited for, so that nobody pays for somebody else.
 *
 * <p>{@code ./mvnw -Pbench verify -DskipTests [-Dbench.lifecycles=200 -Dbench.warmup=16 -Dbench.rounds=7 -Dbench.clients=4]}
 */
public final class LifecycleBenchmark {

    private static final int LIFECYCLES = Integer.getInteger("bench.lifecycles", 200);
    private static final int ROUNDS = Integer.getInteger("bench.rounds", 7);
    private static final int WARM_UP = Integer.getInteger("bench.warmup", 16);
    private static final int CLIENTS = Integer.getInteger("bench.clients", 4);

    private final BenchDesk desk;
    private final BenchDesk.Node node;
    private final Duration startUp;
    private final AtomicLong highestMemory = new AtomicLong();

    private LifecycleBenchmark(BenchDesk desk, BenchDesk.Node node, Duration startUp) {
        this.desk = desk;
        this.node = node;
        this.startUp = startUp;
    }

    public static void main(String[] args) throws Exception {
        try (var desk = new BenchDesk()) {
            long begin = System.nanoTime();
            var node = desk.start();
            new LifecycleBenchmark(desk, node, Duration.ofNanos(System.nanoTime() - begin)).run();
        }
    }

    private void run() throws Exception {
        for (int round = 0; round < WARM_UP; round++) {
            timed(this::promisedesk);
            timed(this::floor);
        }
        var memory = Executors.newSingleThreadScheduledExecutor();
        memory.scheduleAtFixedRate(
                () -> highestMemory.accumulateAndGet(node.memory(), Math::max), 0, 250, TimeUnit.MILLISECONDS);
        List<Double> ours = new ArrayList<>();
        List<Double> floor = new ArrayList<>();
        List<Double> ratios = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            double our = timed(this::promisedesk);
            double bare = timed(this::floor);
            ours.add(our);
            floor.add(bare);
            ratios.add(our / bare);
        }
        memory.shutdownNow();
        System.out.printf(
                Locale.ROOT,
                """

                %d rounds of %d lifecycles each after %d rounds of warm-up, %d clients, %d cores
                | lifecycles/s      |    min | median |    max |
                |-------------------|--------|--------|--------|
                | Promisedesk       | %6.1f | %6.1f | %6.1f |
                | floor             | %6.1f | %6.1f | %6.1f |
                | ratio per round   | %6.2f | %6.2f | %6.2f |
                Memory of the application under load (RSS), at its highest: %d MB. Start-up until ready: %.1f s.

                """,
                ROUNDS, LIFECYCLES, WARM_UP, CLIENTS, Runtime.getRuntime().availableProcessors(),
                min(ours), BenchDesk.median(ours), max(ours),
                min(floor), BenchDesk.median(floor), max(floor),
                min(ratios), BenchDesk.median(ratios), max(ratios),
                highestMemory.get(), startUp.toMillis() / 1000.0);
    }

    private void promisedesk() throws Exception {
        String number = node.post(
                "/api/tickets",
                """
                {"subject":"Question about my invoice","text":"Why is it higher than last month?",
                 "customer":{"email":"customer%d@example.org","name":"A Customer"},"channel":"web"}
                """
                        .formatted(next.incrementAndGet() % 500));
        node.post("/api/tickets/" + number + "/claim", "");
        node.post("/api/tickets/" + number + "/messages", "{\"text\":\"It holds two months.\",\"public\":true}");
        node.post("/api/tickets/" + number + "/resolve", "{}");
        node.post("/api/tickets/" + number + "/close", "");
    }

    private void floor() throws Exception {
        String number = node.post("/api/bench/floor", "");
        for (String step : new String[] {"claim", "reply", "resolve", "close"}) {
            node.post("/api/bench/floor/" + number + "/" + step, "");
        }
    }

    private final AtomicInteger next = new AtomicInteger();

    private interface Lifecycle {
        void run() throws Exception;
    }

    /** @return lifecycles per second */
    private double timed(Lifecycle lifecycle) throws Exception {
        awaitNothingLeftToDo();
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        try {
            Callable<Boolean> one = () -> {
                lifecycle.run();
                return true;
            };
            long begin = System.nanoTime();
            for (Future<Boolean> done : clients.invokeAll(Collections.nCopies(LIFECYCLES, one))) {
                done.get();
            }
            return LIFECYCLES / ((System.nanoTime() - begin) / 1e9);
        } finally {
            clients.shutdown();
        }
    }

    private void awaitNothingLeftToDo() throws Exception {
        desk.awaitNone(
                "mail and figures",
                """
                select (select count(*) from notification_mail where state not in ('SENT', 'FAILED'))
                     + (select count(*) from kpi_dirty)
                """);
    }

    private static double min(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
    }

    private static double max(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
    }
}
