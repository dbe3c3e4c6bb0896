package io.promisedesk.notification;

import static org.assertj.core.api.Assertions.assertThat;

import io.promisedesk.people.Person;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.support.ResourceBundleMessageSource;
import org.thymeleaf.spring6.SpringTemplateEngine;
import org.thymeleaf.templatemode.TemplateMode;
import org.thymeleaf.templateresolver.ClassLoaderTemplateResolver;

class MailTemplatesTests {

    static final Locale RUSSIAN = Locale.forLanguageTag("ru");
    private static final Instant NOW = Instant.parse("2026-03-02T09:00:00Z");

    private final MailTemplates templates = templates();

    @Test
    void tellsTheCustomerNumberAndPromisedTime() {
        RenderedMail mail = templates.render("ticket/acknowledgement", Locale.ENGLISH, model());

        assertThat(mail.subject()).isEqualTo("Re: Printer on fire <again> [T-2026-000123]");
        assertThat(mail.text())
                .isEqualTo(
                        """
                        We have received your request

                        Hello Anna,

                        Thank you for writing to us. A person will read your message and answer it; you do not have to write again.

                        Number: T-2026-000123
                        Subject: Printer on fire <again>
                        We answer by: Mon 2 March, 14:30 (Berlin)

                        This message was sent automatically.

                        Your request has the number T-2026-000123. To add something, answer this mail; the number stays the same.""");
        assertThat(mail.html()).contains("Printer on fire &lt;again&gt;").doesNotContain(" th:");
    }

    @ParameterizedTest
    @CsvSource({
        "PT20S, less than a minute, меньше минуты",
        "PT2M59S, 2 min, 2 мин",
        "PT1H, 1 h, 1 ч",
        "PT26H15M, 26 h 15 min, 26 ч 15 мин"
    })
    void tellsALengthOfTimeInWords(Duration length, String english, String russian) {
        assertThat(new MailWords(messages(), Locale.ENGLISH, ZoneOffset.UTC, NOW).length(length))
                .isEqualTo(english);
        assertThat(new MailWords(messages(), RUSSIAN, ZoneOffset.UTC, NOW).length(length))
                .isEqualTo(russian);
    }

    @Test
    void leavesOutWhatIsNotKnown() {
        Map<String, Object> model = model();
        model.put("promisedAt", null);
        model.put("name", null);

        assertThat(templates.render("ticket/acknowledgement", RUSSIAN, model).text())
                .contains("Номер: T-2026-000123")
                .doesNotContain("Здравствуйте", "Ответим до");
    }

    @Test
    void keepsTheLinesOfAReplyAndQuotesNothing() {
        Map<String, Object> model = model();
        model.put("text", "Dear Anna,\n\nplease <b>unplug</b> it:\nhttps://example.org/a?b=c&d=e\n\n\nRegards");

        RenderedMail mail = templates.render("ticket/reply", Locale.ENGLISH, model);

        assertThat(mail.text())
                .startsWith("Dear Anna,\n\nplease <b>unplug</b> it:\nhttps://example.org/a?b=c&d=e\n\n")
                .contains("Boris Ivanov");
        assertThat(mail.html()).contains("please &lt;b&gt;unplug&lt;/b&gt; it:");
    }

    @ParameterizedTest
    @CsvSource({"at-risk, Осталось рабочего времени: 2 ч 15 мин", "overdue, Опоздание (рабочее время): 1 ч"})
    void givesSupervisorsTheFactsAndALinkToAct(String name, String howMuch) {
        RenderedMail mail = templates.render("ticket/" + name, RUSSIAN, model());

        assertThat(mail.text())
                .contains(
                        howMuch,
                        "Клиент: Anna Weber",
                        "Обещано: Первый ответ до пн, 2 марта, 14:30 (Берлин)",
                        "Ответственный: никто",
                        "Открыть в Tasklist: http://localhost:8080/camunda/app/tasklist/default/#/?task=4711",
                        "Открыть обращение: http://localhost:8080/tickets/T-2026-000123",
                        "Принять к сведению: http://localhost:8080/act/abc",
                        "Передать другому: http://localhost:8080/act/def",
                        "Этот срок на шкале времени: http://localhost:8080/tickets/T-2026-000123/clocks/first_response?n=2",
                        "Why: four business hours");
    }

    @ParameterizedTest
    @ValueSource(strings = {"acknowledgement", "later", "reply", "at-risk", "overdue", "unassigned", "mail-failed"})
    void saysEverythingInBothLanguages(String name) throws IOException {
        for (Locale language : List.of(Locale.ENGLISH, RUSSIAN)) {
            RenderedMail mail = templates.render("ticket/" + name, language, model());

            assertThat(mail.subject()).isNotBlank().contains("T-2026-000123");
            assertThat(mail.html())
                    .contains("<html lang=\"" + language.getLanguage() + "\"")
                    .doesNotContain("??", "ticket-mail.", "notification.");
            keepToLookAt(name + "-" + language, mail);
            keepToLookAt(name + "-" + language + "-long", templates.render("ticket/" + name, language, longModel()));
        }
    }

    @Test
    void tellsManyThingsInOneMailWorstFirst() throws IOException {
        for (Locale language : List.of(Locale.ENGLISH, RUSSIAN)) {
            RenderedMail mail = digest(language, 3);

            assertThat(mail.subject()).contains("3", "T-2026-000000", "2 h");
            assertThat(mail.text())
                    .contains("T-2026-000000 · Счёт 0: http://localhost:8080/tickets/T-2026-000000")
                    .contains("http://localhost:8080/tickets")
                    .doesNotContain("??", "notification.");
            assertThat(mail.html()).doesNotContain(" th:", "<b>");
            keepToLookAt("digest-" + language, mail);
            keepToLookAt("digest-" + language + "-long", digest(language, 120));
        }
        assertThat(digest(Locale.ENGLISH, 120).text()).contains("and 70 more");
        assertThat(digest(Locale.ENGLISH, 50).text()).doesNotContain("more");
    }

    private RenderedMail digest(Locale language, int count) {
        Person to = new Person(
                "vera", "Vera Orlova", "v@example.org", language, ZoneId.of("Europe/Berlin"), Set.of(), Set.of());
        String subject = count < 10
                ? "Счёт "
                : "Преображенская-Воскресенская Александра-Элеонора: счётразмещенчествопревысоконравственнейшегоподразделения <b>";
        return new DigestMail(templates)
                .render(
                        IntStream.range(0, count)
                                .mapToObj(i -> line(i, subject + i))
                                .toList(),
                        0,
                        to);
    }

    private static NoticeSender.Words line(int i, String subject) {
        WrittenNotice.Severity[] severities = WrittenNotice.Severity.values();
        WrittenNotice.Severity severity = severities[severities.length - 1 - Math.min(i, severities.length - 1)];
        String number = "T-2026-%06d".formatted(i);
        return new NoticeSender.Words(
                new Notice(i, "key" + i, "test", "vera", number, true, NOW, Map.of()),
                new WrittenNotice(
                        severity,
                        NOW,
                        subject,
                        "Resolution late by 2 h of working time",
                        "/tickets/" + number,
                        () -> null));
    }

    @ParameterizedTest
    @CsvSource({
        "Printer, Re: Printer [T-2026-000123]",
        "Re: Re[2]: AW: Printer, Re: Printer [T-2026-000123]",
        "Отв: Принтер [T-2026-000123], Re: Принтер [T-2026-000123]"
    })
    void answersUnderTheCustomersSubject(String subject, String answer) {
        Map<String, Object> model = model();
        model.put("subject", subject);

        assertThat(templates.render("ticket/reply", Locale.ENGLISH, model).subject())
                .isEqualTo(answer);
    }

    /** Under target/mails, for whoever changes a template: open them wide and narrow, light and dark. */
    private static void keepToLookAt(String name, RenderedMail mail) throws IOException {
        Path folder = Files.createDirectories(Path.of("target", "mails"));
        Files.writeString(folder.resolve(name + ".html"), mail.html());
        Files.writeString(folder.resolve(name + ".txt"), mail.subject() + "\n\n" + mail.text());
    }

    private static Map<String, Object> longModel() {
        Map<String, Object> model = model();
        model.put("name", "Константин Константинович");
        model.put("customer", "Преображенская-Воскресенская Александра-Элеонора Константиновна");
        model.put(
                "subject",
                "Счётразмещенчество превысоконравственнейшегобратоубийствующегоподразделения: не печатает принтер в бухгалтерии, срочно");
        model.put("team", "Техническая поддержка второй линии Северо-Западного региона");
        model.put("owner", "Владислав Всеволодович Рождественский-Крестовоздвиженский");
        model.put("agent", "Владислав Всеволодович Рождественский-Крестовоздвиженский");
        model.put(
                "text",
                "Здравствуйте!\n\nhttps://example.org/" + "a".repeat(120) + "\n\n"
                        + "Мы уже смотрим, что случилось с вашим принтером. ".repeat(6));
        model.put(
                "reason",
                "Четыре рабочих часа по календарю «Основной» (Берлин) с понедельника, 2 марта, 10:00; обед не считается, пауз не было.");
        var messages = new ArrayList<Map<String, Object>>();
        messages.add(Map.of(
                "author",
                "Преображенская-Воскресенская Александра-Элеонора Константиновна",
                "at",
                NOW,
                "text",
                "Принтер не печатает. ".repeat(60),
                "note",
                false));
        model.put("messages", messages);
        return model;
    }

    private static Map<String, Object> model() {
        var model = new HashMap<String, Object>();
        model.put("number", "T-2026-000123");
        model.put("subject", "Printer on fire <again>");
        model.put("name", "Anna");
        model.put("promisedAt", Instant.parse("2026-03-02T13:30:00Z"));
        model.put("promised", Instant.parse("2026-03-02T13:30:00Z"));
        model.put("expected", Instant.parse("2026-03-03T10:15:00Z"));
        model.put("byFigures", true);
        model.put("zone", ZoneId.of("Europe/Berlin"));
        model.put("text", "Hello,\nwe are looking into it.\n\nRegards");
        model.put("agent", "Boris Ivanov");
        model.put("customer", "Anna Weber");
        model.put("priority", "HIGH");
        model.put("explanation", "/tickets/T-2026-000123/clocks/first_response?n=2");
        model.put("metric", "FIRST_RESPONSE");
        model.put("due", Instant.parse("2026-03-02T13:30:00Z"));
        model.put("left", Duration.ofMinutes(135));
        model.put("late", Duration.ofMinutes(60));
        model.put("waiting", Duration.ofMinutes(25));
        model.put("since", NOW);
        model.put("owner", null);
        model.put("team", "Technical support");
        model.put("reason", "Why: four business hours");
        model.put("taskId", "4711");
        model.put("decide", true);
        model.put("decision", null);
        model.put("acknowledge", "/act/abc");
        model.put("reassign", "/act/def");
        var messages = new ArrayList<Map<String, Object>>();
        messages.add(Map.of("author", "Anna Weber", "at", NOW, "text", "It burns.\nPlease help.", "note", false));
        messages.add(Map.of("author", "Boris Ivanov", "at", NOW, "text", "Спросил у склада.", "note", true));
        model.put("messages", messages);
        return model;
    }

    private static ResourceBundleMessageSource messages() {
        var messages = new ResourceBundleMessageSource();
        messages.setBasenames("messages/notification", "messages/ticket-mail", "messages/clock");
        messages.setDefaultEncoding("UTF-8");
        messages.setFallbackToSystemLocale(false);
        return messages;
    }

    private static MailTemplates templates() {
        var messages = messages();
        var resolver = new ClassLoaderTemplateResolver();
        resolver.setPrefix("templates/");
        resolver.setSuffix(".html");
        resolver.setTemplateMode(TemplateMode.HTML);
        resolver.setCharacterEncoding("UTF-8");
        var engine = new SpringTemplateEngine();
        engine.setTemplateResolver(resolver);
        engine.setTemplateEngineMessageSource(messages);
        return new MailTemplates(engine, messages, Clock.fixed(NOW, ZoneOffset.UTC), "http://localhost:8080/");
    }
}
