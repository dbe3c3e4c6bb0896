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
import java.sql.Timestamp;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.util.HtmlUtils;

@PromisedeskTest
class KpiPageTests {

    private static final Pattern ASSET = Pattern.compile("(?:src|href)=\"(/(?:assets|_static)/[^\"]+)\"");
    private static final Pattern PANEL = Pattern.compile("data-from=\"([^\"]+)\"");
    private static final Pattern LINK = Pattern.compile("href=\"(/kpi/tickets\\?[^\"]+)\"");
    private static final Pattern CHIP = Pattern.compile("class=\"chip\" href=\"([^\"]+)\"");
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
        assertThat(page.body()).contains("No ticket yet").doesNotContain("data-panel");
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
        assertThat(english).contains("Where the time goes").doesNotContainPattern(UNTRANSLATED);
        assertThat(Http.as("vera", port).get("/kpi?lang=ru").body())
                .contains("Куда уходит время")
                .doesNotContainPattern(UNTRANSLATED);
        assertThat(panel("vera", "full_resolution", "&lang=en")).contains("30\u00a0min");
        assertThat(panel("vera", "full_resolution", "&lang=ru")).contains("30\u00a0мин");
        assertThat(panel("vera", "advice", "&lang=en")).contains("Overdue promises: 2", "/tickets/" + open.value());
        assertThat(panel("vera", "advice", "&lang=ru")).contains("Просроченных обещаний: 2");
        for (String asset : ASSET.matcher(english)
                .results()
                .map((MatchResult found) -> found.group(1))
                .toList()) {
            assertThat(Http.as("vera", port).get(asset).status()).as(asset).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"en", "ru"})
    void fillsEveryPanel(String language) {
        KpiSamples.busyDesk(jdbc, engine.now());
        for (String user : List.of("admin", "anna")) {
            boolean own = user.equals("anna");
            String page = Http.as(user, port)
                    .get((own ? "/kpi/me" : "/kpi") + "?lang=" + language)
                    .body();
            List<String> addresses = PANEL.matcher(page)
                    .results()
                    .map(found -> HtmlUtils.htmlUnescape(found.group(1)))
                    .toList();
            assertThat(addresses).hasSizeGreaterThan(9);
            for (String address : addresses) {
                for (String filter :
                        List.of("", "&by=priority&bucket=week&time=calendar", "&by=version&bucket=month")) {
                    Http.Answer panel = Http.as(user, port).get(address + filter + "&lang=" + language);
                    assertThat(panel.status()).as(address + filter).isEqualTo(200);
                    assertThat(panel.body()).contains("<h2").doesNotContainPattern(UNTRANSLATED);
                }
            }
        }
    }

    @Test
    void everyLinkOfAPanelLeadsToItsTickets() {
        KpiSamples.busyDesk(jdbc, engine.now());
        for (String panel :
                List.of("now", "flow", "full_resolution", "compliance", "stages", "ages", "figures", "glance")) {
            String body = panel("admin", panel, "&time=calendar&lang=en");
            List<String> links = LINK.matcher(body)
                    .results()
                    .map(found -> HtmlUtils.htmlUnescape(found.group(1)))
                    .toList();
            assertThat(links).as(panel).isNotEmpty();
            for (String link : links.subList(0, Math.min(12, links.size()))) {
                Http.Answer tickets = Http.as("admin", port).get(link + "&lang=en");
                assertThat(tickets.status()).as(link).isEqualTo(200);
                assertThat(tickets.body()).as(link).contains("data-lines").doesNotContainPattern(UNTRANSLATED);
            }
        }
    }

    @Test
    void keepsTheFilterInTheAddressAndForgivesWhatItDoesNotUnderstand() {
        KpiSamples.busyDesk(jdbc, engine.now());

        String page = Http.as("vera", port)
                .get(
                        "/kpi?lang=en&from=2026-02-01&to=2026-02-28&team=technical&time=calendar&channel=mail&category=invoice"
                                + "&tier=standard&priority=high&version=ticket:1&bucket=week&by=channel&owner=anna")
                .body();
        assertThat(page)
                .contains("value=\"2026-02-01\"", "value=\"2026-02-28\"")
                .containsPattern("value=\"technical\"[^>]*selected")
                .containsPattern("value=\"calendar\"[^>]*selected")
                .containsPattern("value=\"invoice\"[^>]*selected")
                .containsPattern("value=\"week\"[^>]*selected");
        String panel = HtmlUtils.htmlUnescape(
                PANEL.matcher(page).results().findFirst().orElseThrow().group(1));
        assertThat(panel)
                .contains(
                        "from=2026-02-01",
                        "to=2026-02-28",
                        "team=technical",
                        "time=calendar",
                        "channel=mail",
                        "category=invoice",
                        "tier=standard",
                        "priority=high",
                        "version=ticket%3A1",
                        "bucket=week",
                        "by=channel",
                        "owner=anna");
        // Each chip leads to the same page without its filter.
        assertThat(CHIP.matcher(page).results().map(found -> HtmlUtils.htmlUnescape(found.group(1))))
                .hasSize(7)
                .anySatisfy(without ->
                        assertThat(without).contains("channel=mail", "team=all").doesNotContain("team=technical"))
                .anySatisfy(without ->
                        assertThat(without).contains("team=technical").doesNotContain("channel=mail"));
        assertThat(Http.as("vera", port)
                        .get(
                                "/kpi?from=nonsense&to=9999999-01-01&team=%3Cscript%3E&time=x&bucket=team&by=hour&owner=clara")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void agentsSeeTheirOwnFiguresOnly() {
        KpiSamples.busyDesk(jdbc, engine.now());
        long own = jdbc.sql("select count(*) from kpi_ticket where owner = 'anna' and resolved_at >= :from")
                .param("from", Timestamp.from(engine.now().minus(Duration.ofDays(29))))
                .query(Long.class)
                .single();

        assertThat(Http.as("anna", port).get("/kpi").status()).isEqualTo(403);
        assertThat(Http.as("anna", port).get("/kpi/panels/glance").status()).isEqualTo(403);
        String panel = panel("anna", "full_resolution", "&page=me&lang=en&owner=boris&time=calendar");
        assertThat(panel).contains("Share in the team").containsPattern("(?s)data-figure=\"n\".{0,200}>" + own + "<");
        // Vera supervises service, Clara is in technical.
        assertThat(Http.as("vera", port)
                        .get("/kpi/panels/full_resolution?owner=clara")
                        .status())
                .isEqualTo(403);
        assertThat(panel("vera", "compared", "&by=owner&team=all&lang=en"))
                .contains("Anna Weber", "Boris Ivanov", "no ranking")
                .doesNotContain("Clara Novak", "Dmitri Sokolov");
    }

    @Test
    void showsATeamBesideOneselfOnlyWhereItHidesThePeople() {
        KpiSamples.busyDesk(jdbc, engine.now());
        jdbc.sql("update kpi_ticket set resolved_by = 'boris' where resolved_by in ('clara', 'dmitri')")
                .update();

        assertThat(panel("anna", "full_resolution", "&page=me&lang=en&time=calendar"))
                .contains("as soon as three people")
                .doesNotContain("Share in the team");
    }

    @Test
    void leadsFromAFigureToItsTicketsAndBack() {
        try (Browser browser = Browser.open(port, Locale.ENGLISH)) {
            browser.logIn("victor").goTo("/kpi?lang=en&team=all&time=calendar");
            browser.see(".empty");
            browser.picture("kpi-empty");

            KpiSamples.busyDesk(jdbc, engine.now());
            browser.goTo("/kpi?lang=en&team=all&time=calendar");
            loaded(browser);
            assertThat(browser.visible("[data-chart] svg")).hasSizeGreaterThan(8);
            browser.size(1400, 4300).picture("kpi-en");

            // Each picture is a table, too, and shows more than one side.
            browser.size(1400, 900);
            browser.click(".panel.full_resolution [data-twin]");
            browser.see(".panel.full_resolution .twin table");
            browser.click(".panel.full_resolution [data-view=trend]");
            browser.see(".panel.full_resolution [data-view-of=trend] .twin table");
            browser.click(".panel.full_resolution [data-twin]");
            browser.see(".panel.full_resolution [data-view-of=trend] svg");

            browser.click(".filters .more summary");
            browser.see("#kpi-category").sendKeys("invoice");
            browser.click(".filters button[type=submit]");
            browser.see(".chip", "invoice");
            assertThat(browser.address()).contains("category=invoice").doesNotContain("tier=");
            loaded(browser);
            browser.click(".panel.glance [data-figure=full_resolution] .value a");
            browser.see("[data-lines]");
            assertThat(browser.text("h1")).isEqualTo("Tickets: Resolution");
            assertThat(browser.see(".chips", "invoice").getText()).contains("Category");
            assertThat(browser.see(".crumb a").getDomProperty("href"))
                    .contains("/kpi?", "category=invoice", "team=all");
            browser.picture("kpi-tickets-en");
            browser.run("history.back()");
            browser.see(".chip", "invoice");
            browser.run("history.back()");
            browser.until("the page without the filter is back", page -> !browser.address()
                    .contains("category="));

            // As a reader sees it whose system is dark; the driver has no switch for that.
            loaded(browser);
            browser.size(1400, 4300);
            browser.run(
                    """
                    delete document.documentElement.dataset.loaded;
                    for (const sheet of document.styleSheets) for (const rule of sheet.cssRules)
                        if (rule.media && rule.media.mediaText.includes('dark')) rule.media.mediaText = 'all';
                    document.body.append(Object.assign(document.createElement('script'), {src: '/assets/kpi.js?dark'}));
                    """);
            browser.until("the charts are drawn in light ink", page -> String.valueOf(
                            browser.run("return document.querySelector('.flow [data-chart]')?.innerHTML"))
                    .contains("#6cc3c9"));
            loaded(browser);
            browser.picture("kpi-dark");
            browser.goTo("/kpi?lang=ru&from=2026-01-20&to=2026-03-02&team=technical&time=calendar");
            loaded(browser);
            browser.size(1400, 4300).picture("kpi-ru");
            assertThat(browser.see("h1").getText()).isEqualTo("Куда уходит время");
            browser.size(500, 7000);
            browser.goTo("/kpi?lang=ru&from=2026-01-20&to=2026-03-02&team=technical&time=calendar");
            loaded(browser);
            browser.until(
                    "the page fits",
                    page -> Boolean.TRUE.equals(
                            browser.run("return document.documentElement.scrollWidth <= innerWidth")));
            browser.picture("kpi-phone");
        }
    }

    @Test
    void showsOneselfBesideTheTeam() {
        KpiSamples.busyDesk(jdbc, engine.now());
        try (Browser browser = Browser.open(port, Locale.ENGLISH)) {
            browser.logIn("boris").goTo("/kpi/me?lang=ru&time=calendar");
            loaded(browser);
            assertThat(browser.see("h1").getText()).isEqualTo("Ваши показатели");
            browser.see(".panel.full_resolution svg", "Вся команда");
            browser.size(1400, 3200).picture("kpi-me-ru");
        }
    }

    @Test
    void tellsTheLifeOfATicketInAPictureAndInWords() {
        TicketNumber ticket = desk.open(TicketSamples.invoiceQuestion(), Actor.CUSTOMER);
        engine.pass(Duration.ofMinutes(30));
        desk.claim(ticket, ANNA);
        engine.pass(Duration.ofMinutes(90));
        desk.reply(ticket, "Which invoice?", List.of(), true, ANNA);
        engine.pass(Duration.ofHours(4));
        desk.customerWrote(ticket, TicketSamples.message("The one of May.", engine.now()));
        engine.pass(Duration.ofHours(1));
        desk.resolve(ticket, "Done.", ANNA);
        engine.pass(Duration.ofHours(20));
        miner.mineAll();

        String english = Http.as("vera", port)
                .get("/kpi/tickets/" + ticket.value() + "?lang=en")
                .body();
        assertThat(english)
                .contains(
                        "It took 7\u00a0h until the solution. Most of it, 57%: Waiting for customer.",
                        "class=\"bar queue\"",
                        "class=\"bar waiting-customer\"",
                        "class=\"due\"",
                        "By owner",
                        "Anna Weber",
                        "Customer wrote")
                .doesNotContainPattern(UNTRANSLATED);
        // A colleague may see who had it, not for how long in all.
        assertThat(Http.as("boris", port)
                        .get("/kpi/tickets/" + ticket.value() + "?lang=en")
                        .body())
                .contains("Anna Weber")
                .doesNotContain("By owner");
        assertThat(Http.as("clara", port).get("/kpi/tickets/" + ticket.value()).status())
                .isEqualTo(404);
        try (Browser browser = Browser.open(port, Locale.ENGLISH)) {
            browser.logIn("vera").goTo("/kpi/tickets/" + ticket.value() + "?lang=ru");
            assertThat(browser.see("h1").getText()).isEqualTo("Ход во времени: " + ticket.value());
            browser.see("svg.life .bar");
            browser.size(1400, 1500).picture("kpi-life-ru");
            assertThat(Http.as("vera", port).get("/tickets/" + ticket.value()).body())
                    .contains("/kpi/tickets/" + ticket.value());
        }
    }

    private static void loaded(Browser browser) {
        browser.until(
                "all panels are there",
                page -> Boolean.TRUE.equals(
                        browser.run(
                                "return document.documentElement.dataset.loaded === 'true' && !document.querySelector('[data-again]')")));
    }

    private String panel(String user, String panel, String query) {
        Http.Answer answer = Http.as(user, port).get("/kpi/panels/" + panel + "?" + query);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.body();
    }
}
