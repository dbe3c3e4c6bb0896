package io.promisedesk.kpi;

import static io.promisedesk.ticket.TicketSamples.ANNA;
import static io.promisedesk.ticket.TicketSamples.CLARA;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.promisedesk.Engine;
import io.promisedesk.PromisedeskTest;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.ticket.TicketDesk;
import io.promisedesk.ticket.TicketNumber;
import io.promisedesk.ticket.TicketSamples;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.client.TestRestTemplate;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/** The event log as process mining programs read it. */
@PromisedeskTest
class EventLogTests {

    @Autowired
    TicketDesk desk;

    @Autowired
    Miner miner;

    @Autowired
    Engine engine;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    TestRestTemplate web;

    private TicketNumber ticket = new TicketNumber("T-2026-000000");
    private Instant received = Instant.EPOCH;

    @BeforeEach
    void live() {
        ticket = desk.open(TicketSamples.invoiceQuestion(engine.now()), Actor.CUSTOMER);
        received = engine.now();
        engine.pass(Duration.ofMinutes(7));
        desk.claim(ticket, ANNA);
        desk.reply(ticket, "Which invoice?", List.of(), false, ANNA);
        engine.pass(Duration.ofMinutes(11));
        desk.transfer(ticket, "technical", ANNA);
        desk.claim(ticket, CLARA);
        engine.pass(Duration.ofMinutes(5));
        desk.resolve(ticket, "Here is the right one.", CLARA);
        engine.pass(Duration.ofMinutes(25));
        desk.close(ticket, CLARA);
        miner.mineAll();
    }

    @Test
    void isXesWithOneTracePerTicketAndItsEventsInOrder() throws Exception {
        Document xes = xml(get("admin", "?format=xes").getBody());

        assertThat(xes.getDocumentElement().getNamespaceURI()).isEqualTo("http://www.xes-standard.org/");
        List<Element> traces = children(xes.getDocumentElement(), "trace");
        assertThat(traces).hasSize(1);
        assertThat(value(traces.get(0), "concept:name")).isEqualTo(ticket.value());
        assertThat(value(traces.get(0), "team")).isEqualTo("technical");
        List<Element> events = children(traces.get(0), "event");
        assertThat(events)
                .extracting(event -> value(event, "concept:name"))
                .containsSubsequence("received", "assigned", "reply", "transferred", "assigned", "resolved", "closed");
        assertThat(value(events.get(0), "time:timestamp")).isEqualTo(received.toString());
        assertThat(events)
                .extracting(event -> Instant.parse(value(event, "time:timestamp")))
                .isSorted();
    }

    @Test
    void isOcelWhoseEventsNameOnlyObjectsAndTypesThatItDeclares() throws Exception {
        JsonNode ocel = new ObjectMapper().readTree(get("admin", "?format=ocel").getBody());

        Set<String> objects = new HashSet<>(ocel.at("/objects").findValuesAsText("id"));
        Set<String> types = new HashSet<>();
        ocel.at("/eventTypes").forEach(type -> types.add(type.path("name").asText()));
        assertThat(objects).contains("ticket:" + ticket.value(), "team:service", "team:technical");
        assertThat(ocel.at("/events")).isNotEmpty().allSatisfy(event -> {
            assertThat(types).contains(event.path("type").asText());
            assertThat(event.path("relationships")).isNotEmpty().allSatisfy(relation -> assertThat(objects)
                    .contains(relation.path("objectId").asText()));
        });
        assertThat(ocel.at("/events").findValuesAsText("id")).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(strings = {"xes", "ocel"})
    void namesNobodyUnlessAsked(String format) {
        assertThat(get("admin", "?format=" + format).getBody())
                .contains("person 1", "person 2")
                .doesNotContain("anna", "Anna", "clara", "Clara");
        assertThat(get("admin", "?people=names&format=" + format).getBody())
                .contains("Anna Weber", "Clara Novak")
                .doesNotContain("person 1");
    }

    @Test
    void namesToSupervisorsOnlyTheirOwnPeopleAndTickets() {
        // Victor supervises the team that has the ticket now, and Clara; Vera has no ticket any more.
        assertThat(get("victor", "?format=xes&people=names").getBody())
                .contains("Clara Novak", "person ")
                .doesNotContain("Anna");
        assertThat(get("vera", "?format=xes&people=names").getBody()).doesNotContain("<trace>");
    }

    @Test
    void leavesOutSpamAndWhatCameAtAnotherTime() {
        String later = "?format=xes&from=" + received.plusSeconds(1) + "&to=" + received.plusSeconds(9);
        assertThat(get("admin", later).getBody()).doesNotContain("<trace>");
        jdbc.sql("update kpi_ticket set excluded = 'spam'").update();
        assertThat(get("admin", "?format=xes").getBody()).doesNotContain("<trace>");
    }

    @Test
    void writesNothingThatXmlForbids() throws Exception {
        jdbc.sql("update kpi_ticket set category = :hostile")
                .param("hostile", "a\u0001b]]><x a=\"1\">&amp;")
                .update();

        Document xes = xml(get("admin", "?format=xes").getBody());

        assertThat(value(children(xes.getDocumentElement(), "trace").get(0), "category"))
                .isEqualTo("a\uFFFDb]]><x a=\"1\">&amp;");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "?format=csv", "?format=xes&people=all", "?format=xes&from=yesterday", "?format=xes&metric=x"
            })
    void saysWhichParameterIsWrong(String query) {
        ResponseEntity<String> answer = get("admin", query);

        assertThat(answer.getStatusCode().is4xxClientError())
                .as(answer.getBody())
                .isTrue();
        assertThat(answer.getStatusCode()).isNotEqualTo(HttpStatus.FORBIDDEN);
        assertThat(answer.getBody()).contains("\"detail\":").doesNotContain("\"detail\":\"kpi.refused");
    }

    private ResponseEntity<String> get(String user, String query) {
        return web.withBasicAuth(user, "demo").getForEntity("/api/kpi/event-log" + query, String.class);
    }

    private static Document xml(String text) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultInstance();
        factory.setNamespaceAware(true);
        return factory.newDocumentBuilder().parse(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static List<Element> children(Element parent, String name) {
        List<Element> found = new ArrayList<>();
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element && element.getLocalName().equals(name)) {
                found.add(element);
            }
        }
        return found;
    }

    private static String value(Element parent, String key) {
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element && element.getAttribute("key").equals(key)) {
                return element.getAttribute("value");
            }
        }
        return "";
    }
}
