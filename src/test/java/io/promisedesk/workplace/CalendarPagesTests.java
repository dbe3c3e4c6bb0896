package io.promisedesk.workplace;

import static org.assertj.core.api.Assertions.assertThat;

import io.promisedesk.Browser;
import io.promisedesk.Engine;
import io.promisedesk.Http;
import io.promisedesk.PromisedeskTest;
import io.promisedesk.platform.security.CurrentActor;
import io.promisedesk.sla.Budget;
import io.promisedesk.sla.CalendarBook;
import io.promisedesk.sla.CalendarRules;
import io.promisedesk.sla.CalendarVersion;
import io.promisedesk.sla.ClockDesk;
import io.promisedesk.sla.Metric;
import io.promisedesk.sla.Target;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

@PromisedeskTest
class CalendarPagesTests {

    private static final Pattern ASSET = Pattern.compile("(?:src|href)=\"(/(?:assets|webjars)/[^\"]+)\"");
    private static final Pattern UNTRANSLATED =
            Pattern.compile("\\?\\?|workplace\\.[a-z]+\\.[a-z]|sla\\.[a-z]+\\.[a-z]");
    private static final String ICS =
            """
            BEGIN:VCALENDAR
            BEGIN:VEVENT
            DTSTART;VALUE=DATE:20261228
            DTEND;VALUE=DATE:20261230
            SUMMARY:Company holidays
            END:VEVENT
            BEGIN:VEVENT
            DTSTART:20260302T090000Z
            SUMMARY:Stand-up
            END:VEVENT
            END:VCALENDAR
            """;

    @LocalServerPort
    int port;

    @Autowired
    CalendarBook book;

    @Autowired
    ClockDesk clocks;

    @Autowired
    CurrentActor actors;

    String key;
    Http vera;

    @BeforeEach
    void freshCalendar() {
        key = "p" + UUID.randomUUID().toString().substring(0, 12);
        vera = Http.as("vera", port);
        Map<String, List<String>> week = new LinkedHashMap<>();
        CalendarRules.WEEKDAYS.subList(0, 5).forEach(day -> week.put(day, List.of("09:00-18:00")));
        assertThat(book.save(
                        key,
                        0,
                        new CalendarRules(
                                "Berlin shop", week, List.of("de-be"), List.of(), List.of(), List.of(), List.of()),
                        "A new shop",
                        actors.of("vera")))
                .isPresent();
    }

    private CalendarVersion newest() {
        return book.calendar(key, actors.of("vera"));
    }

    private void promise(String subject, int hours) {
        clocks.start(
                subject,
                Metric.RESOLUTION,
                new Target(Budget.hours(hours), key, ZoneId.of("Europe/Berlin"), 75, "test"),
                Engine.MONDAY_MORNING);
    }

    /** The form as the page sends it. */
    private static Map<String, String> form(String page) {
        Map<String, String> fields = new LinkedHashMap<>();
        Document document = Jsoup.parse(page);
        for (Element field : document.select("#calendar-edit [name]:not(button)")) {
            fields.put(field.attr("name"), field.is("textarea") ? field.text() : field.val());
        }
        return fields;
    }

    private Http.Answer send(Map<String, String> form, String task) {
        return send(vera, form, task);
    }

    private Http.Answer send(Http who, Map<String, String> form, String task) {
        Map<String, String> all = new LinkedHashMap<>(form);
        all.put("do", task);
        String body = all.entrySet().stream()
                .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
                .collect(Collectors.joining("&"));
        return who.with("Content-Type", "application/x-www-form-urlencoded")
                .with("Accept", "text/html")
                .send("POST", "/calendars/" + key + "/edit?lang=en", body);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private Map<String, String> edit() {
        return form(vera.get("/calendars/" + key + "/edit?lang=en").body());
    }

    @Test
    void showsWhatACalendarSaysInBothLanguages() {
        String english = vera.get("/calendars?lang=en").body();
        assertThat(english)
                .contains("Berlin shop", "Open Mon–Fri 09:00–18:00. Closed on public holidays (Germany: Berlin).")
                .contains("Good Friday")
                .doesNotContainPattern(UNTRANSLATED);
        String russian = vera.get("/calendars?lang=ru").body();
        assertThat(russian)
                .contains("пн–пт 09:00–18:00", "Германия: Берлин", "Страстная пятница")
                .doesNotContainPattern(UNTRANSLATED);
        for (String page :
                List.of("/calendars", "/calendars/" + key, "/calendars/" + key + "/edit", "/calendars/new")) {
            for (String language : List.of("en", "ru")) {
                Http.Answer answer = vera.get(page + "?lang=" + language);
                assertThat(answer.status()).as(page).isEqualTo(200);
                assertThat(answer.body()).doesNotContainPattern(UNTRANSLATED);
                for (String asset : ASSET.matcher(answer.body())
                        .results()
                        .map((MatchResult found) -> found.group(1))
                        .toList()) {
                    assertThat(vera.get(asset).status()).as(asset).isEqualTo(200);
                }
            }
        }
    }

    @Test
    void drawsAMonthAndAnswersWhenSomethingIsDue() {
        Document page = Jsoup.parse(vera.get("/calendars/" + key
                        + "?lang=en&month=2026-04&opened=2026-04-02T16:00&amount=4&unit=hours&zone=Europe/Berlin")
                .body());

        assertThat(page.select("#month h2").text()).isEqualTo("April 2026");
        assertThat(page.select("td.holiday").eachText())
                .containsExactly("3 closed Good Friday", "6 closed Easter Monday");
        assertThat(page.select("td.open").first().text()).isEqualTo("1 9 h");
        assertThat(page.select(".legend .sum").text()).isEqualTo("open days: 20, 180 h in all");
        assertThat(page.select(".due-answer").text()).isEqualTo("Due on Tuesday 7 April 2026 at 11:00");
        assertThat(vera.get("/calendars/" + key + "?lang=en&opened=2026-04-02T16:00&amount=2&unit=days&month=x&zone=y")
                        .body())
                .contains("Due on Wednesday 8 April 2026 at 16:00");
        assertThat(vera.get("/calendars/" + key + "?lang=en&amount=many").body())
                .contains("no promise");
    }

    @Test
    void savesOnlyWhatWasSeenAndWithAReason() {
        promise("T-2026-900001", 4);
        promise("T-2026-900002", 12);
        Map<String, String> form = edit();
        for (int day = 0; day < 5; day++) {
            form.put("week[" + day + "]", "9:00 – 12:00");
        }
        assertThat(Jsoup.parse(send(form, "save").body()).select("#confirm"))
                .as("not seen yet")
                .hasSize(1);

        Document shown = Jsoup.parse(send(form, "check").body());

        assertThat(shown.select("[data-moved]").attr("data-moved")).isEqualTo("2");
        assertThat(shown.select(".shifts tbody tr").eachText())
                .containsExactly(
                        "T-2026-900002 Resolution Tue 3 March, 13:00 Fri 6 March, 10:00 +2 d 21 h",
                        "T-2026-900001 Resolution Mon 2 March, 14:00 Tue 3 March, 11:00 +21 h");
        assertThat(newest().version()).isEqualTo(1);
        form = form(shown.html());
        assertThat(send(form, "save").status()).as("without a reason").isEqualTo(422);
        form.put("week[0]", "9:00-13:00");
        form.put("reason", "Changed once more after looking");
        assertThat(send(form, "save").body()).as("another edit than was seen").contains("id=\"confirm\"");
        assertThat(newest().version()).isEqualTo(1);

        form.put("week[0]", "9:00-12:00");
        Http.Answer saved = send(form(send(form, "check").body()), "save");

        assertThat(saved.status()).isEqualTo(302);
        assertThat(saved.header("Location")).endsWith("/calendars/" + key + "?saved=2");
        assertThat(newest().author()).isEqualTo("vera");
        assertThat(newest().reason()).isEqualTo("Changed once more after looking");
        assertThat(clocks.open("T-2026-900001", Metric.RESOLUTION).orElseThrow().due())
                .isEqualTo("2026-03-03T10:00:00Z");
        assertThat(vera.get("/calendars/" + key + "?lang=en&saved=2").body())
                .contains("Version 2 is saved", "Vera Orlova", "Mon: 09:00–18:00 → 9:00–12:00");
    }

    @Test
    void theSlowerEditorLosesNothing() {
        Map<String, String> mine = form(send(changed("Mine"), "check").body());
        Http victor = Http.as("victor", port);
        Map<String, String> theirs =
                form(send(victor, changed("Theirs"), "check").body());
        theirs.put("reason", "Theirs was first");
        assertThat(send(victor, theirs, "save").status()).isEqualTo(302);

        mine.put("reason", "Mine came second");
        Http.Answer answer = send(mine, "save");

        assertThat(answer.status()).isEqualTo(409);
        Document page = Jsoup.parse(answer.body());
        assertThat(page.select("#conflict").text())
                .contains("While you were editing, Victor Stein saved version 2", "Theirs was first", "Name: Theirs");
        assertThat(form(answer.body())).containsEntry("name", "Mine");
        assertThat(newest().rules().name()).isEqualTo("Theirs");

        Map<String, String> again = form(send(form(answer.body()), "rebase").body());
        again.put("reason", "Both agreed");
        assertThat(send(again, "save").status()).isEqualTo(302);
        assertThat(newest().version()).isEqualTo(3);
        assertThat(newest().rules().name()).isEqualTo("Mine");
    }

    private Map<String, String> changed(String name) {
        Map<String, String> form = edit();
        form.put("name", name);
        return form;
    }

    @Test
    void readsAHolidayFileIntoTheEdit() {
        Map<String, String> form = edit();
        form.put("ics", ICS);

        Http.Answer answer = send(form, "import");

        assertThat(answer.body())
                .contains(
                        "Added from the file: 2. Known before: 0. Passed over, because they are no all-day events: 1.");
        assertThat(form(answer.body()))
                .containsEntry("holidays[0].date", "2026-12-28")
                .containsEntry("holidays[1].name", "Company holidays");
        assertThat(Jsoup.parse(answer.body()).select("#preview h2").first().text())
                .as("turns to where they are")
                .isEqualTo("December 2026");
        assertThat(newest().version()).as("nothing is saved").isEqualTo(1);
        form = form(answer.body());
        form.put("ics", ICS);
        assertThat(send(form, "import").body()).contains("Added from the file: 0. Known before: 2.");
    }

    @Test
    void namesTheLineOfABadFile() {
        Map<String, String> form = edit();
        form.put("ics", ICS.replace("20261228", "28.12.26"));

        Http.Answer answer = send(form, "import");

        assertThat(answer.status()).isEqualTo(422);
        assertThat(Jsoup.parse(answer.body()).select("#error").text()).isEqualTo("Line 3: \"28.12.26\" is not a date.");
        assertThat(Jsoup.parse(answer.body()).select("#ics").attr("aria-invalid"))
                .isEqualTo("true");
    }

    @ParameterizedTest
    @CsvSource({
        "week[0],9 to 5,9 to 5,week[0]",
        "week[2],09:00-25:00,25:00,week[2]",
        "holidays[0].date,soon,soon,holidays[0].date",
        "overrides[0].hours,22:00-06:00,over midnight,overrides[0].date"
    })
    void marksTheFieldThatIsWrong(String field, String value, String said, String marked) {
        Map<String, String> form = edit();
        if (field.startsWith("overrides")) {
            form.put("overrides[0].date", "2026-12-24");
        }
        form.put(field, value);

        Http.Answer answer = send(form, "check");

        assertThat(answer.status()).isEqualTo(422);
        Document page = Jsoup.parse(answer.body());
        assertThat(page.select("#error").text()).contains(said);
        assertThat(page.select("[aria-invalid=true]").eachAttr("name")).contains(marked);
    }

    @Test
    void refusesACalendarThatIsNeverOpen() {
        Map<String, String> form = edit();
        for (int day = 0; day < 7; day++) {
            form.put("week[" + day + "]", "");
        }
        Http.Answer answer = send(form, "check");

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.body()).contains("never be open");
        assertThat(Jsoup.parse(answer.body()).select("[aria-invalid=true]")).hasSize(7);
    }

    @Test
    void createsACalendar() {
        String old = key;
        key = "n" + key;
        Map<String, String> form = form(vera.get("/calendars/new?lang=en").body());
        form.put("key", old);
        assertThat(sendNew(form, "check").body()).contains("There is a calendar", "Choose another key");
        form.put("key", "Ж");
        assertThat(sendNew(form, "check").body()).contains("cannot be a key");
        form.put("key", key);
        form.put("week[0]", "22:00-06:00");
        form = form(sendNew(form, "check").body());
        form.put("reason", "Nights on Mondays");

        assertThat(sendNew(form, "save").status()).isEqualTo(302);
        assertThat(newest().rules().week()).containsEntry("mon", List.of("22:00-06:00"));
    }

    private Http.Answer sendNew(Map<String, String> form, String task) {
        Map<String, String> all = new LinkedHashMap<>(form);
        all.put("do", task);
        String body = all.entrySet().stream()
                .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
                .collect(Collectors.joining("&"));
        return vera.with("Content-Type", "application/x-www-form-urlencoded")
                .with("Accept", "text/html")
                .send("POST", "/calendars/new?lang=en", body);
    }

    @Test
    void agentsAndDispatchersReadOnly() {
        for (String reader : List.of("anna", "olga")) {
            Http http = Http.as(reader, port);
            assertThat(http.get("/calendars").status()).isEqualTo(200);
            assertThat(http.get("/calendars/" + key + "?lang=en").body()).doesNotContain("/edit");
            assertThat(http.get("/calendars/" + key + "/edit").status()).isEqualTo(403);
            assertThat(http.get("/calendars/new").status()).isEqualTo(403);
            assertThat(send(http, edit(), "save").status()).isEqualTo(403);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"denis", "integrator"})
    void othersSeeNothing(String other) {
        Http http = Http.as(other, port);
        assertThat(http.get("/calendars").status()).isEqualTo(403);
        assertThat(http.get("/calendars/" + key).status()).isEqualTo(403);
        assertThat(Http.nobody(port)
                        .with("Accept", "text/html")
                        .get("/calendars")
                        .status())
                .isEqualTo(302);
    }

    @Test
    void anUnknownCalendarIsNotFound() {
        assertThat(vera.get("/calendars/atlantis").status()).isEqualTo(404);
    }

    @Test
    void aFormFromElsewhereChangesNothing() {
        Map<String, String> form = form(send(changed("Theirs"), "check").body());
        form.put("reason", "None of theirs");

        Http.Answer answer = send(vera.with("Sec-Fetch-Site", "cross-site"), form, "save");

        assertThat(answer.header("Location")).doesNotContain("saved");
        assertThat(newest().version()).isEqualTo(1);
    }

    @Test
    void editsInABrowser() {
        promise("T-2026-900003", 12);
        try (Browser browser = Browser.open(port, Locale.ENGLISH).logIn("victor")) {
            browser.size(1400, 1000).goTo("/calendars/" + key + "/edit?lang=en");
            browser.run("const friday = document.querySelector('#week4'); friday.value = '09:00-15:00';"
                    + " friday.dispatchEvent(new Event('change', {bubbles: true}))");
            browser.see("#preview .lead-sentence", "Fri 09:00–15:00");
            browser.run("const monday = document.querySelector('#week0'); monday.value = 'nine';"
                    + " monday.dispatchEvent(new Event('change', {bubbles: true}))");
            browser.see("#preview .notice.late", "nine");
            browser.run("const monday = document.querySelector('#week0'); monday.value = '09:00-18:00';"
                    + " monday.dispatchEvent(new Event('change', {bubbles: true}))");
            browser.see("#preview .lead-sentence", "Fri 09:00–15:00");
            browser.click("button[name=add][value=overrides]");
            browser.see("[name='overrides[0].date']");
            browser.run("document.querySelector('[name=\"overrides[0].date\"]').value = '2026-03-03';"
                    + " document.querySelector('[name=\"overrides[0].hours\"]').value = '09:00-10:00'");
            browser.click("button[value=check]");
            browser.see("#confirm .shifts-sum", "Open deadlines that move: 1 of 1.");
            browser.until("the form was replaced", page -> Long.valueOf(1)
                    .equals(browser.run("return document.querySelectorAll('form#calendar-edit').length")));
            browser.picture("calendar-confirm-en");
            browser.run("document.querySelector('#reason').value = 'Stocktaking on Tuesday'");
            browser.click("button[value=save]");
            browser.see(".notice.ok", "Version 2 is saved");
            browser.picture("calendar-en");
            browser.goTo("/calendars/" + key + "?lang=ru&month=2026-04");
            browser.see("td.holiday .why", "Страстная пятница");
            browser.picture("calendar-ru");
            browser.size(500, 2400);
            browser.until(
                    "the page fits a phone",
                    page -> Boolean.TRUE.equals(
                            browser.run("return document.documentElement.scrollWidth <= innerWidth")));
            browser.picture("calendar-phone-ru");
            browser.goTo("/calendars/" + key + "/edit?lang=ru");
            browser.until(
                    "the editor fits a phone",
                    page -> Boolean.TRUE.equals(
                            browser.run("return document.documentElement.scrollWidth <= innerWidth")));
            browser.picture("calendar-edit-phone-ru");
        }
        assertThat(newest().rules().overrides())
                .containsExactly(new CalendarRules.Special("2026-03-03", List.of("09:00-10:00"), null));
    }
}
