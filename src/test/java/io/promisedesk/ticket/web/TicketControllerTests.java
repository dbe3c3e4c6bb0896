package io.promisedesk.ticket.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.promisedesk.Engine;
import io.promisedesk.PromisedeskTest;
import io.promisedesk.roster.RosterDesk;
import io.promisedesk.ticket.RoutingDesk;
import io.promisedesk.ticket.TeamRouting;
import io.promisedesk.ticket.TicketOpening;
import io.promisedesk.ticket.TicketSamples;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.client.TestRestTemplate;
import org.springframework.http.HttpEntity;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;

/** Tickets over HTTP, as an integrator and a person with {@code curl} see them. */
@PromisedeskTest
class TicketControllerTests {

    private static final String OPEN =
            """
            {"subject": "Question about my invoice", "text": "Why?", "channel": "phone",
             "customer": {"email": "Mia@Example.org", "name": "Mia Brown"}}
            """;

    @Autowired
    TestRestTemplate rest;

    @Autowired
    TicketOpening opening;

    @Autowired
    Engine engine;

    @Autowired
    RosterDesk roster;

    @Autowired
    RoutingDesk routing;

    @Test
    void answersWithTheTicketAsItIsAfterEachVerb() {
        ResponseEntity<JsonNode> opened = post("integrator", "/api/tickets", OPEN);
        assertThat(opened.getStatusCode().value()).isEqualTo(201);
        assertThat(opened.getHeaders().getLocation()).hasPath("/api/tickets/" + number(opened));
        assertThat(opened.getBody().at("/customer/email").asText()).isEqualTo("mia@example.org");
        assertThat(opened.getBody().at("/state").asText()).isEqualTo("NEW");
        assertThat(opened.getBody().at("/priority").asText()).isEqualTo("moderate");
        String ticket = "/api/tickets/" + number(opened);

        assertThat(state(post("anna", ticket + "/claim", ""))).isEqualTo("OPEN");
        assertThat(state(post(
                        "anna",
                        ticket + "/messages",
                        "{\"text\": \"Which?\", \"public\": true, \"waitForCustomer\": true}")))
                .isEqualTo("WAITING_FOR_CUSTOMER");
        assertThat(state(post("anna", ticket + "/resume", ""))).isEqualTo("OPEN");
        assertThat(state(post("anna", ticket + "/wait", "{\"for\": \"third-party\"}")))
                .isEqualTo("WAITING_FOR_THIRD_PARTY");
        assertThat(state(post("anna", ticket + "/resolve", "{\"text\": \"Done.\"}")))
                .isEqualTo("RESOLVED");
        assertThat(state(post("anna", ticket + "/reopen", ""))).isEqualTo("OPEN");
        assertThat(state(post("anna", ticket + "/resolve", ""))).isEqualTo("RESOLVED");
        assertThat(state(post("anna", ticket + "/close", ""))).isEqualTo("CLOSED");
        JsonNode clocks = get("anna", ticket + "/clocks").getBody();
        assertThat(clocks.findValuesAsText("metric")).containsExactly("first_response", "resolution", "resolution");
        assertThat(get("anna", ticket + "/audit").getBody().at("/items").findValuesAsText("action"))
                .startsWith("opened", "claimed", "replied", "waiting");
    }

    @Test
    void tellsHowMuchSomebodyHasToDoOnlyThemselfAndWhoeverLeads() {
        Instant now = engine.now();
        roster.plan("service", now.minus(Duration.ofHours(1)), now.plus(Duration.ofHours(4)), List.of("anna"));
        routing.route("service", TeamRouting.Mode.PUSH, null, TicketSamples.VERA);
        String address = "/api/tickets/" + number(post("integrator", "/api/tickets", OPEN)) + "/routing";

        JsonNode colleague = get("boris", address).getBody().at("/considered/0");
        assertThat(colleague.path("person").asText()).isEqualTo("anna");
        assertThat(colleague.path("words").asText()).isNotEmpty();
        for (String figure : List.of("open", "inHand", "capacity", "load")) {
            assertThat(colleague.path(figure).isNumber()).as(figure).isFalse();
            for (String reader : List.of("anna", "vera")) {
                assertThat(get(reader, address)
                                .getBody()
                                .at("/considered/0/" + figure)
                                .isNumber())
                        .as(figure + " for " + reader)
                        .isTrue();
            }
        }
    }

    @Test
    void mergesTwoTicketsAndRefusesInTheReadersWords() {
        String ticket = number(post("integrator", "/api/tickets", OPEN));
        String survivor = number(post("integrator", "/api/tickets", OPEN));
        String merge = "/api/tickets/" + ticket + "/merge";
        assertThat(get("anna", "/api/tickets/" + ticket).getBody().path("actions"))
                .anyMatch(action -> action.asText().equals("merge"));

        JsonNode merged =
                post("anna", merge, "{\"into\": \"" + survivor + "\"}").getBody();

        assertThat(merged.path("state").asText()).isEqualTo("CANCELLED");
        assertThat(merged.path("mergedInto").asText()).isEqualTo(survivor);
        assertThat(get("anna", "/api/tickets/" + survivor).getBody().findValuesAsText("ticket"))
                .containsExactly(ticket, survivor);
        assertThat(post("anna", merge, "{}").getStatusCode().value()).isEqualTo(422);
        assertThat(post("anna", merge, "{\"into\": \"x\"}").getStatusCode().value())
                .isEqualTo(404);
        HttpHeaders russian = new HttpHeaders();
        russian.set(HttpHeaders.ACCEPT_LANGUAGE, "ru");
        ResponseEntity<JsonNode> again =
                send("boris", HttpMethod.POST, merge, "{\"into\": \"" + survivor + "\"}", russian);
        assertThat(again.getStatusCode().value()).isEqualTo(409);
        assertThat(again.getBody().path("detail").asText()).isEqualTo(ticket + " уже объединено с " + survivor + ".");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT100000000H", "PT1001H", "P9999D", "P251D", "P1DT4H", "PT0S"})
    void refusesToPromiseNewsThatNobodyWouldWaitFor(String newsWithin) {
        String ticket = "/api/tickets/" + number(post("integrator", "/api/tickets", OPEN));
        String reply = "{\"text\": \"We look into it.\", \"public\": true, \"newsWithin\": \"%s\"}";

        ResponseEntity<JsonNode> answer = post("anna", ticket + "/messages", reply.formatted(newsWithin));

        assertThat(answer.getStatusCode().value()).isEqualTo(422);
        assertThat(answer.getBody().path("field").asText()).isEqualTo("newsWithin");
        assertThat(answer.getBody().path("detail").asText())
                .isEqualTo("\"" + newsWithin + "\" is neither working time such as PT4H nor working days such as P2D;"
                        + " at most a thousand hours or 250 days.");
        assertThat(post("anna", ticket + "/messages", reply.formatted("P250D"))
                        .getStatusCode()
                        .value())
                .isEqualTo(201);
    }

    @Test
    void opensOneTicketPerIdempotencyKeyEvenAtTheSameTime() throws Exception {
        HttpHeaders headers = new HttpHeaders();
        headers.set("Idempotency-Key", "order-4711");
        ExecutorService twice = Executors.newFixedThreadPool(2);
        Callable<String> open = () -> number(send("integrator", HttpMethod.POST, "/api/tickets", OPEN, headers));
        try {
            List<Future<String>> numbers = twice.invokeAll(List.of(open, open));
            assertThat(numbers.get(0).get()).isEqualTo(numbers.get(1).get());
        } finally {
            twice.shutdown();
        }

        String other = OPEN.replace("Why?", "Why not?");
        assertThat(send("integrator", HttpMethod.POST, "/api/tickets", other, headers)
                        .getStatusCode()
                        .value())
                .isEqualTo(409);
        assertThat(get("olga", "/api/tickets").getBody().path("total").asInt()).isEqualTo(1);
    }

    @Test
    void namesTheFieldThatIsWrong() {
        Map<String, String> wrong = Map.of(
                OPEN.replace("Mia@Example.org", "nobody"),
                "customer.email",
                OPEN.replace("\"phone\"", "\"pigeon\""),
                "channel",
                OPEN.replace("Question about my invoice", " "),
                "subject",
                OPEN.replace("\"channel\"", "\"team\": \"nobody\", \"channel\""),
                "team",
                "{\"subject\": \"x\", \"text\": \"y\"}",
                "customer");
        wrong.forEach((body, field) -> {
            ResponseEntity<JsonNode> answer = post("integrator", "/api/tickets", body);
            assertThat(answer.getStatusCode().is4xxClientError()).as(body).isTrue();
            assertThat(answer.getHeaders().getContentType().isCompatibleWith(MediaType.APPLICATION_PROBLEM_JSON))
                    .isTrue();
            assertThat(answer.getBody().toString()).contains(field);
        });
    }

    @Test
    void refusesInTheReadersLanguage() {
        String ticket = "/api/tickets/" + number(post("integrator", "/api/tickets", OPEN));
        post("anna", ticket + "/claim", "");
        HttpHeaders russian = new HttpHeaders();
        russian.set(HttpHeaders.ACCEPT_LANGUAGE, "ru");

        ResponseEntity<JsonNode> answer = send("boris", HttpMethod.POST, ticket + "/claim", "", russian);

        assertThat(answer.getStatusCode().value()).isEqualTo(409);
        assertThat(answer.getBody().path("detail").asText()).contains("уже занимается");
    }

    @Test
    void hidesTicketsOfOtherTeams() {
        String ticket = "/api/tickets/" + number(post("integrator", "/api/tickets", OPEN));

        assertThat(get("clara", ticket).getStatusCode().value()).isEqualTo(404);
        assertThat(get("denis", ticket).getStatusCode().value()).isEqualTo(404);
        assertThat(get("anna", "/api/tickets/T-2026-999999").getStatusCode().value())
                .isEqualTo(404);
        assertThat(get("anna", "/api/tickets/nonsense").getStatusCode().value()).isEqualTo(404);
    }

    @Test
    void findsByCustomerAndText() {
        post("integrator", "/api/tickets", OPEN);

        assertThat(get("anna", "/api/tickets?q=mia@").getBody().path("total").asInt())
                .isEqualTo(1);
        assertThat(get("anna", "/api/tickets?state=closed,cancelled")
                        .getBody()
                        .path("total")
                        .asInt())
                .isZero();
        assertThat(get("anna", "/api/tickets?state=sleeping").getStatusCode().is4xxClientError())
                .isTrue();
        assertThat(get("anna", "/api/tickets?limit=0").getStatusCode().is4xxClientError())
                .isTrue();
    }

    @Test
    void explainsADeadline() {
        String ticket = "/api/tickets/" + number(post("integrator", "/api/tickets", OPEN));

        JsonNode explanation =
                get("anna", ticket + "/clocks/first_response/explanation").getBody();

        assertThat(explanation.at("/clock/due").asText()).isEqualTo("2026-03-02T13:00:00Z");
        assertThat(explanation.at("/target/source").asText()).isEqualTo("Standard");
        assertThat(explanation.at("/counted").size()).isEqualTo(1);
        assertThat(explanation.at("/words").size()).isPositive();
        assertThat(get("anna", ticket + "/clocks/resolution/explanation?n=2")
                        .getStatusCode()
                        .value())
                .isEqualTo(404);
    }

    @Test
    void leavesControlCharactersOut() {
        String nul = "\\u0000";
        ResponseEntity<JsonNode> opened = post(
                "integrator",
                "/api/tickets",
                OPEN.replace("my invoice", "my" + nul + " invoice\\u0007")
                        .replace("Why?", "Why?" + nul)
                        .replace("Mia Brown", "Mia" + nul + " Brown")
                        .replace("\"channel\"", "\"category\": \"in" + nul + "voice\", \"channel\""));

        assertThat(opened.getStatusCode().value()).as("%s", opened.getBody()).isEqualTo(201);
        assertThat(opened.getBody().path("subject").asText()).isEqualTo("Question about my invoice");
        assertThat(opened.getBody().at("/customer/name").asText()).isEqualTo("Mia Brown");
        assertThat(opened.getBody().path("category").asText()).isEqualTo("invoice");
        assertThat(get("anna", "/api/tickets?q=in\u0000voice")
                        .getBody()
                        .path("total")
                        .asInt())
                .isEqualTo(1);
        // What no rule of ours has looked at is still no fault of ours.
        ResponseEntity<JsonNode> owner = get("anna", "/api/workplace/news?tickets=T-\u0000");
        assertThat(owner.getStatusCode().is5xxServerError()).isFalse();
        ResponseEntity<JsonNode> assigned =
                post("olga", "/api/tickets/" + number(opened) + "/assign", "{\"owner\": \"an" + nul + "na\"}");
        assertThat(assigned.getStatusCode().value()).isEqualTo(200);
    }

    @Test
    void refusesAnIdempotencyKeyThatNoIndexHolds() {
        HttpHeaders headers = new HttpHeaders();
        headers.set("Idempotency-Key", "k".repeat(201));

        ResponseEntity<JsonNode> answer = send("integrator", HttpMethod.POST, "/api/tickets", OPEN, headers);

        assertThat(answer.getStatusCode().value()).isEqualTo(422);
        assertThat(answer.getBody().path("field").asText()).isEqualTo("Idempotency-Key");
    }

    @Test
    void forgetsIdempotencyKeysAfterAWeek() {
        HttpHeaders headers = new HttpHeaders();
        headers.set("Idempotency-Key", "order-1");
        String first = number(send("integrator", HttpMethod.POST, "/api/tickets", OPEN, headers));
        engine.pass(Duration.ofDays(6));
        opening.forget();
        assertThat(number(send("integrator", HttpMethod.POST, "/api/tickets", OPEN, headers)))
                .isEqualTo(first);

        engine.pass(Duration.ofDays(2));
        opening.forget();

        assertThat(number(send("integrator", HttpMethod.POST, "/api/tickets", OPEN, headers)))
                .isNotEqualTo(first);
    }

    @Test
    void takesSoManyAndSoLargeFilesAndNoMore() {
        String ticket = "/api/tickets/" + number(post("integrator", "/api/tickets", OPEN));
        assertThat(post("anna", ticket + "/messages", note(20, 9))
                        .getStatusCode()
                        .value())
                .isEqualTo(201);

        ResponseEntity<JsonNode> tooMany = post("anna", ticket + "/messages", note(21, 9));
        ResponseEntity<JsonNode> tooLarge = post("anna", ticket + "/messages", note(1, 10_485_762));
        ResponseEntity<JsonNode> tooLargeTogether = post("anna", ticket + "/messages", note(4, 8_000_001));

        assertThat(List.of(tooMany, tooLarge, tooLargeTogether)).allSatisfy(answer -> {
            assertThat(answer.getStatusCode().value()).isEqualTo(413);
            assertThat(answer.getHeaders().getContentType().isCompatibleWith(MediaType.APPLICATION_PROBLEM_JSON))
                    .isTrue();
            assertThat(answer.getBody().path("field").asText()).isEqualTo("attachments");
        });
        assertThat(tooMany.getBody().path("detail").asText()).contains("20");
        assertThat(tooLargeTogether.getBody().path("detail").asText()).contains("30 MB");
    }

    @Test
    void readsNoEndlessRequest() throws Exception {
        var blanks = new InputStream() {
            private int left = 50_000_000;

            @Override
            public int read() {
                return left-- > 0 ? ' ' : -1;
            }
        };
        var request = HttpRequest.newBuilder(URI.create(rest.getRootUri() + "/api/tickets"))
                .header("Content-Type", "application/json")
                .header("Authorization", "Basic " + HttpHeaders.encodeBasicAuth("anna", "demo", null))
                .POST(HttpRequest.BodyPublishers.ofInputStream(() -> blanks))
                .build();

        var answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(answer.body()).contains("at most 10 MB", "at most 30 MB");
    }

    private static String note(int files, int size) {
        String file = "{\"name\":\"a.bin\",\"base64\":\"" + "QUFB".repeat(size / 3) + "\"}";
        return "{\"text\":\"n\",\"public\":false,\"attachments\":[" + String.join(",", Collections.nCopies(files, file))
                + "]}";
    }

    private ResponseEntity<JsonNode> get(String user, String path) {
        return send(user, HttpMethod.GET, path, null, new HttpHeaders());
    }

    private ResponseEntity<JsonNode> post(String user, String path, String body) {
        return send(user, HttpMethod.POST, path, body, new HttpHeaders());
    }

    private ResponseEntity<JsonNode> send(
            String user, HttpMethod method, String path, String body, HttpHeaders headers) {
        headers.setContentType(MediaType.APPLICATION_JSON);
        return rest.withBasicAuth(user, "demo").exchange(path, method, new HttpEntity<>(body, headers), JsonNode.class);
    }

    private static String number(ResponseEntity<JsonNode> answer) {
        return answer.getBody().path("number").asText();
    }

    private static String state(ResponseEntity<JsonNode> answer) {
        return answer.getBody().path("state").asText(answer.getBody().toString());
    }
}
