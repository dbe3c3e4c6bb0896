package io.promisedesk.sla;

import io.promisedesk.platform.i18n.Texts;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What people call a working calendar.
 *
 * @param given the name they gave it; null where it has none
 */
public record CalendarName(String key, @Nullable String given) {

    /** The name that was given, or ours for a calendar that comes with the application, or the key. */
    public String inWords(Texts texts, Locale language) {
        if (given != null) {
            return given;
        }
        String ours = "sla.calendar." + key;
        return texts.has(language, ours) ? texts.get(language, ours) : key;
    }
}
