package io.promisedesk.kpi;

import static io.promisedesk.ticket.TicketSamples.ANNA;
import static org.assertj.core.api.Assertions.assertThat;

import io.promisedesk.Browser;
import io.promisedesk.Engine;
import io.promisedesk.Http;
import io.promisedesk.PromisedeskTest;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.ticket.TicketDesk;
import io.promisedesk.ticket.TicketNumber;
import io.promisedesk.ticket.TicketSamples;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

@PromisedeskTest
class KpiPageTests {

    private static final Pattern ASSET = Pattern.compile("(?:src|href)=\"(/(?:assets|_static)/[^\"]+)\"");
    private static final Pattern UNTRANSLATED = Pattern.compile("\\?\\?|kpi\\.[a-z]+\\.[a-z]");

    @LocalServerPort
    int port;

    @Autowired
    TicketDesk desk;

    @Autowired
    Miner miner;

    @Autowired
    Engine engine;

    @Autowired
    JdbcClient jdbc;

    @Test
    void saysHonestlyThatThereIsNothingYet() {
        Http.Answer page = Http.as("vera", port).get("/kpi?lang=en");

        assertThat(page.status()).isEqualTo(200);
        assertThat(page.body()).contains("No ticket yet").doesNotContain("data-stat");
    }

    @Test
    void showsFiguresInBothLanguages() {
        TicketNumber solved = desk.open(TicketSamples.invoiceQuestion(), Actor.CUSTOMER);
        TicketNumber open = desk.open(TicketSamples.invoiceQuestion(), Actor.CUSTOMER);
        engine.pass(Duration.ofMinutes(30));
        desk.resolve(solved, "Done.", ANNA);
        engine.pass(Duration.ofDays(10));
        miner.mineAll();

        String english = Http.as("vera", port).get("/kpi?lang=en").body();
        assertThat(english)
                .contains(
                        "Where the time goes",
                        "30 min",
                        "What to do",
                        "Overdue promises: 2",
                        "/tickets/" + open.value())
                .doesNotContainPattern(UNTRANSLATED);
        String russian = Http.as("vera", port).get("/kpi?lang=ru&team=all").body();
        assertThat(russian)
                .contains("Куда уходит время", "30 мин", "Просроченных обещаний: 2")
                .doesNotContainPattern(UNTRANSLATED);
        for (String asset : ASSET.matcher(english)
                .results()
                .map((MatchResult found) -> found.group(1))
                .toList()) {
            assertThat(Http.as("vera", port).get(asset).status()).as(asset).isEqualTo(200);
        }
    }

    @Test
    void keepsTheFilterInTheAddressAndForgivesWhatItDoesNotUnderstand() {
        desk.open(TicketSamples.invoiceQuestion(), Actor.CUSTOMER);
        miner.mineAll();

        String page = Http.as("vera", port)
                .get("/kpi?lang=en&from=2026-02-01&to=2026-02-28&team=technical&time=calendar")
                .body();
        assertThat(page)
                .contains("value=\"2026-02-01\"", "value=\"2026-02-28\"")
                .containsPattern("value=\"technical\"[^>]*selected")
                .containsPattern("value=\"calendar\"[^>]*selected");
        assertThat(Http.as("vera", port)
                        .get("/kpi?from=nonsense&to=9999999-01-01&team=%3Cscript%3E&time=x")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void drawsItsCharts() {
        try (Browser browser = Browser.open(port, Locale.ENGLISH)) {
            browser.logIn("victor").goTo("/kpi?lang=en&team=all&time=calendar");
            browser.see(".empty");
            browser.picture("kpi-empty");

            KpiSamples.busyDesk(jdbc, engine.now());
            browser.goTo("/kpi?lang=en&team=all&time=calendar");
            browser.until(
                    "all charts are drawn",
                    page -> browser.visible("[data-chart] svg").size() == 6);
            browser.size(1400, 2000).picture("kpi-en");
            // As a reader sees it whose system is dark; the driver has no switch for that.
            browser.run(
                    """
                    for (const sheet of document.styleSheets) for (const rule of sheet.cssRules)
                        if (rule.media && rule.media.mediaText.includes('dark')) rule.media.mediaText = 'all';
                    document.body.append(Object.assign(document.createElement('script'), {src: '/assets/kpi.js?dark'}));
                    """);
            browser.until("the charts are drawn in light ink", page -> String.valueOf(
                            browser.run("return document.querySelector('[data-chart=flow]').innerHTML"))
                    .contains("#6cc3c9"));
            browser.picture("kpi-dark");
            browser.goTo("/kpi?lang=ru&from=2026-01-20&to=2026-03-02&team=technical&time=calendar");
            browser.until(
                    "all charts are drawn",
                    page -> browser.visible("[data-chart] svg").size() == 6);
            browser.picture("kpi-ru");
            assertThat(browser.see("h1").getText()).isEqualTo("Куда уходит время");
            browser.size(500, 4200);
            browser.until(
                    "the charts fit",
                    page -> Boolean.TRUE.equals(
                            browser.run("return document.documentElement.scrollWidth <= innerWidth")));
            browser.picture("kpi-phone");
        }
    }

    @Test
    void isForSupervisorsAndAdministrators() {
        assertThat(Http.as("admin", port).get("/kpi").status()).isEqualTo(200);
        assertThat(Http.as("anna", port).get("/kpi").status()).isEqualTo(403);
    }
}
