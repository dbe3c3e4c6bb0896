package io.promisedesk.platform.i18n;

import java.util.Locale;
import java.util.Optional;

/** Which language a person wants to be spoken to in; the room {@code people} knows. */
public interface PreferredLanguage {

    Optional<Locale> of(String userId);
}
