package io.promisedesk.sla.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.promisedesk.Http;
import io.promisedesk.Http.Answer;
import io.promisedesk.PromisedeskTest;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

@PromisedeskTest
class BusinessTimeApiTests {

    @LocalServerPort
    int port;

    private static String question(String calendar, String rest) {
        return "{\"calendar\": %s, \"start\": \"2026-03-02T16:30:00+01:00\", %s}".formatted(calendar, rest);
    }

    private static final String OFFICE =
            "{\"zone\": \"Europe/Berlin\", \"week\": {\"mon\": [[\"09:00\",\"17:00\"]], \"tue\": [[\"09:00\",\"17:00\"]]}}";

    @Test
    void answersInSecondsAndInstants() {
        Http integrator = Http.as("integrator", port);

        assertThat(integrator.post("/api/business-time/due", question(OFFICE, "\"seconds\": 3600.25")))
                .hasToString("200 {\"due\":\"2026-03-03T08:30:00.250Z\"}");
        assertThat(integrator.post("/api/business-time/between", question(OFFICE, "\"end\": \"2026-03-09T10:00:00Z\"")))
                .hasToString("200 {\"seconds\":37800}");
    }

    @Test
    void namesTheFieldThatIsWrongInTheLanguageOfWhoAsks() {
        String night = OFFICE.replace("17:00", "02:00");

        Answer answer = Http.as("boris", port).post("/api/business-time/due", question(night, "\"seconds\": 1"));

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
        assertThat(answer.json().get("field").asText()).isEqualTo("calendar.week.mon[0]");
        assertThat(answer.json().get("detail").asText()).startsWith("Интервал с 09:00 до 02:00");
    }
}
