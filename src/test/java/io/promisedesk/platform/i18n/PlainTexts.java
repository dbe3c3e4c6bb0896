package io.promisedesk.platform.i18n;

import java.io.IOException;
import java.io.UncheckedIOException;

/** The application's texts for tests that need no application. */
public final class PlainTexts {

    private PlainTexts() {}

    public static Texts all() {
        try {
            return new Texts(LanguageConfiguration.messageSource());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
