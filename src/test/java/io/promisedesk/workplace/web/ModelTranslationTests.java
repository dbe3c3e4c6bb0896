package io.promisedesk.workplace.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.springframework.context.support.ResourceBundleMessageSource;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.w3c.dom.Element;

/** Every word of a model or form that Tasklist shows has its Russian twin, and only those have. */
class ModelTranslationTests {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Locale RUSSIAN = Locale.forLanguageTag("ru");
    private static final Set<String> FILTERS =
            Set.of("Mine", "To decide", "My team's queue", "At risk", "Waiting", "Hand-over");

    private final TranslatedModels models = new TranslatedModels(messages());

    @Test
    void englishTextsAreThoseOfTheModels() throws Exception {
        assertThat(properties("messages/models.properties"))
                .as("texts in processes/ and forms/ against messages/models.properties")
                .isEqualTo(texts());
    }

    @Test
    void everyTextIsTranslated() throws Exception {
        Map<String, String> russian = properties("messages/models_ru.properties");
        assertThat(russian.keySet()).isEqualTo(texts().keySet());
        assertThat(russian.values()).allMatch(text -> text.matches("(?s).*[А-Яа-яЁё].*"));
    }

    @Test
    void translatesTasksFormsFiltersAndDiagrams() throws IOException {
        JsonNode answer = JSON.readTree(
                """
                {"_embedded": {"task": [
                    {"id": "1", "name": "Work on ticket", "taskDefinitionKey": "userTask_workOnTicket",
                     "processDefinitionId": "ticket:3:abc"}],
                  "processDefinition": [{"key": "ticket", "deploymentId": "d", "name": "Ticket"}]}}
                """);
        models.translate(answer, RUSSIAN);
        assertThat(answer.at("/_embedded/task/0/name").asText()).isEqualTo("Работа над обращением");
        assertThat(answer.at("/_embedded/processDefinition/0/name").asText()).isEqualTo("Обращение");

        JsonNode filter = JSON.readTree("{\"name\": \"Mine\", \"resourceType\": \"Task\", \"query\": {}}");
        models.translate(filter, RUSSIAN);
        assertThat(filter.path("name").asText()).isEqualTo("Мои");

        JsonNode form = JSON.readTree(Resources.read("forms/ticket/work-on-ticket.form"));
        models.translate(form, RUSSIAN);
        assertThat(form.at("/components/0/label").asText()).isEqualTo("Ответ клиенту");
        assertThat(form.at("/components/3/values/3/label").asText()).isEqualTo("Решено");

        JsonNode diagram = JSON.createObjectNode().put("bpmn20Xml", Resources.read("processes/ticket/ticket.bpmn"));
        models.translate(diagram, RUSSIAN);
        assertThat(diagram.path("bpmn20Xml").asText())
                .contains("name=\"Работа над обращением\"")
                .doesNotContain("name=\"Work on ticket\"");
    }

    @Test
    void showsADesignersNewWordsAsTheyAre() throws IOException {
        JsonNode task = JSON.readTree(
                """
                {"name": "Ring the customer", "taskDefinitionKey": "userTask_workOnTicket",
                 "processDefinitionId": "ticket:3:abc"}
                """);
        models.translate(task, RUSSIAN);
        assertThat(task.path("name").asText()).isEqualTo("Ring the customer");
    }

    /** All texts by key, as they stand in processes/, forms/ and the filters from the start. */
    private static Map<String, String> texts() throws Exception {
        Map<String, String> texts = new TreeMap<>();
        FILTERS.forEach(name -> texts.put(TranslatedModels.filterKey(name), name));
        for (Resource form : resources("classpath*:forms/**/*.form")) {
            JsonNode tree = JSON.readTree(form.getInputStream());
            collect(tree, "form." + tree.path("id").asText(), texts);
        }
        for (Resource process : resources("classpath*:processes/**/*.bpmn")) {
            collect(process, texts);
        }
        return texts;
    }

    private static void collect(JsonNode parent, String form, Map<String, String> texts) {
        for (JsonNode component : parent.path("components")) {
            String key = form + "." + TranslatedModels.componentName(component);
            put(texts, key, component.path("label"));
            put(texts, key, component.path("text"));
            TranslatedModels.COMPONENT_TEXTS.forEach(text -> put(texts, key + "." + text, component.path(text)));
            for (JsonNode option : component.path("values")) {
                put(texts, key + "." + option.path("value").asText(), option.path("label"));
            }
            for (JsonNode column : component.path("columns")) {
                put(texts, key + "." + column.path("key").asText(), column.path("label"));
            }
            collect(component, form, texts);
        }
    }

    private static void collect(Resource file, Map<String, String> texts) throws Exception {
        var factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        var processes = factory.newDocumentBuilder()
                .parse(file.getInputStream())
                .getElementsByTagNameNS("http://www.omg.org/spec/BPMN/20100524/MODEL", "process");
        for (int p = 0; p < processes.getLength(); p++) {
            Element process = (Element) processes.item(p);
            String prefix = "process." + process.getAttribute("id");
            texts.put(prefix, process.getAttribute("name"));
            var elements = process.getElementsByTagNameNS("http://www.omg.org/spec/BPMN/20100524/MODEL", "*");
            for (int e = 0; e < elements.getLength(); e++) {
                Element element = (Element) elements.item(e);
                if (!element.getAttribute("id").isEmpty()
                        && !element.getAttribute("name").isEmpty()) {
                    texts.put(prefix + "." + element.getAttribute("id"), element.getAttribute("name"));
                }
            }
        }
    }

    private static void put(Map<String, String> texts, String key, JsonNode value) {
        if (value.isTextual() && !value.asText().isBlank()) {
            texts.put(key, value.asText());
        }
    }

    private static Resource[] resources(String pattern) throws IOException {
        return new PathMatchingResourcePatternResolver().getResources(pattern);
    }

    private static Map<String, String> properties(String name) throws IOException {
        var properties = new Properties();
        try (var reader = new InputStreamReader(Resources.open(name), StandardCharsets.UTF_8)) {
            properties.load(reader);
        }
        Map<String, String> texts = new TreeMap<>();
        properties.forEach((key, value) -> texts.put(key.toString(), value.toString()));
        return texts;
    }

    private static ResourceBundleMessageSource messages() {
        var source = new ResourceBundleMessageSource();
        source.setBasename("messages/models");
        source.setDefaultEncoding(StandardCharsets.UTF_8.name());
        source.setFallbackToSystemLocale(false);
        return source;
    }

    private static final class Resources {

        static InputStream open(String name) {
            InputStream in = ModelTranslationTests.class.getClassLoader().getResourceAsStream(name);
            assertThat(in).as(name).isNotNull();
            return in;
        }

        static String read(String name) throws IOException {
            try (InputStream in = open(name)) {
                return new String(in.readAllBytes(), StandardCharsets.UTF_8);
            }
        }
    }
}
