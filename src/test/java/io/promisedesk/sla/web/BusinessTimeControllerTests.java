package io.promisedesk.sla.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.promisedesk.platform.Refusal;
import java.math.BigDecimal;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BusinessTimeControllerTests {

    static final String OFFICE =
            """
            {"zone": "Europe/Berlin",
             "week": {"mon": [["09:00","17:00"]], "tue": [["09:00","12:00"],["13:00","17:00"]], "fri": [["22:00","24:00"]], "sat": [["00:00","06:00"]]},
             "holidays": ["2026-03-10"],
             "overrides": {"2026-03-09": [["09:00","13:00"]], "2026-03-10": [["10:00","11:00"]]}}
            """;

    final ObjectMapper json = new ObjectMapper().registerModule(new JavaTimeModule());
    final BusinessTimeController controller = new BusinessTimeController(json);

    Instant due(String calendar, String start, String seconds) throws Exception {
        return controller
                .due(json.readTree(
                        "{\"calendar\": %s, \"start\": \"%s\", \"seconds\": %s}".formatted(calendar, start, seconds)))
                .due();
    }

    BigDecimal between(String calendar, String start, String end) throws Exception {
        JsonNode body =
                json.readTree("{\"calendar\": %s, \"start\": \"%s\", \"end\": \"%s\"}".formatted(calendar, start, end));
        return controller.between(body).seconds();
    }

    @ParameterizedTest
    @CsvSource({
        // Within a window, over the lunch break, over the closing time
        "2026-03-02T09:00:00+01:00, 3600, 2026-03-02T10:00:00+01:00",
        "2026-03-03T11:00:00+01:00, 7200, 2026-03-03T14:00:00+01:00",
        "2026-03-02T16:00:00+01:00, 7200, 2026-03-03T10:00:00+01:00",
        // Exactly on closing time stays there; a millisecond more does not
        "2026-03-02T09:00:00+01:00, 28800, 2026-03-02T17:00:00+01:00",
        "2026-03-02T09:00:00+01:00, 28800.001, 2026-03-03T09:00:00.001+01:00",
        // Zero: now when open, else the next opening; the closing instant counts as closed
        "2026-03-02T09:30:00.5+01:00, 0, 2026-03-02T09:30:00.5+01:00",
        "2026-03-02T17:00:00+01:00, 0, 2026-03-03T09:00:00+01:00",
        // Over midnight in two windows; 24:00 is not a closing time there
        "2026-03-06T23:00:00+01:00, 3600, 2026-03-07T00:00:00+01:00",
        "2026-03-06T23:00:00+01:00, 10800, 2026-03-07T02:00:00+01:00",
        "2026-03-07T00:00:00+01:00, 0, 2026-03-07T00:00:00+01:00",
        // A short day, and an override that wins over the holiday on the same day
        "2026-03-09T12:00:00+01:00, 5400, 2026-03-10T10:30:00+01:00",
    })
    void findsTheDeadline(String start, String seconds, String due) throws Exception {
        assertThat(due(OFFICE, start, seconds))
                .isEqualTo(java.time.OffsetDateTime.parse(due).toInstant());
    }

    @Test
    void countsRealTimeOverAClockChange() throws Exception {
        String nights = "{\"zone\": \"Europe/Berlin\", \"week\": {\"sun\": [[\"00:00\",\"24:00\"]]}}";

        assertThat(between(nights, "2026-03-29T00:00:00+01:00", "2026-03-30T00:00:00+02:00"))
                .isEqualTo("82800");
        assertThat(between(nights, "2026-10-25T00:00:00+02:00", "2026-10-26T00:00:00+01:00"))
                .isEqualTo("90000");
        assertThat(due(nights, "2026-03-28T12:00:00Z", "7200")).isEqualTo("2026-03-29T01:00:00Z");
        // 02:30 does not exist on that night: the window opens at 03:30.
        String early = "{\"zone\": \"Europe/Berlin\", \"week\": {\"sun\": [[\"02:30\",\"04:00\"]]}}";
        assertThat(due(early, "2026-03-28T12:00:00Z", "0")).isEqualTo("2026-03-29T01:30:00Z");
        assertThat(between(early, "2026-03-28T12:00:00Z", "2026-03-30T00:00:00Z"))
                .isEqualTo("1800");
    }

    @Test
    void answersZeroBackwards() throws Exception {
        assertThat(between(OFFICE, "2026-03-03T09:00:00Z", "2026-03-02T09:00:00Z"))
                .isEqualTo("0");
        assertThat(between(OFFICE, "2026-03-02T09:00:00.250Z", "2026-03-02T09:00:01Z"))
                .isEqualTo("0.75");
    }

    @Test
    void isAsFastFarAway() throws Exception {
        assertThat(due(OFFICE, "2026-03-02T09:00:00+01:00", String.valueOf(86_400L * 365 * 500)))
                .isAfter("4000-01-01T00:00:00Z");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "calendar | {'start': '2026-03-02T09:00:00Z', 'seconds': 1}",
                "calendar | {'calendar': 5, 'start': '2026-03-02T09:00:00Z', 'seconds': 1}",
                "calendar.zone | {'calendar': {'week': {'mon': [['09:00','17:00']]}}}",
                "calendar.zone | {'calendar': {'zone': 'Mars/Olympus', 'week': {'mon': [['09:00','17:00']]}}}",
                "calendar.week | {'calendar': {'zone': 'UTC', 'week': {}}}",
                "calendar.week | {'calendar': {'zone': 'UTC', 'week': 'always'}}",
                "calendar.week.monday | {'calendar': {'zone': 'UTC', 'week': {'monday': []}}}",
                "calendar.week.mon | {'calendar': {'zone': 'UTC', 'week': {'mon': '09:00-17:00'}}}",
                "calendar.week.mon[0] | {'calendar': {'zone': 'UTC', 'week': {'mon': ['09:00']}}}",
                "calendar.week.mon[0] | {'calendar': {'zone': 'UTC', 'week': {'mon': [['09:00']]}}}",
                "calendar.week.mon[0] | {'calendar': {'zone': 'UTC', 'week': {'mon': [['22:00', '06:00']]}}}",
                "calendar.week.mon[1][1] | {'calendar': {'zone': 'UTC', 'week': {'mon': [['09:00', '10:00'], ['10:00', '25:00']]}}}",
                "calendar.holidays[1] | {'calendar': {'zone': 'UTC', 'week': {'mon': [['09:00','17:00']]}, 'holidays': ['2026-01-01', '2026-02-30']}}",
                "calendar.overrides.soon | {'calendar': {'zone': 'UTC', 'week': {'mon': [['09:00','17:00']]}, 'overrides': {'soon': []}}}",
                "start | {'calendar': {'zone': 'UTC', 'week': {'mon': [['09:00','17:00']]}}, 'seconds': 1}",
                "start | {'calendar': {'zone': 'UTC', 'week': {'mon': [['09:00','17:00']]}}, 'start': '2026-03-02T09:00:00', 'seconds': 1}",
                "seconds | {'calendar': {'zone': 'UTC', 'week': {'mon': [['09:00','17:00']]}}, 'start': '2026-03-02T09:00:00Z'}",
                "seconds | {'calendar': {'zone': 'UTC', 'week': {'mon': [['09:00','17:00']]}}, 'start': '2026-03-02T09:00:00Z', 'seconds': -1}",
                "seconds | {'calendar': {'zone': 'UTC', 'week': {'mon': [['09:00','17:00']]}}, 'start': '2026-03-02T09:00:00Z', 'seconds': 0.0001}",
                "seconds | {'calendar': {'zone': 'UTC', 'week': {'mon': [['09:00','17:00']]}}, 'start': '2026-03-02T09:00:00Z', 'seconds': 1e30}",
                "seconds | {'calendar': {'zone': 'UTC', 'week': {'mon': [['09:00','17:00']]}}, 'start': '2026-03-02T09:00:00Z', 'seconds': 1e12}",
                "seconds | {'calendar': {'zone': 'UTC', 'week': {'mon': [['09:00','17:00']]}}, 'start': '2026-03-02T09:00:00Z', 'seconds': 1e999}",
                "seconds | {'calendar': {'zone': 'UTC', 'overrides': {'2026-03-09': [['09:00','17:00']]}}, 'start': '2026-03-02T09:00:00Z', 'seconds': 28801}"
            })
    void namesTheFieldThatIsWrong(String field, String body) {
        assertThatThrownBy(() -> controller.due(json.readTree(body.replace('\'', '"'))))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.field()).isEqualTo(field));
    }
}
