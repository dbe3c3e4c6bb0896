package io.promisedesk.tryout;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

class LocalNamesOnlyTests {

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "localhost:8080", "LOCALHOST:80", "127.0.0.1:9999", "[::1]:8080", "[::1]"})
    void answersToThisMachinesOwnNames(String host) throws Exception {
        assertThat(statusFor(host)).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"evil.example:8080", "localhost.evil.example", "127.0.0.1.nip.io:8080", "192.168.1.7:8080", ""})
    void refusesANameThatSomebodyElseMayHavePointedHere(String host) throws Exception {
        assertThat(statusFor(host)).isEqualTo(421);
    }

    private static int statusFor(String host) throws Exception {
        MockHttpServletRequest request = new MockHttpServletRequest("GET", "/tickets");
        request.addHeader("Host", host);
        MockHttpServletResponse response = new MockHttpServletResponse();
        new LocalNamesOnly().doFilter(request, response, new MockFilterChain());
        return response.getStatus();
    }
}
