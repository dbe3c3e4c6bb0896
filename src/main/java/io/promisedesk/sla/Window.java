package io.promisedesk.sla;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Opening hours by the clock on the wall, within one day.
 *
 * @param opens millisecond of the day
 * @param closes millisecond of the day, up to 24:00; later than {@code opens}
 */
record Window(int opens, int closes) {

    static final int DAY = 24 * 60 * 60 * 1000;

    private static final Pattern TIME = Pattern.compile("(\\d{2}):(\\d{2})(?::(\\d{2})(?:\\.(\\d{3}))?)?");

    Window {
        if (opens < 0 || closes > DAY || opens >= closes) {
            throw new IllegalArgumentException("not a window within a day: " + opens + " to " + closes);
        }
    }

    @Override
    public String toString() {
        return formatTime(opens) + "–" + formatTime(closes);
    }

    int length() {
        return closes - opens;
    }

    /** @return millisecond of the day of a time such as {@code 09:00}, {@code 17:30:15.250} or {@code 24:00}; -1 where it is none */
    static int parseTime(String text) {
        Matcher time = TIME.matcher(text);
        if (!time.matches()) {
            return -1;
        }
        int hour = Integer.parseInt(time.group(1));
        int minute = Integer.parseInt(time.group(2));
        int second = time.group(3) == null ? 0 : Integer.parseInt(time.group(3));
        int milli = time.group(4) == null ? 0 : Integer.parseInt(time.group(4));
        int ofDay = ((hour * 60 + minute) * 60 + second) * 1000 + milli;
        return minute > 59 || second > 59 || ofDay > DAY ? -1 : ofDay;
    }

    static String formatTime(int ofDay) {
        int seconds = ofDay / 1000;
        String text = "%02d:%02d".formatted(seconds / 3600, seconds / 60 % 60);
        if (ofDay % 1000 != 0) {
            return text + ":%02d.%03d".formatted(seconds % 60, ofDay % 1000);
        }
        return seconds % 60 == 0 ? text : text + ":%02d".formatted(seconds % 60);
    }

    /** In order, overlapping and touching ones made one. */
    static List<Window> union(List<Window> windows) {
        List<Window> sorted = new ArrayList<>(windows);
        sorted.sort(Comparator.comparingInt(Window::opens));
        List<Window> union = new ArrayList<>();
        for (Window next : sorted) {
            int last = union.size() - 1;
            if (last >= 0 && next.opens <= union.get(last).closes) {
                Window before = union.get(last);
                union.set(last, new Window(before.opens, Math.max(before.closes, next.closes)));
            } else {
                union.add(next);
            }
        }
        return List.copyOf(union);
    }
}
