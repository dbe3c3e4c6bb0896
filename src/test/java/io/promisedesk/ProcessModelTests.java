package io.promisedesk;

import static org.assertj.core.api.Assertions.assertThat;

import io.promisedesk.platform.engine.lint.ModelLint;
import java.io.IOException;
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
