package io.promisedesk.notification;

import java.time.Clock;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Map;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.MessageSource;
import org.springframework.stereotype.Component;
import org.thymeleaf.ITemplateEngine;
import org.thymeleaf.context.Context;

/**
 * Writes mails from {@code templates/mail/<room>/<name>.html} in the recipient's language. A template fills the shared
 * {@code mail/layout} and says at its top which keys it needs. Besides those it may use {@code words} (times and lengths
 * of time, see {@link MailWords}) and {@code url} (public address of this installation). Its title is the subject; the
 * plain-text part is derived from its HTML, so that both say the same.
 */
@Component
public class MailTemplates {

    private final ITemplateEngine engine;
    private final MessageSource messages;
    private final Clock clock;
    private final String url;

    MailTemplates(
            ITemplateEngine engine,
            MessageSource messages,
            Clock clock,
            @Value("${promisedesk.url:http://localhost:8080}") String url) {
        this.engine = engine;
        this.messages = messages;
        this.clock = clock;
        this.url = url.replaceAll("/+$", "");
    }

    /**
     * @param name room and name, for example {@code ticket/acknowledgement}
     * @param model the template's keys; {@code zone} ({@link ZoneId}, default UTC) is the one its times are told in
     */
    public RenderedMail render(String name, Locale language, Map<String, ?> model) {
        ZoneId zone = model.get("zone") instanceof ZoneId given ? given : ZoneOffset.UTC;
        var context = new Context(language);
        model.forEach(context::setVariable);
        context.setVariable("url", url);
        context.setVariable("words", words(language, zone));
        String html = engine.process("mail/" + name, context);
        Document document = Jsoup.parse(html);
        return new RenderedMail(document.title(), HtmlText.of(document), html);
    }

    /** Times and lengths for a line that is no mail of its own. */
    public MailWords words(Locale language, ZoneId zone) {
        return new MailWords(messages, language, zone, clock.instant());
    }
}
