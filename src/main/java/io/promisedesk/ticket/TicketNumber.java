package io.promisedesk.ticket;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The number a customer sees, for example {@code T-2026-000123}: the year of receipt and a running number. */
public record TicketNumber(String value) {

    /** Finds a number in running text, such as the subject of a mail. */
    public static final Pattern PATTERN = Pattern.compile("\\bT-(\\d{4})-(\\d{6,9})\\b");

    public TicketNumber {
        if (!PATTERN.matcher(value).matches()) {
            throw new IllegalArgumentException("not a ticket number: " + value);
        }
    }

    public static TicketNumber of(int year, long running) {
        return new TicketNumber("T-%04d-%06d".formatted(year, running));
    }

    /** The first number in the text, if any. */
    public static java.util.Optional<TicketNumber> in(String text) {
        Matcher matcher = PATTERN.matcher(text);
        return matcher.find() ? java.util.Optional.of(new TicketNumber(matcher.group())) : java.util.Optional.empty();
    }

    @Override
    public String toString() {
        return value;
    }
}
