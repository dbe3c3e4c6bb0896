package io.promisedesk.platform.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.promisedesk.PromisedeskTest;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

/** A page of the Camunda web apps is never empty because somebody else asked for something at the same moment. */
@PromisedeskTest
class WebAppsPageNonceTests {

    private static final Pattern IN_HEADER = Pattern.compile("'nonce-([^']+)'");
    private static final Pattern IN_PAGE = Pattern.compile("\\bnonce=\"([^\"]*)\"");

    @LocalServerPort
    int port;

    @Test
    void aPageCarriesTheNonceOfItsOwnHeaderAlthoughTheWebAppsWroteThatOfAnother() throws ServletException, IOException {
        MockHttpServletResponse response = new MockHttpServletResponse();

        new WebAppsPageNonce()
                .doFilter(
                        new MockHttpServletRequest("GET", "/camunda/app/tasklist/default/"),
                        response,
                        (request, answer) -> {
                            answer.setContentType("text/html;charset=UTF-8");
                            ((HttpServletResponse) answer)
                                    .setHeader("Content-Security-Policy", "script-src 'nonce-mine' 'self'");
                            answer.getWriter()
                                    .write("<title>Задачи</title><script nonce=\"theirs\" src=\"a.js\"></script>"
                                            + "<script nonce=\"theirs\"></script>");
                        });

        String page = response.getContentAsString(StandardCharsets.UTF_8);
        assertThat(noncesIn(page)).hasSize(2).containsOnly(nonceOf(response.getHeader("Content-Security-Policy")));
        assertThat(page).startsWith("<title>Задачи</title>");
        assertThat(response.getContentLength()).isEqualTo(page.getBytes(StandardCharsets.UTF_8).length);
    }

    @Test
    void tasklistsPageCarriesTheNonceOfItsHeaderAndAnotherOneEachTime() throws IOException, InterruptedException {
        HttpResponse<String> first = tasklist();
        HttpResponse<String> second = tasklist();

        assertThat(noncesIn(first.body())).isNotEmpty().containsOnly(nonceIn(first));
        assertThat(noncesIn(second.body())).isNotEmpty().containsOnly(nonceIn(second));
        assertThat(nonceIn(first)).isNotEqualTo(nonceIn(second)).hasSizeGreaterThanOrEqualTo(22);
    }

    private HttpResponse<String> tasklist() throws IOException, InterruptedException {
        String basic = Base64.getEncoder().encodeToString("anna:demo".getBytes(StandardCharsets.UTF_8));
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(
                                        URI.create("http://localhost:" + port + "/camunda/app/tasklist/default/"))
                                .header("Authorization", "Basic " + basic)
                                .build(),
                        BodyHandlers.ofString());
    }

    private static String nonceIn(HttpResponse<String> answer) {
        return nonceOf(answer.headers().firstValue("Content-Security-Policy").orElseThrow());
    }

    private static String nonceOf(String policy) {
        return IN_HEADER.matcher(policy).results().findFirst().orElseThrow().group(1);
    }

    private static List<String> noncesIn(String page) {
        return IN_PAGE.matcher(page).results().map(found -> found.group(1)).toList();
    }
}
