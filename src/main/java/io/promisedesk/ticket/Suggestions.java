package io.promisedesk.ticket;

import io.promisedesk.people.PeopleDesk;
import io.promisedesk.people.Person;
import io.promisedesk.people.Team;
import io.promisedesk.platform.i18n.Languages;
import io.promisedesk.platform.i18n.Texts;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.platform.security.CurrentActor;
import io.promisedesk.roster.Presence;
import io.promisedesk.roster.RosterDesk;
import io.promisedesk.ticket.TicketChoices.Choice;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Whom the form "Assign ticket" suggests, in the language and zone of whoever reads it. */
@Component
public class Suggestions {

    private static final Duration AHEAD = Duration.ofDays(4);

    private final RoutingDesk routing;
    private final RoutingWords words;
    private final TicketRepository tickets;
    private final PeopleDesk people;
    private final RosterDesk roster;
    private final Texts texts;
    private final Languages languages;
    private final CurrentActor actor;
    private final Clock clock;

    Suggestions(
            RoutingDesk routing,
            RoutingWords words,
            TicketRepository tickets,
            PeopleDesk people,
            RosterDesk roster,
            Texts texts,
            Languages languages,
            CurrentActor actor,
            Clock clock) {
        this.routing = routing;
        this.words = words;
        this.tickets = tickets;
        this.people = people;
        this.roster = roster;
        this.texts = texts;
        this.languages = languages;
        this.actor = actor;
        this.clock = clock;
    }

    /**
     * @param about which ticket it is: its number and subject
     * @param agents in the order of the ranking, each with why, load, and until or from when they are on shift
     * @param team the ticket's team, or null
     * @param best whom the desk itself would choose, or null where nobody is available
     */
    public record Form(String about, List<Choice> agents, @Nullable String team, @Nullable String best) {}

    @Transactional(readOnly = true)
    public Form of(TicketNumber number) {
        Ticket ticket = tickets.find(number).orElseThrow();
        String team = ticket.team();
        Locale language = languages.present();
        Instant now = clock.instant();
        Actor reader = actor.get();
        ZoneId zone = people.person(reader.id()).map(Person::zone).orElse(ZoneOffset.UTC);
        List<Ranked> ranked = routing.ranked(number);
        Map<String, Presence> next = presences(team, now);
        List<Choice> agents = ranked.stream()
                .map(one ->
                        new Choice(label(one, team == null, next.get(one.person()), now, language, zone), one.person()))
                .toList();
        return new Form(
                about(ticket),
                agents,
                team,
                ranked.stream()
                        .findFirst()
                        .filter(Ranked::fits)
                        .map(Ranked::person)
                        .orElse(null));
    }

    private String label(
            Ranked one, boolean namesTeam, @Nullable Presence next, Instant now, Locale language, ZoneId zone) {
        String name = words.name(one.person());
        if (namesTeam) {
            name += " (" + teams(one.person()) + ")";
        }
        String shift = shift(one, next, now, language, zone);
        String why = one.fits() ? words.reasons(one, language) : words.against(saidOnce(one, shift), language);
        // Why comes last: of a long line the field shows the beginning.
        return Stream.of(words.load(one.candidate(), language), shift, why)
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining("; ", name + " \u2014 ", ""));
    }

    private static String about(Ticket ticket) {
        return ticket.number.value() + " · " + ticket.subject();
    }

    /** From when they are on shift says already that they are not. */
    private static Ranked saidOnce(Ranked one, String shift) {
        return shift.isEmpty()
                ? one
                : new Ranked(
                        one.candidate(),
                        one.fits(),
                        one.reasons(),
                        one.against().stream()
                                .filter(reason -> reason != Ranked.Reason.OFF_SHIFT)
                                .toList());
    }

    private String teams(String person) {
        return people.person(person).map(Person::teams).map(TreeSet::new).orElseGet(TreeSet::new).stream()
                .flatMap(key -> people.team(key).stream())
                .map(Team::name)
                .collect(Collectors.joining(", "));
    }

    private String shift(Ranked one, @Nullable Presence next, Instant now, Locale language, ZoneId zone) {
        if (next == null) {
            return "";
        }
        DateTimeFormatter format =
                DateTimeFormatter.ofPattern("EEE HH:mm", language).withZone(zone);
        return next.covers(now) && one.candidate().onShift()
                ? texts.get(language, "ticket.routing.until", format.format(next.end()))
                : texts.get(language, "ticket.routing.from", format.format(next.start()));
    }

    /** The present or else the next time that somebody works. */
    private Map<String, Presence> presences(@Nullable String team, Instant now) {
        Map<String, Presence> next = new HashMap<>();
        (team == null ? people.teams().stream().map(Team::key) : Stream.of(team))
                .flatMap(key -> roster.presences(key, now, now.plus(AHEAD)).stream())
                .forEach(presence -> next.merge(
                        presence.person(),
                        presence,
                        (one, other) -> other.start().isBefore(one.start()) ? other : one));
        return next;
    }
}
