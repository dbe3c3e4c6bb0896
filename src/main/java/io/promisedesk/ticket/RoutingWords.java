package io.promisedesk.ticket;

import io.promisedesk.people.PeopleDesk;
import io.promisedesk.people.Person;
import io.promisedesk.platform.i18n.Texts;
import io.promisedesk.ticket.Ranked.Reason;
import java.text.NumberFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** Who was given a ticket and why, in words. */
@Component
public class RoutingWords {

    private final Texts texts;
    private final PeopleDesk people;

    RoutingWords(Texts texts, PeopleDesk people) {
        this.texts = texts;
        this.people = people;
    }

    /** What speaks for somebody, in one line; empty where nothing does. */
    public String reasons(Ranked ranked, Locale language) {
        return words(ranked, ranked.reasons(), language);
    }

    /** What speaks against somebody; empty for the first who fits. */
    public String against(Ranked ranked, Locale language) {
        return words(ranked, ranked.against(), language);
    }

    /** What somebody has to do already, such as "3 of 8 tickets". */
    public String load(Candidate candidate, Locale language) {
        return texts.get(language, "ticket.routing.load", candidate.inHand(), candidate.capacity());
    }

    public String name(String person) {
        return people.person(person).map(Person::name).orElse(person);
    }

    private String words(Ranked ranked, List<Reason> reasons, Locale language) {
        return reasons.stream()
                .map(reason -> word(ranked.candidate(), reason, language))
                .collect(Collectors.joining(", "));
    }

    private String word(Candidate candidate, Reason reason, Locale language) {
        return switch (reason) {
            case LAST_OWNER -> texts.get(language, "ticket.routing.reason.lastOwner");
            case SKILLS -> texts.get(language, "ticket.routing.reason.skills", NeededSkills.text(candidate.skills()));
            case ONLY_ONE -> texts.get(language, "ticket.routing.reason.onlyOne");
            case LEAST_LOAD ->
                texts.get(
                        language,
                        "ticket.routing.reason.leastLoad",
                        candidate.inHand(),
                        candidate.capacity(),
                        number(candidate.load(), language));
            case LONGEST_IDLE -> texts.get(language, "ticket.routing.reason.longestIdle");
            case OFF_SHIFT -> texts.get(language, "ticket.routing.reason.offShift");
            case ON_BREAK -> texts.get(language, "ticket.routing.reason.onBreak");
            case FULL -> texts.get(language, "ticket.routing.reason.full", candidate.inHand(), candidate.capacity());
            case GAVE_BACK -> texts.get(language, "ticket.routing.reason.gaveBack");
            case MISSING_SKILLS ->
                texts.get(language, "ticket.routing.reason.missingSkills", NeededSkills.text(candidate.missing()));
            case LANGUAGE -> texts.get(language, "ticket.routing.reason.language");
            case OTHER_KNOWS_CUSTOMER -> texts.get(language, "ticket.routing.reason.otherKnowsCustomer");
            case MORE_LOAD ->
                texts.get(
                        language,
                        "ticket.routing.reason.moreLoad",
                        candidate.inHand(),
                        candidate.capacity(),
                        number(candidate.load(), language));
            case LESS_IDLE -> texts.get(language, "ticket.routing.reason.lessIdle");
            case EQUAL -> texts.get(language, "ticket.routing.reason.equal");
        };
    }

    private static String number(double value, Locale language) {
        NumberFormat format = NumberFormat.getNumberInstance(language);
        format.setMaximumFractionDigits(1);
        return format.format(value);
    }
}
