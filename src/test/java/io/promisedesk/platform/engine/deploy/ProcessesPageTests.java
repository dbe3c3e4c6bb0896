package io.promisedesk.platform.engine.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;

import com.fasterxml.jackson.databind.JsonNode;
import io.promisedesk.Browser;
import io.promisedesk.Http;
import io.promisedesk.PromisedeskTest;
import io.promisedesk.platform.engine.deploy.ProcessDeployer.Outcome;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.platform.security.CurrentActor;
import io.promisedesk.platform.security.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.camunda.bpm.engine.RepositoryService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.web.servlet.i18n.FixedLocaleResolver;
import org.thymeleaf.spring6.view.ThymeleafViewResolver;

/** A designer's home: what is live, and what was wrong with what is not. */
@PromisedeskTest
class ProcessesPageTests {

    private static final Pattern UNTRANSLATED = Pattern.compile("\\?\\?|platform\\.processes\\.");
    private static final Pattern SOURCE = Pattern.compile("href=\"(/engine-rest/deployment/[^\"]+)\"");

    @LocalServerPort
    int port;

    @Autowired
    ProcessDeployer deployer;

    @Autowired
    RunningProcesses runningProcesses;

    @Autowired
    LiveModels models;

    @Autowired
    RepositoryService repository;

    @Autowired
    ThymeleafViewResolver views;

    @Autowired
    Clock clock;

    @TempDir
    Path folder;

    @Test
    void isWhereADesignerLandsAfterTheLogIn() {
        assertThat(Http.as("denis", port).get("/").header("Location")).endsWith("/processes");
        assertThat(Http.as("admin", port).get("/").header("Location")).endsWith("/camunda/app/welcome/");
        assertThat(Http.as("anna", port).get("/").header("Location")).endsWith("/camunda/app/tasklist/");
    }

    @Test
    void showsEveryProcessDecisionAndFormThatIsLiveInBothLanguages() throws IOException {
        String english = Http.as("denis", port).get("/processes?lang=en").body();
        String russian = Http.as("denis", port).get("/processes?lang=ru").body();

        assertThat(english)
                .contains("data-outcome=\"live\"", "Everything in these files is live")
                .doesNotContainPattern(UNTRANSLATED);
        assertThat(russian)
                .contains("data-outcome=\"live\"", "Всё, что лежит в файлах, действует")
                .doesNotContainPattern(UNTRANSLATED);
        for (String file : projectFiles()) {
            assertThat(english).contains("<code>" + file + "</code>");
        }
    }

    @Test
    void givesOutEachFileAsItIsLive() {
        String page = Http.as("denis", port).get("/processes").body();

        assertThat(SOURCE.matcher(page).results().map((MatchResult link) -> link.group(1)))
                .isNotEmpty()
                .allSatisfy(address -> assertThat(
                                Http.as("denis", port).get(address).status())
                        .as(address)
                        .isEqualTo(200));
        assertThat(page).doesNotContain("/resources/null/");
    }

    @Test
    void interfaceNamesDecisionsAndFormsToo() {
        JsonNode answer = Http.as("denis", port).get("/api/processes").json();

        assertThat(answer.path("live").findValuesAsText("process")).contains("ticket", "handover");
        assertThat(answer.path("decisions").findValuesAsText("id")).contains("classification");
        assertThat(answer.path("forms").findValuesAsText("id")).contains("work-on-ticket");
        assertThat(answer.path("lastReading").path("outcome").asText()).isEqualTo("LIVE");
    }

    @Test
    void saysThatTheOldVersionKeepsRunningWhenASetIsRefused() throws Exception {
        copyProject();
        Path ticket = folder.resolve("processes/ticket/ticket.bpmn");
        Files.writeString(
                ticket, Files.readString(ticket).replace("formRef=\"work-on-ticket\"", "formRef=\"work-on-tickets\""));

        String english = page(Locale.ENGLISH, read(folder));
        String russian = page(Locale.forLanguageTag("ru"), read(folder));

        assertThat(english)
                .contains(
                        "data-outcome=\"refused\"",
                        "The last change is NOT live",
                        "The OLD versions below keep running",
                        "userTask_workOnTicket",
                        "Its form &quot;work-on-tickets&quot; does not exist.",
                        "Save a form with the id work-on-tickets",
                        folder.toString())
                .containsPattern("Errors: 1. Version \\d+ keeps running")
                .contains("waits for the errors elsewhere")
                .doesNotContainPattern(UNTRANSLATED);
        assertThat(russian)
                .contains("Последнее изменение НЕ действует", "Работают ПРЕЖНИЕ версии", "userTask_workOnTicket")
                .doesNotContainPattern(UNTRANSLATED);
    }

    @Test
    void saysWhenTheFolderIsNotThereOrEmpty() throws Exception {
        ProcessFolder missing = read(folder.resolve("missing"));
        assertThat(page(Locale.ENGLISH, missing))
                .contains("data-outcome=\"failed\"", "there is no folder &quot;processes&quot;", "keep running")
                .doesNotContainPattern(UNTRANSLATED);

        Files.createDirectories(folder.resolve("processes"));
        assertThat(page(Locale.ENGLISH, read(folder)))
                .contains("data-outcome=\"empty\"", "There are no files here")
                .doesNotContainPattern(UNTRANSLATED);
    }

    @Test
    void saysWhenSomebodyHasDeployedPastTheFiles() throws IOException {
        String past = repository
                .createDeployment()
                .name("by hand")
                .addInputStream(
                        "processes/log-a-call.bpmn", Files.newInputStream(Path.of("processes/ticket/log-a-call.bpmn")))
                .deploy()
                .getId();
        try {
            assertThat(Http.as("denis", port).get("/processes?lang=en").body())
                    .contains("data-outcome=\"replaced\"", "These files are NOT live", "past this folder")
                    .contains("Deployed past these files, without a check");
        } finally {
            repository.deleteDeployment(past, true);
        }
        assertThat(Http.as("denis", port).get("/processes").body()).contains("data-outcome=\"live\"");
    }

    @Test
    void fitsTheScreenInBothLanguages() {
        try (Browser browser = Browser.open(port, Locale.ENGLISH).logIn("denis")) {
            browser.see(".notice.ok h2", "Everything in these files is live");
            assertThat(browser.address()).endsWith("/processes");
            assertThat(browser.visible(".bar nav a[href='/tickets'], .bar nav a[href='/camunda/app/tasklist/']"))
                    .isEmpty();
            browser.size(1400, 2400).picture("processes-en");
            browser.goTo("/processes?lang=ru").see(".bar nav a[aria-current]", "Процессы");
            browser.picture("processes-ru");
            browser.size(500, 3000);
            browser.until(
                    "the page fits a narrow screen",
                    page -> Boolean.TRUE.equals(
                            browser.run("return document.documentElement.scrollWidth <= innerWidth")));
        }
    }

    /** What a node makes of that folder; an error keeps it from deploying anything here. */
    private ProcessFolder read(Path files) {
        var node = new ProcessFolder(deployer, runningProcesses, models, settings(files), clock);
        node.start();
        node.stop();
        assertThat(node.lastReading()).isNotNull();
        assertThat(node.lastReading().outcome()).isNotEqualTo(Outcome.LIVE);
        return node;
    }

    private String page(Locale language, ProcessFolder node) throws Exception {
        var denis = new Actor("denis", Set.of(Role.DESIGNER), Set.of());
        CurrentActor reader = new CurrentActor() {
            @Override
            public Actor get() {
                return denis;
            }

            @Override
            public Actor of(String userId) {
                return denis;
            }

            @Override
            public void as(String userId, Runnable work) {
                work.run();
            }
        };
        Path files = Path.of(String.valueOf(node.lastReading().origin()));
        return MockMvcBuilders.standaloneSetup(
                        new ProcessesController(models, node, settings(files), runningProcesses, reader))
                .setViewResolvers((name, locale) -> views.resolveViewName(name, locale))
                .setLocaleResolver(new FixedLocaleResolver(language))
                .build()
                .perform(get("/processes"))
                .andReturn()
                .getResponse()
                .getContentAsString();
    }

    private static ProcessSettings settings(Path files) {
        return new ProcessSettings(files.toString(), false, false);
    }

    private void copyProject() throws IOException {
        for (String file : projectFiles()) {
            Path copy = folder.resolve(file);
            Files.createDirectories(copy.getParent());
            Files.copy(Path.of(file), copy);
        }
    }

    private static List<String> projectFiles() throws IOException {
        try (Stream<Path> processes = Files.walk(Path.of("processes"));
                Stream<Path> forms = Files.walk(Path.of("forms"))) {
            return Stream.concat(processes, forms)
                    .map(Path::toString)
                    .filter(name -> name.endsWith(".bpmn") || name.endsWith(".dmn") || name.endsWith(".form"))
                    .toList();
        }
    }
}
