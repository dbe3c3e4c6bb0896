package io.promisedesk.people;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What somebody can do, and how much at once: whether a ticket is theirs is decided by it.
 *
 * @param skills words in small letters that {@code routing.dmn} asks for, such as {@code billing}
 * @param speaks languages in which they can write to customers, by their ISO 639 code; never empty when read: whoever
 *     said nothing speaks their own
 * @param capacity tickets they can have in hand at once; null: as many as their team's default
 */
public record Abilities(Set<String> skills, Set<Locale> speaks, @Nullable Integer capacity) {

    public Abilities {
        skills = Set.copyOf(skills);
        speaks = Set.copyOf(speaks);
    }

    public boolean speaks(Locale language) {
        return speaks.stream().anyMatch(one -> one.getLanguage().equals(language.getLanguage()));
    }
}
