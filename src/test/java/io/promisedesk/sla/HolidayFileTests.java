package io.promisedesk.sla;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.promisedesk.platform.Refusal;
import io.promisedesk.sla.CalendarRules.Dated;
import io.promisedesk.sla.CalendarRules.Yearly;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HolidayFileTests {

    private static String file(String... events) {
        return "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n"
                + String.join("", events).replace("\n", "\r\n")
                + "END:VCALENDAR\r\n";
    }

    private static String event(String content) {
        return "BEGIN:VEVENT\n" + content + "\nEND:VEVENT\n";
    }

    @Test
    void allDayEventsAreHolidays() {
        HolidayFile read = HolidayFile.read(file(
                event("DTSTART;VALUE=DATE:20261224\nSUMMARY:Christmas\\, the eve\nDESCRIPTION:long\n  and folded"),
                event("UID:1\nDTSTART:20261230\nDTEND:20270102\nSUMMARY;LANGUAGE=de:Zwischen\n  den Jahren"),
                event("DTSTART;VALUE=DATE:20260501\nDTEND;VALUE=DATE:20260501"),
                event("DTSTART;TZID=\"Europe/Berlin: new\":20260302T090000\nSUMMARY:Stand-up"),
                event("DTSTART;VALUE=DATE:20260601\nSTATUS:CANCELLED")));

        assertThat(read.holidays())
                .containsExactly(
                        new Dated("2026-12-24", "Christmas, the eve"),
                        new Dated("2026-12-30", "Zwischen den Jahren"),
                        new Dated("2026-12-31", "Zwischen den Jahren"),
                        new Dated("2027-01-01", "Zwischen den Jahren"),
                        new Dated("2026-05-01", null));
        assertThat(read.passedOver()).isEqualTo(2);
    }

    @Test
    void whatComesEveryYearIsARule() {
        HolidayFile read = HolidayFile.read(file(
                event("DTSTART;VALUE=DATE:20200507\nRRULE:FREQ=YEARLY\nSUMMARY:Radio Day"),
                event("DTSTART;VALUE=DATE:20201126\nRRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH\nSUMMARY:Thanksgiving"),
                event("DTSTART;VALUE=DATE:20201231\nRRULE:FREQ=YEARLY;COUNT=3")));

        assertThat(read.yearly()).containsExactly(new Yearly("05-07", "Radio Day"));
        assertThat(read.passedOver()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "start|1|<html>",
                "line|2|BEGIN:VCALENDAR~what is this",
                "nesting|3|BEGIN:VCALENDAR~BEGIN:VEVENT~END:VCALENDAR",
                "date|4|BEGIN:VCALENDAR~BEGIN:VEVENT~SUMMARY:x~DTSTART;VALUE=DATE:20260230~END:VEVENT~END:VCALENDAR",
                "date|5|BEGIN:VCALENDAR~BEGIN:VEVENT~SUMMARY:x~ y~DTSTART:soon~END:VEVENT~END:VCALENDAR",
                "noStart|2|BEGIN:VCALENDAR~BEGIN:VEVENT~SUMMARY:x~END:VEVENT~END:VCALENDAR",
                "length|4|BEGIN:VCALENDAR~BEGIN:VEVENT~DTSTART:20260301~DTEND:20260228~END:VEVENT~END:VCALENDAR",
                "end|3|BEGIN:VCALENDAR~BEGIN:VEVENT~DTSTART:20260301"
            })
    void namesTheLineThatIsWrong(String what, String line, String text) {
        assertThatThrownBy(() -> HolidayFile.read(text.replace("~", "\n")))
                .isInstanceOfSatisfying(Refusal.class, refusal -> {
                    assertThat(refusal.key()).isEqualTo("sla.refused.ics." + what);
                    assertThat(refusal.arguments()[0]).isEqualTo(line);
                });
    }

    @Test
    void refusesAFileWithoutHolidays() {
        assertThatThrownBy(() -> HolidayFile.read(file(event("DTSTART:20260302T090000Z"))))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.key()).isEqualTo("sla.refused.ics.none"));
    }
}
