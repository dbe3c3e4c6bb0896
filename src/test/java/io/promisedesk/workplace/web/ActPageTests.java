package io.promisedesk.workplace.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.promisedesk.Engine;
import io.promisedesk.PromisedeskTest;
import io.promisedesk.platform.security.SignedLinks;
import io.promisedesk.platform.security.TestAct;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** What becomes of a link in a mail that does something, as a browser sees it. */
@PromisedeskTest
class ActPageTests {

    private static final Pattern CSRF = Pattern.compile("name=\"_csrf\"[^>]*value=\"([^\"]+)\"");

    @LocalServerPort
    int port;

    @Autowired
    SignedLinks links;

    @Autowired
    TestAct act;

    @Autowired
    Engine engine;

    private final HttpClient browser = browser();

    @AfterEach
    void nothingWasDone() {
        act.done.clear();
        act.settled.clear();
    }

    @Test
    void asksForALogInAndComesBack() throws Exception {
        String link = link("vera");
        HttpResponse<String> answer = get(link);

        assertThat(answer.statusCode()).isEqualTo(302);
        assertThat(location(answer)).isEqualTo("/login");
        assertThat(location(logIn("vera"))).startsWith(link);
        assertThat(get(link).body()).contains("T-2026-000123 · Printer on fire", "Late by 2 h", "Count it");
    }

    @Test
    void changesNothingHoweverOftenItIsOpened() throws Exception {
        String link = link("vera");
        logIn("vera");
        for (String method : List.of("GET", "HEAD", "OPTIONS", "GET")) {
            send(request(link).method(method, HttpRequest.BodyPublishers.noBody()));
        }

        assertThat(act.done).isEmpty();
        assertThat(get(link).statusCode()).isEqualTo(200);
    }

    @Test
    void doesItOnce() throws Exception {
        String link = link("vera");
        logIn("vera");
        HttpResponse<String> page = get(link);
        HttpResponse<String> done = press(link, page, "two");

        assertThat(done.statusCode()).isEqualTo(200);
        assertThat(done.body()).contains("Counted by vera", "href=\"/tickets/T-2026-000123\"");
        assertThat(act.done).containsEntry("T-2026-000123", 2);

        HttpResponse<String> again = press(link, page, "two");
        assertThat(again.statusCode()).isEqualTo(410);
        assertThat(again.body()).contains("Эта ссылка уже использована", "href=\"/tickets/T-2026-000123\"");
        assertThat(get(link).statusCode()).isEqualTo(410);
        assertThat(act.done).containsEntry("T-2026-000123", 2);
    }

    @Test
    void doesItOnceWhereTheButtonIsPressedTwiceAtTheSameTime() throws Exception {
        String link = link("vera");
        logIn("vera");
        HttpResponse<String> page = get(link);

        List<Integer> answers = Stream.of("one", "one", "one")
                .map(choice -> CompletableFuture.supplyAsync(
                        () -> press(link, page, choice).statusCode()))
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .toList();

        assertThat(answers).containsExactlyInAnyOrder(200, 410, 410);
        assertThat(act.done).containsEntry("T-2026-000123", 1);
    }

    @Test
    void refusesAButtonOfAForeignPage() throws Exception {
        String link = link("vera");
        logIn("vera");

        assertThat(send(request(link).POST(HttpRequest.BodyPublishers.noBody())).statusCode())
                .isEqualTo(403);
        assertThat(act.done).isEmpty();
    }

    @Test
    void saysWhereItWasMadeForSomebodyElse() throws Exception {
        String link = link("vera");
        logIn("anna");
        HttpResponse<String> page = get(link);

        assertThat(page.statusCode()).isEqualTo(403);
        assertThat(page.body())
                .contains("sent to somebody else", "Anna Weber", "href=\"/tickets/T-2026-000123\"")
                .doesNotContain("Count it", "Printer");
        assertThat(press(link, get(link("anna")), "one").statusCode()).isEqualTo(403);
        assertThat(act.done).isEmpty();
    }

    @Test
    void saysWhereItHasExpired() throws Exception {
        String link = link("anna");
        logIn("anna");
        HttpResponse<String> page = get(link);
        engine.pass(Duration.ofDays(3));

        assertThat(get(link).statusCode()).isEqualTo(410);
        assertThat(get(link).body()).contains("has expired", "href=\"/tickets/T-2026-000123\"");
        assertThat(press(link, page, "one").body()).contains("has expired");
        assertThat(act.done).isEmpty();
    }

    @Test
    void saysWhereItIsNoneOfOurs() throws Exception {
        logIn("anna");
        for (String link :
                List.of("/act/x", "/act/" + "A".repeat(90), link("anna").substring(0, 60))) {
            assertThat(get(link).statusCode()).as(link).isEqualTo(404);
            assertThat(get(link).body())
                    .contains("incomplete or not one of ours", "href=\"/tickets\"")
                    .doesNotContain("Exception");
        }
    }

    @Test
    void saysWhereThereIsNothingToDoAnyMore() throws Exception {
        String link = link("anna");
        act.settled.put("T-2026-000123", "Boris has answered.");
        logIn("anna");

        assertThat(get(link).body())
                .contains("Boris has answered.", "href=\"/tickets/T-2026-000123\"")
                .doesNotContain("Count it", "Late by 2 h");
    }

    @Test
    void staysUnusedWhereItCannotBeDone() throws Exception {
        String link = links.path(TestAct.PURPOSE, "impossible", "anna");
        logIn("anna");
        HttpResponse<String> answer = press(link, get(link), "one");

        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(answer.body()).contains("This mail has been sent", "href=\"/tickets/impossible\"");
        assertThat(get(link).statusCode()).isEqualTo(200);
    }

    private String link(String person) {
        return links.path(TestAct.PURPOSE, "T-2026-000123", person);
    }

    private HttpResponse<String> press(String link, HttpResponse<String> page, String choice) {
        Matcher token = CSRF.matcher(page.body());
        assertThat(token.find()).isTrue();
        return form(link, "choice=" + choice + "&_csrf=" + encoded(token.group(1)));
    }

    private HttpResponse<String> logIn(String user) throws Exception {
        Matcher token = CSRF.matcher(get("/login").body());
        assertThat(token.find()).isTrue();
        return form("/login", "username=" + user + "&password=demo&_csrf=" + encoded(token.group(1)));
    }

    private HttpResponse<String> form(String path, String fields) {
        try {
            return send(request(path)
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .POST(HttpRequest.BodyPublishers.ofString(fields)));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private HttpResponse<String> get(String path) throws Exception {
        return send(request(path));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                .header("Accept", "text/html");
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return browser.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static HttpClient browser() {
        return HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
    }

    private static String location(HttpResponse<String> response) {
        return response.headers().firstValue("location").orElseThrow().replaceFirst("^http://localhost:\\d+", "");
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
