package io.promisedesk.workplace;

import static io.promisedesk.ticket.TicketSamples.VERA;
import static org.assertj.core.api.Assertions.assertThat;

import io.promisedesk.Engine;
import io.promisedesk.PromisedeskTest;
import io.promisedesk.notification.Postman;
import io.promisedesk.sla.CalendarBook;
import io.promisedesk.sla.CalendarRules;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Somebody hears in time that the holidays of a calendar run out. */
@PromisedeskTest
class CalendarNoticeTests {

    @Autowired
    CalendarNotice notice;

    @Autowired
    CalendarBook book;

    @Autowired
    Engine engine;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    ApplicationContext application;

    @Test
    void tellsAdministratorsOnceForEachLastDay() {
        String key = "team-" + UUID.randomUUID().toString().substring(0, 8);
        book.save(key, 0, rules("2026-01-01"), "By hand", VERA);
        notice.look();
        assertThat(mails()).as("nine months before").isEmpty();

        engine.pass(Duration.ofDays(270));
        notice.look();
        notice.look();

        assertThat(mails()).singleElement().satisfies(mail -> assertThat(mail)
                .startsWith("admin@promisedesk.local: The holidays of Team calendar run out")
                .contains("31 December 2026", "/calendars/" + key));

        book.save(key, 1, rules("2026-01-01", "2027-01-01", "2028-01-01"), "The years to come", VERA);
        engine.pass(Duration.ofDays(1));
        notice.look();
        assertThat(mails()).hasSize(1);
    }

    private static CalendarRules rules(String... holidays) {
        return new CalendarRules(
                "Team calendar",
                Map.of("mon", List.of("09:00-17:00")),
                List.of(),
                List.of(),
                List.of(holidays).stream()
                        .map(date -> new CalendarRules.Dated(date, "New Year"))
                        .toList(),
                List.of(),
                List.of());
    }

    private List<String> mails() {
        Postman.send(application);
        return jdbc.sql(
                        "select recipient || ': ' || subject || text from notification_mail where subject like '%Team calendar%'")
                .query(String.class)
                .list();
    }
}
