package io.promisedesk.kpi.web;

import io.promisedesk.kpi.Dimension;
import io.promisedesk.kpi.TicketLife;
import io.promisedesk.kpi.TicketLife.Moment;
import io.promisedesk.kpi.TicketLife.Promise;
import io.promisedesk.kpi.TicketLife.Spell;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.web.util.HtmlUtils;

/**
 * Draws the life of a ticket as SVG: lanes of stages, teams, people, promises with their deadlines, messages and events over
 * one calendar time. Colours come from {@code assets/kpi-life.css}; all that it says stands in the tables beneath it, too.
 */
final class LifePicture {

    private static final double WIDTH = 1000;
    private static final double LABELS = 128;
    private static final double ROW = 34;
    private static final double BAR = 22;
    private static final double AXIS = 26;
    /** What waits to be closed after the solution is cut: it would squeeze all that matters. */
    private static final double TAIL = 0.06;

    private static final double NARROWEST = 2.5;
    private static final double LETTER = 7.4;

    private final TicketLife life;
    private final Wording words;
    private final Locale language;
    private final ZoneId zone;
    private final Instant from;
    private final Instant to;
    private final boolean cut;
    private final StringBuilder svg = new StringBuilder(12_000);
    private double y = AXIS;

    private LifePicture(TicketLife life, Wording words, Locale language, ZoneId zone) {
        this.life = life;
        this.words = words;
        this.language = language;
        this.zone = zone;
        Instant start = Stream.concat(
                        Stream.of(life.startedAt()), life.moments().stream().map(Moment::at))
                .min(Instant::compareTo)
                .orElseThrow();
        Instant end = life.endedAt() == null ? life.now() : life.endedAt();
        Instant worked = worked(start, end);
        Duration tail = Duration.ofMillis(
                Math.max(60_000, (long) (Duration.between(start, worked).toMillis() * TAIL)));
        this.cut = worked.plus(tail).isBefore(end);
        this.from = start;
        Instant last = cut ? worked.plus(tail) : end;
        this.to = last.isAfter(start.plusSeconds(60)) ? last : start.plusSeconds(60);
    }

    static String draw(TicketLife life, Wording words, Locale language, ZoneId zone) {
        return new LifePicture(life, words, language, zone).draw();
    }

    /** Until when something happened but waiting for the end. */
    private Instant worked(Instant start, Instant end) {
        Stream<Instant> spells = life.spells().stream()
                .filter(spell -> !"confirmation".equals(spell.stage()))
                .map(spell -> spell.end() == null ? end : spell.end());
        Stream<Instant> moments = life.moments().stream()
                .filter(moment -> !moment.kind().equals("closed"))
                .map(Moment::at);
        return Stream.concat(Stream.concat(spells, moments), Stream.of(start))
                .max(Instant::compareTo)
                .orElse(end);
    }

    private String draw() {
        spells("stage", spell -> words.value(Dimension.STAGE, stage(spell), language), this::stage);
        spells("team", spell -> spell.team() == null ? null : words.team(spell.team(), language), spell -> "team");
        if (life.spells().stream().anyMatch(spell -> spell.owner() != null)) {
            spells(
                    "owner",
                    spell -> spell.owner() == null ? null : words.value(Dimension.OWNER, spell.owner(), language),
                    spell -> "owner");
        }
        beside();
        life.promises().forEach(this::promise);
        moments("messages", List.of("asked", "answered"));
        moments(
                "events",
                List.of("assigned", "transferred", "escalated", "handover", "resolved", "reopened", "closed"));
        double height = y + 4;
        StringBuilder whole = new StringBuilder(svg.length() + 2_000);
        whole.append(
                """
                <svg class="life" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %s %s" width="%s" height="%s" role="img" aria-labelledby="life-title">
                <title id="life-title">%s</title>
                """
                        .formatted(n(WIDTH), n(height), n(WIDTH), n(height), escaped(text("kpi.life.picture"))));
        axis(whole, height);
        return whole.append(svg).append("</svg>").toString();
    }

    private String stage(Spell spell) {
        return spell.stage() == null ? "none" : spell.stage();
    }

    /** One lane; neighbours that say the same are one bar. */
    private void spells(String lane, Function<Spell, @Nullable String> name, Function<Spell, String> kind) {
        label(text("kpi.life.lane." + lane));
        List<Bar> bars = new ArrayList<>();
        for (Spell spell : life.spells()) {
            String said = name.apply(spell);
            Instant end = spell.end() == null ? until() : spell.end();
            Bar last = bars.isEmpty() ? null : bars.get(bars.size() - 1);
            if (last != null && Objects.equals(last.name(), said) && last.kind().equals(kind.apply(spell))) {
                bars.set(bars.size() - 1, new Bar(last.start(), end, said, last.kind()));
            } else {
                bars.add(new Bar(spell.start(), end, said, kind.apply(spell)));
            }
        }
        bars.forEach(this::bar);
        y += ROW;
    }

    private Instant until() {
        return life.endedAt() == null ? life.now() : life.endedAt();
    }

    private record Bar(Instant start, Instant end, @Nullable String name, String kind) {}

    private void bar(Bar bar) {
        if (bar.name() == null || bar.start().isAfter(to)) {
            return;
        }
        double left = x(bar.start());
        double width = Math.max(NARROWEST, x(bar.end()) - left);
        rectangle(left, width, "bar " + bar.kind(), bar.name() + ", " + lasted(bar.start(), bar.end()));
        if (bar.name().length() * LETTER + 10 < width) {
            svg.append("<text class=\"in %s\" x=\"%s\" y=\"%s\">%s</text>"
                    .formatted(escaped(bar.kind()), n(left + 6), n(y + 15), escaped(bar.name())));
        }
    }

    private void rectangle(double left, double width, String kind, String title) {
        svg.append("<rect class=\"%s\" x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" rx=\"3\"><title>%s</title></rect>"
                .formatted(escaped(kind), n(left), n(y), n(width), n(BAR), escaped(title)));
    }

    private void beside() {
        if (life.beside().isEmpty()) {
            return;
        }
        label(text("kpi.life.lane.beside"));
        life.beside()
                .forEach(spell -> bar(new Bar(
                        spell.start(),
                        spell.end() == null ? until() : spell.end(),
                        words.label("kpi.life.beside.", stage(spell), language),
                        "beside")));
        y += ROW;
    }

    private void promise(Promise promise) {
        if (promise.startedAt().isAfter(to)) {
            return;
        }
        String name =
                words.label("kpi.clock.", promise.metric(), language) + (promise.n() > 1 ? " " + promise.n() : "");
        label(name);
        double left = x(promise.startedAt());
        Instant end = promise.endedAt() == null ? until() : promise.endedAt();
        String verdict = words.text(language, "kpi.life.verdict." + promise.verdict());
        rectangle(left, Math.max(NARROWEST, x(end) - left), "bar promise " + promise.verdict(), name + ": " + verdict);
        Instant due = promise.due();
        if (due != null && !due.isAfter(to)) {
            double at = x(due);
            svg.append("<path class=\"due\" d=\"M%s %sV%s\"><title>%s</title></path>"
                    .formatted(n(at), n(y - 4), n(y + BAR + 4), escaped(text("kpi.life.due", time(due)))));
        }
        if (verdict.length() * LETTER + 10 < x(end) - left) {
            svg.append("<text class=\"in promise\" x=\"%s\" y=\"%s\">%s</text>"
                    .formatted(n(left + 6), n(y + 15), escaped(verdict)));
        }
        y += ROW;
    }

    private void moments(String lane, List<String> kinds) {
        List<Moment> shown = life.moments().stream()
                .filter(moment -> kinds.contains(moment.kind()) && !moment.at().isAfter(to))
                .toList();
        if (shown.isEmpty()) {
            return;
        }
        label(text("kpi.life.lane." + lane));
        for (Moment moment : shown) {
            double x = x(moment.at());
            double middle = y + BAR / 2;
            String shape =
                    switch (moment.kind()) {
                        case "asked" -> "M%s %sl7 12h-14z".formatted(n(x), n(middle - 7));
                        case "escalated" -> "M%s %sl7 7l-7 7l-7 -7z".formatted(n(x), n(middle - 7));
                        case "resolved", "closed" -> "M%s %sh12v12h-12z".formatted(n(x - 6), n(middle - 6));
                        case "transferred", "handover" -> "M%s %sl8 6l-8 6z".formatted(n(x - 4), n(middle - 6));
                        default -> "M%s %sa6 6 0 1 0 12 0a6 6 0 1 0 -12 0z".formatted(n(x - 6), n(middle));
                    };
            svg.append("<path class=\"moment %s\" d=\"%s\"><title>%s</title></path>"
                    .formatted(
                            escaped(moment.kind()),
                            shape,
                            escaped(text("kpi.life.moment." + moment.kind()) + ", " + time(moment.at()))));
        }
        y += ROW;
    }

    private void label(String text) {
        int most = (int) (LABELS / LETTER) - 1;
        String shown = text.length() > most ? text.substring(0, most - 1) + "…" : text;
        svg.append("<text class=\"lane\" x=\"0\" y=\"%s\">%s</text>".formatted(n(y + 15), escaped(shown)));
    }

    /** About eight marks, at whole hours, days or weeks. */
    private void axis(StringBuilder into, double height) {
        long hours = Math.max(1, Duration.between(from, to).toHours());
        long step = Stream.of(1L, 2L, 4L, 8L, 12L, 24L, 48L, 96L, 168L, 336L, 720L, 2160L, 8760L)
                .filter(one -> hours / one <= 8)
                .findFirst()
                .orElse(hours / 8);
        boolean days = step >= 24;
        DateTimeFormatter format = DateTimeFormatter.ofPattern(days ? "d MMM" : "d MMM HH:mm", language);
        ZonedDateTime first = from.atZone(zone).truncatedTo(days ? ChronoUnit.DAYS : ChronoUnit.HOURS);
        for (ZonedDateTime at = first;
                at.toInstant().isBefore(to);
                at = days ? at.plusDays(step / 24) : at.plusHours(step)) {
            if (!at.toInstant().isBefore(from) && x(at.toInstant()) < WIDTH - 60) {
                into.append("<path class=\"grid\" d=\"M%s 18V%s\"/><text class=\"tick\" x=\"%s\" y=\"12\">%s</text>"
                        .formatted(n(x(at.toInstant())), n(height), n(x(at.toInstant())), escaped(format.format(at))));
            }
        }
        if (cut) {
            into.append("<text class=\"tick end\" x=\"%s\" y=\"12\">…</text>".formatted(n(WIDTH - 4)));
        }
    }

    private double x(Instant at) {
        Instant inside = at.isBefore(from) ? from : at.isAfter(to) ? to : at;
        double share = (double) Duration.between(from, inside).toMillis()
                / Duration.between(from, to).toMillis();
        return LABELS + share * (WIDTH - LABELS - 2);
    }

    private String lasted(Instant start, Instant end) {
        return words.duration(Duration.between(start, end).toMillis() / 3_600_000.0, language);
    }

    private String time(Instant at) {
        return DateTimeFormatter.ofPattern("d MMM HH:mm", language).format(at.atZone(zone));
    }

    private String text(String key, Object... arguments) {
        return words.text(language, key, arguments);
    }

    private static String n(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    private static String escaped(String text) {
        return HtmlUtils.htmlEscape(text, "UTF-8");
    }
}
