package io.promisedesk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.promisedesk.Nodes.Node;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code ./mvnw spring-boot:run} starts, as a process of its own: database, mail, sample tickets, time machine. */
class TryoutIT {

    @TempDir
    Path folder;

    private int runs;

    @Test
    void keepsItsTicketsItsMailAndItsTimeOverARestart() throws Exception {
        long before;
        Node first = start();
        try {
            Http anna = Http.as("anna", first.port());
            await().atMost(Duration.ofMinutes(2)).until(() -> tickets(anna, "") > 0);

            form(
                    anna,
                    "/tryout/mails",
                    Map.of("name", "Jane", "address", "jane@example.org", "subject", "Lamp is dark", "text", "Help!"));
            await().atMost(Duration.ofMinutes(1)).until(() -> tickets(Http.as("olga", first.port()), "Lamp") == 1);
            assertThat(anna.get("/tryout?box=support@promisedesk.local").body()).contains("Lamp is dark");

            form(anna, "/tryout/time", Map.of("goal", "HOUR"));
            await().atMost(Duration.ofMinutes(2)).until(() -> ahead(anna).toMinutes() >= 59);
            await().atMost(Duration.ofMinutes(2))
                    .until(() -> anna.get("/tryout/live").body().contains("data-running=\"false\""));
            before = tickets(Http.as("olga", first.port()), "");
        } finally {
            stop(first);
        }

        Node second = start();
        try {
            Http olga = Http.as("olga", second.port());
            assertThat(tickets(olga, "Lamp")).isEqualTo(1);
            assertThat(tickets(olga, "")).isEqualTo(before);
            assertThat(ahead(olga)).isGreaterThan(Duration.ofMinutes(59));
            assertThat(olga.get("/tryout?box=support@promisedesk.local").body()).contains("Lamp is dark");
        } finally {
            stop(second);
        }
    }

    private static int tickets(Http reader, String words) {
        return reader.get("/api/tickets?q=" + words).json().path("total").asInt();
    }

    private static Duration ahead(Http reader) {
        long now = reader.get("/api/workplace/news").json().path("now").asLong();
        return Duration.between(Instant.now(), Instant.ofEpochMilli(now));
    }

    private static void form(Http person, String path, Map<String, String> fields) {
        String body = fields.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        assertThat(person.with("Content-Type", "application/x-www-form-urlencoded")
                        .post(path, body)
                        .status())
                .isEqualTo(302);
    }

    private Node start() throws IOException {
        int port = freePort();
        Path log = folder.resolve("run" + ++runs + ".log");
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx768m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Duser.timezone=UTC",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                "io.promisedesk.Promisedesk");
        builder.environment()
                .keySet()
                .removeIf(variable -> variable.matches("(SPRING|PROMISEDESK|SERVER|CAMUNDA|JAVA)_.*"));
        builder.environment()
                .putAll(Map.of(
                        "SPRING_PROFILES_ACTIVE", "tryout",
                        "SERVER_PORT", String.valueOf(port),
                        "PROMISEDESK_TRYOUT_DATA", folder.resolve("data").toString(),
                        "PROMISEDESK_TRYOUT_SMTPPORT", String.valueOf(freePort()),
                        "PROMISEDESK_TRYOUT_IMAPPORT", String.valueOf(freePort())));
        builder.redirectErrorStream(true).redirectOutput(log.toFile());
        Node node = new Node("tryout", port, builder.start(), log);
        await().atMost(Nodes.START)
                .pollInterval(Duration.ofMillis(500))
                .until(() -> !node.process().isAlive() || node.isReady());
        assertThat(node.process().isAlive()).as(node.log()).isTrue();
        return node;
    }

    private static void stop(Node node) throws InterruptedException {
        node.process().destroy();
        if (!node.process().waitFor(60, TimeUnit.SECONDS)) {
            node.kill();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
