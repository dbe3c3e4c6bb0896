package io.promisedesk.workplace;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URL;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Our locale files of Tasklist against the English one that the web application ships. */
class TasklistLanguageTests {

    private static final String FOLDER = "META-INF/resources/webjars/camunda/app/tasklist/locales/";
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{\\s*(\\w+)\\s*}}|%d|%s");

    private final Map<String, String> shipped = labels(load("en.json", false));

    @Test
    void shippedFileIsTheOneWeTranslated() {
        assertThat(shipped).hasSize(412).containsEntry("CLAIM_TASK", "Claim");
    }

    @ParameterizedTest
    @ValueSource(strings = {"en.json", "ru.json"})
    void hasEveryLabelAndNoOther(String file) {
        assertThat(labels(load(file, true)).keySet()).isEqualTo(shipped.keySet());
    }

    @ParameterizedTest
    @ValueSource(strings = {"en.json", "ru.json"})
    void hasTheSamePlaceholders(String file) {
        Map<String, String> ours = labels(load(file, true));
        shipped.forEach((key, text) ->
                assertThat(placeholders(ours.getOrDefault(key, ""))).as(key).isEqualTo(placeholders(text)));
    }

    @Test
    void leavesNoLabelInEnglish() {
        Map<String, String> russian = labels(load("ru.json", true));
        var english = new TreeSet<String>();
        russian.forEach((key, text) -> {
            if (text.matches("(?s).*[A-Za-z]{2,}.*") && !text.matches("(?s).*[А-Яа-яё].*")) {
                english.add(key);
            }
        });
        assertThat(english).containsExactlyInAnyOrder("APP_VENDOR", "COCKPIT_APP");
    }

    @Test
    void datesHaveTheSameParts() {
        JsonNode original = load("en.json", false).path("dateLocales");
        JsonNode russian = load("ru.json", true).path("dateLocales");
        assertThat(names(russian)).isEqualTo(names(original));
        for (String group : List.of("calendar", "longDateFormat", "relativeTime", "week")) {
            assertThat(names(russian.path(group))).as(group).isEqualTo(names(original.path(group)));
        }
        assertThat(russian.at("/months/format")).hasSize(12);
        assertThat(russian.at("/months/standalone")).hasSize(12);
        assertThat(russian.path("weekdays")).hasSize(7);
    }

    private static List<String> placeholders(String text) {
        Matcher matcher = PLACEHOLDER.matcher(text);
        return matcher.results()
                .map(found -> found.group().replace(" ", ""))
                .sorted()
                .toList();
    }

    private static TreeSet<String> names(JsonNode node) {
        var names = new TreeSet<String>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static Map<String, String> labels(JsonNode file) {
        Map<String, String> labels = new TreeMap<>();
        file.path("labels")
                .fields()
                .forEachRemaining(
                        label -> labels.put(label.getKey(), label.getValue().asText()));
        return labels;
    }

    /** Both files are on the class path: ours first, the web application's in its jar. */
    private static JsonNode load(String name, boolean ours) {
        try {
            for (URL url : Collections.list(
                    TasklistLanguageTests.class.getClassLoader().getResources(FOLDER + name))) {
                if (url.getPath().contains("camunda-webapp-webjar") != ours) {
                    try (var in = url.openStream()) {
                        String text = new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
                        return new ObjectMapper().readTree(text.replace("\uFEFF", ""));
                    }
                }
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        throw new AssertionError("not on the class path: " + name + (ours ? " of ours" : " of the web application"));
    }
}
