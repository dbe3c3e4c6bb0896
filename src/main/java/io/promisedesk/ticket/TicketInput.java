package io.promisedesk.ticket;

import io.promisedesk.platform.Refusal;
import io.promisedesk.sla.Budget;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Turns what people and machines type into what the desk takes, or says which field is wrong. */
public final class TicketInput {

    /** Longest subject that is kept whole. */
    public static final int SUBJECT_LENGTH = 250;

    private static final Pattern EMAIL = Pattern.compile("[^\\s@<>\"(),;:\\\\]+@[^\\s@<>\"(),;:\\\\]+");

    private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}&&[^\\t\\n\\r]]");

    private TicketInput() {}

    public static NewTicket newTicket(
            @Nullable String subject,
            @Nullable String text,
            @Nullable String customerEmail,
            @Nullable String customerName,
            Channel channel,
            @Nullable String priority,
            @Nullable String category,
            @Nullable String team,
            Instant at) {
        return new NewTicket(
                line("subject", subject),
                new IncomingMessage(text("text", text), null, null, at, null, List.of()),
                email("customer.email", customerEmail),
                optionalText(customerName),
                channel,
                optional("priority", Priority.class, priority),
                optionalText(category),
                optionalText(team),
                null,
                at);
    }

    /** One non-blank line, cut at {@link #SUBJECT_LENGTH}. */
    public static String line(String field, @Nullable String value) {
        String line = text(field, value).replaceAll("\\s+", " ");
        return line.length() <= SUBJECT_LENGTH ? line : line.substring(0, SUBJECT_LENGTH - 1) + "…";
    }

    public static String text(String field, @Nullable String value) {
        String text = optionalText(value);
        if (text == null) {
            throw Refusal.invalid(field, "ticket.refused.missing", field);
        }
        return text;
    }

    /** What is left without control characters, which nobody means to send; null where that is nothing. */
    public static @Nullable String optionalText(@Nullable String value) {
        if (value == null) {
            return null;
        }
        String text = CONTROL.matcher(value).replaceAll("").strip();
        return text.isEmpty() ? null : text;
    }

    public static String email(String field, @Nullable String value) {
        String address = text(field, value);
        if (!EMAIL.matcher(address).matches() || address.length() > 254) {
            throw Refusal.invalid(field, "ticket.refused.notAnAddress", address);
        }
        return address.toLowerCase(Locale.ROOT);
    }

    public static <E extends Enum<E>> @Nullable E optional(String field, Class<E> type, @Nullable String value) {
        return value == null || value.isBlank() ? null : required(field, type, value);
    }

    /** Reads {@code third-party}, {@code third_party} and {@code THIRD_PARTY} alike. */
    public static <E extends Enum<E>> E required(String field, Class<E> type, @Nullable String value) {
        String given = text(field, value);
        String name = given.toUpperCase(Locale.ROOT).replace('-', '_');
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> constant.name().equals(name))
                .findFirst()
                .orElseThrow(() -> Refusal.invalid(
                        field,
                        "ticket.refused.notOneOf",
                        given,
                        String.join(
                                ", ",
                                Arrays.stream(type.getEnumConstants())
                                        .map(constant -> constant.name()
                                                .toLowerCase(Locale.ROOT)
                                                .replace('_', '-'))
                                        .toList())));
    }

    /** @return working time such as {@code PT4H} or working days such as {@code P1D}; null where nothing is said; never {@link Budget#isTooLong too long} */
    public static @Nullable Budget budget(String field, @Nullable String value) {
        if (value == null || value.isBlank()) {
            return null;
        }
        return Budget.parse(value.strip())
                .filter(budget -> !budget.isZero() && !budget.isTooLong())
                .orElseThrow(() -> Refusal.invalid(field, "ticket.refused.budget", value));
    }

    /** @return a length of working time such as {@code PT4H}, at most a thousand hours */
    static Duration workingTime(String field, String value) {
        // Working days are no length of working time: "P1D" is not 24 hours.
        return Budget.parse(value.strip())
                .filter(budget -> !budget.isZero() && !budget.isTooLong())
                .filter(Budget.Time.class::isInstance)
                .map(Budget.Time.class::cast)
                .map(Budget.Time::length)
                .orElseThrow(() -> Refusal.invalid(field, "ticket.refused.workingTime", value));
    }
}
