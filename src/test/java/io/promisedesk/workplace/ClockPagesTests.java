package io.promisedesk.workplace;

import static io.promisedesk.ticket.TicketSamples.ANNA;
import static org.assertj.core.api.Assertions.assertThat;

import io.promisedesk.Browser;
import io.promisedesk.Engine;
import io.promisedesk.Http;
import io.promisedesk.PromisedeskTest;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.platform.security.CurrentActor;
import io.promisedesk.sla.ClockDesk;
import io.promisedesk.sla.Metric;
import io.promisedesk.ticket.TicketDesk;
import io.promisedesk.ticket.TicketNumber;
import io.promisedesk.ticket.TicketSamples;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Why a deadline is what it is, for a supervisor who must tell a customer. */
@PromisedeskTest
class ClockPagesTests {

    @LocalServerPort
    int port;

    @Autowired
    TicketDesk desk;

    @Autowired
    ClockDesk clocks;

    @Autowired
    CurrentActor actors;

    @Autowired
    Engine engine;

    private record Said(
            Locale language,
            String link,
            String heading,
            String promise,
            String running,
            String calendar,
            String toCome,
            String event,
            String broken,
            String second,
            String overdue,
            String unknown) {}

    static List<Said> languages() {
        return List.of(
                new Said(
                        Locale.ENGLISH,
                        "Why this deadline?",
                        "First response: why this deadline?",
                        "Promised within 4 h of working time, received Monday 2 March, 10:00 → due Monday 2 March, 14:00",
                        "The clock runs: 3 h of working time left.",
                        "Business hours, version 1",
                        "would escalate",
                        "Answered Anna Weber",
                        "Broken: answered Monday 2 March, 15:30, 1 h 30 min of working time too late.",
                        "Next response, no. 2: why this deadline?",
                        "Overdue by 9 h of working time, and still running.",
                        "There is no promise \"lunch\"."),
                new Said(
                        Locale.forLanguageTag("ru"),
                        "Почему такой срок?",
                        "Первый ответ: почему такой срок?",
                        "Обещано не позже чем через 4 ч рабочего времени. Получено: 2 марта (понедельник), 10:00 → срок: 2 марта (понедельник), 14:00",
                        "Часы идут: осталось 3 ч рабочего времени.",
                        "Рабочие часы, версия 1",
                        "эскалация предстоит",
                        "Ответ дан Anna Weber",
                        "Нарушено: ответ дан 2 марта (понедельник), 15:30, позже срока на 1 ч 30 мин рабочего времени.",
                        "Следующий ответ № 2: почему такой срок?",
                        "Просрочено на 9 ч рабочего времени, часы ещё идут.",
                        "Обещания «lunch» нет."));
    }

    @ParameterizedTest
    @MethodSource("languages")
    void tellsWhatWasPromisedAndWhatBecameOfIt(Said said) {
        TicketNumber number = desk.open(
                TicketSamples.mailToService("Lamp is dark", "It went out.", null, "Jane Miller", engine.now()),
                Actor.SYSTEM);
        engine.pass(Duration.ofHours(1));
        try (Browser vera = Browser.open(port, said.language()).logIn("vera")) {
            vera.goTo("/tickets/" + number + "?lang=" + said.language());
            String first = "a[href$='/tickets/" + number + "/clocks/first_response?n=1']";
            assertThat(vera.text(first)).isEqualTo(said.link());
            vera.click(first);

            assertThat(vera.text("h1")).isEqualTo(said.heading());
            assertThat(vera.text(".clock-sentence")).isEqualTo(said.promise());
            assertThat(vera.text(".clock-head .notice")).isEqualTo(said.running());
            assertThat(vera.text(".clock-facts")).contains(said.calendar());
            assertThat(vera.text(".clock-legend")).contains(said.toCome());
            assertThat(vera.see(".clock-figure svg").getSize().height).isPositive();

            engine.pass(Duration.ofHours(4).plusMinutes(30));
            Http.as("anna", port)
                    .post(
                            "/api/tickets/" + number + "/messages",
                            "{\"text\": \"Please turn the switch.\", \"public\": true}");
            vera.run("location.reload()");
            vera.see(".clock-head .notice.late", said.broken());
            assertThat(vera.text(".clock-events tbody tr:last-child")).endsWith(said.event());
            vera.picture("clock-broken-" + said.language());

            vera.size(500, 1200);
            vera.until(
                    "the page fits a phone",
                    page -> Boolean.TRUE.equals(vera.run("return document.documentElement.scrollWidth <= innerWidth")));
            vera.picture("clock-phone-" + said.language());
        }
    }

    @ParameterizedTest
    @MethodSource("languages")
    void eachExchangeHasAnExplanationOfItsOwn(Said said) {
        TicketNumber number = desk.open(
                TicketSamples.mailToService("Lamp is dark", "It went out.", null, "Jane Miller", engine.now()),
                Actor.SYSTEM);
        for (int exchange = 0; exchange < 2; exchange++) {
            desk.reply(number, "Please turn the switch.", List.of(), false, ANNA);
            desk.customerWrote(number, TicketSamples.message("Which one?", engine.now()));
        }
        // The next response is due after nine hours of working time; these are eighteen.
        engine.pass(Duration.ofDays(2));
        try (Browser vera = Browser.open(port, said.language()).logIn("vera")) {
            vera.goTo("/tickets/" + number + "/clocks/next_response?n=2&lang=" + said.language());
            assertThat(vera.text("h1")).isEqualTo(said.second());
            assertThat(vera.text(".clock-head .notice.late")).isEqualTo(said.overdue());

            vera.goTo("/tickets/" + number + "/clocks/next_response?n=1");
            vera.see(".clock-head .notice.ok");

            vera.goTo("/tickets/" + number + "/clocks/lunch");
            vera.see("main", said.unknown());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    en | agreed for this ticket by Vera Orlova, instead of: Standard     | Reason: The part comes later.
                    ru | согласовано для этого обращения: Vera Orlova; вместо «Standard» | Причина: The part comes later.
                    """)
    void saysByNameWhoAgreedMoreTime(String language, String source, String reason) {
        TicketNumber number = desk.open(
                TicketSamples.mailToService("Lamp is dark", "It went out.", null, "Jane Miller", engine.now()),
                Actor.SYSTEM);
        engine.pass(Duration.ofHours(1));
        actors.as(
                "vera",
                () -> clocks.extend(
                        number.value(), Metric.RESOLUTION, Duration.ofHours(2), engine.now(), "The part comes later."));
        try (Browser anna = Browser.open(port, Locale.forLanguageTag(language)).logIn("anna")) {
            anna.goTo("/tickets/" + number + "/clocks/resolution?lang=" + language);
            assertThat(anna.text(".clock-facts")).contains(source);
            assertThat(anna.text(".clock-events tbody tr:last-child"))
                    .contains(source, reason)
                    .endsWith("Vera Orlova");
            anna.picture("clock-agreed-" + language);
        }
    }
}
