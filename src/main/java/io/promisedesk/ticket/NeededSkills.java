package io.promisedesk.ticket;

import io.promisedesk.platform.Refusal;
import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Skills as decision tables and people write them: words with commas between them. */
public final class NeededSkills {

    private static final Pattern WORD = Pattern.compile("[\\p{Ll}\\d][\\p{Ll}\\d-]{0,39}");
    private static final int MOST = 20;

    private NeededSkills() {}

    /** In small letters; what is no word is left out, so that a slip in a table keeps no ticket from its way. */
    public static Set<String> of(@Nullable String text) {
        Set<String> skills = new TreeSet<>();
        words(text).filter(NeededSkills::isSkill).forEach(skills::add);
        return skills;
    }

    /** The same of what a person says, who hears of what is no word. */
    public static Set<String> required(@Nullable String text) {
        words(text).filter(word -> !isSkill(word)).findFirst().ifPresent(word -> {
            throw Refusal.invalid("skills", "ticket.refused.skill", word);
        });
        Set<String> skills = of(text);
        if (skills.size() > MOST) {
            throw Refusal.invalid("skills", "ticket.refused.tooManySkills", MOST);
        }
        return skills;
    }

    public static boolean isSkill(String word) {
        return WORD.matcher(word).matches();
    }

    static String text(Collection<String> skills) {
        return String.join(", ", new TreeSet<>(skills));
    }

    private static java.util.stream.Stream<String> words(@Nullable String text) {
        return text == null
                ? java.util.stream.Stream.empty()
                : Arrays.stream(text.split("[,;]"))
                        .map(word -> word.strip().toLowerCase(Locale.ROOT))
                        .filter(word -> !word.isEmpty());
    }
}
