package io.promisedesk.bench;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.slf4j.LoggerFactory;

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

    private static final String PASSWORD = UUID.randomUUID().toString();

    private final HttpClient http = HttpClient.newHttpClient();
    private final ObjectMapper json = new ObjectMapper();
    private final String base;
    private final DataSource database;
    private final AtomicLong highestMemory = new AtomicLong();

    private LifecycleBenchmark(int port, DataSource database) {
        this.base = "http://127.0.0.1:" + port;
        this.database = database;
    }

    public static void main(String[] args) throws Exception {
        // Its lines for each mail would be paid for by whoever is measured.
        ((Logger) LoggerFactory.getLogger("com.icegreen")).setLevel(Level.WARN);
        int port = freePort();
        var mail = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        mail.start();
        try (var postgres = EmbeddedPostgres.builder()
                .setServerConfig("max_connections", "100")
                .start()) {
            // Production refuses passwords that everybody knows, the database's as well.
            try (var connection = postgres.getPostgresDatabase().getConnection();
                    var statement = connection.createStatement()) {
                statement.execute("create role promisedesk login superuser password '" + PASSWORD + "'");
            }
            long begin = System.nanoTime();
            Process application = start(port, postgres.getPort(), mail.getSmtp().getPort());
            try {
                var benchmark = new LifecycleBenchmark(port, postgres.getPostgresDatabase());
                benchmark.awaitReady(application);
                Duration startUp = Duration.ofNanos(System.nanoTime() - begin);
                benchmark.run(application, startUp);
            } finally {
                application.destroy();
                application.waitFor();
            }
        } finally {
            mail.stop();
        }
        System.exit(0);
    }

    private void run(Process application, Duration startUp) throws Exception {
        for (int round = 0; round < WARM_UP; round++) {
            timed(this::promisedesk);
            timed(this::floor);
        }
        var memory = Executors.newSingleThreadScheduledExecutor();
        memory.scheduleAtFixedRate(
                () -> highestMemory.accumulateAndGet(memoryOf(application), Math::max), 0, 250, TimeUnit.MILLISECONDS);
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
                min(ours), median(ours), max(ours),
                min(floor), median(floor), max(floor),
                min(ratios), median(ratios), max(ratios),
                highestMemory.get(), startUp.toMillis() / 1000.0);
    }

    private void promisedesk() throws Exception {
        String number = post(
                "/api/tickets",
                """
                {"subject":"Question about my invoice","text":"Why is it higher than last month?",
                 "customer":{"email":"customer%d@example.org","name":"A Customer"},"channel":"web"}
                """
                        .formatted(next.incrementAndGet() % 500));
        post("/api/tickets/" + number + "/claim", "");
        post("/api/tickets/" + number + "/messages", "{\"text\":\"It holds two months.\",\"public\":true}");
        post("/api/tickets/" + number + "/resolve", "{}");
        post("/api/tickets/" + number + "/close", "");
    }

    private void floor() throws Exception {
        String number = post("/api/bench/floor", "");
        for (String step : new String[] {"claim", "reply", "resolve", "close"}) {
            post("/api/bench/floor/" + number + "/" + step, "");
        }
    }

    private final AtomicInteger next = new AtomicInteger();

    private String post(String path, String body) throws Exception {
        var response = http.send(
                HttpRequest.newBuilder(URI.create(base + path))
                        .header("Authorization", "Basic " + Base64.getEncoder()
                                .encodeToString(("agent:" + PASSWORD).getBytes(StandardCharsets.UTF_8)))
                        .header("Content-Type", "application/json")
                        .POST(body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
        if (response.statusCode() >= 300) {
            throw new IllegalStateException(path + " answered " + response.statusCode() + ": " + response.body());
        }
        return json.readTree(response.body()).path("number").asText();
    }

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
        try (var connection = database.getConnection();
                var statement = connection.createStatement()) {
            for (int attempt = 0; attempt < 600; attempt++) {
                try (var row = statement.executeQuery(
                        """
                        select (select count(*) from notification_mail where state not in ('SENT', 'FAILED'))
                             + (select count(*) from kpi_dirty)
                        """)) {
                    row.next();
                    if (row.getLong(1) == 0) {
                        return;
                    }
                }
                Thread.sleep(100);
            }
        }
        throw new IllegalStateException("the application has not finished its work within a minute");
    }

    private static Process start(int port, int database, int smtp) throws IOException {
        Path log = Path.of("target", "bench-application.log");
        Files.createDirectories(log.getParent());
        List<String> command = new ArrayList<>(List.of(
                System.getProperty("java.home") + File.separator + "bin" + File.separator + "java",
                "@" + Path.of("docker", "java.options"),
                "-cp",
                System.getProperty("java.class.path"),
                BenchApplication.class.getName()));
        command.addAll(Arrays.asList(
                "--server.port=" + port,
                "--server.address=127.0.0.1",
                "--spring.datasource.url=jdbc:postgresql://localhost:" + database + "/postgres",
                "--spring.datasource.username=promisedesk",
                "--spring.datasource.password=" + PASSWORD,
                "--spring.mail.host=127.0.0.1",
                "--spring.mail.port=" + smtp,
                "--promisedesk.people.file=classpath:bench/people.yaml",
                "--promisedesk.admin.id=admin",
                "--promisedesk.admin.password=" + PASSWORD,
                "--promisedesk.url=http://127.0.0.1:" + port,
                "--promisedesk.mail.from=support@example.com",
                // Nobody listens there: the benchmark brings no mail in.
                "--promisedesk.mail.imap.host=127.0.0.1",
                "--promisedesk.mail.imap.port=9",
                "--promisedesk.mail.imap.user=support",
                "--promisedesk.mail.imap.password=" + PASSWORD,
                "--camunda.bpm.database.schema-update=create",
                "--logging.level.root=warn"));
        var builder = new ProcessBuilder(command);
        builder.environment().put("BENCH_PASSWORD", PASSWORD);
        return builder
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }

    private void awaitReady(Process application) throws Exception {
        for (int attempt = 0; attempt < 1200; attempt++) {
            if (!application.isAlive()) {
                throw new IllegalStateException("the application has ended; see target/bench-application.log");
            }
            try {
                var answer = http.send(
                        HttpRequest.newBuilder(URI.create(base + "/actuator/health/readiness"))
                                .build(),
                        BodyHandlers.discarding());
                if (answer.statusCode() == 200) {
                    return;
                }
            } catch (IOException e) {
                // Not listening yet.
            }
            Thread.sleep(100);
        }
        throw new IllegalStateException("the application was not ready within two minutes");
    }

    /** @return resident memory in MB */
    private static long memoryOf(Process process) {
        try (var lines = Files.lines(Path.of("/proc", String.valueOf(process.pid()), "status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    private static double min(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
    }

    private static double max(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
    }
}
