package io.promisedesk.workplace;

import io.promisedesk.platform.i18n.Texts;
import io.promisedesk.workplace.process.StuckJobs.Element;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Names of processes and their elements in the reader's language. What a designer has renamed since it was translated is
 * shown as the designer wrote it.
 */
@Component
class ModelNames {

    private final Texts texts;

    ModelNames(Texts texts) {
        this.texts = texts;
    }

    String process(Element process, Locale language) {
        String key = process.process();
        String written = process.name();
        return key == null
                ? texts.get(language, "workplace.incidents.housekeeping")
                : translated("process." + key, written == null ? key : written, language);
    }

    @Nullable
    String element(Element element, Locale language) {
        String written = element.name();
        return written == null || written.isBlank()
                ? element.id()
                : translated("process." + element.process() + "." + element.id(), written, language);
    }

    private String translated(String key, String written, Locale language) {
        return texts.has(Locale.ENGLISH, key)
                        && texts.get(Locale.ENGLISH, key).equals(written)
                        && texts.has(language, key)
                ? texts.get(language, key)
                : written;
    }
}
