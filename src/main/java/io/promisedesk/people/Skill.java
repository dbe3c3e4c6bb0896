package io.promisedesk.people;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** What can be said of an ability. */
final class Skill {

    /** Nobody can have more in hand; a larger number is a slip of the pen. */
    static final int MOST_TICKETS = 1_000;

    private static final Set<String> LANGUAGES =
            Arrays.stream(Locale.getISOLanguages()).collect(Collectors.toUnmodifiableSet());

    private Skill() {}

    /** Small letters, digits and hyphens, as {@code routing.dmn} writes them between commas. */
    static boolean isOne(String word) {
        return word.matches("[\\p{Ll}\\d][\\p{Ll}\\d-]{0,39}");
    }

    static boolean isLanguage(String code) {
        return LANGUAGES.contains(code);
    }
}
