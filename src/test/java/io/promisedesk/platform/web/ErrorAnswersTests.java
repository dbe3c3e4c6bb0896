package io.promisedesk.platform.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.promisedesk.Http;
import io.promisedesk.PromisedeskTest;
import io.promisedesk.platform.Refusal;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import java.time.LocalDate;
import java.util.Map;
import org.camunda.bpm.engine.OptimisticLockingException;
import org.camunda.bpm.engine.ProcessEngineException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.request.MockMvcRequestBuilders;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@PromisedeskTest
class ErrorAnswersTests {

    @Autowired
    ErrorsAsAnswers answers;

    @Autowired
    ErrorAnswers errors;

    @LocalServerPort
    int port;

    MockMvc mvc;

    record Thing(@Min(1) int size, LocalDate day, Inner inner) {}

    record Inner(int depth) {}

    @RestController
    static class Thrower {

        @GetMapping("/api/throw/{what}")
        String fail(@PathVariable String what) {
            throw switch (what) {
                case "conflict" -> Refusal.conflict("platform.refused.taskClaimed", "Anna");
                case "behind-the-engine" ->
                    new ProcessEngineException("ENGINE-1", Refusal.invalid("reply", "platform.error.missing", "reply"));
                case "overtaken" -> new OptimisticLockingException("ENGINE-03005");
                default -> new IllegalStateException("select secret from passwords");
            };
        }

        @PostMapping("/api/things")
        void take(@Valid @RequestBody Thing thing) {}

        @GetMapping("/api/numbers")
        void number(@RequestParam int limit) {}

        @GetMapping("/pages/{what}")
        String page(@PathVariable String what) {
            return fail(what);
        }
    }

    @BeforeEach
    void serve() {
        mvc = MockMvcBuilders.standaloneSetup(new Thrower())
                .setHandlerExceptionResolvers(answers)
                .build();
    }

    @Test
    void refusalsAreSentencesInTheLanguageOfTheRequest() throws Exception {
        JsonNode english = json(get("/api/throw/conflict", "en"), 409);
        assertThat(english.path("detail").asText()).isEqualTo("This task has already been claimed by Anna.");
        assertThat(english.path("code").asText()).isEqualTo("platform.refused.taskClaimed");
        assertThat(english.path("instance").asText()).isEqualTo("/api/throw/conflict");
        assertThat(json(get("/api/throw/conflict", "ru-RU"), 409).path("detail").asText())
                .isEqualTo("Эту задачу уже взял(а) на себя Anna.");
    }

    @ParameterizedTest
    @CsvSource({
        "http://localhost/tickets/T-2026-000001?tab=1, /tickets/T-2026-000001",
        "https://evil.example/tickets, null",
        "http://localhost//evil.example, null",
        "http://localhost/login, null",
        "not a page, null"
    })
    void pageLeadsBackToOursAndNowhereElse(String from, String back) {
        var request = new MockHttpServletRequest();
        request.addHeader("Referer", from);

        assertThat(String.valueOf(answers.model(request, errors.fault(HttpStatus.PAYLOAD_TOO_LARGE))
                        .get("back")))
                .isEqualTo(back);
    }

    @ParameterizedTest
    @CsvSource({
        "403, Not permitted, Нет доступа",
        "404, Not found, Не найдено",
        "409, Not possible any more, Уже не получится",
        "413, Too large, Слишком много данных",
        "422, Not accepted, Данные не подходят",
        "429, Too many attempts, Слишком много попыток",
        "500, Something went wrong, Что-то пошло не так"
    })
    void titleSaysWhatKindOfTroubleItIs(int status, String english, String russian) {
        for (var said : Map.of("en", english, "ru", russian).entrySet()) {
            var request = new MockHttpServletRequest();
            request.addHeader("Accept-Language", said.getKey());
            assertThat(errors.title(request, HttpStatus.valueOf(status))).isEqualTo(said.getValue());
        }
    }

    @Test
    void findsTheRefusalBehindTheEnginesException() throws Exception {
        JsonNode problem = json(get("/api/throw/behind-the-engine", "en"), 422);

        assertThat(problem.path("field").asText()).isEqualTo("reply");
        assertThat(problem.path("detail").asText()).isEqualTo("\"reply\" is missing.");
    }

    @Test
    void whoWasOvertakenIsTold() throws Exception {
        assertThat(json(get("/api/throw/overtaken", "en"), 409).path("detail").asText())
                .isEqualTo("Somebody else changed this at the same moment. Reload and try again.");
    }

    @Test
    void faultsOfOursShowNothingOfTheInside() throws Exception {
        MockHttpServletResponse response = get("/api/throw/bug", "en");

        assertThat(json(response, 500).path("detail").asText()).startsWith("Something went wrong on our side.");
        assertThat(response.getContentAsString()).doesNotContain("secret").doesNotContain("IllegalState");
    }

    @Test
    void namesTheFieldThatIsWrong() throws Exception {
        assertThat(json(post("{\"size\":0}"), 422).path("field").asText()).isEqualTo("size");
        assertThat(json(post("{\"size\":1,\"day\":\"soon\"}"), 422)
                        .path("field")
                        .asText())
                .isEqualTo("day");
        assertThat(json(post("{\"size\":1,\"inner\":{\"depth\":\"deep\"}}"), 422)
                        .path("field")
                        .asText())
                .isEqualTo("inner.depth");
        assertThat(json(get("/api/numbers?limit=many", "en"), 400).path("field").asText())
                .isEqualTo("limit");
        assertThat(json(get("/api/numbers", "en"), 400).path("field").asText()).isEqualTo("limit");
    }

    @Test
    void saysWhereJsonIsBroken() throws Exception {
        assertThat(json(post("{\"size\":1,"), 400).path("detail").asText()).contains("not well-formed");
        assertThat(json(post(""), 400).path("detail").asText())
                .isEqualTo("The request has no content, or it is not JSON.");
    }

    @Test
    void answersUnknownAddressesAndMethods() {
        Http anna = Http.as("anna", port).with("Accept-Language", "en");
        assertThat(anna.get("/api/nowhere").json().path("title").asText()).isEqualTo("Not found");
        assertThat(anna.send("DELETE", "/api/tickets", null).status()).isEqualTo(405);
        assertThat(anna.send("DELETE", "/api/tickets", null).header("allow")).contains("POST");
        assertThat(Http.nobody(port).get("/api/nowhere").header("content-type"))
                .startsWith(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
    }

    @Test
    void peopleGetAPageThatSaysWhatToDo() {
        Http.Answer page = Http.as("boris", port).with("Accept", "text/html").get("/nowhere");

        assertThat(page.status()).isEqualTo(404);
        assertThat(page.body())
                .contains("<html lang=\"ru\"")
                .contains("По этому адресу ничего нет")
                .contains("href=\"/\"");
    }

    @Test
    void speaksTheLanguageAskedForThenThePersonsThenTheBrowsers() {
        Http boris = Http.as("boris", port).with("Accept-Language", "en");
        assertThat(boris.get("/api/nowhere").json().path("title").asText()).isEqualTo("Не найдено");
        assertThat(boris.get("/api/nowhere?lang=en").json().path("title").asText())
                .isEqualTo("Not found");
        assertThat(boris.with("Cookie", "promisedesk-language=en")
                        .get("/api/nowhere")
                        .json()
                        .path("title")
                        .asText())
                .isEqualTo("Not found");
        assertThat(Http.nobody(port)
                        .with("Accept-Language", "fr, ru;q=0.5")
                        .get("/api/nowhere")
                        .json()
                        .path("title")
                        .asText())
                .isEqualTo("Вход не выполнен");
    }

    private MockHttpServletResponse get(String path, String language) throws Exception {
        return mvc.perform(MockMvcRequestBuilders.get(path)
                        .header("Accept-Language", language)
                        .locale(java.util.Locale.forLanguageTag(language)))
                .andReturn()
                .getResponse();
    }

    private MockHttpServletResponse post(String body) throws Exception {
        return mvc.perform(MockMvcRequestBuilders.post("/api/things")
                        .contentType(MediaType.APPLICATION_JSON)
                        .content(body))
                .andReturn()
                .getResponse();
    }

    private static JsonNode json(MockHttpServletResponse response, int status) throws Exception {
        assertThat(response.getStatus()).isEqualTo(status);
        assertThat(response.getContentType()).startsWith(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        return new ObjectMapper().readTree(response.getContentAsByteArray());
    }
}
