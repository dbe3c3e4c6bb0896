package io.promisedesk.bench;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import com.fasterxml.jackson.databind.JsonNode;
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
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.slf4j.LoggerFactory;

/** A service desk to be measured: one PostgreSQL, one mail server, and any number of nodes with the options of production. */
final class BenchDesk implements AutoCloseable {

    private static final String PASSWORD = UUID.randomUUID().toString();

    private final EmbeddedPostgres postgres;
    private final GreenMail mail = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    private final List<Node> nodes = new ArrayList<>();

    BenchDesk() throws Exception {
        // Its lines for each mail would be paid for by whoever is measured.
        ((Logger) LoggerFactory.getLogger("com.icegreen")).setLevel(Level.WARN);
        mail.start();
        postgres = EmbeddedPostgres.builder()
                .setServerConfig("max_connections", "100")
                .start();
        // Production refuses passwords that everybody knows, the database's as well.
        execute("create role promisedesk login superuser password '" + PASSWORD + "'");
    }

    /** Starts another node and waits until it serves. */
    Node start(String... options) throws Exception {
        Node node = new Node(nodes.size() + 1, freePort(), options);
        nodes.add(node);
        node.awaitReady();
        return node;
    }

    void execute(String statement) throws SQLException {
        try (var connection = postgres.getPostgresDatabase().getConnection();
                var open = connection.createStatement()) {
            open.execute(statement);
        }
    }

    long count(String query) throws SQLException {
        return Math.round(numbers(query).get(0));
    }

    List<Double> numbers(String query) throws SQLException {
        return texts(query).stream().map(Double::valueOf).toList();
    }

    List<String> texts(String query) throws SQLException {
        try (var connection = postgres.getPostgresDatabase().getConnection();
                var open = connection.createStatement();
                var rows = open.executeQuery(query)) {
            List<String> texts = new ArrayList<>();
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
            return texts;
        }
    }

    void awaitNone(String what, String query) throws Exception {
        for (int attempt = 0; attempt < 18_000; attempt++) {
            if (count(query) == 0) {
                return;
            }
            Thread.sleep(50);
        }
        throw new IllegalStateException(what + ": not within fifteen minutes");
    }

    @Override
    public void close() throws Exception {
        for (Node node : nodes) {
            node.stop();
        }
        postgres.close();
        mail.stop();
    }

    static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** One node, a process of its own. */
    final class Node {

        private final HttpClient http = HttpClient.newHttpClient();
        private final ObjectMapper json = new ObjectMapper();
        private final String base;
        private final Path log;
        private final Process process;

        private Node(int number, int port, String... options) throws IOException {
            base = "http://127.0.0.1:" + port;
            log = Path.of("target", "bench-node-" + number + ".log");
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
                    "--spring.datasource.url=jdbc:postgresql://localhost:" + postgres.getPort() + "/postgres",
                    "--spring.datasource.username=promisedesk",
                    "--spring.datasource.password=" + PASSWORD,
                    "--spring.mail.host=127.0.0.1",
                    "--spring.mail.port=" + mail.getSmtp().getPort(),
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
                    "--camunda.bpm.database.schema-update=" + (number == 1 ? "create" : "false"),
                    "--logging.level.root=warn"));
            command.addAll(Arrays.asList(options));
            var builder = new ProcessBuilder(command);
            builder.environment().put("BENCH_PASSWORD", PASSWORD);
            process = builder.redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
        }

        /** @return the ticket's number where the answer has one, else an empty text */
        String post(String path, String body) throws Exception {
            return ask(path, body).path("number").asText();
        }

        /** @return the answer, or nothing */
        JsonNode ask(String path, String body) throws Exception {
            return send(path, "agent", "POST", body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        }

        JsonNode read(String path, String person) throws Exception {
            return send(path, person, "GET", BodyPublishers.noBody());
        }

        private JsonNode send(String path, String person, String method, BodyPublisher body) throws Exception {
            var response = http.send(
                    HttpRequest.newBuilder(URI.create(base + path))
                            .header("Authorization", "Basic " + Base64.getEncoder()
                                    .encodeToString((person + ":" + PASSWORD).getBytes(StandardCharsets.UTF_8)))
                            .header("Content-Type", "application/json")
                            .method(method, body)
                            .build(),
                    BodyHandlers.ofString());
            if (response.statusCode() >= 300) {
                throw new IllegalStateException(path + " answered " + response.statusCode() + ": " + response.body());
            }
            return response.body().isEmpty() ? json.createObjectNode() : json.readTree(response.body());
        }

        /** Resident memory in MB. */
        long memory() {
            try (var lines = Files.lines(Path.of("/proc", String.valueOf(process.pid()), "status"))) {
                return lines.filter(line -> line.startsWith("VmRSS:"))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                        .findFirst()
                        .orElse(0);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** As {@code kill -9} does. */
        void kill() throws InterruptedException {
            process.destroyForcibly();
            process.waitFor();
        }

        void stop() throws InterruptedException {
            process.destroy();
            process.waitFor();
        }

        private void awaitReady() throws Exception {
            for (int attempt = 0; attempt < 1200; attempt++) {
                if (!process.isAlive()) {
                    throw new IllegalStateException("the application has ended; see " + log);
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
            throw new IllegalStateException("the application was not ready within two minutes; see " + log);
        }
    }
}
