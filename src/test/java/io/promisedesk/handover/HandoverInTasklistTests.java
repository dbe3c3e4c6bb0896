package io.promisedesk.handover;

import static io.promisedesk.ticket.TicketSamples.ANNA;
import static org.assertj.core.api.Assertions.assertThat;

import io.promisedesk.Browser;
import io.promisedesk.Engine;
import io.promisedesk.PromisedeskTest;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.roster.RosterDesk;
import io.promisedesk.roster.Shift;
import io.promisedesk.ticket.TicketDesk;
import io.promisedesk.ticket.TicketNumber;
import io.promisedesk.ticket.TicketSamples;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.camunda.bpm.engine.TaskService;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A hand-over as agents see it: the forms in Tasklist, in a real browser. */
@PromisedeskTest
class HandoverInTasklistTests {

    private static final Instant END = Engine.MONDAY_MORNING.plus(Duration.ofHours(1));

    @LocalServerPort
    int port;

    @Autowired
    Engine engine;

    @Autowired
    RosterDesk roster;

    @Autowired
    TicketDesk tickets;

    @Autowired
    TaskService tasks;

    @Autowired
    JdbcClient jdbc;

    @Test
    void agentsHandOverAndTakeOverInTasklist() {
        Shift early = roster.plan("service", Engine.MONDAY_MORNING, END, List.of("anna"));
        roster.plan("service", END, END.plus(Duration.ofHours(8)), List.of("boris"));
        TicketNumber first = ticket();
        TicketNumber second = ticket();
        engine.setTime(END.minus(Duration.ofMinutes(30)));
        engine.fire(early.key(), "event_handOverBegins");

        try (var browser = Browser.open(port, Locale.ENGLISH)) {
            browser.size(1500, 1300).logIn("anna").goToTasklist(taskOf("anna"));
            browser.see(".fjs-form");
            browser.see(".fjs-form", "Note for the receiver");
            browser.picture("handover-anna");
            browser.type(".fjs-form-field-textfield input[id*=handOver_note]", "She waits for a credit note.");
            browser.click("button[ng-click='complete()']");
            browser.until("the task is done", page -> taskCount("anna") == 0);
            engine.carryOn(early.key());
        }
        try (var browser = Browser.open(port, Locale.forLanguageTag("ru"))) {
            // As the link in the mail does.
            browser.size(1500, 1300).logIn("boris").goTo("/handovers/" + handover());
            browser.see(".fjs-form-field-radio");
            assertThat(browser.text(".fjs-form")).contains("Осталось времени", "Принять");
            browser.run("document.querySelectorAll('.fjs-form-field-radio input[id$=\"-0\"]')"
                    + ".forEach(accept => accept.click())");
            browser.picture("handover-boris");
            browser.click("button[ng-click='complete()']");
            browser.until("the task is done", page -> taskCount("boris") == 0);
        }
        assertThat(tickets.find(first))
                .hasValueSatisfying(ticket -> assertThat(ticket.owner()).isEqualTo("boris"));
        assertThat(tickets.find(second))
                .hasValueSatisfying(ticket -> assertThat(ticket.owner()).isEqualTo("boris"));
    }

    /** The aim: ten ordinary tickets in three clicks. Here it is forty: open, look, complete. */
    @Test
    void handsOverFortyTicketsAsProposedAndTakesAllButOne() {
        Shift early = roster.plan("service", Engine.MONDAY_MORNING, END, List.of("anna"));
        roster.plan("service", END, END.plus(Duration.ofHours(8)), List.of("boris"));
        for (int i = 0; i < 40; i++) {
            ticket();
        }
        engine.setTime(END.minus(Duration.ofMinutes(30)));
        engine.fire(early.key(), "event_handOverBegins");

        try (var browser = Browser.open(port, Locale.forLanguageTag("ru"))) {
            browser.size(1500, 1300).logIn("anna").goToTasklist(taskOf("anna"));
            browser.until("there are forty rows", page -> Long.valueOf(40)
                    .equals(browser.run("return document.querySelectorAll('input[id*=handOver_number]').length")));
            browser.picture("handover-forty");
            browser.click("button[ng-click='complete()']");
            browser.until("the task is done", page -> taskCount("anna") == 0);
        }
        engine.carryOn(early.key());
        try (var browser = Browser.open(port, Locale.ENGLISH)) {
            browser.size(1500, 1300).logIn("boris").goTo("/handovers/" + handover());
            browser.see(".fjs-form-field-radio");
            browser.run("document.querySelector('.fjs-form-field-checkbox input').click();"
                    + "document.querySelectorAll('.fjs-form-field-radio input[id$=\"-1\"]')[0].click()");
            browser.type(".fjs-form-field-textfield input[id*=takeOver_reason]", "Not my field.");
            browser.picture("take-over-forty");
            browser.click("button[ng-click='complete()']");
            browser.until("the task is done", page -> taskCount("boris") == 0);
        }
        assertThat(jdbc.sql(
                                "select state || ' ' || count(*) from handover_line where not redirected group by state order by 1")
                        .query(String.class)
                        .list())
                .containsExactly("ACCEPTED 39", "DECLINED 1");
    }

    private TicketNumber ticket() {
        TicketNumber number = tickets.open(TicketSamples.invoiceQuestion(engine.now()), Actor.SYSTEM);
        tickets.claim(number, ANNA);
        return number;
    }

    private long handover() {
        return jdbc.sql("select id from handover_handover").query(Long.class).single();
    }

    private long taskCount(String person) {
        return tasks.createTaskQuery()
                .taskAssignee(person)
                .processDefinitionKeyIn("shift", "handover")
                .count();
    }

    private String taskOf(String person) {
        return tasks.createTaskQuery()
                .taskAssignee(person)
                .processDefinitionKeyIn("shift", "handover")
                .singleResult()
                .getId();
    }
}
