package io.promisedesk.kpi.web;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One part of the dashboard, loaded on its own: figures, and pictures each of which is also a table.
 *
 * @param formula how it is counted
 * @param sentences what to do about it
 * @param csv where to get it as a table, or null
 * @param note what a reader must know to read it rightly, or null
 */
public record Panel(
        String key,
        String title,
        String formula,
        List<Figure> figures,
        List<View> views,
        List<String> sentences,
        @Nullable String csv,
        @Nullable String note) {

    public boolean isEmpty() {
        return views.stream().allMatch(View::isEmpty) && figures.isEmpty() && sentences.isEmpty();
    }

    /** Whether any of it can be shown as a picture and as a table. */
    public boolean isDrawn() {
        return views.stream().anyMatch(view -> view.chart() != null);
    }

    Panel with(@Nullable String other) {
        return new Panel(key, title, formula, figures, views, sentences, csv, other);
    }

    /**
     * @param tone empty, {@code ok}, {@code warn} or {@code late}
     * @param formula how it is counted, or null where the panel says so
     * @param link to its tickets, or null
     */
    public record Figure(
            String key,
            String label,
            String value,
            String context,
            String tone,
            @Nullable String formula,
            @Nullable String link) {}

    /**
     * The same as a picture and as a table.
     *
     * @param chart what the script draws; null where the table says it best
     */
    public record View(String key, String label, @Nullable String chart, Table table) {

        public boolean isEmpty() {
            return table.rows().isEmpty();
        }
    }

    public record Table(List<Head> heads, List<List<Cell>> rows) {}

    public record Head(String text, boolean numeric) {}

    /**
     * @param link where it leads, or null
     * @param formula how it is counted, or null
     */
    public record Cell(String text, @Nullable String link, boolean numeric, @Nullable String formula) {

        static Cell text(String text) {
            return new Cell(text, null, false, null);
        }

        static Cell explained(String text, String formula) {
            return new Cell(text, null, false, formula);
        }

        static Cell linked(String text, @Nullable String link) {
            return new Cell(text, link, false, null);
        }

        static Cell number(String text) {
            return new Cell(text, null, true, null);
        }

        static Cell number(String text, @Nullable String link) {
            return new Cell(text, link, true, null);
        }
    }

    /** What a script draws: data by the names it knows. */
    record Chart(String type, Map<String, ?> data) {}
}
