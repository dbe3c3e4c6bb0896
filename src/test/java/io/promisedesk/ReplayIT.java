package io.promisedesk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.promisedesk.Nodes.Node;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;

/**
 * The real jar replays a real history on an empty database, is killed (-9) on the way and goes on; then every figure that an
 * independent program computed from the same events is asked for as anybody would ask for it. Afterwards the installation
 * starts as usual, and nobody hears of anything.
 */
class ReplayIT {

    private static final Path FOLDER = Path.of("target", "replay");
    private static final Path HISTORY = Path.of("src", "test", "resources", "replay", "incidents-2016-04");
    private static final Duration REPLAY = Duration.ofMinutes(25);
    private static final String PERIOD = "from=2016-04-01&to=2016-12-31&zone=UTC";

    /** Names of figures by those of the truth; all others end in {@code _hours} and are called like that without it. */
    private static final Map<String, String> COUNTS = Map.of(
            "tickets", "arrivals",
            "resolved_tickets", "solved",
            "closed_tickets", "closed",
            "transfers", "transfers",
            "reopens", "reopens",
            "waiting_episodes", "waiting_episodes",
            "assignments", "assignments");

    private static final Map<String, String> TICKETS = Map.of(
            "transferred_tickets", "transfers",
            "reopened_tickets", "reopens",
            "waiting_tickets", "waiting_episodes");

    @Test
    void everyFigureOfARealHistoryIsReproducedAlthoughTheReplayWasKilled() throws Exception {
        try (Nodes nodes = new Nodes(FOLDER, "teams: []\npeople: []\n")) {
            Path file = HISTORY.resolve("history.csv.gz");
            Node killed = nodes.start("killed", replaying(nodes, file));
            await().atMost(REPLAY)
                    .pollInterval(Duration.ofMillis(200))
                    .until(() -> !killed.process().isAlive() || position(nodes) > 3_000);
            assertThat(killed.process().isAlive()).as(killed.log()).isTrue();
            killed.kill();
            assertThat(nodes.count("select position - 1 - events from replay_run"))
                    .isZero();
            assertThat(nodes.count("select count(*) from replay_ticket"))
                    .isEqualTo(nodes.count("select count(*) from ticket_ticket"));

            Path other = Files.writeString(
                    FOLDER.resolve("other.csv"), "ticket,seq,at,event,actor,team,priority,channel,category,customer\n");
            Node refused = nodes.start("refused", replaying(nodes, other));
            assertThat(refused.process().waitFor(Nodes.START.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
            assertThat(refused.process().exitValue()).isNotZero();
            assertThat(refused.log()).contains("in the middle of another history", "a database of its own");

            Node resumed = nodes.start("resumed", replaying(nodes, file));
            await().atMost(REPLAY)
                    .pollInterval(Duration.ofSeconds(1))
                    .until(() -> !resumed.process().isAlive() || resumed.isReady());
            assertThat(resumed.log())
                    .contains("going on after line", "Every row was replayed", "full_resolution_hours");
            compare(resumed, nodes);
            stop(resumed);

            Node again = nodes.start("again", replaying(nodes, file));
            nodes.awaitReady(again);
            assertThat(again.log()).contains("was replayed on this installation before: nothing to do");
            stop(again);

            // As usual, ten years later; the facts are mined anew from what the engine's history holds.
            Map<String, String> everyday = nodes.variables("app");
            everyday.put("PROMISEDESK_KPI_REBUILD", "true");
            Node usual = nodes.start("usual", everyday);
            nodes.awaitReady(usual);
            await().atMost(REPLAY).until(() -> usual.log().contains("Rebuilt the facts of"));
            // Time enough for whatever would be due, for the outbox and for the check of timers.
            await().atMost(Duration.ofMinutes(2)).until(() -> usual.log().contains("Timers compared with the ledger"));
            compare(usual, nodes);
            assertThat(nodes.count("select count(*) from notification_mail")).isZero();
            assertThat(nodes.count("select count(*) from notification_notice")).isZero();
            assertThat(nodes.wrongVerdicts()).isEmpty();
        }
    }

    private static long position(Nodes nodes) {
        return nodes.count("select count(*) from pg_tables where tablename = 'replay_run'") == 0
                ? 0
                : nodes.count("select coalesce(max(position), 0) from replay_run");
    }

    /** As {@code --promisedesk.replay=FILE}; an empty database gets its tables on the way. */
    private static Map<String, String> replaying(Nodes nodes, Path file) {
        Map<String, String> variables = nodes.variables("app");
        variables.remove("CAMUNDA_BPM_DATABASE_SCHEMAUPDATE");
        variables.put("PROMISEDESK_REPLAY", file.toAbsolutePath().toString());
        return variables;
    }

    private static void stop(Node node) throws InterruptedException {
        node.process().destroy();
        if (!node.process().waitFor(60, TimeUnit.SECONDS)) {
            node.kill();
        }
    }

    private static void compare(Node node, Nodes nodes) throws IOException {
        JsonNode truth =
                new ObjectMapper().readTree(HISTORY.resolve("truth.json").toFile());
        SoftAssertions figures = new SoftAssertions();
        truth.properties().forEach(entry -> {
            String name = entry.getKey();
            JsonNode value = entry.getValue();
            if (COUNTS.containsKey(name)) {
                figures.assertThat(all(node, COUNTS.get(name)).path("n").asLong())
                        .as(name)
                        .isEqualTo(value.asLong());
            } else if (TICKETS.containsKey(name)) {
                figures.assertThat(all(node, TICKETS.get(name)).path("tickets").asLong())
                        .as(name)
                        .isEqualTo(value.asLong());
            } else if (name.equals("events")) {
                figures.assertThat(nodes.count("select events from replay_run"))
                        .as(name)
                        .isEqualTo(value.asLong());
            } else if (name.endsWith("_hours")) {
                hours(figures, name, all(node, name.replaceAll("_hours$", "")), value);
            } else if (name.equals("full_resolution_hours_by_priority")) {
                JsonNode groups = groups(node, "full_resolution", "&groupBy=priority");
                figures.assertThat(groups.size()).as(name).isEqualTo(value.size());
                groups.forEach(group -> hours(
                        figures,
                        name + " " + group.path("key").asText(),
                        group,
                        value.path(group.path("key").asText())));
            } else if (name.equals("opened_per_day")) {
                JsonNode groups = groups(node, "arrivals", "&groupBy=day");
                figures.assertThat(groups.size()).as(name).isEqualTo(value.size());
                groups.forEach(group -> figures.assertThat(group.path("n").asLong())
                        .as(name + " " + group.path("key").asText())
                        .isEqualTo(value.path(group.path("key").asText()).asLong(-1)));
            } else {
                // What was left out of the file cannot be seen in it.
                figures.assertThat(name).isEqualTo("dropped_reopened_after_closing");
            }
        });
        figures.assertAll();
    }

    private static void hours(SoftAssertions figures, String name, JsonNode group, JsonNode truth) {
        figures.assertThat(group.path("n").asLong())
                .as(name + " n")
                .isEqualTo(truth.path("n").asLong());
        for (String statistic : List.of("mean", "median", "p90", "max")) {
            figures.assertThat(
                            BigDecimal.valueOf(group.path(statistic).asDouble()).setScale(4, RoundingMode.HALF_UP))
                    .as(name + " " + statistic)
                    .isEqualByComparingTo(
                            BigDecimal.valueOf(truth.path(statistic).asDouble(-1)));
        }
    }

    private static JsonNode all(Node node, String metric) {
        return groups(node, metric, "").path(0);
    }

    private static JsonNode groups(Node node, String metric, String more) {
        String basic = Base64.getEncoder().encodeToString(("ada:" + Nodes.PASSWORD).getBytes(StandardCharsets.UTF_8));
        Http.Answer answer = Http.nobody(node.port())
                .with("Authorization", "Basic " + basic)
                .get("/api/kpi/summary?metric=" + metric + "&" + PERIOD + more);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json().path("groups");
    }
}
