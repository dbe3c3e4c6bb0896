package io.promisedesk;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.promisedesk.platform.engine.lint.Finding;
import io.promisedesk.platform.engine.lint.ModelLint;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.repository.ProcessDefinition;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** The project's own diagrams, decision tables and forms are without fault, and live. */
@PromisedeskTest
class ProcessModelTests {

    @Autowired
    ModelLint lint;

    @Autowired
    RepositoryService repository;

    @Test
    void lintFindsNothing() throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        for (Path file : files("bpmn", "dmn", "form")) {
            files.put(file.toString().replace('\\', '/'), Files.readAllBytes(file));
        }

        assertThat(lint.check(files)).isEmpty();
    }

    @Test
    void everyDiagramHasItsReadingMatter() throws IOException {
        assertThat(files("bpmn"))
                .allSatisfy(diagram -> assertThat(Path.of(diagram.toString().replaceAll("bpmn$", "md")))
                        .exists());
    }

    @Test
    void everyDiagramIsLive() throws IOException {
        List<String> diagrams = files("bpmn").stream()
                .map(file -> file.getFileName().toString().replace(".bpmn", ""))
                .toList();

        assertThat(repository.createProcessDefinitionQuery().latestVersion().list())
                .extracting(ProcessDefinition::getKey)
                .containsAll(diagrams);
    }

    @Test
    void templatesInModelerOfferOnlyWhatExists() throws IOException {
        StringBuilder elements = new StringBuilder();
        int number = 0;
        for (Path file : List.of(
                Path.of(".camunda/element-templates/marks.json"), Path.of(".camunda/element-templates/steps.json"))) {
            for (JsonNode template : new ObjectMapper().readTree(file.toFile())) {
                for (JsonNode property : template.path("properties")) {
                    elements.append(offered(property, "serviceTask_" + number++));
                }
            }
        }
        String diagram =
                """
                <bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:camunda="http://camunda.org/schema/1.0/bpmn" targetNamespace="test">
                <bpmn:process id="templates" isExecutable="true">%s</bpmn:process></bpmn:definitions>
                """
                        .formatted(elements);

        assertThat(elements).contains("kpi.stage", "kpi.milestone", "camunda:expression");
        assertThat(lint.check(Map.of("processes/templates.bpmn", diagram.getBytes(StandardCharsets.UTF_8))))
                .filteredOn(finding -> String.valueOf(finding.element()).startsWith("serviceTask_"))
                .filteredOn(Finding::isError)
                .isEmpty();
    }

    /** Service tasks that carry each value that the template can set. */
    private static String offered(JsonNode property, String id) {
        String name = property.path("binding").path("name").asText();
        if (name.equals("camunda:expression")) {
            return "<bpmn:serviceTask id=\"%s\" camunda:expression=\"%s\" />"
                    .formatted(id, property.path("value").asText());
        }
        StringBuilder marks = new StringBuilder();
        for (JsonNode choice : property.path("choices")) {
            marks.append("<camunda:property name=\"%s\" value=\"%s\" />"
                    .formatted(name, choice.path("value").asText()));
        }
        return "<bpmn:manualTask id=\"%s\"><bpmn:extensionElements><camunda:properties>%s</camunda:properties></bpmn:extensionElements></bpmn:manualTask>"
                .formatted(id, marks);
    }

    private static List<Path> files(String... endings) throws IOException {
        try (Stream<Path> processes = walk("processes");
                Stream<Path> forms = walk("forms")) {
            return Stream.concat(processes, forms)
                    .filter(file -> Stream.of(endings)
                            .anyMatch(ending -> file.toString().endsWith("." + ending)))
                    .sorted()
                    .toList();
        }
    }

    private static Stream<Path> walk(String folder) throws IOException {
        return Files.isDirectory(Path.of(folder)) ? Files.walk(Path.of(folder)) : Stream.empty();
    }
}
