package io.promisedesk.workplace;

import static org.assertj.core.api.Assertions.assertThat;

import io.promisedesk.Browser;
import io.promisedesk.Engine;
import io.promisedesk.MailServer;
import io.promisedesk.PromisedeskTest;
import io.promisedesk.channel.Letterbox;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.platform.security.CurrentActor;
import io.promisedesk.ticket.TicketDesk;
import io.promisedesk.ticket.TicketNumber;
import io.promisedesk.ticket.TicketSamples;
import io.promisedesk.ticket.TicketSearch;
import io.promisedesk.ticket.TicketState;
import io.promisedesk.ticket.TicketView;
import io.promisedesk.ticket.TicketViews;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;

/** Agents in front of a real browser: Tasklist in both languages, its tab "Ticket", the ticket page, the list. */
@PromisedeskTest
class WorkplaceBrowserTests {

    private static final String TAB = ".promisedesk-ticket";

    @LocalServerPort
    int port;

    @Autowired
    TicketDesk desk;

    @Autowired
    TicketViews views;

    @Autowired
    CurrentActor actors;

    @Autowired
    ApplicationContext application;

    @Autowired
    Engine engine;

    @Test
    void agentClaimsAndAnswersInTasklist() {
        TicketNumber ticket = open("Lamp is dark", "It went out.");
        try (Browser browser = Browser.open(port, Locale.ENGLISH).logIn("anna")) {
            browser.goToTasklist(engine.taskOf(ticket.value()));
            browser.see(".task-filters", "My team's queue");
            browser.seeWithin(TAB, ".message .text");
            // A page in the background asks for nothing by itself: what the tab shows then comes from the claim.
            browser.run("Object.defineProperty(document, 'hidden', {get: () => true})");
            browser.click("button.claim");
            browser.see(".task-card .assignee", "Anna Weber");
            assertThat(browser.seeWithin(TAB, ".in-tasklist").getText())
                    .isEqualTo("Answer here at any time, with files too. The tab “Form” completes this step.");
            browser.picture("two-places-en");
            assertThat(views.ticket(ticket, Actor.SYSTEM).owner()).isEqualTo("anna");
            browser.until("the tab knows whose ticket it is now", page -> browser.seeWithin(TAB, ".next strong")
                    .getText()
                    .equals("Jane Miller waits for your answer."));

            browser.openTab("Form");
            browser.complete(Map.of("Reply to the customer", "Please turn the switch."), "Wait for the customer");
            browser.until("the answer is stored", page -> view(ticket).state() == TicketState.WAITING_FOR_CUSTOMER);

            browser.see(
                    ".promisedesk-notice",
                    "Your answer is stored and goes to Jane Miller by mail: Lamp is dark (" + ticket + ")");
            browser.picture("reply-leaves-en");
            browser.see("li.task .promisedesk-subject", "Lamp is dark");
            assertThat(view(ticket).messages()).last().satisfies(message -> assertThat(message.text())
                    .isEqualTo("Please turn the switch."));
        }
    }

    @Test
    void tasklistAndItsTicketTabSpeakRussian() {
        TicketNumber ticket = open("Lamp is dark", "It went out.");
        desk.claim(ticket, actors.of("boris"));
        try (Browser browser = Browser.open(port, Locale.ENGLISH).logIn("boris")) {
            browser.goToTasklist(engine.taskOf(ticket.value()));
            browser.see(".task-filters", "Очередь моей команды");
            browser.see(".task-card h2", "Работа над обращением");
            assertThat(browser.seeWithin(TAB, ".next strong").getText()).isEqualTo("Jane Miller ждёт вашего ответа.");
            browser.see("li.task .due", "осталось");
            assertThat(browser.visible(".ce-eol-banner, .createCommentLink, .task-card .groups, .create-task-action"))
                    .isEmpty();

            browser.seeWithin(TAB, "textarea").sendKeys("Поверните выключатель.");
            browser.clickWithin(TAB, "button[name=then]");
            browser.until("the answer is stored", page -> view(ticket).answerOwedSince() == null);
            assertThat(browser.seeWithin(TAB, ".message.agent .text").getText()).isEqualTo("Поверните выключатель.");

            browser.openTab("Форма");
            browser.fill("Внутренняя заметка", "Черновик");
            browser.click("button[ng-click=\"complete()\"]");
            browser.see(".fjs-form-field-error", "Заполните это поле.");
        }
    }

    @Test
    void theFormSaysThatAReplyGoesToTheCustomerAndNothingWithoutOne() {
        TicketNumber ticket = open("Lamp is dark", "It went out.");
        desk.claim(ticket, actors.of("boris"));
        try (Browser browser = Browser.open(port, Locale.ENGLISH).logIn("boris")) {
            browser.goToTasklist(engine.taskOf(ticket.value()));
            assertThat(browser.seeWithin(TAB, ".in-tasklist").getText()).contains("Вкладка «Форма» завершает");
            browser.picture("two-places-ru");
            browser.openTab("Форма");
            browser.complete(Map.of("Внутренняя заметка", "Черновик"), "Продолжаю работать");
            browser.until("the note is stored", page -> view(ticket).messages().size() == 2);
            String next = engine.taskOf(ticket.value());

            browser.goToTasklist(next);
            browser.openTab("Форма");
            browser.see(".fjs-form");
            assertThat(browser.visible(".promisedesk-notice")).isEmpty();
            browser.complete(Map.of("Ответ клиенту", "Поверните выключатель."), "Продолжаю работать");

            browser.see(
                    ".promisedesk-notice",
                    "Ваш ответ сохранён и уходит письмом, получатель — Jane Miller: Lamp is dark");
            browser.picture("reply-leaves-ru");
            assertThat(view(ticket).messages()).last().satisfies(message -> assertThat(message.text())
                    .isEqualTo("Поверните выключатель."));
        }
    }

    @Test
    void nothingOfADraftStaysAfterLoggingOut() {
        try (Browser browser = Browser.open(port, Locale.ENGLISH).logIn("anna")) {
            browser.goTo("/tickets");
            browser.run(
                    "localStorage.setItem('camunda-form:1', 'secret'); localStorage.setItem('camForm:2', 'secret')");
            browser.click("[data-log-out]");
            browser.see("input[name=password]");
            assertThat(browser.run("return Object.keys(localStorage).filter(key => /orm:/.test(key)).length"))
                    .isEqualTo(0L);
        }
    }

    @Test
    void ticketPageAnswersAndWarnsOfAColleague() {
        TicketNumber ticket = open("Lamp is dark", "It went out.");
        desk.claim(ticket, actors.of("anna"));
        try (Browser anna = Browser.open(port, Locale.ENGLISH).logIn("anna");
                Browser boris = Browser.open(port, Locale.ENGLISH).logIn("boris")) {
            anna.goTo("/tickets/" + ticket);
            anna.see(".next .due", "left");
            assertThat(anna.visible(".in-tasklist")).isEmpty();
            boris.goTo("/tickets/" + ticket + "?lang=en");
            boris.type("textarea", "I could");
            anna.see("[data-writing]", "Boris Ivanov is writing an answer");

            anna.type("textarea", "Please turn the switch.");
            anna.click("button[name=then][value=resolve]");
            anna.see(".message.agent .text", "Please turn the switch.");
            anna.see(".badge", "Resolved");
            assertThat(view(ticket).state()).isEqualTo(TicketState.RESOLVED);
            assertThat(anna.address()).endsWith("/tickets/" + ticket);

            // Boris has typed: his page says that something has happened instead of taking his words away.
            boris.see("[data-changed]");
            assertThat(boris.see("textarea").getDomProperty("value")).isEqualTo("I could");
        }
    }

    @Test
    void pictureInsideAMailIsShownAndOneFromElsewhereIsNotAskedFor() throws Exception {
        var picture = new BufferedImage(60, 40, BufferedImage.TYPE_INT_RGB);
        var pen = picture.createGraphics();
        pen.setColor(Color.ORANGE);
        pen.fillRect(0, 0, 60, 40);
        var png = new ByteArrayOutputStream();
        ImageIO.write(picture, "png", png);
        MailServer.deliver(
                """
                From: mia@example.org
                Subject: Question about my invoice
                Message-ID: <1@example.org>
                MIME-Version: 1.0
                Content-Type: multipart/related; boundary=b

                --b
                Content-Type: text/html

                <p>See here:</p><img src="cid:shot@example.org" alt="screen"><img src="http://localhost:%d/seen.png" alt="seen">
                --b
                Content-Type: image/png
                Content-ID: <shot@example.org>
                Content-Transfer-Encoding: base64

                %s
                --b--
                """
                        .formatted(port, Base64.getEncoder().encodeToString(png.toByteArray()))
                        .replace("\n", "\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        Letterbox.read(application);

        try (Browser browser = Browser.open(port, Locale.ENGLISH).logIn("anna")) {
            browser.goTo("/tickets/"
                    + views.search(new TicketSearch(null, List.of(), null, null, null, 1, 0), Actor.SYSTEM)
                            .items()
                            .get(0)
                            .number());
            browser.click("details.original summary");
            String images =
                    "return Array.from(document.querySelector('details.original iframe').contentDocument.images,"
                            + " image => image.naturalWidth).join()";
            browser.until("the picture is drawn", page -> "60".equals(browser.run(images)));
            assertThat(browser.run(
                            "return document.querySelector('details.original iframe').contentDocument.body.innerText"))
                    .asString()
                    .contains("See here:", "[seen]");
            browser.picture("mail-with-picture");
        }
    }

    @Test
    void theFormInTasklistWarnsOfAColleagueAndTellsThem() {
        TicketNumber ticket = open("Lamp is dark", "It went out.");
        desk.claim(ticket, actors.of("anna"));
        try (Browser anna = Browser.open(port, Locale.ENGLISH).logIn("anna");
                Browser boris = Browser.open(port, Locale.ENGLISH).logIn("boris")) {
            anna.goToTasklist(engine.taskOf(ticket.value()));
            anna.openTab("Form");
            anna.see(".fjs-form");
            boris.goTo("/tickets/" + ticket + "?lang=en");

            boris.type("textarea", "I could");
            anna.see(".promisedesk-writing", "Boris Ivanov is writing an answer");
            anna.picture("writing-in-tasklist");

            anna.fill("Reply to the customer", "Please turn");
            boris.see("[data-writing]", "Anna Weber is writing an answer");
        }
    }

    @Test
    void noticesWaitUntilTheyArePutAway() {
        TicketNumber lamp = open("Lamp is dark", "It went out.");
        TicketNumber door = open("Door is stuck", "Help.");
        desk.assign(lamp, "anna", actors.of("vera"));
        desk.assign(door, "anna", actors.of("vera"));
        try (Browser anna = Browser.open(port, Locale.ENGLISH).logIn("anna")) {
            anna.goTo("/tickets");
            anna.see(".promisedesk-notice-list", "Yours now: Lamp is dark");
            anna.goTo("/tickets");
            anna.see(".promisedesk-notice-bar", "News: 2");
            anna.click(".promisedesk-notice-bar button");
            anna.see(".promisedesk-notice-list", "Yours now: Door is stuck");
            anna.picture("notices");
            anna.click(".promisedesk-notice a[href$='" + lamp + "']");
            anna.see(".promisedesk-notice-bar", "News: 1");

            anna.goToTasklist(engine.taskOf(door.value()));
            anna.see(".message, .promisedesk-ticket");
            anna.until(
                    "opening the ticket in Tasklist has put its notice away",
                    page -> anna.visible(".promisedesk-notice-bar button").isEmpty());
        }
    }

    @Test
    void listIsFilteredThroughItsAddressAndHostileTextDoesNothing() {
        open("<img src=x onerror=\"window.hacked=1\">", "<script>window.hacked=1</script>");
        TicketNumber mine = open("Lamp is dark", "It went out.");
        desk.claim(mine, actors.of("anna"));
        try (Browser browser = Browser.open(port, Locale.ENGLISH).logIn("anna")) {
            browser.goTo("/tickets");
            browser.see("table.tickets", "onerror");
            assertThat(browser.run("return window.hacked === undefined")).isEqualTo(true);
            browser.run("const owner = document.getElementById('owner'); owner.value = 'me';"
                    + "owner.dispatchEvent(new Event('change', {bubbles: true}))");
            browser.until("only mine are listed", page -> page.getCurrentUrl().endsWith("/tickets?owner=me"));
            assertThat(browser.text("table.tickets tbody"))
                    .contains("Lamp is dark")
                    .doesNotContain("onerror");
            browser.type("input[name=q]", "nonsense");
            browser.click("form.filters button");
            browser.see(".empty", "Nothing fits");
        }
    }

    private TicketView view(TicketNumber ticket) {
        return views.ticket(ticket, Actor.SYSTEM);
    }

    private TicketNumber open(String subject, String text) {
        return desk.open(TicketSamples.mailToService(subject, text, null, "Jane Miller", engine.now()), Actor.SYSTEM);
    }
}
