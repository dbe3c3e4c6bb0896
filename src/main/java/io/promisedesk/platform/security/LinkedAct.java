package io.promisedesk.platform.security;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a signed link in a mail can do: a bean of the room whose act it is. The page {@code /act/<token>} shows what would
 * happen, asks, and does it once; see {@link SignedLinks}.
 */
public interface LinkedAct {

    /** What links to it are made for; the first argument of {@link SignedLinks#path}. */
    String purpose();

    /** Path of the page on which the same can be done by hand, whatever has become of the link. */
    String page(String subject);

    /** Says what would happen, in the reader's language; changes nothing. */
    Offer offer(String subject, Actor by, Locale language);

    /**
     * Does it, in the transaction in which the link is used up.
     *
     * @param choice what was chosen of {@link Offer#choices}; null where there is no choice
     * @return what has happened and what to do next, in the reader's language
     * @throws io.promisedesk.platform.Refusal where it cannot be done: the link stays unused
     */
    String perform(String subject, @Nullable String choice, Actor by, Locale language);

    /**
     * What the page shows before anything happens.
     *
     * @param title what it is about: a ticket's number and subject
     * @param state what is wrong with it, for example how late it is; null where nothing is
     * @param settled why there is nothing to do any more; null where there is
     * @param question what would happen
     * @param choices what can be chosen; empty where nothing can
     * @param choose what is to be chosen; null where nothing can
     * @param button what doing it is called
     */
    record Offer(
            String title,
            @Nullable String state,
            @Nullable String settled,
            String question,
            List<Choices> choices,
            @Nullable String choose,
            String button) {}

    /** Choices that belong together, under a heading: colleagues who are on shift, for example. */
    record Choices(String heading, List<Choice> choices) {}

    record Choice(String value, String label) {}
}
