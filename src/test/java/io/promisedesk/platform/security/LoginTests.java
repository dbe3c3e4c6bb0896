package io.promisedesk.platform.security;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.promisedesk.Engine;
import io.promisedesk.Http;
import io.promisedesk.PromisedeskTest;
import io.promisedesk.platform.engine.EngineUsers;
import io.promisedesk.platform.web.ErrorAnswers;
import jakarta.servlet.ServletInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.CookieManager;
import java.net.HttpCookie;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.camunda.bpm.engine.IdentityService;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.mock.web.DelegatingServletInputStream;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

@PromisedeskTest
class LoginTests {

    private static final Pattern CSRF = Pattern.compile("name=\"_csrf\"[^>]*value=\"([^\"]+)\"");

    @LocalServerPort
    int port;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    Engine engine;

    @Autowired
    EngineUsers users;

    @Autowired
    IdentityService identity;

    @Autowired
    LoginThrottle throttle;

    @Autowired
    EnginePasswords passwords;

    @Autowired
    Denied denied;

    @Autowired
    ErrorAnswers answers;

    private final CookieManager cookies = new CookieManager();
    private final HttpClient browser =
            HttpClient.newBuilder().cookieHandler(cookies).build();

    @BeforeEach
    void forgetFailures() {
        jdbc.sql("delete from platform_login_failure").update();
    }

    @Test
    void letsNobodyInWithoutLogIn() throws Exception {
        assertThat(get("/actuator/health").statusCode()).isEqualTo(200);
        assertThat(get("/login").statusCode()).isEqualTo(200);
        assertThat(get("/assets/plain.css").statusCode()).isEqualTo(200);
        for (String path :
                new String[] {"/api/tickets", "/engine-rest/task", "/v3/api-docs", "/camunda/api/engine/engine"}) {
            assertThat(get(path).statusCode()).as(path).isEqualTo(401);
        }
        for (String path : new String[] {
            "/", "/tickets", "/kpi", "/camunda/app/tasklist/default/", "/error", "/swagger-ui/index.html"
        }) {
            assertThat(get(path)).as(path).satisfies(response -> {
                assertThat(response.statusCode()).isEqualTo(302);
                assertThat(location(response)).isEqualTo("/login");
            });
        }
    }

    @Test
    void acceptsNameAndPasswordForInterfacesWithoutASession() throws Exception {
        HttpResponse<String> response =
                send(request("/engine-rest/task").header("Authorization", basic("anna", "demo")));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().allValues("set-cookie")).noneMatch(cookie -> cookie.startsWith("SESSION"));
    }

    @Test
    void logsInOnceForPagesAndTasklist() throws Exception {
        assertThat(location(logIn("anna", "demo"))).isEqualTo("/");

        assertThat(get("/camunda/app/tasklist/default/").statusCode()).isEqualTo(200);
        HttpResponse<String> who = get("/camunda/api/admin/auth/user/default");
        assertThat(json(who).path("userId").asText()).isEqualTo("anna");
        assertThat(get("/camunda/api/engine/engine/default/task").statusCode()).isEqualTo(200);
    }

    @Test
    void logOutOfTasklistEndsTheLogIn() throws Exception {
        logIn("anna", "demo");
        get("/camunda/app/tasklist/default/");

        HttpResponse<String> out = send(request("/camunda/api/admin/auth/user/default/logout")
                .header("X-XSRF-TOKEN", cookie("XSRF-TOKEN"))
                .POST(HttpRequest.BodyPublishers.noBody()));

        assertThat(out.statusCode()).isEqualTo(200);
        assertThat(get("/engine-rest/task").statusCode()).isEqualTo(401);
        assertThat(get("/camunda/api/engine/engine/default/task").statusCode()).isEqualTo(401);
    }

    @Test
    void tasklistsOwnFormLogsInToo() throws Exception {
        HttpResponse<String> in = send(request("/camunda/api/admin/auth/user/default/login/tasklist")
                .header("X-XSRF-TOKEN", "whatever it has")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("username=boris&password=demo")));

        assertThat(in.statusCode()).isEqualTo(200);
        assertThat(json(in).path("userId").asText()).isEqualTo("boris");
        assertThat(get("/camunda/api/engine/engine/default/task").statusCode()).isEqualTo(200);
        assertThat(json(get("/camunda/api/admin/auth/user/default"))
                        .path("userId")
                        .asText())
                .isEqualTo("boris");
    }

    @Test
    void refusesTheSetUpOfAnAdministratorToEverybody() throws Exception {
        HttpResponse<String> anonymous = send(request("/camunda/api/admin/setup/default/user/create")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{}")));
        assertThat(anonymous.statusCode()).isIn(401, 403);

        logIn("admin", "demo");
        get("/camunda/app/admin/default/");
        HttpResponse<String> admin = send(request("/camunda/api/admin/setup/default/user/create")
                .header("Content-Type", "application/json")
                .header("X-XSRF-TOKEN", cookie("XSRF-TOKEN"))
                .POST(HttpRequest.BodyPublishers.ofString("{}")));
        assertThat(admin.statusCode()).isEqualTo(403);
    }

    @Test
    void acceptsNoChangeFromAForeignPage() throws Exception {
        logIn("anna", "demo");

        HttpResponse<String> withoutToken = send(request("/engine-rest/task/x/claim")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{}")));
        assertThat(withoutToken.statusCode()).isEqualTo(403);

        get("/login");
        HttpResponse<String> withToken = send(request("/engine-rest/task/x/claim")
                .header("Content-Type", "application/json")
                .header("X-CSRF-TOKEN", cookie("PROMISEDESK-CSRF"))
                .POST(HttpRequest.BodyPublishers.ofString("{\"userId\":\"anna\"}")));
        assertThat(withToken.statusCode()).isEqualTo(404);

        HttpResponse<String> rememberedPassword = send(request("/engine-rest/task/x/claim")
                .header("Authorization", basic("anna", "demo"))
                .header("Sec-Fetch-Site", "cross-site")
                .POST(HttpRequest.BodyPublishers.ofString("{}")));
        assertThat(rememberedPassword.statusCode()).isEqualTo(403);
    }

    @Test
    void slowsGuessingDown() throws Exception {
        for (int attempt = 0; attempt < 5; attempt++) {
            assertThat(send(request("/engine-rest/task").header("Authorization", basic("anna", "guess")))
                            .statusCode())
                    .isEqualTo(401);
        }

        HttpResponse<String> throttled =
                send(request("/engine-rest/task").header("Authorization", basic("anna", "demo")));
        assertThat(throttled.statusCode()).isEqualTo(429);
        assertThat(throttled.headers().firstValue("retry-after")).hasValue("1");
        assertThat(location(logIn("anna", "demo"))).isEqualTo("/login?wait=1");
        assertThat(send(request("/engine-rest/task").header("Authorization", basic("boris", "demo")))
                        .statusCode())
                .isEqualTo(200);

        engine.pass(Duration.ofSeconds(2));
        assertThat(send(request("/engine-rest/task").header("Authorization", basic("anna", "demo")))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void guessesSentAtOnceCountLikeGuessesOneByOne() throws Exception {
        List<CompletableFuture<HttpResponse<String>>> guesses = Stream.iterate(1, n -> n + 1)
                .limit(30)
                .map(guess -> HttpClient.newHttpClient()
                        .sendAsync(
                                request("/engine-rest/task")
                                        .header("Authorization", basic("anna", "guess" + guess))
                                        .build(),
                                HttpResponse.BodyHandlers.ofString()))
                .toList();

        assertThat(guesses.stream().map(guess -> guess.join().statusCode()).filter(status -> status == 401))
                .hasSize(5);
        assertThat(guesses.stream().map(guess -> guess.join().statusCode()).filter(status -> status == 429))
                .hasSize(25);
    }

    @Test
    void saysWrongPasswordWithoutSayingWhichWasWrong() throws Exception {
        assertThat(location(logIn("anna", "wrong"))).isEqualTo("/login?error");
        assertThat(location(logIn("nobody", "demo"))).isEqualTo("/login?error");
        assertThat(get("/login?error&lang=ru").body()).contains("Имя или пароль неверны.");
    }

    @Test
    void checksNoPasswordsForWhoHasLoggedIn() throws Exception {
        for (String path : new String[] {
            "/engine-rest/identity/verify",
            "/engine-rest/identity/verify/",
            "/engine-rest/engine/default/identity/verify",
            "/camunda/api/engine/engine/default/identity/verify"
        }) {
            HttpResponse<String> answer = send(request(path)
                    .header("Authorization", basic("admin", "demo"))
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString("{\"username\":\"vera\",\"password\":\"demo\"}")));
            assertThat(answer.statusCode()).as(path).isEqualTo(403);
        }
    }

    @Test
    void aForwardedHeaderOfTheClientsOwnMakesNoNewAddress() throws Exception {
        for (int attempt = 1; attempt <= 5; attempt++) {
            assertThat(fromElsewhere(attempt, "wrong").statusCode()).isEqualTo(401);
        }

        assertThat(fromElsewhere(6, "demo").statusCode()).isEqualTo(429);
    }

    /** As the proxy hands it on: the client's real address, and what the client made up. */
    private HttpResponse<String> fromElsewhere(int attempt, String password) throws Exception {
        return send(request("/engine-rest/task")
                .header("X-Forwarded-For", "203.0.113.9")
                .header("Forwarded", "for=198.51.100." + attempt)
                .header("Authorization", basic("anna", password)));
    }

    @Test
    void guessingThePresentPasswordToSetANewOneIsSlowedDown() throws Exception {
        users.saveUser("paula", "Paula Green", "paula@promisedesk.local", "first");
        users.addMembership("paula", "agents");
        try {
            logIn("paula", "first");
            get("/camunda/app/tasklist/default/");
            for (int guess = 1; guess <= 5; guess++) {
                assertThat(changePassword("guess" + guess).statusCode()).isEqualTo(400);
            }
            assertThat(changePassword("first").statusCode()).isEqualTo(429);

            engine.pass(Duration.ofMinutes(1));
            assertThat(changePassword("first").statusCode()).isEqualTo(204);
            assertThat(users.passwordMatches("paula", "second")).isTrue();
        } finally {
            identity.deleteUser("paula");
        }
    }

    @Test
    void aRefusalThatIsNoWrongPasswordIsNoGuess() throws Exception {
        for (int attempt = 1; attempt <= 6; attempt++) {
            // The right password, for somebody else's user: the engine refuses that.
            assertThat(Http.as("anna", port)
                            .put(
                                    "/engine-rest/user/vera/credentials",
                                    "{\"password\":\"other\",\"authenticatedUserPassword\":\"demo\"}")
                            .status())
                    .isBetween(400, 404);
            assertThat(Http.as("anna", port)
                            .put("/engine-rest/user/anna/credentials", "{\"password\":\"other\"")
                            .status())
                    .isEqualTo(400);
        }

        assertThat(jdbc.sql("select count(*) from platform_login_failure")
                        .query(Integer.class)
                        .single())
                .isZero();
        assertThat(users.passwordMatches("vera", "demo")).isTrue();
    }

    @Test
    void aBodyThatTricklesInKeepsNobodyWaiting() throws Exception {
        AtomicBoolean turnWasFree = new AtomicBoolean();
        byte[] body =
                "{\"password\":\"other\",\"authenticatedUserPassword\":\"guess\"}".getBytes(StandardCharsets.UTF_8);
        var request = new MockHttpServletRequest("PUT", "/engine-rest/user/anna/credentials") {
            @Override
            public ServletInputStream getInputStream() {
                turnWasFree.set(CompletableFuture.supplyAsync(() -> {
                            try (LoginThrottle.Turn turn = throttle.turn("anna")) {
                                return true;
                            }
                        })
                        .completeOnTimeout(false, 3, TimeUnit.SECONDS)
                        .join());
                return new DelegatingServletInputStream(new ByteArrayInputStream(body));
            }
        };
        request.setRemoteUser("anna");
        MockFilterChain engineRest = new MockFilterChain();

        new PasswordChangeThrottle(passwords, denied, answers)
                .doFilter(request, new MockHttpServletResponse(), engineRest);

        assertThat(turnWasFree).isTrue();
        assertThat(requireNonNull(engineRest.getRequest()).getInputStream().readAllBytes())
                .isEqualTo(body);
    }

    @Test
    void takesNoEndlessBodyForAPassword() {
        assertThat(Http.as("anna", port)
                        .put("/engine-rest/user/anna/credentials", "{\"password\":\"" + "x".repeat(20_000) + "\"}")
                        .status())
                .isEqualTo(413);
    }

    @Test
    void whoseTurnDoesNotComeIsAskedToWait() throws Exception {
        try (LoginThrottle.Turn taken = throttle.turn("anna")) {
            HttpResponse<String> answer =
                    send(request("/engine-rest/task").header("Authorization", basic("anna", "guess")));

            assertThat(answer.statusCode()).isEqualTo(429);
            assertThat(answer.headers().firstValue("retry-after")).hasValue("5");
        }
    }

    private HttpResponse<String> changePassword(String present) throws Exception {
        return send(request("/camunda/api/engine/engine/default/user/paula/credentials")
                .header("Content-Type", "application/json")
                .header("X-XSRF-TOKEN", cookie("XSRF-TOKEN"))
                .PUT(HttpRequest.BodyPublishers.ofString(
                        "{\"password\":\"second\",\"authenticatedUserPassword\":\"" + present + "\"}")));
    }

    @Test
    void peopleChangeTheirPasswordAndNothingElseOfTheirUser() throws Exception {
        users.saveUser("paula", "Paula Green", "paula@promisedesk.local", "demo");
        users.addMembership("paula", "agents");
        try {
            Http paula = Http.as("paula", port);
            String renamed =
                    "{\"id\":\"paula\",\"firstName\":\"Paula\",\"lastName\":\"Director\",\"email\":\"paula@promisedesk.local\"}";

            Http.Answer rename = paula.with("Accept-Language", "en").put("/engine-rest/user/paula/profile", renamed);

            assertThat(rename.status()).isEqualTo(403);
            assertThat(rename.json().path("message").asText()).startsWith("Only an administrator changes names");
            assertThat(paula.send("DELETE", "/engine-rest/user/paula", null).status())
                    .isEqualTo(403);
            assertThat(paula.put(
                                    "/engine-rest/user/paula/credentials",
                                    "{\"password\":\"other\",\"authenticatedUserPassword\":\"demo\"}")
                            .status())
                    .isEqualTo(204);
            assertThat(users.find("paula"))
                    .hasValueSatisfying(user -> assertThat(user.name()).isEqualTo("Paula Green"));
            Http admin = Http.as("admin", port);
            assertThat(admin.put("/engine-rest/user/paula/profile", renamed).status())
                    .isEqualTo(204);
            assertThat(admin.send("DELETE", "/engine-rest/user/paula", null).status())
                    .isEqualTo(204);
        } finally {
            identity.deleteUser("paula");
        }
    }

    @Test
    void aLostRoleIsLostInTheWebAppsAtOnce() throws Exception {
        users.saveUser("paula", "Paula Green", "paula@promisedesk.local", "demo");
        users.addMembership("paula", "camunda-admin");
        users.addMembership("paula", "agents");
        try {
            logIn("paula", "demo");
            assertThat(grantsSeen()).isGreaterThan(20);

            identity.deleteMembership("paula", "camunda-admin");

            assertThat(grantsSeen()).isLessThan(5);
        } finally {
            identity.deleteUser("paula");
        }
    }

    private int grantsSeen() throws Exception {
        return json(get("/camunda/api/engine/engine/default/authorization")).size();
    }

    private HttpResponse<String> logIn(String user, String password) throws Exception {
        Matcher token = CSRF.matcher(get("/login").body());
        assertThat(token.find()).isTrue();
        return send(request("/login")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("username=" + user + "&password=" + password + "&_csrf="
                        + URLEncoder.encode(token.group(1), StandardCharsets.UTF_8))));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + port + path));
    }

    private HttpResponse<String> get(String path) throws Exception {
        return send(request(path));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return browser.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private String cookie(String name) {
        return cookies.getCookieStore().getCookies().stream()
                .filter(cookie -> cookie.getName().equals(name))
                .map(HttpCookie::getValue)
                .findFirst()
                .orElseThrow();
    }

    private static String location(HttpResponse<String> response) {
        return response.headers().firstValue("location").orElseThrow().replaceFirst("^http://localhost:\\d+", "");
    }

    private static JsonNode json(HttpResponse<String> response) throws IOException {
        return new ObjectMapper().readTree(response.body());
    }

    private static String basic(String user, String password) {
        return "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }
}
