package io.promisedesk.sla;

import java.time.DateTimeException;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A moment in a clock's life at which somebody shall hear of it: a share of its budget, or so much business time after the
 * deadline. Written {@code 75%}, {@code 100%} (the deadline) or {@code PT1H} (an hour of working time after it).
 *
 * @param percent share of the budget, 1 to 100; 100 where {@code after} is not zero
 * @param after business time after the deadline; zero before and on it
 */
public record Rung(int percent, Duration after) implements Comparable<Rung> {

    public static final Rung DEADLINE = new Rung(100, Duration.ZERO);

    private static final Pattern PERCENT = Pattern.compile("(\\d{1,3})\\s*%");
    private static final Comparator<Rung> ORDER =
            Comparator.comparingInt(Rung::percent).thenComparing(Rung::after);

    public Rung {
        if (percent < 1 || percent > 100 || after.isNegative() || percent < 100 && !after.isZero()) {
            throw new IllegalArgumentException("no rung: " + percent + " % and " + after);
        }
    }

    public static Rung after(Duration deadline) {
        return new Rung(100, deadline);
    }

    /** @return empty where the text is no rung */
    public static Optional<Rung> parse(String text) {
        Matcher percent = PERCENT.matcher(text.strip());
        try {
            return Optional.of(
                    percent.matches()
                            ? new Rung(Integer.parseInt(percent.group(1)), Duration.ZERO)
                            : after(Duration.parse(text.strip())));
        } catch (DateTimeException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** What it is called for ever in {@code sla_rung}: {@code 75%}, {@code 100%}, {@code +PT1H}. */
    public String key() {
        return after.isZero() ? percent + "%" : "+" + after;
    }

    public boolean isBeforeDeadline() {
        return percent < 100;
    }

    @Override
    public int compareTo(Rung other) {
        return ORDER.compare(this, other);
    }
}
