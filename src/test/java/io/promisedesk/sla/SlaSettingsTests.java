package io.promisedesk.sla;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.promisedesk.platform.Refusal;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class SlaSettingsTests {

    private static final LocalDate HORIZON = NationalHolidays.lastDay(Instant.parse("2026-03-02T09:00:00Z"));

    private static SlaSettings.Hours office(@Nullable String national, List<String> holidays) {
        return new SlaSettings.Hours(
                Map.of("mon-fri", List.of("09:00-12:00", "13:00 - 18:00"), "sat", List.of("10:00-14:00")),
                national == null ? null : List.of(national),
                holidays,
                Map.of("2026-12-24", List.of("09:00-13:00"), "2026-10-03", List.of("08:00-09:00")));
    }

    private static WorkingHours read(SlaSettings.Hours hours) {
        return Expansion.of("office", hours.rules("office"), HORIZON).hours();
    }

    @Test
    void bindsAsDocumented() {
        SlaSettings settings = new Binder(new MapConfigurationPropertySource(Map.of(
                        "promisedesk.sla.calendars.office.week.mon-fri", "09:00-12:00, 13:00-18:00",
                        "promisedesk.sla.calendars.office.national", "de-be",
                        "promisedesk.sla.calendars.office.overrides[2026-12-24]", "09:00-13:00",
                        "promisedesk.sla.calendars.office.overrides[2026-12-31]", "")))
                .bind("promisedesk.sla", SlaSettings.class)
                .get();

        WorkingHours hours = read(settings.calendars().get("office"));

        assertThat(hours.on(DayOfWeek.WEDNESDAY)).hasToString("[09:00–12:00, 13:00–18:00]");
        assertThat(hours.on(DayOfWeek.SATURDAY)).isEmpty();
        assertThat(hours.on(LocalDate.parse("2026-12-24"))).hasToString("[09:00–13:00]");
        assertThat(hours.on(LocalDate.parse("2026-12-31"))).isEmpty();
    }

    @Test
    void takesNationalHolidaysAsDates() {
        WorkingHours hours = read(office("de-be", List.of("2026-12-31")));

        assertThat(HORIZON).isEqualTo("2039-12-31");
        assertThat(hours.on(LocalDate.parse("2026-04-03"))).as("Good Friday").isEmpty();
        assertThat(hours.on(LocalDate.parse("2027-03-08")))
                .as("Women's day, in Berlin")
                .isEmpty();
        assertThat(hours.on(LocalDate.parse("2026-12-31"))).isEmpty();
        assertThat(hours.on(LocalDate.parse("2026-10-03")))
                .as("an override wins")
                .hasSize(1);
        assertThat(hours.on(LocalDate.parse("2026-04-07"))).hasSize(2);
        assertThat(read(office("de", List.of())).on(LocalDate.parse("2027-03-08")))
                .as("not in all of Germany")
                .hasSize(2);
    }

    @Test
    void knowsWhenTheRulesEnd() {
        assertThat(Expansion.lastRule(office("de", List.of()).rules("office"), HORIZON))
                .contains(HORIZON);
        assertThat(Expansion.lastRule(
                        office(null, List.of("2026-05-01", "2026-01-01")).rules("office"), HORIZON))
                .contains(LocalDate.parse("2026-12-31"));
        assertThat(Expansion.lastRule(office(null, List.of()).rules("office"), HORIZON))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"atlantis", "de-zz", ""})
    void refusesUnknownHolidays(String set) {
        assertThatThrownBy(() -> read(office(set, List.of())))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.field()).isEqualTo("office.national"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"monday", "fri-mon", "mon-wed-fri"})
    void refusesUnknownWeekdays(String span) {
        var hours = new SlaSettings.Hours(Map.of(span, List.of("09:00-18:00")), null, null, null);
        assertThatThrownBy(() -> read(hours))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.field()).isEqualTo("office.week." + span));
    }

    @Test
    void refusesACalendarThatIsNeverOpen() {
        var hours = new SlaSettings.Hours(Map.of(), null, null, null);
        assertThatThrownBy(() -> read(hours)).isInstanceOfSatisfying(Refusal.class, refusal -> assertThat(refusal.key())
                .isEqualTo("sla.refused.neverOpen"));
    }
}
