package io.promisedesk.platform.security;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;

/** Which changing requests must prove that they come from one of our pages. */
class CsrfTokensTests {

    @Test
    void aProgramThatBringsItsPasswordNeedsNone() {
        assertThat(CsrfTokens.needed(basic())).isFalse();
    }

    @Test
    void aForeignPageNeedsOneThoughTheBrowserRemembersThePassword() {
        for (String site : new String[] {"cross-site", "same-site"}) {
            MockHttpServletRequest request = basic();
            request.addHeader("Sec-Fetch-Site", site);
            assertThat(CsrfTokens.needed(request)).as(site).isTrue();
        }
    }

    @Test
    void aForeignPageOverPlainHttpGivesItselfAwayByWhereItComesFrom() {
        for (String origin :
                new String[] {"http://evil.example", "null", "http://desk.lan:81", "http://desk.lan.evil", "::"}) {
            MockHttpServletRequest request = basic();
            request.addHeader("Origin", origin);
            assertThat(CsrfTokens.needed(request)).as(origin).isTrue();
        }
        MockHttpServletRequest referred = basic();
        referred.addHeader("Referer", "http://evil.example/page");
        assertThat(CsrfTokens.needed(referred)).isTrue();
    }

    @Test
    void ourOwnPageNeedsNoneBesideThePassword() {
        MockHttpServletRequest request = basic();
        request.addHeader("Origin", "http://desk.lan:8080");
        assertThat(CsrfTokens.needed(request)).isFalse();
        MockHttpServletRequest referred = basic();
        referred.addHeader("Referer", "http://DESK.lan:8080/swagger-ui/index.html");
        assertThat(CsrfTokens.needed(referred)).isFalse();
    }

    private static MockHttpServletRequest basic() {
        MockHttpServletRequest request = new MockHttpServletRequest("POST", "/api/tickets");
        request.addHeader("Host", "desk.lan:8080");
        request.addHeader("Authorization", "Basic YW5uYTpkZW1v");
        return request;
    }
}
