package io.promisedesk.kpi.web;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Labels of a diagram in the reader's language. A label is replaced only while it still reads as it did when it was
 * translated: what a designer has changed since is shown as the designer wrote it.
 */
final class ElementNames {

    private final Wording words;
    private final String process;
    private final Locale language;

    ElementNames(Wording words, String process, Locale language) {
        this.words = words;
        this.process = process;
        this.language = language;
    }

    String process() {
        return words.translated("process." + process, language, process);
    }

    /** @param id empty for the process itself */
    String of(String id, @Nullable String name) {
        if (name == null) {
            return id.isEmpty() ? process : id;
        }
        String key = "process." + process + (id.isEmpty() ? "" : "." + id);
        return words.text(Locale.ENGLISH, key).equals(name) ? words.text(language, key) : name;
    }

    /** For a table, where what has no label is called by its kind and id. */
    String label(String id, @Nullable String name, String kind) {
        return name == null ? words.label("kpi.diagram.kind.", kind, language) + " " + id : of(id, name);
    }
}
