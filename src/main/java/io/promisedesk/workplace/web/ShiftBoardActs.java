package io.promisedesk.workplace.web;

import io.promisedesk.people.PeopleDesk;
import io.promisedesk.people.Person;
import io.promisedesk.people.Team;
import io.promisedesk.platform.Refusal;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.roster.Absence;
import io.promisedesk.roster.Presence;
import io.promisedesk.roster.RosterDesk;
import io.promisedesk.ticket.OpenTicket;
import io.promisedesk.ticket.TicketDesk;
import io.promisedesk.ticket.TicketNumber;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** What can be done on the shift board. The desks decide who may, and keep who did. */
@Component
@Transactional
public class ShiftBoardActs {

    private static final Duration LONGEST_SHIFT = Duration.ofHours(25);

    private final TicketDesk tickets;
    private final RosterDesk roster;
    private final PeopleDesk people;
    private final Times times;
    private final Clock clock;

    ShiftBoardActs(TicketDesk tickets, RosterDesk roster, PeopleDesk people, Times times, Clock clock) {
        this.tickets = tickets;
        this.roster = roster;
        this.people = people;
        this.times = times;
        this.clock = clock;
    }

    /** What has happened, as a text with its arguments. */
    record Done(String key, Object... arguments) {}

    /**
     * @param from whom its mover saw as its owner; null: nobody
     * @param to null: back to the queue
     * @throws Refusal where it has another owner by now
     */
    Done move(TicketNumber number, @Nullable String from, @Nullable String to, Actor by) {
        OpenTicket ticket =
                tickets.find(number).orElseThrow(() -> Refusal.notFound("workplace.refused.unknownTicket", number));
        if (ticket.state().isOver()) {
            throw Refusal.conflict("workplace.board.refused.over", number.value());
        }
        String owner = ticket.owner();
        if (!Objects.equals(owner, from)) {
            throw owner == null
                    ? Refusal.conflict("workplace.board.refused.inQueue", number.value())
                    : Refusal.conflict("workplace.board.refused.taken", number.value(), name(owner));
        }
        tickets.assign(number, to, by);
        return to == null
                ? new Done("workplace.board.done.queued", number.value())
                : new Done("workplace.board.done.moved", number.value(), name(to));
    }

    /** Out of the shift that runs: absent until it ends, so that their tickets find owners. */
    Done sendHome(String person, Team team, Actor by) {
        Instant now = clock.instant();
        Instant end = endOfShift(person, team.key(), now)
                .orElseThrow(() -> Refusal.conflict("workplace.board.refused.notOn", name(person)));
        roster.reportAbsence(person, Absence.Kind.OTHER, now, end, null, by);
        return new Done("workplace.board.done.home", name(person), times.nearby(end));
    }

    private Optional<Instant> endOfShift(String person, String team, Instant now) {
        return roster.presences(team, now.minus(LONGEST_SHIFT), now.plusMillis(1)).stream()
                .filter(presence -> presence.person().equals(person) && presence.covers(now))
                .map(Presence::end)
                .max(Comparator.naturalOrder());
    }

    /** @param open until further notice; else for the rest of the day, and of the shift that runs, if that ends later */
    Done reportIll(String person, boolean open, Actor by) {
        Instant now = clock.instant();
        roster.reportAbsence(person, Absence.Kind.SICKNESS, now, open ? null : endOfDay(person, now), null, by);
        return new Done("workplace.board.done.ill", name(person));
    }

    /** Whoever works at night is not well again at midnight. */
    private Instant endOfDay(String person, Instant now) {
        Optional<Person> known = people.person(person);
        ZoneId zone = known.map(Person::zone).orElse(times.zone());
        Instant midnight =
                now.atZone(zone).truncatedTo(ChronoUnit.DAYS).plusDays(1).toInstant();
        return known.stream()
                .flatMap(found -> found.teams().stream())
                .flatMap(team -> endOfShift(person, team, now).stream())
                .filter(midnight::isBefore)
                .max(Comparator.naturalOrder())
                .orElse(midnight);
    }

    Done welcomeBack(String person, Actor by) {
        Instant now = clock.instant();
        Absence absence = roster.absenceOf(person, now)
                .orElseThrow(() -> Refusal.conflict("workplace.board.refused.notAbsent", name(person)));
        roster.endAbsence(absence.id(), now, by);
        return new Done("workplace.board.done.back", name(person));
    }

    /** A shift of their own from now until that time, in the reader's zone. */
    Done sendToShift(String person, Team team, String until, Actor by) {
        Instant now = clock.instant();
        if (!people.agentsOf(team.key()).stream().map(Person::id).toList().contains(person)) {
            throw Refusal.invalid("person", "workplace.board.refused.unknownPerson", name(person));
        }
        if (roster.absenceOf(person, now).isPresent()) {
            throw Refusal.conflict("workplace.board.refused.absent", name(person));
        }
        if (roster.isOnShift(person, now)) {
            throw Refusal.conflict("workplace.board.refused.on", name(person));
        }
        Instant end = end(until, now);
        roster.plan(team.key(), now, end, List.of(person));
        return new Done("workplace.board.done.sent", name(person), times.nearby(end));
    }

    private Instant end(String until, Instant now) {
        try {
            ZonedDateTime today = now.atZone(times.zone()).truncatedTo(ChronoUnit.DAYS);
            LocalTime time = LocalTime.parse(until);
            Instant end = today.with(time).toInstant();
            return end.isAfter(now) ? end : today.plusDays(1).with(time).toInstant();
        } catch (DateTimeException e) {
            throw Refusal.invalid("until", "workplace.board.refused.until");
        }
    }

    private String name(String person) {
        return people.person(person).map(Person::name).orElse(person);
    }
}
