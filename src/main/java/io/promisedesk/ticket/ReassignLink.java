package io.promisedesk.ticket;

import io.promisedesk.people.PeopleDesk;
import io.promisedesk.people.Person;
import io.promisedesk.platform.Refusal;
import io.promisedesk.platform.i18n.Texts;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.roster.RosterDesk;
import io.promisedesk.ticket.EscalationLinks.Subject;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** "Give to somebody else" in the mail about a promise in danger: whoever is on shift is offered first. */
@Component
class ReassignLink extends EscalationLink {

    static final String PURPOSE = "reassign";

    private final TicketDesk desk;
    private final TicketEscalations escalations;
    private final TicketChoices choices;
    private final RosterDesk roster;
    private final PeopleDesk people;
    private final Texts texts;
    private final Clock clock;

    ReassignLink(
            EscalationLinks links,
            TicketDesk desk,
            TicketEscalations escalations,
            TicketChoices choices,
            RosterDesk roster,
            PeopleDesk people,
            Texts texts,
            Clock clock) {
        super(PURPOSE, links);
        this.desk = desk;
        this.escalations = escalations;
        this.choices = choices;
        this.roster = roster;
        this.people = people;
        this.texts = texts;
        this.clock = clock;
    }

    @Override
    @Nullable
    String settled(Subject about, List<Choices> choices, Locale language) {
        return choices.isEmpty() ? texts.get(language, "ticket.link.reassign.settled") : null;
    }

    @Override
    List<Choices> choices(Ticket ticket, Locale language) {
        Set<String> onShift = new TreeSet<>();
        people.teams().forEach(team -> onShift.addAll(roster.agentsOnShift(team.key(), clock.instant())));
        List<TicketChoices.Choice> all = choices.colleagues(ticket.number);
        List<Choices> groups = new ArrayList<>();
        all.stream()
                .map(choice -> new Choice(
                        choice.value(),
                        onShift.contains(choice.value())
                                ? choice.label()
                                : texts.get(language, "ticket.link.reassign.offShiftName", choice.label())))
                .collect(Collectors.partitioningBy(choice -> onShift.contains(choice.value())))
                .forEach((on, group) -> {
                    if (!group.isEmpty()) {
                        groups.add(
                                on ? 0 : groups.size(),
                                new Choices(
                                        texts.get(
                                                language,
                                                on ? "ticket.link.reassign.onShift" : "ticket.link.reassign.offShift"),
                                        group));
                    }
                });
        return groups;
    }

    @Override
    String perform(Subject about, @Nullable String choice, Actor by, Locale language) {
        if (choice == null) {
            throw Refusal.invalid("choice", "ticket.link.reassign.chooseOne");
        }
        desk.assign(about.number(), choice, by);
        escalations.takenCareOf(about.number(), about.promise(), "reassign", by);
        return texts.get(
                language,
                roster.isOnShift(choice, clock.instant())
                        ? "ticket.link.reassign.done"
                        : "ticket.link.reassign.doneOffShift",
                about.number().value(),
                people.person(choice).map(Person::name).orElse(choice));
    }
}
