package io.promisedesk.sla;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.promisedesk.platform.i18n.Texts;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How much of a calendar a promise may use: working time, or working days. The two are different units: <em>two working
 * days</em> keep the time of day and skip closed days, however long an open day is. What {@link #text} writes,
 * {@link #parse} reads.
 */
public sealed interface Budget {

    /** More working time than that is never promised: an office has some two thousand hours a year. */
    Duration LONGEST_TIME = Duration.ofHours(1000);

    /** More working days than that are never promised: an office has some 250 a year. */
    int MOST_DAYS = 250;

    /** Reads {@code PT18H} (eighteen hours of working time) or {@code P2D} (two working days); empty for anything else. */
    static Optional<Budget> parse(String text) {
        Matcher days = WorkingDays.TEXT.matcher(text);
        try {
            if (days.matches()) {
                return Optional.of(new WorkingDays(Integer.parseInt(days.group(1))));
            }
            // Duration reads days too, as 24 hours each: what nobody means here.
            return text.toUpperCase(Locale.ROOT).startsWith("PT")
                    ? Optional.of(new Time(Duration.parse(text)))
                    : Optional.empty();
        } catch (DateTimeException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** @throws IllegalArgumentException for what {@link #parse} does not read */
    @JsonCreator
    static Budget of(String text) {
        return parse(text).orElseThrow(() -> new IllegalArgumentException("no budget: " + text));
    }

    /** Whether it is an ISO-8601 duration with days among its units, other than whole days: {@code P1DT4H}. */
    static boolean isMixed(String text) {
        return text.toUpperCase(Locale.ROOT).startsWith("P")
                && text.toUpperCase(Locale.ROOT).contains("DT");
    }

    static Budget hours(int hours) {
        return new Time(Duration.ofHours(hours));
    }

    boolean isZero();

    /** Whether it is beyond what is promised: {@link #LONGEST_TIME} or {@link #MOST_DAYS}. It is read all the same. */
    boolean isTooLong();

    /** As it is read. */
    @JsonValue
    String text();

    /** For example "4 h of working time", "2 working days"; in Russian as it follows «через». */
    String inWords(Texts texts, Locale language);

    /** Business time, to the millisecond. */
    record Time(Duration length) implements Budget {

        public Time {
            if (length.isNegative()) {
                throw new IllegalArgumentException("negative: " + length);
            }
        }

        @Override
        public boolean isZero() {
            return length.isZero();
        }

        @Override
        public boolean isTooLong() {
            return length.compareTo(LONGEST_TIME) > 0;
        }

        @Override
        public String inWords(Texts texts, Locale language) {
            return texts.get(language, "sla.budget.time", inWords(length, texts, language));
        }

        @Override
        public String text() {
            return length.toString();
        }

        @Override
        public String toString() {
            return text();
        }

        /** For example "1 h 30 min". */
        public static String inWords(Duration length, Texts texts, Locale language) {
            Map<String, Long> parts = new LinkedHashMap<>();
            parts.put("h", length.toHours());
            parts.put("min", (long) length.toMinutesPart());
            parts.put("s", (long) length.toSecondsPart());
            parts.put("ms", (long) length.toMillisPart());
            String text = parts.entrySet().stream()
                    .filter(part -> part.getValue() > 0)
                    .map(part -> part.getValue() + " " + texts.get(language, "sla.unit." + part.getKey()))
                    .collect(Collectors.joining(" "));
            return text.isEmpty() ? "0 " + texts.get(language, "sla.unit.min") : text;
        }
    }

    /** Open days after the one on which the clock started. */
    record WorkingDays(int days) implements Budget {

        private static final Pattern TEXT = Pattern.compile("P(\\d{1,4})D", Pattern.CASE_INSENSITIVE);

        public WorkingDays {
            if (days < 0) {
                throw new IllegalArgumentException("negative: " + days);
            }
        }

        @Override
        public boolean isZero() {
            return days == 0;
        }

        @Override
        public boolean isTooLong() {
            return days > MOST_DAYS;
        }

        @Override
        public String inWords(Texts texts, Locale language) {
            return texts.get(language, "sla.budget.days." + plural(days, language), days);
        }

        @Override
        public String text() {
            return "P" + days + "D";
        }

        @Override
        public String toString() {
            return text();
        }

        /** The category of Unicode's plural rules; in English everything but one is "many" here. */
        private static String plural(int n, Locale language) {
            if (!language.getLanguage().equals("ru")) {
                return n == 1 ? "one" : "many";
            }
            if (n % 10 == 1 && n % 100 != 11) {
                return "one";
            }
            return n % 10 >= 2 && n % 10 <= 4 && (n % 100 < 12 || n % 100 > 14) ? "few" : "many";
        }
    }
}
