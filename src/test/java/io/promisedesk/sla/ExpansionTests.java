package io.promisedesk.sla;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.promisedesk.platform.Refusal;
import io.promisedesk.sla.CalendarRules.Dated;
import io.promisedesk.sla.CalendarRules.Moved;
import io.promisedesk.sla.CalendarRules.Special;
import io.promisedesk.sla.CalendarRules.Yearly;
import io.promisedesk.sla.Expansion.Reason;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpansionTests {

    private static final LocalDate HORIZON = LocalDate.parse("2039-12-31");
    private static final Map<String, List<String>> OFFICE = Map.of(
            "mon", List.of("09:00-18:00"),
            "thu", List.of("09:00-18:00"),
            "fri", List.of("09:00-15:00"));

    private static WorkingHours hours(CalendarRules rules) {
        return Expansion.of("", rules, HORIZON).hours();
    }

    private static CalendarRules week(Map<String, List<String>> week) {
        return new CalendarRules(null, week, List.of(), List.of(), List.of(), List.of(), List.of());
    }

    private static CalendarRules yearly(String on) {
        return new CalendarRules(
                null, OFFICE, List.of(), List.of(new Yearly(on, "Our day")), List.of(), List.of(), List.of());
    }

    private static LocalDate date(String text) {
        return LocalDate.parse(text);
    }

    @Test
    void hoursOverMidnightEndOnTheNextWeekday() {
        WorkingHours night =
                hours(week(Map.of("sun", List.of("22:00-06:00"), "fri", List.of("8:00–12:00", "20:00-00:00"))));

        assertThat(night.on(DayOfWeek.SUNDAY)).hasToString("[22:00–24:00]");
        assertThat(night.on(DayOfWeek.MONDAY)).hasToString("[00:00–06:00]");
        assertThat(night.on(DayOfWeek.FRIDAY)).hasToString("[08:00–12:00, 20:00–24:00]");
        assertThat(night.on(DayOfWeek.SATURDAY)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "easter-2,2026-04-03",
        "easter,2038-04-25",
        "easter+39,2027-05-06",
        "orthodox,2026-04-12",
        "orthodox+1,2027-05-03",
        "orthodox,2024-05-05",
        "12-31,2026-12-31",
        "02-29,2028-02-29"
    })
    void comesEveryYear(String on, LocalDate date) {
        assertThat(hours(yearly(on)).holidays()).contains(date);
    }

    @Test
    void aLeapDayComesInLeapYearsOnly() {
        assertThat(hours(yearly("02-29")).holidays())
                .hasSize(10)
                .doesNotContain(date("2027-03-01"), date("2027-02-28"));
    }

    @Test
    void aMovedWorkingDayIsWorkedOnTheOtherDate() {
        CalendarRules rules = new CalendarRules(
                null,
                OFFICE,
                List.of(),
                List.of(),
                List.of(),
                List.of(new Moved("2026-05-08", "2026-05-16", "Bridge")),
                List.of());

        Expansion expansion = Expansion.of("", rules, HORIZON);

        assertThat(expansion.hours().on(date("2026-05-08"))).isEmpty();
        assertThat(expansion.hours().on(date("2026-05-16"))).hasToString("[09:00–15:00]");
        assertThat(expansion.reasons().get(date("2026-05-16")))
                .containsExactly(new Reason(Reason.Kind.MOVED_HERE, "Bridge", "2026-05-08"));
    }

    @Test
    void saysWhyADayIsSpecial() {
        CalendarRules rules = new CalendarRules(
                null,
                OFFICE,
                List.of("de-by"),
                List.of(),
                List.of(new Dated("2026-12-31", "Stocktaking")),
                List.of(),
                List.of(new Special("2026-12-24", List.of("9:00-12:00"), null)));

        Expansion expansion = Expansion.of("", rules, HORIZON);

        assertThat(expansion.reasons().get(date("2026-01-06")))
                .containsExactly(new Reason(Reason.Kind.NATIONAL, "EPIPHANY", "de-by"));
        assertThat(expansion.reasons().get(date("2026-12-31")))
                .containsExactly(new Reason(Reason.Kind.DATED, "Stocktaking", null));
        assertThat(expansion.hours().on(date("2026-12-24"))).hasToString("[09:00–12:00]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "week.mon[0];mon=9 to 5",
                "week.mon[0];mon=09:00-25:00",
                "week.mon[0];mon=09:00-09:00",
                "week.monday;monday=09:00-17:00",
                "week;mon=",
                "national;set=zz",
                "yearly[0].on;on=31.12.",
                "yearly[0].on;on=02-30",
                "yearly[0].on;on=easter+400",
                "holidays[0];holiday=2026-02-30",
                "overrides[0];override=2026-12-24 22:00-06:00",
                "moved[0];move=2026-05-09 2026-05-16",
                "overrides[1];override=2026-12-24 9:00-12:00,2026-12-24 9:00-13:00"
            })
    void namesWhatIsWrong(String field, String written) {
        assertThatThrownBy(() -> Expansion.of("", written(written), HORIZON))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.field()).isEqualTo(field));
    }

    private static CalendarRules written(String text) {
        String kind = text.substring(0, text.indexOf('='));
        String value = text.substring(text.indexOf('=') + 1);
        Map<String, List<String>> week =
                kind.contains("mon") ? Map.of(kind, value.isEmpty() ? List.of() : List.of(value)) : OFFICE;
        return new CalendarRules(
                null,
                week,
                kind.equals("set") ? List.of(value) : List.of(),
                kind.equals("on") ? List.of(new Yearly(value, null)) : List.of(),
                kind.equals("holiday") ? List.of(new Dated(value, null)) : List.of(),
                kind.equals("move") ? List.of(new Moved(value.split(" ")[0], value.split(" ")[1], null)) : List.of(),
                kind.equals("override")
                        ? List.of(value.split(",")).stream()
                                .map(day -> new Special(day.split(" ")[0], List.of(day.split(" ")[1]), null))
                                .toList()
                        : List.of());
    }

    @Test
    void easterFallsWhereTheChurchesSay() {
        assertThat(List.of(Easter.western(1961), Easter.western(2000), Easter.western(2025), Easter.western(2285)))
                .containsExactly(date("1961-04-02"), date("2000-04-23"), date("2025-04-20"), date("2285-03-22"));
        assertThat(List.of(Easter.orthodox(2000), Easter.orthodox(2025), Easter.orthodox(2021), Easter.orthodox(2100)))
                .containsExactly(date("2000-04-30"), date("2025-04-20"), date("2021-05-02"), date("2100-05-02"));
    }
}
