package io.promisedesk.roster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PatternTests {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final Instant MARCH = Instant.parse("2026-03-01T00:00:00Z");
    private static final Instant APRIL = Instant.parse("2026-04-01T00:00:00Z");

    @Test
    void repeatsEveryWeekAtTheSameWallTimeAlsoOverTheChangeOfClocks() {
        assertThat(shifts(pattern(DayOfWeek.MONDAY, "08:00", "16:00"), MARCH, APRIL))
                .containsExactly(
                        "2026-03-02T07:00:00Z/2026-03-02T15:00:00Z",
                        "2026-03-09T07:00:00Z/2026-03-09T15:00:00Z",
                        "2026-03-16T07:00:00Z/2026-03-16T15:00:00Z",
                        "2026-03-23T07:00:00Z/2026-03-23T15:00:00Z",
                        "2026-03-30T06:00:00Z/2026-03-30T14:00:00Z");
    }

    @Test
    void goesOverMidnightWhenItsEndIsNotAfterItsStart() {
        assertThat(shifts(pattern(DayOfWeek.MONDAY, "22:00", "06:00"), MARCH, MARCH.plusSeconds(3 * 86_400)))
                .containsExactly("2026-03-02T21:00:00Z/2026-03-03T05:00:00Z");
    }

    @Test
    void isAnHourShorterInTheNightInWhichClocksGoForward() {
        // Berlin, 29 March 2026: 02:00 becomes 03:00; 02:30 does not exist and moves on to 03:30.
        assertThat(shifts(pattern(DayOfWeek.SATURDAY, "22:00", "06:00"), MARCH, APRIL))
                .contains("2026-03-28T21:00:00Z/2026-03-29T04:00:00Z");
        assertThat(shifts(pattern(DayOfWeek.SUNDAY, "02:30", "06:00"), MARCH, APRIL))
                .contains("2026-03-29T01:30:00Z/2026-03-29T04:00:00Z");
    }

    @Test
    void holdsOnlyFromItsFirstToItsLastDay() {
        var pattern = pattern(DayOfWeek.MONDAY, "08:00", "16:00", LocalDate.of(2026, 3, 9), LocalDate.of(2026, 3, 16));
        assertThat(shifts(pattern, MARCH, APRIL))
                .containsExactly(
                        "2026-03-09T07:00:00Z/2026-03-09T15:00:00Z", "2026-03-16T07:00:00Z/2026-03-16T15:00:00Z");
    }

    @Test
    void countsAShiftThatBeginsAtTheFirstInstantAndNotAtTheLast() {
        var pattern = pattern(DayOfWeek.MONDAY, "08:00", "16:00");
        Instant start = Instant.parse("2026-03-02T07:00:00Z");
        assertThat(shifts(pattern, start, start.plusMillis(1))).hasSize(1);
        assertThat(shifts(pattern, start.minusSeconds(60), start)).isEmpty();
    }

    private static Pattern pattern(DayOfWeek day, String start, String end) {
        return pattern(day, start, end, null, null);
    }

    private static Pattern pattern(
            DayOfWeek day, String start, String end, @Nullable LocalDate from, @Nullable LocalDate to) {
        Slot slot =
                new Slot(day.getValue() - 1, LocalTime.parse(start), LocalTime.parse(end), List.of("anna"), List.of());
        return new Pattern(1, "service", "", 7, Pattern.MONDAY, from, to, List.of(slot), "file", 1);
    }

    private static List<String> shifts(Pattern pattern, Instant from, Instant to) {
        return pattern.shiftsStarting(from, to, BERLIN)
                .map(shift -> shift.key().substring("service:".length()))
                .toList();
    }
}
