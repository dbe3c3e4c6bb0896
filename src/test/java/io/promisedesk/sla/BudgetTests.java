package io.promisedesk.sla;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BudgetTests {

    @Test
    void readsWorkingDaysAndWorkingTimeAsDifferentThings() {
        assertThat(Budget.parse("P2D")).contains(new Budget.WorkingDays(2));
        assertThat(Budget.parse("PT48H")).contains(new Budget.Time(Duration.ofHours(48)));
        assertThat(Budget.parse("PT1H30M")).contains(new Budget.Time(Duration.ofMinutes(90)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"P1DT4H", "p1dt4h", "PT-4H", "-P2D", "P-2D", "4h", "", "P", "P1W", "P99999D", "P2DT"})
    void readsNothingElse(String text) {
        assertThat(Budget.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"P2D", "PT18H", "PT48H", "PT0S"})
    void isKeptAsItIsWritten(String text) throws JsonProcessingException {
        ObjectMapper json = new ObjectMapper();
        String written = json.writeValueAsString(Budget.of(text));
        assertThat(written).isEqualTo("\"" + text + "\"");
        assertThat(json.readValue(written, Budget.class)).isEqualTo(Budget.of(text));
    }
}
