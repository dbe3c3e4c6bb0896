package io.promisedesk.kpi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.promisedesk.Engine;
import io.promisedesk.PromisedeskTest;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.client.TestRestTemplate;
import org.springframework.http.ResponseEntity;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What comes in the next two weeks, out of facts written by hand. The engine's clock shows a Monday morning. */
@PromisedeskTest
class ForecastTests {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    @Autowired
    Engine engine;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    TestRestTemplate web;

    private int running;

    @Test
    void expectsWhatCameInTheSameHourOfTheWeek() throws Exception {
        // Ten weeks of Tuesdays with four tickets at nine; of every second Wednesday with one at ten.
        for (int week = 1; week <= 10; week++) {
            came(week, 1, "09:30", 4);
            came(week, 2, "10:15", week % 2);
        }

        JsonNode forecast = json("/api/kpi/forecast?team=service");

        assertThat(forecast.at("/weeks").asInt()).isEqualTo(8);
        assertThat(forecast.at("/zone").asText()).isEqualTo("Europe/Berlin");
        assertThat(arrivals(forecast, 1, 9)).isEqualTo(4);
        assertThat(arrivals(forecast, 8, 9)).isEqualTo(4);
        assertThat(arrivals(forecast, 2, 10)).isEqualTo(0.5);
        assertThat(arrivals(forecast, 1, 10)).isZero();
        assertThat(forecast.at("/hours/0/agents").isNull()).isTrue();
    }

    @Test
    void tellsHowFarTheRuleWasOffInTheLastTwoWeeks() throws Exception {
        for (int week = 1; week <= 6; week++) {
            // Four at nine; in the last two weeks two of them came an hour later, and one more.
            came(week, 1, "09:30", week <= 2 ? 2 : 4);
            came(week, 1, "10:30", week <= 2 ? 3 : 0);
        }

        JsonNode miss = json("/api/kpi/forecast?team=service").at("/miss");

        // Of the five tickets of each week two were expected too many at nine, three too few at ten; by day one too
        // few.
        assertThat(miss.at("/came").asInt()).isEqualTo(10);
        assertThat(miss.at("/perHour").asDouble()).isCloseTo(1.0, within(1e-9));
        assertThat(miss.at("/perDay").asDouble()).isCloseTo(0.2, within(1e-9));
    }

    @Test
    void countsAgentsForATarget() throws Exception {
        for (int week = 1; week <= 3; week++) {
            came(week, 1, "09:30", 20);
        }

        JsonNode forecast = json("/api/kpi/forecast?team=service&handling=30&share=80&within=0");

        assertThat(hour(forecast, 1, 9).path("agents").asInt())
                .isEqualTo(ErlangC.agents(20, Duration.ofMinutes(30), 0.8, Duration.ZERO))
                .isGreaterThan(10);
        assertThat(hour(forecast, 1, 8).path("agents").asInt()).isZero();
        assertThat(forecast.at("/miss").isNull())
                .as("a trial needs two weeks before the last two")
                .isTrue();
    }

    @Test
    void hasOneHourLessOnTheDayTheClocksGoForward() throws Exception {
        engine.setTime(ZonedDateTime.of(2026, 3, 23, 9, 0, 0, 0, BERLIN).toInstant());
        came(1, 1, "09:30", 1);
        came(3, 1, "09:30", 1);

        assertThat(json("/api/kpi/forecast?team=service").at("/hours")).hasSize(14 * 24 - 1);
        assertThat(page("vera", "/kpi/forecast?team=service").getStatusCode().value())
                .isEqualTo(200);
    }

    @Test
    void saysThatItIsTooEarly() throws Exception {
        came(1, 1, "09:30", 1);

        assertThat(json("/api/kpi/forecast?team=service").at("/hours")).isEmpty();
        assertThat(page("vera", "/kpi/forecast?lang=en").getBody()).contains("Too early to say");
        assertThat(page("vera", "/kpi/forecast?lang=ru").getBody()).contains("Пока рано");
    }

    @Test
    void isAPageWithATableByDayAndHour() {
        for (int week = 1; week <= 6; week++) {
            came(week, 1, "09:30", 4);
        }

        String page = String.valueOf(
                page("vera", "/kpi/forecast?team=service&handling=30&lang=en").getBody());

        assertThat(page)
                .contains("Agents needed in each hour", "Tue 3 Mar", "09:00: 4 tickets, ")
                .contains("off by 0% per hour")
                .contains("class=\"number shade-6\"");
    }

    @ParameterizedTest
    @CsvSource({
        "vera, /api/kpi/forecast, 422",
        "vera, /api/kpi/forecast?team=nobody, 404",
        "vera, /api/kpi/forecast?team=service&handling=none, 422",
        "vera, /api/kpi/forecast?team=service&handling=5&share=100, 422",
        "vera, /api/kpi/forecast?team=service&horizon=3, 422",
        "anna, /api/kpi/forecast?team=service, 403",
        "anna, /kpi/forecast, 403",
        "denis, /kpi/forecast, 403"
    })
    void refusesWhatItCannotAnswer(String user, String path, int status) {
        assertThat(page(user, path).getStatusCode().value()).isEqualTo(status);
    }

    /**
     * @param weekAgo 1: the week before this one
     * @param day 0: Monday
     */
    private void came(int weekAgo, int day, String at, int tickets) {
        ZonedDateTime monday = engine.now().atZone(BERLIN).truncatedTo(ChronoUnit.DAYS);
        ZonedDateTime then = monday.minusWeeks(weekAgo).plusDays(day).with(LocalTime.parse(at));
        for (int i = 0; i < tickets; i++) {
            jdbc.sql(
                            """
                            insert into kpi_ticket (instance, process, process_version, number, received_at, team,
                                waiting_before_resolved, transfers, reopens, waiting_episodes, assignments, replies,
                                escalations, handovers)
                            values (:id, 'ticket', 1, :id, :at, 'service', 0, 0, 0, 0, 0, 0, 0, 0)
                            """)
                    .param("id", "F-" + running++)
                    .param("at", Timestamp.from(then.toInstant()))
                    .update();
        }
    }

    private double arrivals(JsonNode forecast, int day, int hour) {
        return hour(forecast, day, hour).path("arrivals").asDouble();
    }

    private JsonNode hour(JsonNode forecast, int day, int hour) {
        return forecast.at("/hours/" + (day * 24 + hour));
    }

    private JsonNode json(String path) throws Exception {
        ResponseEntity<String> answer = page("vera", path);
        assertThat(answer.getStatusCode().value()).as(answer.getBody()).isEqualTo(200);
        return new ObjectMapper().readTree(answer.getBody());
    }

    private ResponseEntity<String> page(String user, String path) {
        return web.withBasicAuth(user, "demo").getForEntity(path, String.class);
    }
}
