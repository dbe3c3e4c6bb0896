package io.promisedesk.kpi.web;

import io.promisedesk.kpi.HeatMap.ElementFigure;
import io.promisedesk.kpi.web.Comparison.Difference;
import io.promisedesk.kpi.web.Comparison.State;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a change of the process did, in sentences, each with its evidence; and where there is too little of it. */
final class ChangeInWords {

    /** Below so many visits on a side a median says little. */
    private static final int ENOUGH = 10;

    private static final int MOST = 3;
    private static final double WORTH_SAYING = 0.1;

    private final Wording words;
    private final ElementNames names;
    private final Locale language;

    ChangeInWords(Wording words, ElementNames names, Locale language) {
        this.words = words;
        this.names = names;
        this.language = language;
    }

    List<String> say(Comparison comparison) {
        List<String> sentences = new ArrayList<>();
        drawn(comparison, State.ADDED, sentences);
        drawn(comparison, State.REMOVED, sentences);
        drawn(comparison, State.CHANGED, sentences);
        if (sentences.isEmpty()) {
            sentences.add(words.text(language, "kpi.diagram.change.drawnNothing"));
        }
        perCase(comparison, sentences);
        List<Difference> told = comparison.differences().stream()
                // A scope or a clock beside repeats what the stages in it say.
                .filter(difference ->
                        difference.after() != null && difference.after().share() != null)
                .filter(difference -> difference.n() >= ENOUGH
                        && difference.change() != null
                        && Math.abs(difference.change()) >= WORTH_SAYING)
                .sorted(Comparator.comparingDouble(ChangeInWords::weight).reversed())
                .limit(MOST)
                .toList();
        told.forEach(difference -> element(difference, sentences));
        if (told.isEmpty()) {
            boolean enough = comparison.differences().stream().anyMatch(difference -> difference.n() >= ENOUGH);
            sentences.add(words.text(language, enough ? "kpi.diagram.change.none" : "kpi.diagram.change.few", ENOUGH));
        }
        return List.copyOf(sentences);
    }

    private void drawn(Comparison comparison, State state, List<String> sentences) {
        String elements = comparison.differences().stream()
                .filter(difference -> difference.state() == state)
                .map(difference -> words.text(
                        language,
                        "kpi.diagram.quoted",
                        names.label(difference.id(), difference.name(), difference.kind())))
                .collect(Collectors.joining(", "));
        if (!elements.isEmpty()) {
            sentences.add(words.text(language, "kpi.diagram.change." + state.code(), elements));
        }
    }

    private void perCase(Comparison comparison, List<String> sentences) {
        Double before = comparison.before().hoursPerCase();
        Double after = comparison.after().hoursPerCase();
        if (before == null
                || after == null
                || Math.min(comparison.before().cases(), comparison.after().cases()) < ENOUGH) {
            return;
        }
        sentences.add(words.text(
                language,
                "kpi.diagram.change.perCase",
                words.duration(before, language),
                words.duration(after, language),
                comparison.before().cases(),
                comparison.after().cases()));
    }

    private void element(Difference difference, List<String> sentences) {
        ElementFigure before = difference.before();
        ElementFigure after = difference.after();
        Double change = difference.change();
        if (before == null || after == null || change == null) {
            return;
        }
        sentences.add(words.text(
                language,
                change < 0 ? "kpi.diagram.change.faster" : "kpi.diagram.change.slower",
                names.label(difference.id(), difference.name(), difference.kind()),
                hours(before.median()),
                hours(after.median()),
                words.percent(Math.abs(change), language),
                before.timed(),
                after.timed()));
    }

    private String hours(@Nullable Double hours) {
        return hours == null ? "–" : words.duration(hours, language);
    }

    /** By how many hours all visits together differ. */
    private static double weight(Difference difference) {
        ElementFigure before = difference.before();
        ElementFigure after = difference.after();
        return before == null || after == null || before.median() == null || after.median() == null
                ? 0
                : Math.abs(after.median() - before.median()) * after.timed();
    }
}
