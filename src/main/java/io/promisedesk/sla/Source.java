package io.promisedesk.sla;

import io.promisedesk.platform.i18n.Texts;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a promise comes from: a service level, or hours that somebody agreed for one ticket instead of the level's.
 *
 * @param level name of the service level
 * @param agreedBy user id; null where the level's own hours are promised
 */
public record Source(String level, @Nullable String agreedBy) {

    private static final Pattern AGREED = Pattern.compile("agreed by (.+?) instead of (.*)", Pattern.DOTALL);

    /** Reads what {@link Target#source} keeps. */
    public static Source of(String text) {
        Matcher agreed = AGREED.matcher(text);
        return agreed.matches() ? new Source(agreed.group(2), agreed.group(1)) : new Source(text, null);
    }

    /** Agreed once more, it is the last who agreed that counts. */
    Source agreed(String by) {
        return new Source(level, by);
    }

    /** As {@link Target#source} keeps it. */
    public String text() {
        return agreedBy == null ? level : "agreed by " + agreedBy + " instead of " + level;
    }

    /** @param names what people are called, by user id */
    public String inWords(Texts texts, Locale language, UnaryOperator<String> names) {
        return agreedBy == null ? level : texts.get(language, "sla.source.agreed", names.apply(agreedBy), level);
    }
}
