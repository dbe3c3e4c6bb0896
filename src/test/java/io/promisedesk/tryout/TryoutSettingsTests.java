package io.promisedesk.tryout;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.io.ClassPathResource;
import org.springframework.mock.env.MockEnvironment;

/** What {@code application-tryout.yaml} makes of what the newcomer says. */
class TryoutSettingsTests {

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {"none, http://localhost:8080", "9090, http://localhost:9090"})
    void linksInMailsLeadToThePortThatWasChosen(String port, String url) throws Exception {
        var environment = new MockEnvironment();
        if (port != null) {
            environment.setProperty("server.port", port);
        }
        new YamlPropertySourceLoader()
                .load("tryout", new ClassPathResource("application-tryout.yaml"))
                .forEach(environment.getPropertySources()::addLast);

        assertThat(environment.getProperty("promisedesk.url")).isEqualTo(url);
    }
}
