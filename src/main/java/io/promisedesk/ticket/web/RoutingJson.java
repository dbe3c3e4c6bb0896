package io.promisedesk.ticket.web;

import io.promisedesk.ticket.Ranked;
import io.promisedesk.ticket.RoutingDesk;
import io.promisedesk.ticket.RoutingWords;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Who was given a ticket, and why, as the REST interface shows it. */
record RoutingJson(Instant at, @Nullable String person, List<String> skills, List<PersonJson> considered) {

    /**
     * @param reasons what spoke for this person, {@code against} what spoke against them; in words beside it
     * @param open how much they have to do, like the three behind it: only for whoever leads, and for that person; else null
     */
    record PersonJson(
            String person,
            String name,
            boolean fits,
            List<String> reasons,
            List<String> against,
            String words,
            @Nullable Integer open,
            @Nullable Integer inHand,
            @Nullable Integer capacity,
            @Nullable Double load) {}

    static RoutingJson of(RoutingDesk.Explanation explanation, String reader, RoutingWords words, Locale language) {
        return new RoutingJson(
                explanation.at(),
                explanation.person(),
                explanation.needs().stream().sorted().toList(),
                explanation.considered().stream()
                        .map(one ->
                                of(one, explanation.figures() || one.person().equals(reader), words, language))
                        .toList());
    }

    private static PersonJson of(Ranked one, boolean figures, RoutingWords words, Locale language) {
        return new PersonJson(
                one.person(),
                words.name(one.person()),
                one.fits(),
                codes(one.reasons()),
                codes(one.against()),
                one.against().isEmpty() ? words.reasons(one, language) : words.against(one, language),
                figures ? one.candidate().open() : null,
                figures ? one.candidate().inHand() : null,
                figures ? one.candidate().capacity() : null,
                figures ? one.candidate().load() : null);
    }

    private static List<String> codes(List<Ranked.Reason> reasons) {
        return reasons.stream()
                .map(reason -> reason.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .toList();
    }
}
