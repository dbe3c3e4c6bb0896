package io.promisedesk.workplace.web;

import static io.promisedesk.sla.Lives.started;
import static org.assertj.core.api.Assertions.assertThat;

import io.promisedesk.platform.i18n.PlainTexts;
import io.promisedesk.platform.i18n.Texts;
import io.promisedesk.sla.Explanation;
import io.promisedesk.sla.Metric;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.xml.sax.InputSource;

/** The picture that explains a deadline; those in {@code docs/images} are what it draws today. */
class ClockPictureTests {

    /** {@code -Dpictures.write=docs/images} draws the documentation's pictures anew, another folder gets all of them. */
    private static final String WRITE = "pictures.write";

    private static final Path DOCUMENTED = Path.of("docs/images");
    private static final List<String> IN_THE_DOCUMENTATION = List.of("over-a-weekend", "paused-twice", "working-days");

    private static final Map<String, String> PEOPLE =
            Map.of("anna", "Anna Weber", "vera", "Vera Orlova", "boris", "Boris Ivanov");

    private static final Texts TEXTS = PlainTexts.all();

    static Map<String, Explanation> lives() {
        Map<String, Explanation> lives = new TreeMap<>();
        lives.put(
                "one-day",
                started(Metric.FIRST_RESPONSE, "2026-03-02T10:15", "PT4H", "Standard")
                        .rung("75%", "2026-03-02T13:15", false)
                        .explainedAt("2026-03-02T11:40"));
        lives.put(
                "half-an-hour",
                started(Metric.FIRST_RESPONSE, "2026-03-02T10:15", "PT30M", "Premium, critical")
                        .explainedAt("2026-03-02T10:24"));
        lives.put(
                "over-a-weekend",
                started(Metric.FIRST_RESPONSE, "2026-03-06T16:00", "PT4H", "Standard")
                        .rung("50%", "2026-03-06T18:00", true)
                        .rung("75%", "2026-03-09T10:00", true)
                        .rung("+PT1H", "2026-03-09T12:00", false)
                        .stopped("2026-03-09T10:20", "anna")
                        .explainedAt("2026-03-10T10:00"));
        lives.put(
                "over-easter",
                started(Metric.RESOLUTION, "2026-04-01T15:00", "PT18H", "Standard")
                        .rung("75%", "2026-04-07T15:30", false)
                        .explainedAt("2026-04-07T11:12"));
        lives.put(
                "paused-twice",
                started(Metric.RESOLUTION, "2026-03-02T10:00", "PT24H", "Standard, low")
                        .paused("2026-03-02T14:00", "anna", "customer")
                        .resumed("2026-03-03T11:00", "customer")
                        .paused("2026-03-04T17:30", "anna", "third-party")
                        .resumed("2026-03-05T09:40", "anna")
                        .rung("75%", "2026-03-04T16:00", true)
                        .rung("90%", "2026-03-05T11:46", false)
                        .explainedAt("2026-03-05T10:45"));
        lives.put(
                "changed",
                started(Metric.RESOLUTION, "2026-03-02T10:00", "PT18H", "Standard")
                        .retargeted("2026-03-02T15:00", "vera", "PT9H", "Standard, high", "priority")
                        .recalendared("2026-03-02T16:10", "vera")
                        .retargeted(
                                "2026-03-02T16:20",
                                "vera",
                                "PT12H",
                                "agreed by vera instead of Standard, high",
                                "Spare part is on its way")
                        .explainedAt("2026-03-03T09:30"));
        lives.put(
                "overdue",
                started(Metric.RESOLUTION, "2026-03-02T10:00", "PT9H", "Standard, high")
                        .rung("75%", "2026-03-02T16:45", true)
                        .rung("100%", "2026-03-03T10:00", true)
                        .rung("+PT1H", "2026-03-03T11:00", true)
                        .rung("+PT4H", "2026-03-03T14:00", false)
                        .explainedAt("2026-03-03T12:35"));
        lives.put(
                "cancelled",
                started(Metric.RESOLUTION, "2026-03-02T10:00", "PT9H", "Standard")
                        .cancelled("2026-03-02T12:00", "boris", "spam")
                        .explainedAt("2026-03-04T12:35"));
        lives.put(
                "sixty-days",
                started(Metric.RESOLUTION, "2026-03-02T10:00", "PT360H", "Project")
                        .paused("2026-03-17T14:00", "anna", "customer")
                        .resumed("2026-03-24T11:00", "customer")
                        .retargeted("2026-04-08T11:00", "vera", "PT380H", "Project", "priority")
                        .rung("75%", "2026-04-20T11:00", false)
                        .explainedAt("2026-04-14T12:00"));
        lives.put(
                "a-year",
                started(Metric.RESOLUTION, "2026-03-02T10:00", "PT360H", "Project")
                        .paused("2026-03-17T14:00", "anna", "customer")
                        .resumed("2026-12-24T11:00", "customer")
                        .explainedAt("2027-02-14T12:00"));
        lives.put(
                "outside-hours",
                started(Metric.FIRST_RESPONSE, "2026-03-07T13:20", "PT2H", "Standard, high")
                        .stopped("2026-03-09T11:30", "boris")
                        .explainedAt("2026-03-10T10:00"));
        lives.put(
                "working-days",
                started(Metric.RESOLUTION, "2026-03-05T16:00", "P2D", "Office")
                        .paused("2026-03-06T12:00", "anna", "customer")
                        .resumed("2026-03-06T15:00", "customer")
                        .explainedAt("2026-03-06T16:30"));
        return lives;
    }

    @TestFactory
    Stream<DynamicTest> drawsEveryLifeInBothLanguages() {
        return lives().entrySet().stream().flatMap(life -> Texts.LANGUAGES.stream()
                .map(language -> DynamicTest.dynamicTest(life.getKey() + " " + language, () -> {
                    String svg = screen(life.getValue(), language).picture();
                    DocumentBuilderFactory.newInstance()
                            .newDocumentBuilder()
                            .parse(new InputSource(new StringReader(svg)));
                    assertThat(svg).contains("<title", "<desc").doesNotContain("NaN", "clock.picture.");
                })));
    }

    @Test
    void saysOnTopWhatWasPromised() {
        ClockStory.Screen screen = screen(lives().get("over-a-weekend"), Texts.ENGLISH);
        assertThat(screen.sentence())
                .isEqualTo(
                        "Promised within 4 h of working time, received Friday 6 March, 16:00 → due Monday 9 March, 11:00");
        assertThat(screen.verdict())
                .isEqualTo("Kept: answered Monday 9 March, 10:20, 40 min of working time before the deadline.");
        assertThat(screen(lives().get("working-days"), Texts.RUSSIAN).sentence())
                .isEqualTo(
                        "Обещано не позже чем через 2 рабочих дня. Получено: 5 марта (четверг), 16:00 → срок: 10 марта (вторник), 10:00");
    }

    @Test
    void tellsWhoStoppedTheClockAndWhatItCost() {
        assertThat(screen(lives().get("paused-twice"), Texts.ENGLISH).events())
                .extracting(event -> event.number() + " " + event.what() + ", " + event.by() + ", " + event.effect())
                .containsExactly(
                        "0 Received; the clock starts, The customer, ",
                        "1 Paused: waiting for the customer, Anna Weber, 6 h of working time not counted",
                        "0 Resumed, The customer, ",
                        "2 Paused: waiting for somebody outside, Anna Weber, 1 h 10 min of working time not counted",
                        "0 Resumed, Anna Weber, ");
    }

    @Test
    void saysWhyAPromiseWasChangedAndWhoAgreedIt() {
        Explanation why = started(Metric.RESOLUTION, "2026-03-02T10:00", "PT18H", "Standard")
                .retargeted("2026-03-02T10:30", "vera", "PT9H", "Standard, high", "priority, category")
                .retargeted("2026-03-02T11:00", "system", "PT8H", "Gold", "service-level.dmn version 3: halved for all")
                .retargeted("2026-03-02T12:00", "vera", "PT12H", "agreed by vera instead of Gold", "Parts are late")
                .cancelled("2026-03-02T12:30", "anna", "solved without an answer")
                .explainedAt("2026-03-02T13:00");

        assertThat(screen(why, Texts.ENGLISH).source())
                .isEqualTo("agreed for this ticket by Vera Orlova, instead of: Gold");
        assertThat(screen(why, Texts.ENGLISH).events())
                .extracting(ClockStory.Event::what)
                .containsExactly(
                        "Received; the clock starts",
                        "Priority, Category changed: now within 9 h of working time (Standard, high)",
                        "Now within 8 h of working time (Gold). Reason: service levels changed (version 3): halved for all",
                        "Now within 12 h of working time (agreed for this ticket by Vera Orlova, instead of: Gold)."
                                + " Reason: Parts are late",
                        "Dropped (solved without an answer)");
        assertThat(screen(why, Texts.RUSSIAN).events())
                .extracting(ClockStory.Event::what)
                .containsExactly(
                        "Получено, отсчёт начат",
                        "Изменено: приоритет, категория. Теперь не позже чем через 9 ч рабочего времени (Standard, high)",
                        "Теперь не позже чем через 8 ч рабочего времени (Gold). Причина: изменены уровни обслуживания"
                                + " (версия 3): halved for all",
                        "Теперь не позже чем через 12 ч рабочего времени (согласовано для этого обращения: Vera"
                                + " Orlova; вместо «Gold»). Причина: Parts are late",
                        "Снято (решено без ответа)");
        assertThat(why.inWords(TEXTS, Texts.RUSSIAN, PEOPLE::get))
                .contains("Причина: изменены уровни обслуживания (версия 3): halved for all.")
                .anySatisfy(sentence -> assertThat(sentence).contains("(решено без ответа)"));
    }

    @Test
    void escapesWhatPeopleWrite() {
        Explanation why = started(Metric.RESOLUTION, "2026-03-02T10:00", "PT18H", "<b>Gold</b> & \"more\"")
                .retargeted("2026-03-02T11:00", "vera", "PT9H", "x", "<script>alert(1)</script>")
                .explainedAt("2026-03-02T12:00");
        assertThat(screen(why, Texts.ENGLISH).picture()).doesNotContain("<script>", "<b>");
    }

    private static ClockStory.Screen screen(Explanation why, Locale language) {
        return new ClockStory(
                        why,
                        id -> PEOPLE.getOrDefault(id, id),
                        day -> day.why().get(0).name(),
                        TEXTS,
                        language)
                .screen();
    }

    @Test
    void saysAtNightThatNoWorkingTimeHasPassedSinceTheDeadline() {
        Explanation why = started(Metric.FIRST_RESPONSE, "2026-03-02T14:00", "PT4H", "Standard")
                .explainedAt("2026-03-02T21:00");

        assertThat(screen(why, Locale.ENGLISH).verdict())
                .isEqualTo("Overdue: the deadline has passed, and no working time since.");
        assertThat(screen(why, Texts.RUSSIAN).verdict())
                .isEqualTo("Просрочено: срок прошёл, рабочего времени с тех пор ещё не было.");
    }

    @Test
    void documentationShowsWhatIsDrawnToday() throws IOException {
        for (String name : IN_THE_DOCUMENTATION) {
            String drawn = alone(screen(lives().get(name), Texts.ENGLISH).picture());
            assertThat(DOCUMENTED.resolve("deadline-" + name + ".svg"))
                    .as("./mvnw test -Dtest=ClockPictureTests -D%s=%s draws it anew", WRITE, DOCUMENTED)
                    .hasContent(drawn);
        }
    }

    @BeforeAll
    static void write() throws IOException {
        String folder = System.getProperty(WRITE);
        if (folder == null) {
            return;
        }
        Path target = Files.createDirectories(Path.of(folder));
        for (Map.Entry<String, Explanation> life : lives().entrySet()) {
            if (!target.equals(DOCUMENTED)) {
                for (Locale language : Texts.LANGUAGES) {
                    Files.writeString(
                            target.resolve(life.getKey() + "." + language.getLanguage() + ".svg"),
                            alone(screen(life.getValue(), language).picture()));
                }
            } else if (IN_THE_DOCUMENTATION.contains(life.getKey())) {
                Files.writeString(
                        target.resolve("deadline-" + life.getKey() + ".svg"),
                        alone(screen(life.getValue(), Texts.ENGLISH).picture()));
            }
        }
    }

    /** With its colours, for a place without our style sheets. */
    private static String alone(String svg) throws IOException {
        String colours = Files.readString(Path.of("src/main/resources/static/assets/promisedesk.css"));
        int light = colours.indexOf(":root, :host {");
        int dark = colours.indexOf("@media screen and (prefers-color-scheme: dark)");
        int end = colours.indexOf("*, *::before");
        String picture = Files.readString(Path.of("src/main/resources/static/assets/clock.css"));
        String style = (colours.substring(light, dark) + colours.substring(dark, end)).replace(", :host", "")
                + "svg { background: var(--surface); }\n"
                + picture.lines()
                        .filter(line -> line.startsWith(".clock-picture"))
                        .filter(line -> !line.startsWith(".clock-picture.wide"))
                        .reduce("", (all, line) -> all + line + "\n");
        return svg.replaceFirst("<defs>", "<style>" + Matcher.quoteReplacement(style) + "</style>\n<defs>");
    }
}
