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
     */
    record PersonJson(
            String person,
            String name,
            boolean fits,
            List<String> reasons,
            List<String> against,
            String words,
            int open,
            int inHand,
            int capacity,
            double load) {}

    static RoutingJson of(RoutingDesk.Explanation explanation, RoutingWords words, Locale language) {
        return new RoutingJson(
                explanation.at(),
                explanation.person(),
                explanation.needs().stream().sorted().toList(),
                explanation.considered().stream()
                        .map(one -> of(one, words, language))
                        .toList());
    }

    private static PersonJson of(Ranked one, RoutingWords words, Locale language) {
        return new PersonJson(
                one.person(),
                words.name(one.person()),
                one.fits(),
                codes(one.reasons()),
                codes(one.against()),
                one.against().isEmpty() ? words.reasons(one, language) : words.against(one, language),
                one.candidate().open(),
                one.candidate().inHand(),
                one.candidate().capacity(),
                one.candidate().load());
    }

    private static List<String> codes(List<Ranked.Reason> reasons) {
        return reasons.stream()
                .map(reason -> reason.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .toList();
    }
}
