package io.promisedesk.workplace;

import static org.assertj.core.api.Assertions.assertThat;

import io.promisedesk.Browser;
import io.promisedesk.Engine;
import io.promisedesk.Http;
import io.promisedesk.PromisedeskTest;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.ticket.TicketDesk;
import io.promisedesk.ticket.TicketNumber;
import io.promisedesk.ticket.TicketSamples;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.camunda.bpm.engine.RepositoryService;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.core.io.ClassPathResource;

@PromisedeskTest
class LevelPagesTests {

    private static final Pattern UNTRANSLATED = Pattern.compile("\\?\\?|workplace\\.[a-z]+\\.[a-z]");

    @LocalServerPort
    int port;

    @Autowired
    TicketDesk desk;

    @Autowired
    RepositoryService repository;

    private final List<String> deployments = new ArrayList<>();
    private Http vera;

    @BeforeEach
    void logIn() {
        vera = Http.as("vera", port);
    }

    @AfterEach
    void undeploy() {
        deployments.forEach(deployment -> repository.deleteDeployment(deployment, true));
    }

    private void resolveIn(String budget) throws IOException {
        String cell = "<outputEntry id=\"out_service-level_6_3\"><text>";
        String table =
                new ClassPathResource("processes/ticket/service-level.dmn").getContentAsString(StandardCharsets.UTF_8);
        assertThat(table).contains(cell);
        deployments.add(repository
                .createDeployment()
                .addString(
                        "processes/ticket/service-level.dmn",
                        table.replaceFirst(cell + "[^<]*", cell + "\"" + budget + "\""))
                .deploy()
                .getId());
    }

    private static Document page(Http who, String language) {
        Http.Answer answer = who.get("/service-levels?lang=" + language);
        assertThat(answer.status()).isEqualTo(200);
        Document page = Jsoup.parse(answer.body());
        assertThat(page.text()).doesNotContainPattern(UNTRANSLATED);
        return page;
    }

    private Http.Answer apply(String table, String reason) {
        return vera.with("Content-Type", "application/x-www-form-urlencoded")
                .with("Accept", "text/html")
                .send(
                        "POST",
                        "/service-levels?lang=en",
                        "table=" + URLEncoder.encode(table, StandardCharsets.UTF_8) + "&reason="
                                + URLEncoder.encode(reason, StandardCharsets.UTF_8));
    }

    @Test
    void saysTheTableInWords() {
        Document english = page(vera, "en");
        assertThat(english.select("#table tbody tr").eachText())
                .hasSize(6)
                .first()
                .asString()
                .contains("Critical · Customer tier: premium", "30 min", "4 h", "Around the clock", "round the clock");
        assertThat(english.select("#table tbody tr").last().text())
                .startsWith("All others")
                .contains("a third party");
        assertThat(page(vera, "ru").select("#table tbody tr").eachText())
                .first()
                .asString()
                .contains("Критический приоритет · Категория клиента: premium", "30 мин", "Круглосуточно");
        assertThat(english.select("#in-line")).hasSize(1);
        assertThat(english.select("form.apply")).isEmpty();
    }

    @Test
    void showsWhatWouldMoveAndMovesItOnCommand() throws Exception {
        TicketNumber number = desk.open(TicketSamples.invoiceQuestion(Engine.MONDAY_MORNING), Actor.SYSTEM);
        resolveIn("PT9H");

        Document before = page(vera, "en");
        assertThat(before.select("#change").attr("data-changed")).isEqualTo("1");
        assertThat(before.select(".changes").text()).contains("Standard", "Resolution: 18 h → 9 h");
        assertThat(before.select(".shifts").attr("data-moved")).isEqualTo("1");
        assertThat(before.select(".shifts").text()).contains(number.value());
        String table = before.select("[name=table]").val();

        assertThat(apply(table, " ").status()).isEqualTo(422);
        Http.Answer done = apply(table, "new contract");
        assertThat(done.status()).isEqualTo(302);
        Document after = Jsoup.parse(vera.get(done.header("Location").replaceFirst("https?://[^/]+", "") + "&lang=en")
                .body());
        assertThat(after.select("#run").text()).contains("Tickets promised anew: 1");
        assertThat(after.select("#in-line")).hasSize(1);
        assertThat(vera.get("/tickets/" + number + "?lang=en").body())
                .contains("Vera Orlova changed what is promised: Standard (new contract)");
    }

    @ParameterizedTest
    @CsvSource({
        "en, 'something else than the table says now: 1 of 1', 'Resolution: 18 h → 9 h', 'Promise anew: 1', 'Tickets promised anew: 1', Every open ticket was promised what the table says, 9 h of working time",
        "ru, 'не то, что сейчас в таблице: 1 из 1', 'Решение: 18 ч → 9 ч', 'Обещать заново: 1', 'обещано заново', 'Всем открытым обращениям обещано то, что сказано в таблице', 9 ч рабочего времени"
    })
    void looksAndAppliesInABrowser(
            String language,
            String changed,
            String difference,
            String apply,
            String applied,
            String inLine,
            String promised)
            throws IOException {
        TicketNumber number = desk.open(TicketSamples.invoiceQuestion(Engine.MONDAY_MORNING), Actor.SYSTEM);
        resolveIn("PT9H");
        try (Browser browser =
                Browser.open(port, Locale.forLanguageTag(language)).logIn("vera")) {
            browser.goTo("/service-levels?lang=" + language);
            browser.see("#change h2", changed);
            browser.see("#change .changes", difference);
            browser.see("#change .shifts", number.value());
            browser.picture("levels-change-" + language);

            browser.see("form.apply button", apply);
            browser.click("form.apply button");
            assertThat(browser.run("return document.querySelector('#reason').validity.valueMissing"))
                    .as("the browser asks why")
                    .isEqualTo(true);
            browser.see("#change h2", changed);

            browser.type("#reason", "New contract");
            browser.click("form.apply button");
            browser.see("#run .notice.ok", applied);
            browser.see("#in-line h2", inLine);

            browser.goTo("/tickets/" + number + "/clocks/resolution");
            browser.see(".clock-facts", promised);
            browser.see(".clock-events", "New contract");
            browser.picture("levels-explained-" + language);
        }
    }

    @Test
    void aTableChangedMeanwhileIsSaidAndShownAnew() throws Exception {
        desk.open(TicketSamples.invoiceQuestion(), Actor.SYSTEM);
        resolveIn("PT9H");
        String seen = page(vera, "en").select("[name=table]").val();
        resolveIn("PT1H");

        Http.Answer refused = apply(seen, "new contract");

        assertThat(refused.status()).isEqualTo(409);
        Document page = Jsoup.parse(refused.body());
        assertThat(page.select("#stale")).hasSize(1);
        assertThat(page.select(".changes").text()).contains("18 h → 1 h");
        assertThat(page.select("[name=reason]").val()).isEqualTo("new contract");
        assertThat(page.select("[name=table]").val()).isNotEqualTo(seen);
    }

    @Test
    void aDesignerLooksAndDoesNotApply() throws Exception {
        desk.open(TicketSamples.invoiceQuestion(), Actor.SYSTEM);
        resolveIn("PT9H");

        Document page = page(Http.as("denis", port), "ru");

        assertThat(page.select("#change").attr("data-changed")).isEqualTo("1");
        assertThat(page.select("form.apply")).isEmpty();
        assertThat(page.select(".shifts a")).isEmpty();
        assertThat(Http.as("denis", port).get("/processes").body()).contains("/service-levels");
        assertThat(Http.as("anna", port).get("/service-levels").status()).isEqualTo(403);
    }
}
