package io.promisedesk.ticket;

import static io.promisedesk.ticket.TicketSamples.ANNA;
import static io.promisedesk.ticket.TicketSamples.OLGA;
import static io.promisedesk.ticket.TicketSamples.VERA;
import static io.promisedesk.ticket.TicketSamples.invoiceQuestion;
import static org.assertj.core.api.Assertions.assertThat;

import io.promisedesk.Engine;
import io.promisedesk.Http;
import io.promisedesk.PromisedeskTest;
import io.promisedesk.notification.Postman;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.platform.security.SignedLinks;
import io.promisedesk.roster.RosterDesk;
import io.promisedesk.sla.ClockDesk;
import io.promisedesk.sla.Metric;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import org.camunda.bpm.engine.RepositoryService;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A broken promise, from the mail in the supervisor's hands to what its links do. */
@PromisedeskTest
class EscalationLinkTests {

    private static final Instant LATE = Instant.parse("2026-03-02T14:30:00Z");
    private static final Pattern LINK = Pattern.compile("(/act/[\\w-]+)");

    @LocalServerPort
    int port;

    @Autowired
    ApplicationContext application;

    @Autowired
    TicketDesk desk;

    @Autowired
    TicketViews views;

    @Autowired
    ClockDesk clocks;

    @Autowired
    RosterDesk roster;

    @Autowired
    SignedLinks signed;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    RepositoryService repository;

    @Autowired
    Engine engine;

    private TicketNumber number;

    @BeforeEach
    void aPromiseIsBroken() {
        number = desk.open(invoiceQuestion(), Actor.SYSTEM);
        engine.setTime(LATE);
        engine.fire(number.value(), "event_responseOverdue");
        Postman.send(application);
    }

    @Test
    void acknowledgesFromTheMail() {
        String link = links("vera").get(0);

        assertThat(get("vera", link).body())
                .contains(number + " · Question about my invoice", "Принять к сведению")
                .doesNotContain("<select");
        assertThat(isAcknowledged()).as("after looking").isFalse();

        assertThat(press("vera", link, "").body()).contains("Принято к сведению", "/tickets/" + number);
        assertThat(isAcknowledged()).isTrue();
        assertThat(press("vera", link, "").status()).isEqualTo(410);
    }

    @Test
    void givesTheTicketToSomebodyElseFromTheMailThoseOnShiftFirst() {
        roster.plan("service", LATE.minus(Duration.ofHours(1)), LATE.plus(Duration.ofHours(7)), List.of("boris"));
        roster.plan("service", LATE.plus(Duration.ofHours(7)), LATE.plus(Duration.ofHours(9)), List.of("anna"));
        String link = links("vera").get(1);

        assertThat(get("vera", link).body())
                .containsSubsequence("Сейчас на смене", "Boris Ivanov", "Не на смене", "Anna Weber");
        assertThat(press("vera", link, "").status()).as("nobody chosen").isEqualTo(422);
        assertThat(press("vera", link, "clara").body()).as("of another team").contains("Clara Novak");
        assertThat(views.ticket(number, VERA).owner()).isNull();

        assertThat(press("vera", link, "boris").body()).contains("Boris Ivanov", "/tickets/" + number);
        assertThat(views.ticket(number, VERA).owner()).isEqualTo("boris");
        assertThat(press("vera", link, "anna").status()).isEqualTo(410);
        assertThat(views.ticket(number, VERA).owner()).isEqualTo("boris");
    }

    @Test
    void saysWhereThePromiseIsSettledMeanwhile() {
        desk.reply(number, "It is higher because of the new tariff.", List.of(), false, ANNA);

        for (String link : links("vera")) {
            assertThat(get("vera", link).body())
                    .contains("Делать больше ничего не нужно", "/tickets/" + number)
                    .doesNotContain("<form method=\"post\" action=\"/act");
            assertThat(press("vera", link, "boris").status()).isEqualTo(409);
        }
        assertThat(views.ticket(number, VERA).owner()).isEqualTo("anna");
    }

    @Test
    void actsOnThePromiseThatTheMailWasAboutAndOnNoLaterOne() {
        List<String> links = links("vera");
        desk.reply(number, "It is higher because of the new tariff.", List.of(), false, ANNA);
        desk.customerWrote(number, TicketSamples.message("Which tariff?", engine.now()));

        assertThat(get("vera", links.get(0)).body()).contains("Делать больше ничего не нужно");
        assertThat(press("vera", links.get(0), "").status()).isEqualTo(409);
    }

    @Test
    void leadsToTheExplanationOfTheVeryClock() {
        for (String question : List.of("Which tariff?", "Since when?")) {
            desk.reply(number, "It is higher because of the new tariff.", List.of(), false, ANNA);
            engine.pass(Duration.ofHours(1));
            desk.customerWrote(number, TicketSamples.message(question, engine.now()));
        }
        engine.setTime(LATE.plus(Duration.ofDays(2)));
        engine.fire(number.value(), "event_responseOverdue");
        Postman.send(application);

        assertThat(mails("vera"))
                .satisfiesExactly(
                        first -> assertThat(first).contains("/tickets/" + number + "/clocks/first_response?n=1"),
                        second -> assertThat(second).contains("/tickets/" + number + "/clocks/next_response?n=2"));
    }

    @Test
    void tellsANamedAddressOfManyInOneMail() throws Exception {
        String table = new ClassPathResource("processes/ticket/escalation-ladder.dmn")
                .getContentAsString(StandardCharsets.UTF_8);
        String cell = "<outputEntry id=\"out_escalation-ladder_6_1\"><text>\"";
        assertThat(table).contains(cell);
        String deployed = repository
                .createDeployment()
                .addString("escalation-ladder.dmn", table.replace(cell, cell + "boss@example.org, "))
                .deploy()
                .getId();
        try {
            List<TicketNumber> numbers = List.of(
                    desk.open(invoiceQuestion(Engine.MONDAY_MORNING), Actor.SYSTEM),
                    desk.open(invoiceQuestion(Engine.MONDAY_MORNING), Actor.SYSTEM));
            numbers.forEach(one -> engine.fire(one.value(), "event_responseOverdue"));
            Postman.send(application);

            assertThat(jdbc.sql("select text from notification_mail where recipient = 'boss@example.org'")
                            .query(String.class)
                            .single())
                    .contains(numbers.get(0).value(), numbers.get(1).value(), "First response late by 1 h 30 min");
        } finally {
            repository.deleteDeployment(deployed, true);
        }
    }

    @Test
    void saysWhereSomebodyHasAcknowledgedAlready() {
        List<String> links = links("vera");
        press("vera", links.get(0), "");
        long clock =
                clocks.open(number.value(), Metric.FIRST_RESPONSE).orElseThrow().id();
        String another = signed.path(AcknowledgeLink.PURPOSE, number + "/response/" + clock, "olga");

        assertThat(get("olga", another).body()).contains("уже приняли к сведению");
        assertThat(get("vera", links.get(1)).status())
                .as("it can still be given away")
                .isEqualTo(200);
    }

    @Test
    void saysWhereTheReaderMaySeeTheTicketNoMore() {
        List<String> links = links("vera");
        desk.transfer(number, "technical", OLGA);

        for (String link : links) {
            assertThat(get("vera", link).status()).isEqualTo(404);
            assertThat(press("vera", link, "boris").status()).isEqualTo(404);
        }
    }

    private boolean isAcknowledged() {
        return clocks.isAcknowledged(
                clocks.open(number.value(), Metric.FIRST_RESPONSE).orElseThrow().id());
    }

    /** Of the mail to that person, in order. */
    private List<String> links(String person) {
        String mail = mails(person).get(0);
        List<String> found =
                LINK.matcher(mail).results().map(result -> result.group(1)).toList();
        assertThat(found).as(mail).hasSize(2);
        return found;
    }

    private List<String> mails(String person) {
        return jdbc.sql("select text from notification_mail where person = :person and kind = 'overdue' order by id")
                .param("person", person)
                .query(String.class)
                .list();
    }

    private Http.Answer get(String who, String link) {
        return Http.as(who, port).get(link);
    }

    private Http.Answer press(String who, String link, String choice) {
        return Http.as(who, port)
                .with("Content-Type", "application/x-www-form-urlencoded")
                .post(link, "choice=" + choice);
    }
}
