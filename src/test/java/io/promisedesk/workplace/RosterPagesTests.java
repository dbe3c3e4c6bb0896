package io.promisedesk.workplace;

import static org.assertj.core.api.Assertions.assertThat;

import io.promisedesk.Browser;
import io.promisedesk.PromisedeskTest;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.platform.security.CurrentActor;
import io.promisedesk.roster.Absence;
import io.promisedesk.roster.Break;
import io.promisedesk.roster.Pattern;
import io.promisedesk.roster.PlanDesk;
import io.promisedesk.roster.RosterDesk;
import io.promisedesk.roster.Slot;
import io.promisedesk.roster.SwapDesk;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** The page on which supervisors plan and agents see when they work. It is Monday, 2 March 2026, 10:00 in Berlin. */
@PromisedeskTest
class RosterPagesTests {

    @LocalServerPort
    int port;

    @Autowired
    PlanDesk plan;

    @Autowired
    SwapDesk swaps;

    @Autowired
    RosterDesk roster;

    @Autowired
    CurrentActor actors;

    @ParameterizedTest
    @CsvSource({"en, Add a shift, no agent, Saved.", "ru, Добавить смену, нет агентов, Сохранено."})
    void supervisorPlansWithTheKeyboard(String language, String add, String nobody, String saved) throws Exception {
        weeks();
        try (Browser browser =
                Browser.open(port, Locale.forLanguageTag(language)).logIn("vera")) {
            browser.goTo("/roster?team=service&view=week&date=2026-03-02&lang=" + language);
            browser.see("nav.actions .button", add);
            assertThat(browser.text("tr.strip td[data-day='2026-03-02']")).contains(nobody);
            assertThat(browser.text("main")).doesNotContain("??", "workplace.roster");
            browser.size(1500, 950).picture("roster-week-" + language);

            WebElement first = browser.see("tr[data-person=anna] td[data-day='2026-03-02'] a.shift");
            browser.run("arguments[0].focus()", first);
            press(browser, Keys.ARROW_RIGHT, Keys.ARROW_RIGHT, Keys.ENTER);
            browser.see("#panel");
            assertThat(browser.see("#start").getDomProperty("value")).isEqualTo("2026-03-04T08:00");
            browser.see("#check p, #check ul");
            browser.picture("roster-shift-" + language);
            browser.run("document.getElementById('end').value = '2026-03-04T13:00'");
            browser.click("button[value=save]");
            browser.see(".notice.ok", saved);
            assertThat(browser.text("tr[data-person=anna] td[data-day='2026-03-04'] .times"))
                    .isEqualTo("08:00–13:00");

            browser.goTo("/roster?team=service&view=month&date=2026-03-02").see(".by-month");
            browser.picture("roster-month-" + language);
        }
    }

    @Test
    void agentGivesAShiftAwayOnAPhoneAndTheColleagueTakesIt() throws Exception {
        weeks();
        try (Browser browser = Browser.open(port, Locale.ENGLISH).logIn("anna")) {
            browser.size(400, 850).goTo("/roster?team=service&view=week&date=2026-03-02");
            browser.see("tr[data-person=boris]");
            browser.picture("roster-phone");
            assertThat(browser.visible("a.add")).isEmpty();
            browser.click("tr[data-person=anna] td[data-day='2026-03-05'] a.shift");
            browser.run(
                    "const s = document.getElementById('with'); s.value = [...s.options].find(o => o.value === 'boris').value");
            browser.type("#note", "Dentist");
            browser.picture("roster-phone-swap");
            browser.click("#panel form button.primary");
            browser.see(".notice.ok", "asked");
        }
        try (Browser browser = Browser.open(port, Locale.ENGLISH).logIn("boris")) {
            // In whatever week they look: it waits for an answer.
            browser.goTo("/roster?team=service&view=week&date=2026-04-06&lang=en");
            browser.see("#requests", "Dentist");
            browser.goTo("/roster?team=service&view=week&date=2026-03-02&lang=en");
            browser.see("#requests", "Dentist");
            browser.click("button[value=confirm]");
            browser.see(".notice.ok", "It holds");
            assertThat(browser.text("tr[data-person=boris] td[data-day='2026-03-05']"))
                    .contains("08:00–16:00");
            browser.picture("roster-swapped");
        }
    }

    @Test
    void fortyAgentsFitOnOnePageOfPaper() throws Exception {
        weeks();
        List<String> many = IntStream.rangeClosed(1, 36)
                .mapToObj(i -> "agent%02d".formatted(i))
                .toList();
        for (int day = 2; day < 9; day++) {
            Instant start = Instant.parse("2026-03-%02dT07:00:00Z".formatted(day));
            roster.plan("service", start, start.plusSeconds(8 * 3600), many);
        }
        try (Browser browser = Browser.open(port, Locale.ENGLISH).logIn("vera")) {
            browser.size(1500, 950).goTo("/roster?team=service&view=week&date=2026-03-02&lang=en");
            browser.see("tr[data-person=agent36]");
            browser.picture("roster-full");
            assertThat(pages(browser, "roster-full")).isEqualTo(1);
            browser.goTo("/roster?team=service&view=month&date=2026-03-02").see(".by-month");
            browser.picture("roster-month-full");
            assertThat(pages(browser, "roster-month-full")).isEqualTo(1);
        }
    }

    @Test
    void darkAndEmptyMakeSense() throws Exception {
        try (Browser browser = Browser.open(port, Locale.ENGLISH).logIn("olga")) {
            browser.size(1400, 900).goTo("/roster?team=technical&lang=en");
            browser.see("#empty");
            browser.picture("roster-empty");
            weeks();
            browser.until(
                    "dark",
                    page -> page.executeCdpCommand(
                            "Emulation.setEmulatedMedia",
                            Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", "dark")))));
            browser.goTo("/roster?team=service&view=week&date=2026-03-02&panel=pattern")
                    .see("#slotDays0");
            browser.picture("roster-dark-pattern");
            browser.goTo("/roster?team=service&view=week&date=2026-03-02").see(".plan");
            browser.picture("roster-dark");
        }
    }

    private static void press(Browser browser, CharSequence... keys) {
        for (CharSequence key : keys) {
            browser.until("key", page -> {
                page.switchTo().activeElement().sendKeys(key);
                return true;
            });
        }
    }

    /** How many pages it prints on. */
    private static int pages(Browser browser, String name) throws Exception {
        Map<String, Object> printed = browser.until(
                "printed",
                page -> page.executeCdpCommand(
                        "Page.printToPDF", Map.of("preferCSSPageSize", true, "printBackground", true)));
        byte[] pdf = Base64.getDecoder().decode(String.valueOf(printed.get("data")));
        Path file = Path.of("target", "screens", name + ".pdf");
        Files.createDirectories(file.getParent());
        Files.write(file, pdf);
        String text = new String(pdf, StandardCharsets.ISO_8859_1);
        Matcher count = java.util.regex.Pattern.compile("/Count (\\d+)").matcher(text);
        return count.find() ? Integer.parseInt(count.group(1)) : 0;
    }

    /** Anna works weekdays with a lunch break, Boris two weeks in turn, also at night; Boris is on vacation later. */
    private void weeks() {
        Actor vera = actors.of("vera");
        LocalDate monday = LocalDate.of(2026, 3, 2);
        List<Slot> anna = new ArrayList<>();
        List<Slot> boris = new ArrayList<>();
        for (int day = 0; day < 5; day++) {
            anna.add(slot(day, "08:00", "16:00", "anna", "12:00-12:30"));
            boris.add(slot(day, day == 3 ? "18:00" : "14:00", "20:00", "boris", day == 3 ? null : "17:00-17:30"));
            boris.add(slot(7 + day, "22:00", "06:00", "boris", "02:00-02:45"));
        }
        plan.save(new Pattern(0, "service", "", 7, monday, null, null, anna, "desk", 0), vera);
        plan.save(new Pattern(0, "service", "Late and night", 14, monday, null, null, boris, "desk", 0), vera);
        roster.reportAbsence(
                "boris", Absence.Kind.VACATION, LocalDate.of(2026, 3, 19), LocalDate.of(2026, 3, 27), "Sea", vera);
        roster.reportAbsence(
                "anna",
                Absence.Kind.OTHER,
                Instant.parse("2026-03-06T11:00:00Z"),
                Instant.parse("2026-03-06T16:00:00Z"),
                "School",
                vera);
        Instant saturday = Instant.parse("2026-03-07T09:00:00Z");
        roster.plan("service", saturday, saturday.plusSeconds(4 * 3600), List.of("anna", "vera", "clara"));
    }

    private static Slot slot(int day, String start, String end, String person, @Nullable String pause) {
        return new Slot(
                day,
                LocalTime.parse(start),
                LocalTime.parse(end),
                List.of(person),
                pause == null ? List.of() : List.of(Break.of(pause)));
    }
}
