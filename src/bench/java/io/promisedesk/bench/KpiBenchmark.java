package io.promisedesk.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Mining and reading of figures at several sizes: tickets mined per second, the space that facts take beside their history,
 * and how long requests for figures take, beside the same figure straight from the engine's history.
 *
 * <p>{@code ./mvnw -Pbench verify -DskipTests -Dbench=kpi [-Dbench.sizes=10000,100000]}
 */
public final class KpiBenchmark {

    private static final long[] SIZES = Arrays.stream(
                    System.getProperty("bench.sizes", "10000,100000").split(","))
            .mapToLong(Long::parseLong)
            .toArray();

    private static final int TEMPLATES = 20;
    private static final int ROUNDS = 7;

    private KpiBenchmark() {}

    public static void main(String[] arguments) throws Exception {
        try (var desk = new BenchDesk()) {
            var node = desk.start("--promisedesk.kpi.mine=false");
            for (int i = 0; i < TEMPLATES; i++) {
                live(node, i);
            }
            desk.awaitNone("mail", "select count(*) from notification_mail where state not in ('SENT', 'FAILED')");
            var history = new GeneratedHistory(desk);
            history.learn();
            node.ask("/api/bench/mining", "{\"miners\":1}");
            long largest = SIZES[SIZES.length - 1] / history.templates();
            long before = 0;
            List<String> mining = new ArrayList<>();
            List<String> reading = new ArrayList<>();
            for (long size : SIZES) {
                long then = size / history.templates();
                long begin = System.nanoTime();
                history.copy(before, then, largest);
                double generated = (System.nanoTime() - begin) / 1e9;
                desk.execute("vacuum analyze");
                desk.execute(
                        """
                        insert into kpi_dirty (instance) select process_instance from ticket_ticket t
                        where closed_at is not null and not exists (select from kpi_ticket k where k.instance = t.process_instance)
                        """);
                desk.execute("analyze kpi_dirty");
                JsonNode mined = node.ask("/api/bench/mining", "{\"miners\":2}");
                desk.execute("vacuum analyze");
                mining.add(String.format(
                        Locale.ROOT,
                        "| %,9d | %,9d | %8.0f | %7.0f | %6.0f | %5.2f | (generated in %.0f s)",
                        size,
                        mined.path("instances").asLong(),
                        mined.path("instances").asLong() / mined.path("seconds").asDouble(),
                        history.historySize() / 1e6,
                        history.factSize() / 1e6,
                        (double) history.factSize() / history.historySize(),
                        generated));
                System.out.println(mining.get(mining.size() - 1));
                read(node, size, reading);
                before = then;
            }
            System.out.println(
                    """

                    |   tickets |     mined | mined/s | history MB | facts MB | facts ÷ history |
                    |-----------|-----------|---------|------------|----------|-----------------|""");
            mining.forEach(System.out::println);
            System.out.println(
                    """

                    |   tickets | request | median ms | max ms |
                    |-----------|---------|-----------|--------|""");
            reading.forEach(System.out::println);
        }
    }

    private static final List<String> REQUESTS = List.of(
            "summary?metric=arrivals",
            "summary?metric=full_resolution&groupBy=team",
            "series?metric=first_response",
            "summary?metric=sla_compliance",
            "summary?metric=stage_time&groupBy=stage",
            "summary?metric=full_resolution&groupBy=priority&from=2020-01-01&to=2030-01-01",
            "summary?metric=first_response&groupBy=owner&from=2020-01-01&to=2030-01-01",
            "summary?metric=sla_compliance&from=2020-01-01&to=2030-01-01",
            "summary?metric=stage_time&groupBy=stage&from=2020-01-01&to=2030-01-01",
            "summary?metric=first_contact_resolution&from=2020-01-01&to=2030-01-01");

    private static void read(BenchDesk.Node node, long size, List<String> reading) throws Exception {
        for (String request : REQUESTS) {
            List<Double> times = new ArrayList<>();
            for (int round = 0; round < ROUNDS; round++) {
                long begin = System.nanoTime();
                node.read("/api/kpi/" + request, "admin");
                times.add((System.nanoTime() - begin) / 1e6);
            }
            reading.add(String.format(
                    Locale.ROOT,
                    "| %,9d | %s | %8.1f | %8.1f |",
                    size,
                    request,
                    BenchDesk.median(times),
                    times.stream().mapToDouble(Double::doubleValue).max().orElseThrow()));
            System.out.println(reading.get(reading.size() - 1));
        }
    }

    /** Twenty tickets, none quite like the other: some wait, some come back, some change hands. */
    private static void live(BenchDesk.Node node, int i) throws Exception {
        String[] priorities = {"low", "moderate", "high", "critical"};
        String[] channels = {"web", "phone", "mail", "chat"};
        String number = node.post(
                "/api/tickets",
                """
                {"subject":"Question %1$d about my invoice","text":"Why is it higher than last month?","channel":"%2$s",
                 "priority":"%3$s","customer":{"email":"customer%1$d@example.org","name":"Customer %1$d"},"team":"service"}
                """
                        .formatted(i, channels[i % 4], priorities[i % 4]));
        String ticket = "/api/tickets/" + number;
        node.post(ticket + "/claim", "");
        node.post(ticket + "/messages", "{\"text\":\"It holds two months.\",\"public\":true}");
        if (i % 4 == 0) {
            node.post(ticket + "/wait", "{\"for\":\"customer\"}");
            node.post(ticket + "/resume", "");
        }
        if (i % 5 == 0) {
            node.post(ticket + "/wait", "{\"for\":\"third-party\"}");
            node.post(ticket + "/resume", "");
        }
        if (i % 3 == 0) {
            node.post(ticket + "/messages", "{\"text\":\"And the one before as well.\",\"public\":true}");
        }
        node.post(ticket + "/resolve", "{}");
        if (i % 10 == 0) {
            node.post(ticket + "/reopen", "");
            node.post(ticket + "/resolve", "{}");
        }
        node.post(ticket + "/close", "");
    }
}
