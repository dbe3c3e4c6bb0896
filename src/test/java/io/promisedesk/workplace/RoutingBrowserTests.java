package io.promisedesk.workplace;

import static org.assertj.core.api.Assertions.assertThat;

import io.promisedesk.Browser;
import io.promisedesk.Engine;
import io.promisedesk.PromisedeskTest;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.roster.RosterDesk;
import io.promisedesk.ticket.RoutingDesk;
import io.promisedesk.ticket.TeamRouting.Mode;
import io.promisedesk.ticket.TicketDesk;
import io.promisedesk.ticket.TicketNumber;
import io.promisedesk.ticket.TicketSamples;
import io.promisedesk.ticket.TicketViews;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Who gets a ticket, in front of a browser: taking the next one, why somebody was given one, whom a dispatcher is suggested. */
@PromisedeskTest
class RoutingBrowserTests {

    @LocalServerPort
    int port;

    @Autowired
    TicketDesk desk;

    @Autowired
    RoutingDesk routing;

    @Autowired
    TicketViews views;

    @Autowired
    RosterDesk roster;

    @Autowired
    Engine engine;

    @Test
    void anAgentTakesTheNextTicketFromTheListAndFromTasklist() {
        TicketNumber first = desk.open(TicketSamples.invoiceQuestion(), Actor.SYSTEM);
        TicketNumber second = desk.open(TicketSamples.invoiceQuestion(), Actor.SYSTEM);
        try (Browser browser = Browser.open(port, Locale.ENGLISH).logIn("anna")) {
            browser.goTo("/tickets");
            browser.see(".page-head form button", "Take the next ticket");
            browser.picture("take-next-list-en");
            browser.click(".page-head form button");
            browser.see(".ticket-number", first.value());
            assertThat(owner(first)).isEqualTo("anna");

            browser.goToTasklist("");
            browser.see(".promisedesk-next button", "Take the next ticket");
            browser.click(".promisedesk-next button");
            browser.until("the second one is Anna's", page -> "anna".equals(owner(second)));
            browser.see(".task-card .assignee", "Anna Weber");
            browser.click(".promisedesk-next button");
            browser.see(".promisedesk-next [role=status]", "Nothing waits in your teams that you can do.");
            browser.picture("take-next-tasklist-en");
        }
        try (Browser browser = Browser.open(port, Locale.ENGLISH).logIn("boris")) {
            browser.goTo("/tickets");
            browser.click(".page-head form button");
            browser.see(".notice", "нет обращений, которые вам по силам");
            browser.picture("take-next-list-ru");
        }
    }

    @Test
    void theTicketSaysWhyAndLeadsAreToldWhyNotTheOthers() {
        routing.route("service", Mode.PUSH, null, Actor.SYSTEM);
        roster.plan("service", engine.now(), engine.now().plus(Duration.ofHours(4)), List.of("anna"));
        roster.plan(
                "service",
                engine.now().plus(Duration.ofHours(4)),
                engine.now().plus(Duration.ofHours(8)),
                List.of("boris"));
        TicketNumber number = desk.open(TicketSamples.invoiceQuestion(), Actor.SYSTEM);
        try (Browser browser = Browser.open(port, Locale.ENGLISH).logIn("victor")) {
            // Of another team: not even that it exists.
            browser.goTo("/tickets/" + number);
            assertThat(browser.visible(".routed")).isEmpty();
        }
        try (Browser browser = Browser.open(port, Locale.ENGLISH).logIn("anna")) {
            browser.goTo("/tickets/" + number);
            browser.see(".routed", "Given to Anna Weber by the desk: can do billing, nobody else can take it now.");
            assertThat(browser.visible("details.routed")).isEmpty();
            browser.picture("routed-en");
        }
        try (Browser browser = Browser.open(port, Locale.ENGLISH).logIn("vera")) {
            browser.goTo("/tickets/" + number);
            browser.click("details.routed summary");
            browser.see("details.routed li", "Boris Ivanov");
            browser.see("details.routed li", "не на смене");
            browser.picture("routed-ru");
        }
    }

    @Test
    void aDispatcherIsSuggestedWhoShouldTakeIt() {
        roster.plan("service", engine.now(), engine.now().plus(Duration.ofHours(4)), List.of("anna", "boris"));
        TicketNumber number = desk.open(TicketSamples.complaint(), Actor.SYSTEM);
        try (Browser browser = Browser.open(port, Locale.ENGLISH).logIn("admin")) {
            browser.goToTasklist(engine.taskOf(number.value()));
            browser.openTab("Form");
            browser.see(".fjs-form");
            browser.picture("assign-ticket-en");
        }
        try (Browser browser = Browser.open(port, Locale.ENGLISH).logIn("olga")) {
            browser.goToTasklist(engine.taskOf(number.value()));
            browser.click("button.claim");
            browser.openTab("Форма");
            browser.see(".fjs-form");
            browser.picture("assign-ticket-ru");
            browser.click("button[ng-click=\"complete()\"]");
            browser.until("Boris has it", page -> "boris".equals(owner(number)));
        }
    }

    private String owner(TicketNumber number) {
        return String.valueOf(views.ticket(number, Actor.SYSTEM).owner());
    }
}
