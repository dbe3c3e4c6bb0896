package io.promisedesk.platform.security;

import io.promisedesk.platform.security.SignedLinks.Link;
import io.promisedesk.platform.security.SignedLinks.State;
import io.promisedesk.platform.security.SignedLinks.Verified;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Signed links and the acts they are for, brought together for the page that shows them. */
@Component
public class LinkedActs {

    /**
     * A link as its page shows it.
     *
     * @param page path of the page on which the same can be done by hand; null where nobody knows
     * @param offer what would happen; null unless the link is valid
     */
    public record Shown(State state, @Nullable String page, LinkedAct.@Nullable Offer offer) {}

    private final SignedLinks links;
    private final Map<String, LinkedAct> acts;

    LinkedActs(SignedLinks links, List<LinkedAct> acts) {
        this.links = links;
        this.acts = acts.stream().collect(Collectors.toUnmodifiableMap(LinkedAct::purpose, Function.identity()));
    }

    /** Changes nothing, however often it is asked. */
    @Transactional(readOnly = true)
    public Shown show(String token, Actor by, Locale language) {
        Verified verified = links.verify(token, by.id());
        Link link = verified.link();
        if (link == null) {
            return new Shown(State.FORGED, null, null);
        }
        LinkedAct act = acts.get(link.purpose());
        if (act == null) {
            // Made by another version of the application.
            return new Shown(State.EXPIRED, null, null);
        }
        return new Shown(
                verified.state(),
                act.page(link.subject()),
                verified.state() == State.VALID ? act.offer(link.subject(), by, language) : null);
    }

    /**
     * Uses the link and does what it is for, both or neither.
     *
     * @return what has happened; empty where the link is not valid, or not any more: {@link #show} says why
     * @throws io.promisedesk.platform.Refusal where it cannot be done: the link stays unused
     */
    @Transactional
    public Optional<String> perform(String token, @Nullable String choice, Actor by, Locale language) {
        Link link = links.verify(token, by.id()).link();
        LinkedAct act = link == null ? null : acts.get(link.purpose());
        if (link == null || act == null || !links.use(token, by.id())) {
            return Optional.empty();
        }
        return Optional.of(act.perform(link.subject(), choice, by, language));
    }
}
