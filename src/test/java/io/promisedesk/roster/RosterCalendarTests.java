package io.promisedesk.roster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import io.promisedesk.Engine;
import io.promisedesk.PromisedeskTest;
import io.promisedesk.platform.Refusal;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.platform.security.CurrentActor;
import io.promisedesk.roster.Absence.Kind;
import io.promisedesk.roster.AbsenceImport.Line;
import io.promisedesk.roster.AbsenceImport.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.client.TestRestTemplate;
import org.springframework.http.HttpStatus;

/** Rosters that go out as iCalendar, and absences that come in. */
@PromisedeskTest
class RosterCalendarTests {

    private static final Instant NOW = Engine.MONDAY_MORNING;

    @Autowired
    RosterDesk roster;

    @Autowired
    RosterCalendars calendars;

    @Autowired
    AbsenceImport imports;

    @Autowired
    FeedDesk feeds;

    @Autowired
    CurrentActor actors;

    @Autowired
    TestRestTemplate http;

    Actor vera;

    @BeforeEach
    void actors() {
        vera = actors.of("vera");
    }

    @Test
    void aPersonsShiftsAndAbsencesGoOutInUtcWithStableNames() {
        Instant start = NOW.plus(Duration.ofDays(1));
        roster.plan("service", start, start.plus(Duration.ofHours(8)), List.of("anna"));
        Absence vacation = roster.reportAbsence(
                "anna", Kind.VACATION, LocalDate.of(2026, 3, 9), LocalDate.of(2026, 3, 13), null, vera);

        String ics = calendars.ofPerson("anna", Locale.ENGLISH, actors.of("anna"));

        assertThat(ics)
                .startsWith("BEGIN:VCALENDAR\r\n")
                .contains(
                        "DTSTART:20260303T090000Z",
                        "DTEND:20260303T170000Z",
                        "UID:shift-service-2026-03-03T09:00:00Z-anna@promisedesk",
                        "SUMMARY:Shift: Customer service",
                        "UID:absence-" + vacation.id() + "@promisedesk",
                        "DTSTART;VALUE=DATE:20260309",
                        "DTEND;VALUE=DATE:20260314");
        assertThat(ics.lines()).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(75));
        roster.plan("service", start, start.plus(Duration.ofHours(4)), List.of("anna"));
        assertThat(calendars.ofPerson("anna", Locale.ENGLISH, vera))
                .contains("UID:shift-service-2026-03-03T09:00:00Z-anna@promisedesk");
    }

    @Test
    void whatGoesOutComesInAgain() {
        roster.reportAbsence("anna", Kind.VACATION, LocalDate.of(2026, 3, 9), LocalDate.of(2026, 3, 13), null, vera);
        roster.reportAbsence(
                "anna",
                Kind.VACATION,
                NOW.plus(Duration.ofDays(2)),
                NOW.plus(Duration.ofDays(2).plusHours(3)),
                null,
                vera);
        String ics = calendars.ofPerson("anna", Locale.ENGLISH, vera);

        List<Line> lines = imports.take(ics, "boris", Kind.VACATION, vera);

        assertThat(lines).extracting(Line::outcome).containsOnly(Outcome.TAKEN);
        assertThat(roster.absencesOf("boris", NOW, NOW.plus(Duration.ofDays(30))))
                .extracting(Absence::from, Absence::to, Absence::wholeDays)
                .containsExactlyElementsOf(roster.absencesOf("anna", NOW, NOW.plus(Duration.ofDays(30))).stream()
                        .map(absence -> tuple(absence.from(), absence.to(), absence.wholeDays()))
                        .toList());
        assertThat(imports.take(ics, "boris", Kind.VACATION, vera))
                .extracting(Line::outcome)
                .containsOnly(Outcome.KNOWN);
        assertThat(roster.absencesOf("boris", NOW, NOW.plus(Duration.ofDays(30))))
                .hasSize(2);
    }

    @Test
    void everyEventSaysWhatBecomesOfItAndWhereItStands() {
        roster.reportAbsence("boris", Kind.VACATION, LocalDate.of(2026, 4, 1), LocalDate.of(2026, 4, 3), null, vera);
        String ics =
                """
                BEGIN:VCALENDAR
                VERSION:2.0
                PRODID:-//Test//EN
                BEGIN:VEVENT
                UID:1
                SUMMARY:Sea\\, sun
                DTSTART;VALUE=DATE:20260309
                DTEND;VALUE=DATE:20260314
                END:VEVENT
                BEGIN:VEVENT
                UID:2
                SUMMARY:Dentist in New York
                DTSTART;TZID=America/New_York:20260316T090000
                DTEND;TZID=America/New_York:20260316T110000
                END:VEVENT
                BEGIN:VEVENT
                UID:3
                SUMMARY:Overlap
                DTSTART;VALUE=DATE:20260402
                END:VEVENT
                BEGIN:VEVENT
                UID:4
                SUMMARY:Known
                DTSTART;VALUE=DATE:20260401
                DTEND;VALUE=DATE:20260404
                END:VEVENT
                BEGIN:VEVENT
                UID:5
                SUMMARY:For ever
                DTSTART;VALUE=DATE:20260501
                RRULE:FREQ=WEEKLY
                END:VEVENT
                BEGIN:VEVENT
                UID:6
                SUMMARY:Three Fridays
                DTSTART;VALUE=DATE:20260605
                RRULE:FREQ=WEEKLY;COUNT=3
                END:VEVENT
                BEGIN:VEVENT
                UID:7
                SUMMARY:No day
                DTSTART;VALUE=DATE:2026-xx-01
                END:VEVENT
                BEGIN:VEVENT
                UID:8
                SUMMARY:Never begins
                END:VEVENT
                BEGIN:VEVENT
                UID:9
                SUMMARY:Floating
                DTSTART:20260706T080000
                DTEND:20260706T120000
                END:VEVENT
                END:VCALENDAR
                """;

        List<Line> lines = imports.preview(ics, "boris", Kind.VACATION, vera);

        assertThat(lines)
                .extracting(Line::line, Line::summary, Line::outcome)
                .containsExactly(
                        tuple(4, "Sea, sun", Outcome.TAKEN),
                        tuple(10, "Dentist in New York", Outcome.TAKEN),
                        tuple(16, "Overlap", Outcome.REFUSED),
                        tuple(21, "Known", Outcome.KNOWN),
                        tuple(27, "For ever", Outcome.REFUSED),
                        tuple(33, "Three Fridays", Outcome.TAKEN),
                        tuple(33, "Three Fridays", Outcome.TAKEN),
                        tuple(33, "Three Fridays", Outcome.TAKEN),
                        tuple(39, "No day", Outcome.REFUSED),
                        tuple(44, "Never begins", Outcome.REFUSED),
                        tuple(48, "Floating", Outcome.TAKEN));
        assertThat(lines.stream().filter(line -> line.reason() != null))
                .extracting(line -> String.valueOf(line.reason()).replaceAll(".*?(roster\\.refused[.\\w]*).*", "$1"))
                .containsExactly(
                        "roster.refused.absentAlready",
                        "roster.refused.ics.endless",
                        "roster.refused.ics.date",
                        "roster.refused.ics.noStart");
        assertThat(from(lines, 1)).isEqualTo(Instant.parse("2026-03-16T13:00:00Z"));
        assertThat(from(lines, 5)).isEqualTo(Instant.parse("2026-06-04T22:00:00Z"));
        assertThat(from(lines, 10)).as("in the person's zone").isEqualTo(Instant.parse("2026-07-06T06:00:00Z"));
        assertThat(roster.absencesOf("boris", NOW, NOW.plus(Duration.ofDays(200))))
                .as("only looked")
                .hasSize(1);
    }

    private static Instant from(List<Line> lines, int at) {
        Absence absence = lines.get(at).absence();
        assertThat(absence).isNotNull();
        return absence.from();
    }

    @Test
    void whatIsNoCalendarIsRefusedAsAWhole() {
        assertThatThrownBy(() -> imports.preview("Hello", "boris", Kind.VACATION, vera))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("roster.refused.ics.none");
        assertThatThrownBy(() -> imports.preview(
                        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n", "boris", Kind.VACATION, vera))
                .hasMessageContaining("roster.refused.ics.empty");
        assertThatThrownBy(() -> imports.preview("", "boris", Kind.VACATION, actors.of("boris")))
                .hasMessageContaining("roster.refused.recordAbsence");
    }

    @Test
    void aSecretAddressNeedsNoLogInUntilItIsRevoked() {
        String secret = feeds.make("service", actors.of("anna"));
        assertThat(feeds.of(actors.of("anna"))).containsExactly("service");

        var found = http.getForEntity("/roster/feed/" + secret + ".ics", String.class);
        assertThat(found.getStatusCode()).isEqualTo(HttpStatus.OK);
        assertThat(String.valueOf(found.getHeaders().getContentType())).startsWith("text/calendar");
        assertThat(found.getBody()).contains("BEGIN:VCALENDAR", "Customer service");

        String another = feeds.make("service", actors.of("anna"));
        assertThat(status(secret)).isEqualTo(HttpStatus.NOT_FOUND);
        assertThat(status(another)).isEqualTo(HttpStatus.OK);
        feeds.revoke("service", actors.of("anna"));
        assertThat(status(another)).isEqualTo(HttpStatus.NOT_FOUND);
        assertThat(status("x".repeat(43))).isEqualTo(HttpStatus.NOT_FOUND);
    }

    private HttpStatus status(String secret) {
        return HttpStatus.valueOf(http.getForEntity("/roster/feed/" + secret + ".ics", String.class)
                .getStatusCode()
                .value());
    }
}
