package io.promisedesk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.promisedesk.channel.Letterbox;
import io.promisedesk.kpi.Miner;
import io.promisedesk.notification.Postman;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.roster.RosterDesk;
import io.promisedesk.sla.ClockView;
import io.promisedesk.sla.Metric;
import io.promisedesk.ticket.TicketNumber;
import io.promisedesk.ticket.TicketSearch;
import io.promisedesk.ticket.TicketState;
import io.promisedesk.ticket.TicketView;
import io.promisedesk.ticket.TicketViews;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.function.Consumer;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.task.Task;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.client.TestRestTemplate;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The whole loop with real mail, a real database and a real browser: a mail becomes a ticket, is answered in Tasklist,
 * escalates, is handed over at the end of a shift, is resolved and closed, and shows in the figures.
 */
@PromisedeskTest
class JourneyTests {

    private static final String CUSTOMER = "mia@example.org";

    @LocalServerPort
    int port;

    @Autowired
    ApplicationContext application;

    @Autowired
    Engine engine;

    @Autowired
    TicketViews views;

    @Autowired
    TaskService tasks;

    @Autowired
    RosterDesk roster;

    @Autowired
    Miner miner;

    @Autowired
    TestRestTemplate rest;

    @Autowired
    JdbcClient jdbc;

    @Test
    void keepsAPromiseFromTheFirstMailToTheFigures() throws Exception {
        // A mail comes in; the customer hears the number.
        write("Question about my invoice", "Why is it higher than last month?", null);
        Letterbox.read(application);
        TicketNumber ticket = onlyTicket();
        Postman.send(application);
        MimeMessage acknowledgement = lastMailTo(CUSTOMER);
        assertThat(acknowledgement.getSubject()).contains(ticket.value());

        // Anna claims and answers it in Tasklist.
        engine.pass(Duration.ofMinutes(10));
        try (Browser anna = Browser.open(port, Locale.ENGLISH).logIn("anna")) {
            anna.goToTasklist(taskOf(ticket).getId());
            anna.click("button.claim");
            anna.see(".task-card .assignee", "Anna Weber");
            anna.openTab("Form");
            anna.complete(
                    Map.of("Reply to the customer", "It holds two months. Shall I split it?"), "Wait for the customer");
            anna.until("the answer is stored", page -> view(ticket).state() == TicketState.WAITING_FOR_CUSTOMER);
        }
        Postman.send(application);
        MimeMessage answer = lastMailTo(CUSTOMER);
        assertThat(answer.getHeader("In-Reply-To", null)).isNotNull();

        // The customer answers; an answer is owed again.
        engine.pass(Duration.ofMinutes(10));
        Instant asked = engine.now();
        write("Re: " + answer.getSubject(), "Yes please.", answer.getMessageID());
        Letterbox.read(application);
        assertThat(view(ticket).state()).isEqualTo(TicketState.OPEN);

        // Nobody answers: the promise is at risk, then it breaks, and the supervisor hears of both in her language.
        ClockView promise = clock(ticket, Metric.NEXT_RESPONSE);
        Instant due = promise.due();
        engine.setTime(promise.atRisk());
        engine.runDueJobs();
        Postman.send(application);
        assertThat(subjectsTo("vera@promisedesk.local"))
                .singleElement()
                .asString()
                .startsWith(ticket + " под угрозой: Следующий ответ, осталось ");
        engine.setTime(due);
        engine.runDueJobs();
        Postman.send(application);
        assertThat(subjectsTo("vera@promisedesk.local"))
                .hasSize(2)
                .last()
                .asString()
                .startsWith(ticket + " просрочено: Следующий ответ, опоздание ");
        assertThat(tasks.createTaskQuery().taskCandidateUser("vera").list())
                .extracting(Task::getTaskDefinitionKey)
                .contains("userTask_decideOnEscalation");

        // The shift ends: Anna hands over, Boris takes over.
        Instant end = due.plus(Duration.ofHours(1));
        roster.plan("service", end.minus(Duration.ofHours(4)), end, List.of("anna"));
        roster.plan("service", end, end.plus(Duration.ofHours(8)), List.of("boris"));
        engine.setTime(end.minus(Duration.ofMinutes(20)));
        engine.runDueJobs();
        completeInTasklist("anna", "userTask_handOverTickets", browser -> browser.see(".fjs-form-field-select"));
        engine.runDueJobs();
        completeInTasklist("boris", "userTask_takeOverTickets", browser -> {
            browser.see(".fjs-form-field-radio");
            browser.run("document.querySelectorAll('.fjs-form-field-radio input[id$=\"-0\"]')"
                    + ".forEach(accept => accept.click())");
        });
        assertThat(view(ticket).owner()).isEqualTo("boris");

        // Boris solves it; without an objection it closes by itself.
        engine.setTime(end.plus(Duration.ofMinutes(30)));
        Instant solved = engine.now();
        rest.withBasicAuth("boris", "demo")
                .postForObject(
                        "/api/tickets/" + ticket + "/resolve", Map.of("text", "Split into two parts."), JsonNode.class);
        assertThat(view(ticket).state()).isEqualTo(TicketState.RESOLVED);
        engine.pass(Duration.ofDays(5));
        engine.runDueJobs();
        assertThat(view(ticket).state()).isEqualTo(TicketState.CLOSED);

        // Every mail that left, and none besides.
        Postman.send(application);
        assertThat(mails())
                .containsExactlyInAnyOrder(
                        "acknowledgement mia@example.org en SENT",
                        "reply mia@example.org en SENT",
                        "reply mia@example.org en SENT",
                        "at-risk anna@promisedesk.local en SENT",
                        "at-risk vera@promisedesk.local ru SENT",
                        "overdue vera@promisedesk.local ru SENT",
                        "handover-offered boris@promisedesk.local ru SENT");

        // The figures are what happened.
        miner.mineAll();
        assertThat(figure("first_response", "median")).isCloseTo(hours(Duration.ofMinutes(10)), within(0.001));
        assertThat(figure("next_response", "median")).isCloseTo(hours(Duration.between(asked, solved)), within(0.001));
        assertThat(figure("full_resolution", "median"))
                .isCloseTo(hours(Duration.between(Engine.MONDAY_MORNING, solved)), within(0.001));
        assertThat(figure("waiting", "median")).isCloseTo(hours(Duration.ofMinutes(10)), within(0.001));
        for (String once : List.of(
                "arrivals", "first_response", "next_response", "full_resolution", "waiting", "closure", "handovers")) {
            assertThat(figure(once, "n")).as(once).isEqualTo(1);
        }
        assertThat(figure("replies", "n")).isEqualTo(2);
        assertThat(figure("backlog", "n")).isZero();
        assertThat(figure("transfers", "n")).isZero();
        assertThat(figure("sla_first_response", "mean")).isEqualTo(1);
        assertThat(figure("sla_next_response", "mean")).isZero();
        assertThat(figure("sla_next_response", "n")).isEqualTo(1);
        assertThat(figure("sla_resolution", "mean")).isEqualTo(1);
        assertThat(view(ticket).clocks())
                .extracting(ClockView::metric, ClockView::verdict)
                .containsExactly(
                        org.assertj.core.api.Assertions.tuple(Metric.FIRST_RESPONSE, ClockView.Verdict.MET),
                        org.assertj.core.api.Assertions.tuple(Metric.RESOLUTION, ClockView.Verdict.MET),
                        org.assertj.core.api.Assertions.tuple(Metric.NEXT_RESPONSE, ClockView.Verdict.MISSED));
    }

    private void completeInTasklist(String person, String element, Consumer<Browser> fillIn) {
        Task task = tasks.createTaskQuery()
                .taskAssignee(person)
                .taskDefinitionKey(element)
                .singleResult();
        try (Browser browser = Browser.open(port, Locale.ENGLISH).logIn(person)) {
            browser.goToTasklist(task.getId());
            browser.see(".fjs-form");
            fillIn.accept(browser);
            browser.click("button[ng-click=\"complete()\"]");
            browser.until(
                    element + " is done",
                    page -> tasks.createTaskQuery().taskId(task.getId()).count() == 0);
        }
    }

    /** Sends a mail as the customer, by SMTP, and puts it where the mail server of a company would: into its mailbox. */
    private static void write(String subject, String text, @Nullable String inReplyTo) throws MessagingException {
        var properties = new Properties();
        properties.put("mail.smtp.host", "127.0.0.1");
        properties.put("mail.smtp.port", MailServer.properties().get("spring.mail.port"));
        Session session = Session.getInstance(properties);
        MimeMessage mail = new MimeMessage(session);
        mail.setFrom(new InternetAddress(CUSTOMER));
        mail.setRecipient(Message.RecipientType.TO, new InternetAddress(MailServer.SUPPORT));
        mail.setSubject(subject);
        mail.setText(text, "UTF-8");
        if (inReplyTo != null) {
            mail.setHeader("In-Reply-To", inReplyTo);
            mail.setHeader("References", inReplyTo);
        }
        Transport.send(mail);
    }

    /** Kind, recipient and language of each, as they left. */
    private List<String> mails() {
        return jdbc.sql("select kind || ' ' || recipient || ' ' || language || ' ' || state from notification_mail")
                .query(String.class)
                .list();
    }

    private static List<String> subjectsTo(String address) throws MessagingException {
        List<String> subjects = new ArrayList<>();
        for (MimeMessage mail : MailServer.mailsTo(address)) {
            subjects.add(mail.getSubject());
        }
        return subjects;
    }

    private static MimeMessage lastMailTo(String address) {
        List<MimeMessage> mails = MailServer.mailsTo(address);
        assertThat(mails).as("mails to %s", address).isNotEmpty();
        return mails.get(mails.size() - 1);
    }

    private TicketNumber onlyTicket() {
        List<TicketView.Item> items = views.search(
                        new TicketSearch(null, List.of(), null, null, null, 10, 0), Actor.SYSTEM)
                .items();
        assertThat(items).hasSize(1);
        return new TicketNumber(items.get(0).number());
    }

    private Task taskOf(TicketNumber ticket) {
        return tasks.createTaskQuery()
                .processInstanceBusinessKey(ticket.value())
                .singleResult();
    }

    private TicketView view(TicketNumber ticket) {
        return views.ticket(ticket, Actor.SYSTEM);
    }

    private ClockView clock(TicketNumber ticket, Metric metric) {
        return view(ticket).clocks().stream()
                .filter(view -> view.metric() == metric && view.isOpen())
                .findFirst()
                .orElseThrow();
    }

    private double figure(String metric, String statistic) {
        JsonNode answer = rest.withBasicAuth("vera", "demo")
                .getForObject("/api/kpi/summary?from=2026-03-01&to=2026-03-31&metric=" + metric, JsonNode.class);
        return answer.at("/groups/0/" + statistic).asDouble();
    }

    private static double hours(Duration duration) {
        return duration.toMillis() / 3_600_000.0;
    }
}
