package io.promisedesk.ticket;

import io.promisedesk.platform.Refusal;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A mail to customers whose words a team may choose: plain text with placeholders such as <code>{number}</code>. */
public enum CustomerText {
    /** It takes longer than promised. */
    LATER(List.of("name", "number", "subject", "promised", "expected")),
    /** We have it. */
    ACKNOWLEDGEMENT(List.of("name", "number", "subject")),
    /** Somebody else looks after it now. */
    NEW_OWNER(List.of("name", "number", "subject", "owner"));

    private static final int LONGEST = 4_000;
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^{}]*)}");

    /** Of a name that is not known the greeting keeps what is around it: "Hello {name}," becomes "Hello,". */
    private static final Pattern NAME = Pattern.compile(",?[ \\u00a0]?\\{name}");

    private final List<String> placeholders;

    CustomerText(List<String> placeholders) {
        this.placeholders = placeholders;
    }

    public static Optional<CustomerText> of(String code) {
        return Arrays.stream(values()).filter(text -> text.code().equals(code)).findFirst();
    }

    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Their names, without braces. */
    public List<String> placeholders() {
        return placeholders;
    }

    /**
     * @return the text as it is kept
     * @throws Refusal where it is empty, too long, or names a placeholder that this mail does not know
     */
    String checked(String written) {
        String body = written.replace("\r\n", "\n").replace("\0", "").strip();
        if (body.isEmpty()) {
            throw Refusal.invalid("body", "ticket.refused.emptyText");
        }
        if (body.length() > LONGEST) {
            throw Refusal.invalid("body", "ticket.refused.longText", LONGEST);
        }
        PLACEHOLDER
                .matcher(body)
                .results()
                .map(found -> found.group(1))
                .filter(name -> !placeholders.contains(name))
                .findFirst()
                .ifPresent(name -> {
                    String known = placeholders.stream()
                            .map(placeholder -> "{" + placeholder + "}")
                            .collect(Collectors.joining(", "));
                    throw Refusal.invalid("body", "ticket.refused.unknownPlaceholder", "{" + name + "}", known);
                });
        return body;
    }

    /** What stands in a value is never read as a placeholder. */
    static String filled(String body, Map<String, String> values) {
        String known = values.containsKey("name") ? body : NAME.matcher(body).replaceAll("");
        return PLACEHOLDER
                .matcher(known)
                .replaceAll(found -> Matcher.quoteReplacement(values.getOrDefault(found.group(1), found.group())));
    }
}
