package io.promisedesk.workplace;

import io.promisedesk.notification.MailRequested;
import io.promisedesk.notification.MailTemplates;
import io.promisedesk.people.PeopleDesk;
import io.promisedesk.people.Person;
import io.promisedesk.people.Team;
import io.promisedesk.roster.RosterDesk;
import io.promisedesk.roster.Span;
import io.promisedesk.roster.Swap;
import io.promisedesk.roster.SwapChanged;
import java.time.Clock;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Tells by mail whom a swap of shifts concerns: the colleague who is asked, who asked of the answer, and of what holds those
 * who answer for the team, who may forbid it. Each mail once. It is told at once, whoever is on shift: the shift may be the
 * next one.
 */
@Component
class SwapMails {

    private final MailTemplates templates;
    private final PeopleDesk people;
    private final RosterDesk roster;
    private final Clock clock;
    private final ApplicationEventPublisher events;

    SwapMails(
            MailTemplates templates,
            PeopleDesk people,
            RosterDesk roster,
            Clock clock,
            ApplicationEventPublisher events) {
        this.templates = templates;
        this.people = people;
        this.roster = roster;
        this.clock = clock;
        this.events = events;
    }

    @EventListener
    void on(SwapChanged changed) {
        Swap swap = changed.swap();
        for (String person : toTell(swap)) {
            people.person(person)
                    .filter(known -> !known.email().isBlank())
                    .ifPresent(known -> events.publishEvent(MailRequested.toColleague(
                            "swap:%d:%s:%s".formatted(swap.id(), swap.state(), person),
                            "swap-" + swap.state().name().toLowerCase(Locale.ROOT),
                            known,
                            templates.render("workplace/swap", known.language(), model(swap, known)),
                            null)));
        }
    }

    private Set<String> toTell(Swap swap) {
        Set<String> told = new LinkedHashSet<>();
        switch (swap.state()) {
            case ASKED, WITHDRAWN -> told.add(swap.taker());
            case DECLINED -> told.add(swap.giver());
            case CONFIRMED -> {
                told.add(swap.giver());
                told.addAll(roster.supervisorsToTell(swap.team(), clock.instant()));
            }
            case FORBIDDEN -> told.addAll(List.of(swap.giver(), swap.taker()));
        }
        told.remove(swap.decidedBy() == null ? swap.giver() : swap.decidedBy());
        return told;
    }

    private Map<String, @Nullable Object> model(Swap swap, Person to) {
        ZoneId zone = people.team(swap.team()).map(Team::zone).orElse(ZoneOffset.UTC);
        Span back = swap.back();
        Map<String, @Nullable Object> model = new HashMap<>();
        model.put("state", swap.state().name().toLowerCase(Locale.ROOT));
        model.put("giver", name(swap.giver()));
        model.put("taker", name(swap.taker()));
        model.put("by", name(swap.decidedBy()));
        model.put("given", shift(swap.given(), zone, to.language()));
        model.put("back", back == null ? null : shift(back, zone, to.language()));
        model.put("team", people.team(swap.team()).map(Team::name).orElse(swap.team()));
        model.put("note", swap.note());
        model.put("teamZone", zone.getId());
        model.put(
                "path",
                "/roster?team=" + swap.team() + "&view=week&date="
                        + swap.begins().atZone(zone).toLocalDate());
        model.put("zone", to.zone());
        return model;
    }

    private String name(@Nullable String person) {
        return person == null ? "" : people.person(person).map(Person::name).orElse(person);
    }

    private static String shift(Span span, ZoneId zone, Locale language) {
        return DateTimeFormatter.ofPattern("EEE d MMMM, HH:mm", language)
                        .format(span.start().atZone(zone))
                + "–"
                + DateTimeFormatter.ofPattern("HH:mm", language)
                        .format(span.end().atZone(zone));
    }
}
