package io.promisedesk.kpi;

import static io.promisedesk.ticket.TicketSamples.ANNA;
import static io.promisedesk.ticket.TicketSamples.CLARA;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.promisedesk.Browser;
import io.promisedesk.Engine;
import io.promisedesk.Http;
import io.promisedesk.PromisedeskTest;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.ticket.TicketDesk;
import io.promisedesk.ticket.TicketNumber;
import io.promisedesk.ticket.TicketSamples;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.repository.ProcessDefinition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

@PromisedeskTest
class DiagramPageTests {

    private static final Pattern UNTRANSLATED = Pattern.compile("\\?\\?|kpi\\.diagram\\.[a-z]");

    @LocalServerPort
    int port;

    @Autowired
    TicketDesk desk;

    @Autowired
    Miner miner;

    @Autowired
    Engine engine;

    @Autowired
    RepositoryService repository;

    private final List<String> deployments = new ArrayList<>();

    @AfterEach
    void undeploy() {
        deployments.forEach(deployment -> repository.deleteDeployment(deployment, true));
    }

    @ParameterizedTest
    @ValueSource(strings = {"vera", "admin", "denis"})
    void isForWhoeverLeadsOrDesigns(String person) {
        assertThat(Http.as(person, port).get("/kpi/diagram").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"anna", "olga", "integrator"})
    void isForNobodyElse(String person) {
        assertThat(Http.as(person, port).get("/kpi/diagram").status()).isEqualTo(403);
        assertThat(Http.as(person, port).get("/api/kpi/diagram").status()).isEqualTo(403);
        assertThat(Http.as(person, port).get("/kpi/diagram/visits?element=x").status())
                .isEqualTo(403);
    }

    @Test
    void saysHonestlyWhatIsNotThere() {
        assertThat(page("vera", "")).contains("No process measured yet");
        assertThat(Http.as("vera", port).get("/api/kpi/diagram").status()).isEqualTo(404);

        desk.open(TicketSamples.invoiceQuestion(), Actor.CUSTOMER);
        miner.mineAll();

        assertThat(page("vera", "&process=plan-shifts")).contains("plan-shifts", "is not measured");
        assertThat(page("vera", "&version=4711")).contains("There is no version 4711");
        assertThat(page("vera", "&from=2020-01-01&to=2020-01-31")).contains("No visits in this period");
        assertThat(page("vera", "&from=nonsense&to=9999999-01-01&before=x&show=%3Cscript%3E&element=%27"))
                .contains("Work on ticket");
    }

    @Test
    void leadsToTheSlowestTicketsThatOneMayOpen() {
        TicketNumber slow = solved(Duration.ofHours(5));
        TicketNumber quick = solved(Duration.ofMinutes(20));
        TicketNumber foreign = desk.open(TicketSamples.invoiceQuestion(), Actor.CUSTOMER);
        desk.claim(foreign, ANNA);
        desk.transfer(foreign, "technical", ANNA);
        engine.pass(Duration.ofHours(9));
        desk.resolve(foreign, "Done.", CLARA);
        miner.mineAll();

        String visits = "/kpi/diagram/visits?lang=en&element=userTask_workOnTicket";
        String vera = Http.as("vera", port).get(visits).body();
        assertThat(vera)
                .contains("Longest visits of “Work on ticket”", "5\u00a0h", "20\u00a0min")
                .containsSubsequence("/tickets/" + slow.value(), "/tickets/" + quick.value())
                .doesNotContain(foreign.value())
                .doesNotContainPattern(UNTRANSLATED);
        assertThat(Http.as("admin", port).get(visits).body()).contains(foreign.value());
        assertThat(Http.as("denis", port).get(visits).status()).isEqualTo(403);
        assertThat(page("denis", "")).doesNotContain("/kpi/diagram/visits");
        assertThat(page("vera", "")).contains("/kpi/diagram/visits");
    }

    @Test
    void givesTheFiguresAsData() {
        solved(Duration.ofHours(2));
        miner.mineAll();

        JsonNode answer = Http.as("denis", port).get("/api/kpi/diagram").json();
        assertThat(answer.at("/process").asText()).isEqualTo("ticket");
        assertThat(answer.at("/cases").asInt()).isEqualTo(1);
        assertThat(answer.at("/elements"))
                .filteredOn(element -> element.at("/id").asText().equals("userTask_workOnTicket"))
                .allSatisfy(work -> {
                    assertThat(work.at("/visits").asInt()).isEqualTo(1);
                    assertThat(work.at("/median").asDouble()).isEqualTo(2.0);
                    assertThat(work.at("/target").asDouble()).isEqualTo(8.0);
                })
                .hasSize(1);
        Http.Answer csv = Http.as("denis", port).get("/api/kpi/diagram?format=csv&team=technical");
        assertThat(csv.header("Content-Disposition")).contains("ticket-");
        assertThat(csv.body()).contains("userTask_workOnTicket").startsWith("element,name,kind");
    }

    @Test
    void comparesTwoVersions() {
        solved(Duration.ofHours(4));
        int before = version();
        redeploy(changed());
        solved(Duration.ofHours(1));
        miner.mineAll();

        String page = page("denis", "&before=" + before);

        assertThat(page)
                .contains("What the change did", "Added: “Look it up”", "Changed: “Work on ticket”", "Too few visits")
                .contains("Before: Ticket, version " + before)
                .containsPattern("data-element=\"event_lookedUp\" data-state=\"added\"")
                .containsPattern("data-element=\"userTask_workOnTicket\" data-state=\"changed\"")
                .doesNotContainPattern(UNTRANSLATED);
    }

    @Test
    void drawsThePictureAndSavesIt() {
        for (int i = 0; i < 12; i++) {
            solved(Duration.ofMinutes(30 + 40 * i));
        }
        int before = version();
        redeploy(changed());
        for (int i = 0; i < 12; i++) {
            solved(Duration.ofMinutes(15 + 20 * i));
        }
        TicketNumber waiting = desk.open(TicketSamples.invoiceQuestion(), Actor.CUSTOMER);
        desk.claim(waiting, ANNA);
        desk.reply(waiting, "Which invoice?", List.of(), true, ANNA);
        miner.mineAll();

        try (Browser browser = Browser.open(port, Locale.ENGLISH)) {
            browser.size(1500, 1800).logIn("vera").goTo("/kpi/diagram?lang=en");
            browser.see(".heat[data-drawn='1']");
            assertThat(browser.text("[data-of=userTask_workOnTicket] > text")).isEqualTo("115 min");
            browser.picture("heat-en");

            // Picture and table know of each other, and the address of all.
            browser.click("tr[data-element=userTask_workOnTicket] button.element");
            browser.until("the element is framed", page -> !browser.run(
                            "return document.querySelectorAll('.heat-chosen rect').length")
                    .equals(0L));
            browser.click("[data-show=visits]");
            assertThat(browser.address()).contains("element=userTask_workOnTicket", "show=visits");
            assertThat(browser.text("[data-of=userTask_workOnTicket] > text")).isEqualTo("13");
            browser.click("[data-figures] th:nth-child(5) button");
            assertThat(browser.see("[data-figures] th:nth-child(5)").getDomAttribute("aria-sort"))
                    .isEqualTo("descending");
            browser.picture("heat-visits");

            browser.run(
                    """
                    const create = URL.createObjectURL;
                    URL.createObjectURL = (blob) => { blob.text().then((text) => { window.saved = text; }); return create(blob); };
                    """);
            browser.click("[data-save=svg]");
            String saved = browser.until("it is saved", page -> (String) browser.run("return window.saved"));
            assertThat(saved)
                    .contains("Work on ticket", "Ticket, version", "100%", "#fe9929", ">13<")
                    .doesNotContain("var(");
            browser.click("[data-save=png]");
            browser.until("the picture is saved", page -> browser.run(
                            "return Number(document.querySelector('.heat').dataset.savedBytes || 0) > 20000")
                    .equals(true));

            browser.goTo("/kpi/diagram?lang=ru&before=" + before);
            browser.see(".heat[data-drawn='2']");
            assertThat(browser.text("h1")).isEqualTo("Тепловая карта процесса");
            assertThat(browser.text(".change")).contains("Добавлено", "занимает");
            browser.size(1500, 2800).picture("heat-before-after-ru");
            browser.size(500, 3000);
            browser.until(
                    "the page fits",
                    page -> Boolean.TRUE.equals(
                            browser.run("return document.documentElement.scrollWidth <= innerWidth")));
            browser.picture("heat-phone");
        }
    }

    private String page(String person, String query) {
        return Http.as(person, port).get("/kpi/diagram?lang=en" + query).body();
    }

    private TicketNumber solved(Duration work) {
        TicketNumber ticket = desk.open(TicketSamples.invoiceQuestion(engine.now()), Actor.CUSTOMER);
        desk.claim(ticket, ANNA);
        engine.pass(work);
        desk.resolve(ticket, "Done.", ANNA);
        return ticket;
    }

    private int version() {
        return live().getVersion();
    }

    private ProcessDefinition live() {
        return repository
                .createProcessDefinitionQuery()
                .processDefinitionKey("ticket")
                .latestVersion()
                .singleResult();
    }

    /** As a designer changes it: a step more after work, and less time for it. */
    private String changed() {
        try (var model = repository.getProcessModel(live().getId())) {
            return new String(model.readAllBytes(), StandardCharsets.UTF_8)
                    .replace("name=\"kpi.target\" value=\"PT8H\"", "name=\"kpi.target\" value=\"PT2H\"")
                    .replace(
                            "<bpmn:sequenceFlow id=\"flow_6\" sourceRef=\"userTask_workOnTicket\" targetRef=\"gateway_whatNext\"/>",
                            """
                            <bpmn:sequenceFlow id="flow_6" sourceRef="userTask_workOnTicket" targetRef="event_lookedUp"/>
                            <bpmn:intermediateThrowEvent id="event_lookedUp" name="Look it up"/>
                            <bpmn:sequenceFlow id="flow_lookedUp" sourceRef="event_lookedUp" targetRef="gateway_whatNext"/>
                            """)
                    .replace(
                            "<bpmndi:BPMNEdge id=\"flow_6_di\"",
                            """
                            <bpmndi:BPMNShape id="event_lookedUp_di" bpmnElement="event_lookedUp"><dc:Bounds x="1347" y="222" width="36" height="36"/></bpmndi:BPMNShape>
                            <bpmndi:BPMNEdge id="flow_6_di\"""");
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private void redeploy(String model) {
        deployments.add(repository
                .createDeployment()
                .addString("ticket.bpmn", model)
                .deploy()
                .getId());
    }
}
