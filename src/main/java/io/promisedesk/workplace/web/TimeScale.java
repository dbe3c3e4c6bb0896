package io.promisedesk.workplace.web;

import io.promisedesk.sla.Explanation.Day;
import io.promisedesk.sla.Explanation.Span;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Where an instant lies on a picture of working time. Open hours share the width by their length; nights, weekends and
 * holidays are narrow, unless something happened in them; long stretches in which nothing happened are left out.
 */
final class TimeScale {

    private static final double WIDTH = 1080;

    /** From this many days on, nights and closed days shrink to lines. */
    private static final int MANY_DAYS = 16;

    /** From this many days on, those around which nothing happened are left out. */
    private static final int TOO_MANY_DAYS = 75;

    private static final int DAYS_AROUND = 2;
    private static final double OPEN_PER_HOUR_AT_LEAST = 1.7;
    private static final double CLOSED_WITH_EVENT = 84;

    private final List<Piece> pieces = new ArrayList<>();
    private final boolean dense;
    private double perHour;

    /**
     * @param days that may be shown
     * @param events what must be seen, at least two
     */
    TimeScale(List<Day> days, Collection<Instant> events) {
        Instant first = events.stream().min(Instant::compareTo).orElseThrow();
        Instant last = events.stream().max(Instant::compareTo).orElseThrow();
        Duration margin = margin(days, first, last);
        List<Day> shown = shown(days, events);
        this.dense = shown.size() > MANY_DAYS;
        List<Piece> raw = new ArrayList<>();
        Day before = null;
        for (Day day : shown) {
            if (before != null && before.to().isBefore(day.from())) {
                raw.add(new Piece(Kind.LEFT_OUT, before.to(), day.from(), before.date(), 0, 0));
            }
            add(raw, day, edge(shown, first, margin.negated()), edge(shown, last, margin));
            before = day;
        }
        measure(raw, events);
    }

    private enum Kind {
        OPEN,
        CLOSED,
        LEFT_OUT
    }

    /** @param date on which it lies */
    private record Piece(Kind kind, Instant from, Instant to, LocalDate date, double x, double width) {

        double at(Instant instant) {
            double share = (double) Duration.between(from, instant).toMillis()
                    / Math.max(1, Duration.between(from, to).toMillis());
            return x + width * Math.min(1, Math.max(0, share));
        }

        double hours() {
            return Duration.between(from, to).toMillis() / 3_600_000.0;
        }
    }

    /** A stretch of the picture, from left to right. */
    record Stretch(double x, double width) {}

    /** A date's column; {@code open} where anything is. */
    record Column(LocalDate date, double x, double width, boolean open) {}

    /** A window as far as it is shown. */
    record OpenStretch(Instant from, Instant to, double x, double width) {}

    double width() {
        Piece last = pieces.get(pieces.size() - 1);
        return last.x() + last.width();
    }

    boolean isDense() {
        return dense;
    }

    /** Width of an open hour. */
    double perHour() {
        return perHour;
    }

    double x(Instant instant) {
        for (Piece piece : pieces) {
            if (!instant.isAfter(piece.to())) {
                return piece.at(instant);
            }
        }
        return width();
    }

    List<OpenStretch> open() {
        return pieces.stream()
                .filter(piece -> piece.kind() == Kind.OPEN)
                .map(piece -> new OpenStretch(piece.from(), piece.to(), piece.x(), piece.width()))
                .toList();
    }

    /** The open parts of the time between two instants; touching ones made one. */
    List<Stretch> openWithin(Instant from, Instant to) {
        List<Stretch> stretches = new ArrayList<>();
        for (Piece piece : pieces) {
            if (piece.kind() == Kind.OPEN
                    && piece.from().isBefore(to)
                    && piece.to().isAfter(from)) {
                double x = piece.at(from);
                double end = piece.at(to);
                int last = stretches.size() - 1;
                if (last >= 0
                        && x - stretches.get(last).x() - stretches.get(last).width() < 0.01) {
                    stretches.set(
                            last,
                            new Stretch(
                                    stretches.get(last).x(),
                                    end - stretches.get(last).x()));
                } else {
                    stretches.add(new Stretch(x, end - x));
                }
            }
        }
        return stretches;
    }

    List<Column> columns() {
        List<Column> columns = new ArrayList<>();
        for (Piece piece : pieces) {
            if (piece.kind() == Kind.LEFT_OUT) {
                continue;
            }
            int last = columns.size() - 1;
            boolean open = piece.kind() == Kind.OPEN;
            if (last >= 0 && columns.get(last).date().equals(piece.date())) {
                Column column = columns.get(last);
                columns.set(
                        last,
                        new Column(
                                column.date(),
                                column.x(),
                                piece.x() + piece.width() - column.x(),
                                column.open() || open));
            } else {
                columns.add(new Column(piece.date(), piece.x(), piece.width(), open));
            }
        }
        return columns;
    }

    List<Stretch> leftOut() {
        return pieces.stream()
                .filter(piece -> piece.kind() == Kind.LEFT_OUT)
                .map(piece -> new Stretch(piece.x(), piece.width()))
                .toList();
    }

    private static List<Day> shown(List<Day> days, Collection<Instant> events) {
        if (days.size() < TOO_MANY_DAYS) {
            return days;
        }
        return days.stream()
                .filter(day -> events.stream()
                        .anyMatch(event -> event.isAfter(day.from().minus(Duration.ofDays(DAYS_AROUND)))
                                && event.isBefore(day.to().plus(Duration.ofDays(DAYS_AROUND)))))
                .toList();
    }

    /** A quarter of the open time shown, so that a promise of half an hour does not vanish in its day. */
    private static Duration margin(List<Day> days, Instant first, Instant last) {
        Duration open = Duration.ofMinutes(20);
        for (Day day : days) {
            for (Span span : day.open()) {
                Instant from = span.from().isBefore(first) ? first : span.from();
                Instant to = span.to().isAfter(last) ? last : span.to();
                open = from.isBefore(to) ? open.plus(Duration.between(from, to)) : open;
            }
        }
        return open.dividedBy(4);
    }

    /** How far the picture goes: no further than the window's end, or a little into closed time. */
    private static Instant edge(List<Day> days, Instant event, Duration margin) {
        for (Day day : days) {
            for (Span span : day.open()) {
                if (!event.isBefore(span.from()) && !event.isAfter(span.to())) {
                    Instant edge = event.plus(margin);
                    return edge.isBefore(span.from()) ? span.from() : edge.isAfter(span.to()) ? span.to() : edge;
                }
            }
        }
        return event.plus(Duration.ofMinutes(margin.isNegative() ? -30 : 30));
    }

    private static void add(List<Piece> raw, Day day, Instant from, Instant to) {
        Instant at = later(day.from(), from);
        Instant end = earlier(day.to(), to);
        for (Span span : day.open()) {
            Instant opens = earlier(later(span.from(), at), end);
            Instant closes = earlier(later(span.to(), at), end);
            addPiece(raw, Kind.CLOSED, at, opens, day.date());
            addPiece(raw, Kind.OPEN, opens, closes, day.date());
            at = later(at, closes);
        }
        addPiece(raw, Kind.CLOSED, at, end, day.date());
    }

    private static void addPiece(List<Piece> raw, Kind kind, Instant from, Instant to, LocalDate date) {
        if (from.isBefore(to)) {
            raw.add(new Piece(kind, from, to, date, 0, 0));
        }
    }

    private void measure(List<Piece> raw, Collection<Instant> events) {
        double closed = 0;
        double hours = 0;
        for (Piece piece : raw) {
            if (piece.kind() == Kind.OPEN) {
                hours += piece.hours();
            } else {
                closed += narrow(piece, events);
            }
        }
        perHour = Math.max(OPEN_PER_HOUR_AT_LEAST, (WIDTH - closed) / Math.max(hours, 0.001));
        double x = 0;
        for (Piece piece : raw) {
            double width = piece.kind() == Kind.OPEN ? piece.hours() * perHour : narrow(piece, events);
            pieces.add(new Piece(piece.kind(), piece.from(), piece.to(), piece.date(), x, width));
            x += width;
        }
    }

    private double narrow(Piece piece, Collection<Instant> events) {
        if (piece.kind() == Kind.LEFT_OUT) {
            return 54;
        }
        if (events.stream().anyMatch(event -> event.isAfter(piece.from()) && event.isBefore(piece.to()))) {
            return dense ? CLOSED_WITH_EVENT / 4 : CLOSED_WITH_EVENT;
        }
        if (piece.hours() < 22) {
            return dense ? 1.5 : Math.min(14, 4 + piece.hours());
        }
        return dense ? 7 : 46;
    }

    private static Instant earlier(Instant a, Instant b) {
        return a.isBefore(b) ? a : b;
    }

    private static Instant later(Instant a, Instant b) {
        return a.isAfter(b) ? a : b;
    }
}
