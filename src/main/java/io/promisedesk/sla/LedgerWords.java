package io.promisedesk.sla;

import io.promisedesk.platform.i18n.Texts;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a ledger's lines say, in a reader's language. The ledger keeps one text for all readers: what people wrote is shown
 * as it stands, what this program wrote is recognised and said anew.
 */
public final class LedgerWords {

    /** Why a clock was dropped that nobody answered. */
    public static final String UNANSWERED = "solved without an answer";

    private static final Pattern LEVELS = Pattern.compile("service-level\\.dmn version (\\d+): (.*)", Pattern.DOTALL);
    private static final Pattern CALENDAR = Pattern.compile("calendar version (\\d+)(?:: (.*))?", Pattern.DOTALL);
    private static final List<String> FACTS = List.of("priority", "category", "customer");

    private final Texts texts;
    private final Locale language;
    private final UnaryOperator<String> names;

    /** @param names what people are called, by user id */
    public LedgerWords(Texts texts, Locale language, UnaryOperator<String> names) {
        this.texts = texts;
        this.language = Texts.supported(language);
        this.names = names;
    }

    /** The reason for which clocks go over to another version of the decision table. */
    public static String levels(int version, String reason) {
        return "service-level.dmn version " + version + ": " + reason;
    }

    /** The name of whoever wrote a line: a person, the customer or this program. */
    public String who(String id) {
        String key = "sla.actor." + id;
        return texts.has(language, key) ? get(key) : names.apply(id);
    }

    public String source(Target target) {
        return Source.of(target.source()).inWords(texts, language, this::who);
    }

    /** Why a line was written. */
    public String reason(String stored) {
        Matcher levels = LEVELS.matcher(stored);
        if (levels.matches()) {
            return get("sla.reason.levels", levels.group(1), levels.group(2));
        }
        Matcher calendar = CALENDAR.matcher(stored);
        if (calendar.matches()) {
            String remark = calendar.group(2);
            return remark == null
                    ? get("sla.reason.calendar", calendar.group(1))
                    : get("sla.reason.calendarBecause", calendar.group(1), remark);
        }
        if (areFacts(stored)) {
            return Arrays.stream(stored.split(", ", -1))
                    .map(fact -> get("sla.reason.fact." + fact))
                    .collect(Collectors.joining(", "));
        }
        String key = "sla.reason.because." + stored.replace(' ', '-');
        return texts.has(language, key) ? get(key) : stored;
    }

    /** Whether the line was written because facts of the ticket were changed; the reason names them. */
    public static boolean areFacts(String reason) {
        return FACTS.containsAll(List.of(reason.split(", ", -1)));
    }

    /** What a person said who edited the calendar; null where nothing was said. */
    public static @Nullable String remark(@Nullable String reason) {
        Matcher calendar = CALENDAR.matcher(reason == null ? "" : reason);
        return calendar.matches() ? calendar.group(2) : null;
    }

    private String get(String key, Object... arguments) {
        return texts.get(language, key, arguments);
    }
}
