package io.promisedesk.platform.i18n;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The language somebody writes in, told from the letters: a name or a product in another script changes nothing. */
public final class WrittenLanguage {

    private static final int ENOUGH = 2000;

    private WrittenLanguage() {}

    /** Russian where most letters are Cyrillic, else empty: other scripts do not tell the language. */
    public static Optional<Locale> of(String text) {
        int[] letters =
                text.codePoints().filter(Character::isLetter).limit(ENOUGH).toArray();
        long cyrillic = Arrays.stream(letters)
                .filter(letter -> Character.UnicodeScript.of(letter) == Character.UnicodeScript.CYRILLIC)
                .count();
        return cyrillic * 2 > letters.length ? Optional.of(Texts.RUSSIAN) : Optional.empty();
    }
}
