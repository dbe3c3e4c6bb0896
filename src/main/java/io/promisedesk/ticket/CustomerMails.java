package io.promisedesk.ticket;

import io.promisedesk.notification.MailTemplates;
import io.promisedesk.notification.MailWords;
import io.promisedesk.notification.RenderedMail;
import io.promisedesk.platform.i18n.Texts;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Puts those mails to customers into words whose text a team may choose. The facts below the text stand in any case. */
@Component
class CustomerMails {

    private final MailTemplates templates;
    private final Texts texts;

    CustomerMails(MailTemplates templates, Texts texts) {
        this.templates = templates;
        this.texts = texts;
    }

    /**
     * @param name of the customer; null where only the address is known
     * @param zone in which times are told
     * @param written text of the team, with placeholders; null: the standard text
     */
    record Letter(String number, String subject, @Nullable String name, ZoneId zone, @Nullable String written) {}

    /**
     * That a promise is kept later.
     *
     * @param promised what was named before
     * @param expected what is named now; null where nobody knows
     * @param news when the customer hears from us next, where no time is named
     * @param reason words of a person
     * @param byFigures whether the time comes from comparable tickets, and not from a person
     */
    record Later(
            @Nullable Instant promised,
            @Nullable Instant expected,
            @Nullable Instant news,
            @Nullable String reason,
            boolean byFigures) {}

    RenderedMail later(Letter letter, Locale language, Later later) {
        MailWords words = templates.words(language, letter.zone());
        Map<String, Object> model = model(letter);
        model.put("promised", later.promised());
        model.put("expected", later.expected());
        model.put("news", later.news());
        model.put("reason", later.reason());
        model.put("byFigures", later.byFigures());
        Map<String, String> values = values(letter);
        String promised = words.at(later.promised());
        if (promised != null) {
            values.put("promised", promised);
        }
        String expected = words.at(later.expected());
        values.put("expected", expected != null ? expected : texts.get(language, "ticket-mail.later.unknown"));
        model.put("written", paragraphs(letter, values));
        return templates.render("ticket/later", language, model);
    }

    RenderedMail acknowledgement(Letter letter, Locale language, @Nullable Instant promised) {
        Map<String, Object> model = model(letter);
        model.put("promisedAt", promised);
        model.put("written", paragraphs(letter, values(letter)));
        return templates.render("ticket/acknowledgement", language, model);
    }

    RenderedMail newOwner(Letter letter, Locale language, String owner) {
        Map<String, Object> model = model(letter);
        model.put("owner", owner);
        Map<String, String> values = values(letter);
        values.put("owner", owner);
        model.put("written", paragraphs(letter, values));
        return templates.render("ticket/new-owner", language, model);
    }

    private static Map<String, Object> model(Letter letter) {
        Map<String, Object> model = new HashMap<>();
        model.put("number", letter.number());
        model.put("subject", letter.subject());
        model.put("name", letter.name());
        model.put("zone", letter.zone());
        return model;
    }

    private static Map<String, String> values(Letter letter) {
        Map<String, String> values = new HashMap<>();
        values.put("number", letter.number());
        values.put("subject", letter.subject());
        String name = letter.name();
        if (name != null) {
            values.put("name", name);
        }
        return values;
    }

    private static @Nullable List<String> paragraphs(Letter letter, Map<String, String> values) {
        String written = letter.written();
        return written == null
                ? null
                : Arrays.stream(CustomerText.filled(written, values).split("\n\\s*\n"))
                        .map(String::strip)
                        .toList();
    }
}
