package io.promisedesk.platform.i18n;

import java.util.List;
import java.util.Locale;
import org.springframework.context.MessageSource;
import org.springframework.stereotype.Component;

/**
 * What the application says, by key: English in {@code messages/<room>.properties}, Russian in
 * {@code messages/<room>_ru.properties}, both UTF-8. Placeholders are those of {@link java.text.MessageFormat}.
 */
@Component
public class Texts {

    public static final Locale ENGLISH = Locale.ENGLISH;
    public static final Locale RUSSIAN = Locale.forLanguageTag("ru");

    /** The languages the application speaks; the first is spoken where nobody asks for another. */
    public static final List<Locale> LANGUAGES = List.of(ENGLISH, RUSSIAN);

    private final MessageSource messages;

    Texts(MessageSource messages) {
        this.messages = messages;
    }

    /** The text in that language; the key itself where there is none, so that the gap is seen. */
    public String get(Locale language, String key, Object... arguments) {
        return messages.getMessage(key, arguments, key, supported(language));
    }

    public boolean has(Locale language, String key) {
        return messages.getMessage(key, null, null, supported(language)) != null;
    }

    /** The language spoken to somebody who asks for that one. */
    public static Locale supported(Locale asked) {
        return LANGUAGES.stream()
                .filter(language -> language.getLanguage().equals(asked.getLanguage()))
                .findFirst()
                .orElse(ENGLISH);
    }
}
