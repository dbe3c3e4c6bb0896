package io.promisedesk.workplace;

import static io.promisedesk.ticket.TicketSamples.VERA;
import static org.assertj.core.api.Assertions.assertThat;

import io.promisedesk.Browser;
import io.promisedesk.Engine;
import io.promisedesk.Http;
import io.promisedesk.PromisedeskTest;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.ticket.Channel;
import io.promisedesk.ticket.CustomerText;
import io.promisedesk.ticket.IncomingMessage;
import io.promisedesk.ticket.Ladder;
import io.promisedesk.ticket.NewTicket;
import io.promisedesk.ticket.TeamTexts;
import io.promisedesk.ticket.TicketDesk;
import io.promisedesk.ticket.TicketEscalations;
import io.promisedesk.ticket.TicketNumber;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What a team writes to its customers is the team's to edit. */
@PromisedeskTest
class TextPagesTests {

    private static final Instant NEARLY_LATE = Instant.parse("2026-03-03T16:12:00Z");
    private static final String LATER_IN_RUSSIAN = "team=service&mail=later&to=ru";

    @LocalServerPort
    int port;

    @Autowired
    TeamTexts teamTexts;

    @Autowired
    TicketDesk desk;

    @Autowired
    TicketEscalations escalations;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    Engine engine;

    @ParameterizedTest
    @CsvSource({
        "en, 'Hello {name},', Standard text, What Promisedesk fills in",
        "ru, 'Здравствуйте, {name}!', Стандартный текст, Что подставит Promisedesk"
    })
    void showsTheStandardTextAndWhatIsFilledIn(String language, String greeting, String standard, String filledIn) {
        Document page = page("vera", "?lang=" + language);

        assertThat(page.select("textarea").val()).startsWith(greeting);
        assertThat(page.text()).contains(standard, filledIn, "{expected}").doesNotContain("workplace.texts", "??");
        assertThat(page.select("#team option").eachAttr("value")).containsExactly("service");
        assertThat(page.select("iframe").attr("sandbox")).isEmpty();
        assertThat(page.select("iframe").attr("srcdoc"))
                .contains("T-2026-000123")
                .doesNotContain("{name}");
    }

    @Test
    void writesInTheTeamsWordsAndTheCustomersLanguage() {
        save(
                "vera",
                LATER_IN_RUSSIAN,
                0,
                "Добрый день, {name}!\r\n\r\nК сожалению, обращение {number} «{subject}» задержится.\r\nОбещали {promised}, теперь {expected}.");

        nearlyLate("ru", "Мария", "Счёт");
        nearlyLate("en", "Mia", "Invoice");

        assertThat(mail("ru"))
                .contains("Добрый день, Мария!\n\nК сожалению, обращение T-2026-", " «Счёт» задержится.")
                .contains("Обещали ср, 4 марта, 10:00 (Берлин), теперь пока не можем честно назвать срок.")
                .doesNotContain("Не хотим, чтобы вы узнали");
        assertThat(mail("en")).contains("Hello Mia,", "We do not want you to find out by waiting");
    }

    @Test
    void leavesTheNameOutWhereItIsNotKnown() {
        save("vera", "team=service&mail=acknowledgement&to=en", 0, "Dear {name},\n\nwe have it: {number}.");

        open("en", null, "Invoice");

        assertThat(jdbc.sql("select text from notification_mail where kind = 'acknowledgement'")
                        .query(String.class)
                        .single())
                .contains("Dear,\n\nwe have it: T-2026-");
    }

    @Test
    void neverInterpretsHtml() {
        String hostile = "<script>alert(1)</script><img src=x onerror=alert(2)> {subject}";
        save("vera", "team=service&mail=later&to=en", 0, hostile);

        nearlyLate("en", "Mia", "<b>{number}</b> ${7*7} [[${8*8}]]");

        assertThat(jdbc.sql("select html from notification_mail where kind = 'later'")
                        .query(String.class)
                        .single())
                .contains("&lt;script&gt;alert(1)&lt;/script&gt;&lt;img src=x onerror=alert(2)&gt;")
                .contains("&lt;b&gt;{number}&lt;/b&gt; ${7*7} [[${8*8}]]")
                .doesNotContain("<script>alert", "<img src=x");
        Document page = page("vera", "?mail=later&to=en&lang=en");
        assertThat(page.select("script:contains(alert), img[onerror]")).isEmpty();
        assertThat(Jsoup.parse(page.select("iframe").attr("srcdoc")).select("script, img"))
                .isEmpty();
        assertThat(page.select("textarea").val()).isEqualTo(hostile);
    }

    @ParameterizedTest
    @CsvSource({
        "'Hello {nmae}', en, 'There is no placeholder {nmae} in this mail. Use {name}, {number}, {subject}, {promised}, {expected}, or leave the braces out.'",
        "'Hello {nmae}', ru, 'В этом письме нет подстановки {nmae}.'",
        "'  ', en, 'Write something, or go back to the standard text.'"
    })
    void refusesWhatCannotBeSentAndKeepsWhatWasTyped(String body, String language, String sentence) {
        Http.Answer answer = send("vera", "team=service&mail=later&to=en", language, 0, body, "save");

        assertThat(answer.status()).isEqualTo(422);
        Document page = Jsoup.parse(answer.body());
        assertThat(page.select("#error").text()).contains(sentence);
        assertThat(page.select("textarea").val()).isEqualTo(body.strip());
        assertThat(versions()).isZero();
    }

    @Test
    void showsWhatTheCustomerWouldSeeAndSavesNothing() {
        Http.Answer answer = send("vera", "team=service&mail=later&to=en", 0, "Sorry, {name}.", "preview");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(Jsoup.parse(answer.body()).select("iframe").attr("srcdoc")).contains("Sorry, Mia Brown.");
        assertThat(versions()).isZero();
    }

    @Test
    void showsTheSentenceAlsoWhereNoTimeCanBeNamed() {
        Document page =
                Jsoup.parse(send("vera", "team=service&mail=later&to=en", 0, "Now expected: {expected}.", "preview")
                        .body());
        assertThat(page.select("iframe").first().attr("srcdoc")).contains("Now expected: Tue 3 March, 12:00 (Berlin).");
        assertThat(page.select("#without-time").attr("srcdoc"))
                .contains("Now expected: we cannot name an honest time yet.");

        assertThat(Jsoup.parse(send("vera", "team=service&mail=later&to=en", 0, "Sorry.", "preview")
                                .body())
                        .select("#without-time"))
                .isEmpty();
    }

    @Test
    void goesBackToTheStandardTextAndKeepsEveryVersion() {
        save("vera", "team=service&mail=later&to=en", 0, "Sorry.");
        assertThat(send("admin", "team=service&mail=later&to=en", 1, "ignored", "standard")
                        .status())
                .isEqualTo(302);

        Document page = page("vera", "?mail=later&to=en&lang=en");
        assertThat(page.select("textarea").val()).startsWith("Hello {name},");
        assertThat(page.select("details summary").eachText())
                .satisfiesExactly(
                        newest -> assertThat(newest).contains("Version 2 Ada Minister", "Standard text"),
                        first -> assertThat(first).contains("Version 1 Vera Orlova, 2 March 2026, 10:00"));
        assertThat(page.select("details .written").last().text()).isEqualTo("Sorry.");
    }

    @Test
    void losesNothingWhereSomebodyElseWasFaster() {
        save("admin", "team=service&mail=later&to=en", 0, "Theirs.");

        Http.Answer answer = send("vera", "team=service&mail=later&to=en", 0, "Mine.", "save");

        assertThat(answer.status()).isEqualTo(409);
        Document page = Jsoup.parse(answer.body());
        assertThat(page.select("#error").text()).startsWith("Somebody has saved another version");
        assertThat(page.select("textarea").val()).isEqualTo("Mine.");
        assertThat(teamTexts
                        .text("service", CustomerText.LATER, Locale.ENGLISH, VERA)
                        .body())
                .isEqualTo("Theirs.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"anna", "clara", "victor", "olga", "denis", "integrator"})
    void refusesWhoeverDoesNotLeadTheTeam(String user) {
        assertThat(Http.as(user, port)
                        .with("Accept", "text/html")
                        .get("/texts?team=service")
                        .status())
                .isEqualTo(403);
        for (String task : List.of("save", "standard", "preview")) {
            assertThat(send(user, "team=service&mail=later&to=en", 0, "Mine.", task)
                            .status())
                    .isEqualTo(403);
        }
        assertThat(versions()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "en, Standard text, 'There is no placeholder {nmae} in this mail.', 'Dear Mia Brown, we have it.', 'Saved. The next mail is written so.', 'Your team''s text, version 1', 'Version 1 Vera Orlova'",
        "ru, Стандартный текст, 'В этом письме нет подстановки {nmae}.', 'Dear Мария Иванова, we have it.', 'Сохранено. Следующее письмо будет таким.', 'Текст вашей команды, версия 1', 'Версия 1 Vera Orlova'"
    })
    void writesATextInABrowser(
            String language, String standard, String wrong, String seen, String saved, String own, String version) {
        try (Browser vera = Browser.open(port, Locale.forLanguageTag(language)).logIn("vera")) {
            vera.goTo("/texts?lang=" + language);
            vera.see("#mail option[value=acknowledgement]").click();
            vera.click(".toolbar button");
            vera.until("the other mail is shown", page -> vera.address().contains("mail=acknowledgement"));
            vera.see("#text .badge", standard);

            vera.type("#body", "Dear {nmae}, we have it.");
            vera.click("button[value=save]");
            vera.see("#error", wrong);
            assertThat(vera.see("#body").getDomProperty("value")).isEqualTo("Dear {nmae}, we have it.");
            assertThat(versions()).isZero();

            vera.type("#body", "Dear {name}, we have it.");
            vera.click("button[value=preview]");
            vera.until("the customer's view has the name", page -> String.valueOf(
                            vera.see("iframe").getDomAttribute("srcdoc"))
                    .contains(seen));
            assertThat(versions()).isZero();
            vera.see("#unsaved");
            vera.picture("texts-preview-" + language);

            vera.click("button[value=save]");
            vera.see(".notice.ok", saved);
            vera.see("#text .badge", own);
            vera.see("details summary", version);
            assertThat(vera.visible("#unsaved")).isEmpty();

            vera.click("button[value=standard]");
            vera.see("#text .badge", standard);
            assertThat(versions()).isEqualTo(2);
            assertThat(vera.visible("button[value=standard]")).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"en, There is no team yet", "ru, Пока нет ни одной команды"})
    void saysThatThereIsNoTeam(String language, String sentence) {
        jdbc.sql("update act_id_group set type_ = 'NONE' where type_ = 'TEAM'").update();
        try {
            Document page = page("admin", "?lang=" + language);
            assertThat(page.select("#no-team").text()).startsWith(sentence);
            assertThat(page.select("main form")).isEmpty();

            for (String choice : List.of("mail=later&to=en", "team=service&mail=later&to=en")) {
                Http.Answer answer = send("admin", choice, language, 0, "Sorry.", "save");
                assertThat(answer.status()).isEqualTo(409);
                assertThat(answer.body()).contains(sentence);
            }
        } finally {
            jdbc.sql("update act_id_group set type_ = 'TEAM' where type_ = 'NONE'")
                    .update();
        }
        assertThat(versions()).isZero();
    }

    private void nearlyLate(String language, String customer, String subject) {
        TicketNumber number = open(language, customer, subject);
        Instant opened = engine.now();
        engine.setTime(NEARLY_LATE);
        escalations.climb(number, "resolution", Ladder.Phase.AT_RISK);
        engine.setTime(opened);
    }

    private TicketNumber open(String language, String customer, String subject) {
        return desk.open(
                new NewTicket(
                        subject,
                        new IncomingMessage("Why?", null, null, Engine.MONDAY_MORNING, null, List.of()),
                        language + "@example.org",
                        customer,
                        Channel.MAIL,
                        null,
                        null,
                        "service",
                        Locale.forLanguageTag(language),
                        Engine.MONDAY_MORNING),
                Actor.SYSTEM);
    }

    private String mail(String language) {
        return jdbc.sql("select text from notification_mail where kind = 'later' and recipient = :to")
                .param("to", language + "@example.org")
                .query(String.class)
                .single();
    }

    private long versions() {
        return jdbc.sql("select count(*) from ticket_team_text")
                .query(Long.class)
                .single();
    }

    private Document page(String user, String query) {
        Http.Answer answer = Http.as(user, port).with("Accept", "text/html").get("/texts" + query);
        assertThat(answer.status()).isEqualTo(200);
        return Jsoup.parse(answer.body());
    }

    private void save(String user, String choice, int base, String body) {
        Http.Answer answer = send(user, choice, base, body, "save");
        assertThat(answer.status()).isEqualTo(302);
        assertThat(Http.as(user, port)
                        .get(answer.header("Location").replaceFirst("https?://[^/]+", ""))
                        .status())
                .isEqualTo(200);
    }

    private Http.Answer send(String user, String choice, int base, String body, String task) {
        return send(user, choice, "en", base, body, task);
    }

    private Http.Answer send(String user, String choice, String language, int base, String body, String task) {
        return Http.as(user, port)
                .with("Content-Type", "application/x-www-form-urlencoded")
                .with("Accept", "text/html")
                .send(
                        "POST",
                        "/texts?lang=" + language,
                        choice + "&base=" + base + "&do=" + task + "&body="
                                + URLEncoder.encode(body, StandardCharsets.UTF_8));
    }
}
