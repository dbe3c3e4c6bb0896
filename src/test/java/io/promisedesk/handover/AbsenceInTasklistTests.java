package io.promisedesk.handover;

import static io.promisedesk.ticket.TicketSamples.ANNA;
import static io.promisedesk.ticket.TicketSamples.BORIS;
import static io.promisedesk.ticket.TicketSamples.VERA;
import static org.assertj.core.api.Assertions.assertThat;

import io.promisedesk.Browser;
import io.promisedesk.Engine;
import io.promisedesk.PromisedeskTest;
import io.promisedesk.handover.TeamRulesDesk.OwnRules;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.roster.Absence;
import io.promisedesk.roster.RosterDesk;
import io.promisedesk.ticket.OpenTicket;
import io.promisedesk.ticket.Priority;
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

/** What happened to your tickets, and who has not appeared: the forms in Tasklist, in a real browser, in both languages. */
@PromisedeskTest
class AbsenceInTasklistTests {

    private static final Instant NOW = Engine.MONDAY_MORNING;
    private static final Instant START = NOW.minus(Duration.ofHours(1));
    private static final Instant END = NOW.plus(Duration.ofHours(7));

    @LocalServerPort
    int port;

    @Autowired
    Engine engine;

    @Autowired
    RosterDesk roster;

    @Autowired
    TeamRulesDesk rules;

    @Autowired
    TicketDesk tickets;

    @Autowired
    TaskService tasks;

    @Test
    void whoIsBackSeesWhatHappenedAndTakesOneTicketBack() {
        roster.plan("service", START, END, List.of("anna", "boris"));
        TicketNumber open = ticketOf(ANNA);
        TicketNumber answered = ticketOf(ANNA);
        Absence absence = roster.reportAbsence("anna", Absence.Kind.SICKNESS, NOW, END, null, ANNA);
        engine.fire("A-" + absence.id(), "event_absenceBegins");
        engine.pass(Duration.ofHours(1));
        tickets.reply(answered, "Here is your invoice.", List.of(), false, BORIS);
        roster.endAbsence(absence.id(), engine.now(), ANNA);
        engine.fire("A-" + absence.id(), "event_backAtWork");

        try (var russian = Browser.open(port, Locale.forLanguageTag("ru"))) {
            russian.size(1500, 1300).logIn("anna").goTo("/?lang=ru").goTo("/handovers/absences/" + absence.id());
            russian.see(".fjs-form", "Забрать всё, что можно вернуть");
            russian.picture("absence-report-ru");
        }
        try (var anna = Browser.open(port, Locale.ENGLISH)) {
            // As the link in the mail does.
            anna.size(1500, 1300).logIn("anna").goTo("/?lang=en").goTo("/handovers/absences/" + absence.id());
            anna.see(".fjs-form", "Take back all that may come back");
            anna.until(
                    "only one of them may come back",
                    page -> anna.visible(".fjs-form-field-dynamiclist .fjs-form-field-checkbox")
                                    .size()
                            == 1);
            anna.picture("absence-report");
            anna.click(".fjs-form-field-dynamiclist .fjs-form-field-checkbox input");
            anna.click("button[ng-click='complete()']");
            anna.until("it is hers again", page -> "anna".equals(ownerOf(open)));
        }
        assertThat(ownerOf(answered)).isEqualTo("boris");
    }

    @Test
    void aSupervisorSaysThatSomebodyIsAbsent() {
        rules.change("service", new OwnRules(null, null, null, Duration.ofMinutes(15), null), VERA);
        String shift = roster.plan("service", START, END, List.of("anna")).key();
        ticketOf(ANNA);
        engine.fire(shift, "event_timeToBeHere");
        String task = tasks.createTaskQuery()
                .taskDefinitionKey("userTask_hasNotAppeared")
                .singleResult()
                .getId();

        try (var vera = Browser.open(port, Locale.forLanguageTag("ru"))) {
            vera.size(1500, 1000).logIn("vera").goToTasklist(task);
            vera.click("button[ng-click=\"claim()\"]");
            vera.see(".fjs-form", "Что известно?");
            vera.see(".promisedesk-card", "Anna Weber");
            vera.choose("Придёт позже");
            vera.see(".fjs-form", "Придёт в");
            vera.picture("no-show-later-ru");
            vera.choose("Отсутствует с начала смены");
            vera.see(".fjs-form", "Отсутствует до");
            vera.picture("no-show-ru");
            vera.click("button[ng-click='complete()']");
            vera.until("she is absent", page -> roster.absenceOf("anna", engine.now())
                    .isPresent());
        }
    }

    private TicketNumber ticketOf(Actor owner) {
        TicketNumber number = tickets.open(TicketSamples.invoiceQuestion(engine.now()), Actor.SYSTEM);
        tickets.change(number, Priority.HIGH, null, null, VERA);
        if (!owner.id().equals(ownerOf(number))) {
            tickets.assign(number, owner.id(), VERA);
        }
        return number;
    }

    private String ownerOf(TicketNumber number) {
        return tickets.find(number).map(OpenTicket::owner).orElse(null);
    }
}
