package io.promisedesk.kpi.web;

import io.promisedesk.kpi.Group;
import io.promisedesk.kpi.Overview;
import io.promisedesk.kpi.Overview.StageShare;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a supervisor could do about the figures, most urgent first; each sentence with its evidence. */
final class Advice {

    private static final int ENOUGH = 5;

    private final Overview overview;
    private final Wording words;
    private final Locale language;
    private final List<String> sentences = new ArrayList<>();

    private Advice(Overview overview, Wording words, Locale language) {
        this.overview = overview;
        this.words = words;
        this.language = language;
    }

    static List<String> on(Overview overview, Wording words, Locale language) {
        Advice advice = new Advice(overview, words, language);
        advice.promises();
        advice.whereTimeGoes();
        advice.load();
        advice.verdicts();
        advice.comingBack();
        advice.recurring();
        if (advice.sentences.isEmpty()) {
            advice.say("nothing");
        }
        return List.copyOf(advice.sentences);
    }

    private void promises() {
        if (overview.live().overdue() > 0) {
            say("broken", overview.live().overdue());
        }
        if (overview.live().atRisk() > 0) {
            say("atRisk", overview.live().atRisk());
        }
    }

    private void whereTimeGoes() {
        Optional<StageShare> largest = overview.stages().stream().findFirst();
        if (largest.isEmpty() || largest.get().share() < 0.3) {
            return;
        }
        StageShare share = largest.get();
        String remedy =
                switch (share.stage()) {
                    case "queue", "work", "waiting-customer", "waiting-third-party" -> share.stage();
                    default -> "other";
                };
        say(
                "stage." + remedy,
                words.percent(share.share(), language),
                words.team(share.team(), language),
                words.duration(share.hours(), language));
    }

    private void load() {
        long arrived = overview.arrived();
        long solved = overview.solved();
        if (arrived >= ENOUGH && arrived > solved * 1.1) {
            say("growing", arrived, solved, overview.live().open());
        }
    }

    private void verdicts() {
        for (Group clock : overview.compliance()) {
            Double share = clock.mean();
            if (share != null && clock.n() >= ENOUGH && share < 0.9) {
                say(
                        "compliance",
                        words.text(language, "kpi.clock." + clock.key()),
                        words.percent(share, language),
                        clock.n());
            }
        }
    }

    private void comingBack() {
        overview.reopened().ifPresent(rate -> {
            Double share = rate.mean();
            if (share != null && rate.n() >= ENOUGH && share > 0.1) {
                say("reopened", words.percent(share, language), rate.n());
            }
        });
    }

    private void recurring() {
        long all = overview.categories().stream().mapToLong(Group::n).sum();
        overview.categories().stream()
                .filter(category -> !category.key().equals("none"))
                .findFirst()
                .filter(category -> category.n() >= ENOUGH && category.n() * 3 > all)
                .ifPresent(category -> say(
                        "recurring",
                        words.category(category.key(), language),
                        category.n(),
                        words.percent((double) category.n() / all, language)));
    }

    private void say(String key, Object... arguments) {
        sentences.add(words.text(language, "kpi.advice." + key, arguments));
    }
}
