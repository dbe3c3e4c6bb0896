package io.promisedesk.workplace.web;

import io.promisedesk.platform.i18n.Texts;
import io.promisedesk.sla.CalendarPlan;
import io.promisedesk.sla.ClockView;
import io.promisedesk.sla.ClockView.State;
import io.promisedesk.sla.ClockView.Verdict;
import io.promisedesk.sla.Explanation;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.web.util.HtmlUtils;

/**
 * Draws why a deadline is what it is, as SVG: the days with their open hours, what was counted, paused and changed, the rungs
 * of the ladder, the deadline and how it ended. Colours come from {@code assets/clock.css}. All that it says is said in
 * words beneath it too.
 */
final class ClockPicture {

    private static final double SIDE = 12;
    private static final double LABEL_ROW = 22;
    private static final double DAYS = 36;
    private static final double LANE = 58;
    private static final double AXIS = 22;
    private static final double RUNGS = 34;
    private static final int LEVELS = 3;

    /** A wider picture is not shrunk to the page. */
    private static final double SCROLLED_FROM = 1200;

    private final Explanation why;
    private final List<ClockStory.Event> events;
    private final Function<CalendarPlan.Day, String> reasons;
    private final Texts texts;
    private final Locale language;
    private final TimeScale scale;
    private final StringBuilder svg = new StringBuilder(8000);
    private final double lane;
    private final List<Label> labels;

    private ClockPicture(
            Explanation why,
            List<ClockStory.Event> events,
            Function<CalendarPlan.Day, String> reasons,
            Texts texts,
            Locale language) {
        this.why = why;
        this.reasons = reasons;
        this.events = events;
        this.texts = texts;
        this.language = language;
        this.scale = new TimeScale(why.days(), moments());
        this.labels = placed(labels());
        int levels = labels.stream().mapToInt(Label::level).max().orElse(0) + 1;
        this.lane = levels * LABEL_ROW + 8 + DAYS;
    }

    /** @param events in order; those with a number appear with it on the line */
    static String draw(
            Explanation why,
            List<ClockStory.Event> events,
            Function<CalendarPlan.Day, String> reasons,
            String title,
            String description,
            Texts texts,
            Locale language) {
        return new ClockPicture(why, events, reasons, texts, language).draw(title, description);
    }

    /** @param isBefore whether the words stand left of their line */
    private record Label(String text, String kind, double x, int level, boolean isBefore) {

        Label(String text, String kind, double x) {
            this(text, kind, x, 0, false);
        }

        double left() {
            return isBefore ? x - length() : x;
        }

        double right() {
            return isBefore ? x : x + length();
        }

        private double length() {
            return width(text, 12.5) + 12;
        }
    }

    private String draw(String title, String description) {
        double width = scale.width() + 2 * SIDE;
        double height = lane + LANE + axis() + (why.rungs().isEmpty() ? 6 : RUNGS);
        svg.append(
                """
                <svg class="clock-picture%s" xmlns="http://www.w3.org/2000/svg" viewBox="%s 0 %s %s" width="%s" height="%s" role="img" aria-labelledby="clock-title clock-text">
                <title id="clock-title">%s</title>
                <desc id="clock-text">%s</desc>
                <defs><pattern id="clock-hatch" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect class="hatch-ground" width="7" height="7"/><line class="hatch-line" x1="0" y1="0" x2="0" y2="7"/></pattern></defs>
                """
                        .formatted(
                                width > SCROLLED_FROM ? " wide" : "",
                                n(-SIDE),
                                n(width),
                                n(height),
                                n(width),
                                n(height),
                                text(title),
                                text(description)));
        days();
        openHours();
        counted();
        tooLate();
        pauses();
        hours();
        leftOut();
        rungs();
        labels.forEach(this::mark);
        dates();
        labels.forEach(this::label);
        numbers();
        return svg.append("</svg>").toString();
    }

    /** All instants that the picture must hold. */
    private List<Instant> moments() {
        List<Instant> moments = new ArrayList<>();
        moments.add(why.clock().startedAt());
        moments.add(why.asOf());
        if (why.clock().due() != null) {
            moments.add(why.clock().due());
        }
        events.forEach(event -> moments.add(event.at()));
        why.rungs().forEach(rung -> moments.add(rung.at()));
        return moments;
    }

    private void days() {
        for (TimeScale.Column column : scale.columns()) {
            String kind = column.open() ? "day" : isSpecial(column) ? "day holiday" : "day closed";
            rect(kind, column.x(), lane - DAYS, column.width(), DAYS + LANE, 0);
            line("midnight", column.x(), lane - DAYS, column.x(), lane + LANE);
        }
    }

    /** After the lines, which they interrupt. */
    private void dates() {
        double top = lane - DAYS;
        double free = Double.NEGATIVE_INFINITY;
        for (TimeScale.Column column : scale.columns()) {
            double middle = column.x() + column.width() / 2;
            String said = fitting(column, middle - free);
            if (said != null) {
                double half = width(said, 12) / 2;
                double at = besideMarks(column, half);
                words(column.open() ? "date" : "date quiet", at, top + 15, "middle", said);
                free = at + half + 4;
            }
            if (isSpecial(column)) {
                String note = note(column);
                if (!note.isEmpty()) {
                    words("date note", middle, top + 29, "middle", note);
                } else {
                    svg.append("<circle class=\"holiday-dot\" cx=\"%s\" cy=\"%s\" r=\"2.5\"/>\n"
                            .formatted(n(middle), n(top + 26)));
                }
            }
        }
    }

    /** What makes it special, by name if there is room for it. */
    private String note(TimeScale.Column column) {
        String general = get(column.open() ? "clock.picture.ownHours" : "clock.picture.holiday");
        Stream<String> named = why.special().stream()
                .filter(day -> day.date().equals(column.date()))
                .map(reasons);
        return Stream.concat(named, Stream.of(general))
                .filter(note -> !note.isEmpty() && width(note, 10.5) <= column.width() + 8)
                .findFirst()
                .orElse("");
    }

    /** The middle of the column, or else where no line crosses the date. */
    private double besideMarks(TimeScale.Column column, double half) {
        double middle = column.x() + column.width() / 2;
        Stream<Double> besides =
                labels.stream().flatMap(label -> Stream.of(label.x() + half + 6, label.x() - half - 6));
        double at = Stream.concat(Stream.of(middle), besides)
                .filter(x -> x == middle || x - half > column.x() && x + half < column.x() + column.width())
                .filter(x -> labels.stream().noneMatch(label -> Math.abs(label.x() - x) < half + 4))
                .findFirst()
                .orElse(middle);
        return Math.min(Math.max(at, half - SIDE), scale.width() + SIDE - half);
    }

    private boolean isSpecial(TimeScale.Column column) {
        return why.days().stream().anyMatch(day -> day.isSpecial() && day.date().equals(column.date()));
    }

    /** As much of the date as there is room for. */
    private @Nullable String fitting(TimeScale.Column column, double room) {
        double middle = column.width() / 2;
        if (scale.isDense()) {
            boolean first = room == Double.POSITIVE_INFINITY || column.date().getDayOfMonth() == 1;
            boolean monday = column.date().getDayOfWeek().getValue() == 1;
            String said = format(column.date(), "d MMM");
            return (monday || first) && width(said, 12) / 2 <= Math.min(room, column.x() + middle + SIDE) ? said : null;
        }
        for (String pattern : List.of("EEEE, d MMMM", "EEE d MMM", "EEE d", "d")) {
            String said = format(column.date(), pattern);
            if (width(said, 12) + 6 <= column.width()) {
                return said;
            }
        }
        return null;
    }

    private void openHours() {
        for (TimeScale.OpenStretch open : scale.open()) {
            rect("open", open.x(), lane, open.width(), LANE, 0);
        }
    }

    private void counted() {
        for (Explanation.Counted window : why.counted()) {
            Instant turn = window.ahead() && window.from().isBefore(why.asOf()) ? why.asOf() : window.from();
            if (!window.ahead() || turn.isAfter(window.from())) {
                bars("spent", window.from(), window.ahead() ? turn : window.to(), 12);
            }
            if (window.ahead()) {
                bars("left", turn, window.to(), 12);
            }
        }
    }

    /** From the deadline on, as long as it ran beyond it. */
    private void tooLate() {
        Instant due = why.clock().due();
        if (due != null && why.clock().verdict() == Verdict.MISSED && due.isBefore(why.asOf())) {
            bars("late", due, why.asOf(), 12);
        }
    }

    private void pauses() {
        for (Explanation.Pause pause : why.pauses()) {
            double from = scale.x(pause.from());
            double to = scale.x(pause.to() == null ? why.asOf() : pause.to());
            rect("pause", from, lane + 4, Math.max(2, to - from), LANE - 8, 3);
            String said = get("clock.picture.paused");
            if (width(said, 11.5) + 12 < to - from) {
                double middle = (from + to) / 2;
                rect(
                        "pause-word",
                        middle - width(said, 11.5) / 2 - 5,
                        lane + LANE / 2 - 9,
                        width(said, 11.5) + 10,
                        18,
                        9);
                words("paused", middle, lane + LANE / 2 + 4, "middle", said);
            }
        }
    }

    private void bars(String kind, Instant from, Instant to, double inset) {
        for (TimeScale.Stretch bar : scale.openWithin(from, to)) {
            rect(kind, bar.x(), lane + inset, Math.max(1, bar.width()), LANE - 2 * inset, 2);
        }
    }

    private double axis() {
        return scale.isDense() ? 6 : AXIS;
    }

    private void hours() {
        if (scale.isDense()) {
            return;
        }
        double y = lane + LANE;
        int step = step();
        double free = Double.NEGATIVE_INFINITY;
        for (TimeScale.OpenStretch open : scale.open()) {
            List<ZonedDateTime> times = times(open, step);
            for (ZonedDateTime time : times) {
                double x = scale.x(time.toInstant());
                line("tick", x, y, x, y + 4);
                String said = DateTimeFormatter.ofPattern("HH:mm", language).format(time);
                double half = width(said, 11) / 2;
                boolean last = time.toInstant().equals(open.to());
                double roomAtEnd = last ? 0 : open.x() + open.width() - x;
                boolean crowdsTheEnd = !last && isEdge(open, open.to()) && roomAtEnd < 2 * half + 6;
                double at = Math.min(Math.max(x, half - SIDE), scale.width() + SIDE - half);
                if (at - half > free && !crowdsTheEnd && open.width() > 24) {
                    words("hour", at, y + 16, "middle", said);
                    free = at + half + 5;
                }
            }
        }
    }

    private boolean isEdge(TimeScale.OpenStretch open, Instant at) {
        return why.days().stream()
                .flatMap(day -> day.open().stream())
                .anyMatch(span -> span.from().equals(at) || span.to().equals(at));
    }

    /** The edges of a window, and round times in it. */
    private List<ZonedDateTime> times(TimeScale.OpenStretch open, int step) {
        List<ZonedDateTime> times = new ArrayList<>();
        if (isEdge(open, open.from())) {
            times.add(open.from().atZone(why.calendar().zone()));
        }
        ZonedDateTime at = open.from().atZone(why.calendar().zone()).truncatedTo(ChronoUnit.DAYS);
        for (; at.toInstant().isBefore(open.to()); at = at.plusMinutes(step)) {
            if (at.toInstant().isAfter(open.from())) {
                times.add(at);
            }
        }
        if (isEdge(open, open.to())) {
            times.add(open.to().atZone(why.calendar().zone()));
        }
        return times;
    }

    /** Minutes between labelled times. */
    private int step() {
        for (int minutes : List.of(5, 10, 15, 30, 60, 120, 180, 360)) {
            if (scale.perHour() * minutes / 60 >= 58) {
                return minutes;
            }
        }
        return 24 * 60;
    }

    private void leftOut() {
        for (TimeScale.Stretch gap : scale.leftOut()) {
            rect("left-out", gap.x(), lane - DAYS, gap.width(), DAYS + LANE, 0);
            words("date quiet", gap.x() + gap.width() / 2, lane + LANE / 2 + 4, "middle", "· · ·");
        }
    }

    private void rungs() {
        double y = lane + LANE + axis() + 10;
        double free = Double.NEGATIVE_INFINITY;
        for (Explanation.RungMark rung : why.rungs()) {
            double x = scale.x(rung.at());
            svg.append(
                    """
                    <g class="rung %s"><title>%s</title><path d="M%s %sl6 6l-6 6l-6 -6z"/></g>
                    """
                            .formatted(
                                    rung.fired() ? "fired" : "to-come",
                                    text(name(rung) + ", " + time(rung.at())),
                                    n(x),
                                    n(y - 6)));
            if (x - 8 > free && x + 10 + width(name(rung), 11) < scale.width() + SIDE && hasRoom(rung, x)) {
                words("hour", x + 10, y + 4, "start", name(rung));
                free = x + 12 + width(name(rung), 11);
            } else {
                free = Math.max(free, x + 8);
            }
        }
    }

    private String name(Explanation.RungMark rung) {
        return ClockStory.rungName(rung.key(), texts, language);
    }

    private boolean hasRoom(Explanation.RungMark rung, double x) {
        return why.rungs().stream()
                .filter(other -> other != rung)
                .mapToDouble(other -> scale.x(other.at()))
                .noneMatch(other -> other > x && other < x + 18 + width(name(rung), 11));
    }

    private List<Label> labels() {
        ClockView clock = why.clock();
        List<Label> found = new ArrayList<>();
        found.add(new Label(get("clock.picture.start", time(clock.startedAt())), "start", scale.x(clock.startedAt())));
        Instant due = clock.due();
        if (due != null) {
            String key = clock.state() == State.PAUSED ? "clock.picture.dueIfResumed" : "clock.picture.due";
            found.add(new Label(get(key, time(due)), "due", scale.x(due)));
        }
        String end = clock.isOpen() ? "now" : clock.state() == State.CANCELLED ? "cancelled" : "stopped";
        String tone = clock.isOpen() ? "now" : clock.state() == State.CANCELLED ? "gone" : ok() ? "met" : "missed";
        found.add(new Label(get("clock.picture." + end, time(why.asOf())), tone, scale.x(why.asOf())));
        return found;
    }

    private boolean ok() {
        return why.clock().verdict() == Verdict.MET;
    }

    /** The best of all ways to put them left or right of their lines, higher or lower: there are at most three. */
    private List<Label> placed(List<Label> wanted) {
        List<List<Label>> ways = List.of(List.of());
        for (Label label : wanted) {
            List<List<Label>> longer = new ArrayList<>();
            for (List<Label> way : ways) {
                for (int level = 0; level < LEVELS; level++) {
                    for (boolean isBefore : new boolean[] {false, true}) {
                        List<Label> next = new ArrayList<>(way);
                        next.add(new Label(label.text(), label.kind(), label.x(), level, isBefore));
                        longer.add(next);
                    }
                }
            }
            ways = longer;
        }
        return ways.stream().min(Comparator.comparingDouble(this::ugliness)).orElseThrow();
    }

    private double ugliness(List<Label> way) {
        double ugliness = 0;
        for (Label label : way) {
            ugliness += label.level() + (label.isBefore() ? 0.4 : 0);
            if (label.left() < -SIDE || label.right() > scale.width() + SIDE) {
                ugliness += 100;
            }
            for (Label other : way) {
                if (other != label
                        && other.level() == label.level()
                        && other.left() < label.right() + 4
                        && label.left() < other.right() + 4) {
                    ugliness += 100;
                }
                boolean isCrossed =
                        other.level() > label.level() && other.x() > label.left() && other.x() < label.right();
                ugliness += isCrossed ? 20 : 0;
            }
        }
        return ugliness;
    }

    private void mark(Label label) {
        line("mark " + label.kind(), label.x(), top(label) - 14, label.x(), lane + LANE);
    }

    private void label(Label label) {
        words(
                "label " + label.kind(),
                label.x() + (label.isBefore() ? -6 : 6),
                top(label) - 3,
                label.isBefore() ? "end" : "start",
                label.text());
    }

    private double top(Label label) {
        return lane - DAYS - 8 - label.level() * LABEL_ROW;
    }

    /** The numbers under which the table beneath tells what happened. */
    private void numbers() {
        double before = Double.NEGATIVE_INFINITY;
        int row = 0;
        for (ClockStory.Event event : events) {
            if (event.number() == 0) {
                continue;
            }
            double x = scale.x(event.at());
            row = x - before < 19 ? (row + 1) % 3 : 0;
            before = x;
            double y = lane + 1 + row * 19;
            svg.append(
                    """
                    <g class="number"><title>%s</title><line class="change" x1="%s" y1="%s" x2="%s" y2="%s"/><circle cx="%s" cy="%s" r="9"/><text x="%s" y="%s" text-anchor="middle">%d</text></g>
                    """
                            .formatted(
                                    text(event.what() + ", " + time(event.at())),
                                    n(x),
                                    n(lane),
                                    n(x),
                                    n(lane + LANE),
                                    n(x),
                                    n(y),
                                    n(x),
                                    n(y + 4),
                                    event.number()));
        }
    }

    private String time(Instant instant) {
        String pattern = why.days().size() > 1 ? "EEE d MMM, HH:mm" : "HH:mm";
        return DateTimeFormatter.ofPattern(pattern, language)
                .format(instant.atZone(why.calendar().zone()));
    }

    private String format(LocalDate date, String pattern) {
        return DateTimeFormatter.ofPattern(pattern, language).format(date);
    }

    private String get(String key, Object... arguments) {
        return texts.get(language, key, arguments);
    }

    private void rect(String kind, double x, double y, double width, double height, double radius) {
        svg.append("<rect class=\"%s\" x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\"%s/>\n"
                .formatted(kind, n(x), n(y), n(width), n(height), radius == 0 ? "" : " rx=\"" + n(radius) + "\""));
    }

    private void line(String kind, double x1, double y1, double x2, double y2) {
        svg.append("<line class=\"%s\" x1=\"%s\" y1=\"%s\" x2=\"%s\" y2=\"%s\"/>\n"
                .formatted(kind, n(x1), n(y1), n(x2), n(y2)));
    }

    private void words(String kind, double x, double y, String anchor, String said) {
        svg.append("<text class=\"%s\" x=\"%s\" y=\"%s\" text-anchor=\"%s\">%s</text>\n"
                .formatted(kind, n(x), n(y), anchor, text(said)));
    }

    /** Estimated, on the safe side: the server knows no fonts. */
    private static double width(String said, double size) {
        return said.length() * size * 0.58;
    }

    private static String text(String said) {
        return HtmlUtils.htmlEscape(Objects.requireNonNull(said), "UTF-8");
    }

    private static String n(double value) {
        String said = String.format(Locale.ROOT, "%.1f", value);
        return said.endsWith(".0") ? said.substring(0, said.length() - 2) : said;
    }
}
