package io.promisedesk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.test.web.client.TestRestTemplate;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.http.HttpStatus;

/** There is no container engine where this is built: the compose file and the Dockerfile are checked as data. */
@PromisedeskTest
class ComposeTests {

    private static final Pattern EXACT_VERSION = Pattern.compile("[\\w./-]+:\\d+\\.\\d+(\\.\\d+)?([_.-].+)?");

    /** Read with {@code @Value} or {@code @ConditionalOnProperty}, or by every program. */
    private static final List<String> SINGLE = List.of("promisedesk.url", "promisedesk.setup", "tz");

    @Autowired
    TestRestTemplate http;

    final Compose compose = Compose.read();

    ComposeTests() throws IOException {}

    @Test
    void passesOnlyVariablesThatTheApplicationReads() throws Exception {
        Set<String> known = knownVariables();

        assertThat(known).contains("SPRING_DATASOURCE_URL", "PROMISEDESK_PROCESSES_FOLDER");
        Set<String> passed = new TreeSet<>(compose.environment("setup").keySet());
        passed.addAll(compose.environment("app").keySet());
        passed.removeAll(known);
        assertThat(passed).isEmpty();
    }

    @Test
    void pinsEveryImage() throws IOException {
        assertThat(compose.services().values())
                .allSatisfy(service -> assertThat((String) service.get("image")).matches(EXACT_VERSION));
        assertThat(Files.readAllLines(Path.of("Dockerfile")).stream()
                        .filter(line -> line.startsWith("FROM "))
                        .map(line -> line.split(" ")[1]))
                .hasSize(2)
                .allMatch(image -> EXACT_VERSION.matcher(image).matches());
    }

    @Test
    void publishesNothingButTheProxy() {
        assertThat(compose.services()).allSatisfy((name, service) -> {
            assertThat(service.containsKey("ports")).as(name).isEqualTo(name.equals("proxy"));
            assertThat(service).doesNotContainKeys("network_mode", "container_name");
        });
    }

    @Test
    void asksForHealthWhereThereIsAnAnswer() throws IOException {
        String check = String.valueOf(compose.services().get("app").get("healthcheck"));
        String path = check.replaceAll("(?s).*127\\.0\\.0\\.1:8080(/[\\w/]+).*", "$1");

        assertThat(http.getForEntity(path, String.class).getStatusCode()).isEqualTo(HttpStatus.OK);
        assertThat(Files.readString(Path.of("Dockerfile"))).contains("http://127.0.0.1:8080" + path);
    }

    @Test
    void everythingThatKeepsRunningSaysWhetherItIsWell() {
        assertThat(compose.services()).allSatisfy((name, service) -> {
            assertThat(service.containsKey("healthcheck")).as(name).isEqualTo(!name.equals("setup"));
            assertThat(String.valueOf(service.getOrDefault("depends_on", "")))
                    .as(name)
                    .doesNotContain("service_started");
        });
    }

    @Test
    void hasNoSecretThatSomebodyCouldGuess() {
        Stream.of("app", "database")
                .forEach(service -> compose.environment(service).forEach((name, value) -> {
                    if (name.contains("PASSWORD")) {
                        assertThat(value).as(name).matches("\\$\\{\\w+(:\\?.+|:-)}");
                    }
                }));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> compose.environment("app", Map.of()))
                .withMessageContaining("POSTGRES_PASSWORD");
    }

    @Test
    void believesNoAddressThatAClientMadeUp() throws IOException {
        assertThat(compose.environment("app")).containsEntry("SERVER_FORWARDHEADERSSTRATEGY", "native");
        assertThat(Files.readString(Path.of("docker/Caddyfile")))
                .contains("header_up -Forwarded")
                .doesNotContain("trusted_proxies");
    }

    @Test
    void runsInUtcEverywhere() throws IOException {
        assertThat(compose.services().keySet())
                .allSatisfy(service -> assertThat(compose.environment(service)).containsEntry("TZ", "UTC"));
        assertThat(compose.environment("app").get("SPRING_DATASOURCE_URL")).endsWith("TimeZone=UTC");
        assertThat(Files.readAllLines(Path.of("docker/java.options"))).contains("-Duser.timezone=UTC");
    }

    @Test
    void touchesTheEnginesTablesOnlyWhenToldTo() {
        assertThat(compose.environment("app")).containsEntry("CAMUNDA_BPM_DATABASE_SCHEMAUPDATE", "false");
        assertThat(compose.environment("setup")).containsEntry("CAMUNDA_BPM_DATABASE_SCHEMAUPDATE", "create");
        assertThat(compose.services().get("setup").get("profiles")).isEqualTo(List.of("setup"));
    }

    @Test
    void runsTheApplicationAsNobodySpecial() throws IOException {
        assertThat(Files.readAllLines(Path.of("Dockerfile"))).contains("USER promisedesk");
    }

    private static Set<String> knownVariables() throws IOException, ClassNotFoundException {
        Set<String> known = new HashSet<>();
        SINGLE.forEach(name -> known.add(variable(name)));
        for (URL metadata : Collections.list(
                ComposeTests.class.getClassLoader().getResources("META-INF/spring-configuration-metadata.json"))) {
            for (JsonNode property : new ObjectMapper().readTree(metadata).path("properties")) {
                known.add(variable(property.path("name").asText()));
            }
        }
        var ours = new ClassPathScanningCandidateComponentProvider(false);
        ours.addIncludeFilter(new AnnotationTypeFilter(ConfigurationProperties.class));
        for (var found : ours.findCandidateComponents("io.promisedesk")) {
            Class<?> type = Class.forName(found.getBeanClassName());
            String prefix = type.getAnnotation(ConfigurationProperties.class).value();
            if (type.isRecord()) {
                for (RecordComponent component : type.getRecordComponents()) {
                    known.add(variable(prefix + "." + component.getName()));
                }
            }
        }
        return known;
    }

    private static String variable(String property) {
        return property.toUpperCase(Locale.ROOT).replace("-", "").replace('.', '_');
    }
}
