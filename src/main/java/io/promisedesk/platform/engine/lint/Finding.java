package io.promisedesk.platform.engine.lint;

import org.jspecify.annotations.Nullable;

/**
 * One thing that is wrong with a model, in words for whoever drew it.
 *
 * @param severity whether it keeps the set from going live
 * @param file name of the file, relative to the folder with {@code processes/} and {@code forms/}
 * @param element id of the element; null where the whole file is meant
 * @param label what the element is called in the diagram; null where it has no label
 * @param problem what is wrong, a sentence
 * @param remedy what to do about it, a sentence
 */
public record Finding(
        Severity severity,
        String file,
        @Nullable String element,
        @Nullable String label,
        String problem,
        String remedy) {

    public enum Severity {
        /** It would fail, or the application would not find what it counts on: the set does not go live. */
        ERROR,
        /** It runs, but somebody will not understand it or not be able to operate it. */
        ADVICE
    }

    public boolean isError() {
        return severity == Severity.ERROR;
    }

    /** All of it in one line. */
    @Override
    public String toString() {
        StringBuilder line = new StringBuilder(file);
        if (element != null) {
            line.append(", ").append(element);
        }
        if (label != null) {
            line.append(" \"").append(label).append('"');
        }
        return line.append(": ")
                .append(problem)
                .append(' ')
                .append(remedy)
                .append(isError() ? "" : " (advice)")
                .toString();
    }
}
