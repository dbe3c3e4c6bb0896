package io.promisedesk.workplace.web;

import io.promisedesk.handover.HandoverDesk;
import io.promisedesk.handover.NoShows;
import io.promisedesk.people.Abilities;
import io.promisedesk.people.PeopleDesk;
import io.promisedesk.people.Person;
import io.promisedesk.people.Team;
import io.promisedesk.platform.Refusal;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.roster.Absence;
import io.promisedesk.roster.Presence;
import io.promisedesk.roster.RosterDesk;
import io.promisedesk.ticket.OpenTicket;
import io.promisedesk.ticket.Priority;
import io.promisedesk.ticket.RoutingDesk;
import io.promisedesk.ticket.TicketNumber;
import io.promisedesk.ticket.TicketState;
import io.promisedesk.ticket.TicketViews;
import io.promisedesk.workplace.web.ShiftBoard.Member;
import io.promisedesk.workplace.web.ShiftBoard.Need;
import io.promisedesk.workplace.web.ShiftBoard.Offer;
import io.promisedesk.workplace.web.ShiftBoard.Ticket;
import io.promisedesk.workplace.web.ShiftBoard.Why;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Puts a team's board together: everything is asked once for the whole team, and the rest is counted here. */
@Component
class ShiftBoards {

    /** So far ahead tickets are "at risk in the next hour", and open shifts are looked for. */
    private static final Duration SOON = Duration.ofHours(1);

    private static final Duration AHEAD = Duration.ofDays(14);
    private static final Duration BACK = Duration.ofHours(25);
    private static final int MOST_NEEDS = 7;

    private final PeopleDesk people;
    private final RosterDesk roster;
    private final RoutingDesk routing;
    private final TicketViews tickets;
    private final NoShows noShows;
    private final HandoverDesk handovers;
    private final Clock clock;

    ShiftBoards(
            PeopleDesk people,
            RosterDesk roster,
            RoutingDesk routing,
            TicketViews tickets,
            NoShows noShows,
            HandoverDesk handovers,
            Clock clock) {
        this.people = people;
        this.roster = roster;
        this.routing = routing;
        this.tickets = tickets;
        this.noShows = noShows;
        this.handovers = handovers;
        this.clock = clock;
    }

    /** Teams that the reader answers for, their own first. */
    List<Team> teams(Actor reader) {
        return people.teams().stream()
                .filter(team -> roster.mayPlan(team.key(), reader))
                .sorted(Comparator.comparing(team -> !reader.isIn(team.key())))
                .toList();
    }

    /** @throws Refusal where there is no such team, or the reader does not answer for it */
    Team team(String key, Actor reader) {
        Team team = people.team(key).orElseThrow(() -> Refusal.notFound("workplace.board.refused.unknownTeam", key));
        if (!roster.mayPlan(key, reader)) {
            throw Refusal.forbidden("workplace.board.refused.notYours", team.name());
        }
        return team;
    }

    @Transactional(readOnly = true)
    public ShiftBoard of(String key, Actor reader) {
        Team team = team(key, reader);
        Instant now = clock.instant();
        List<OpenTicket> open = tickets.openTicketsIn(key, reader);
        Map<String, Person> persons = persons(key);
        Function<String, String> names = id -> name(persons, id);
        Now times = new Now(key, now);
        List<Member> members = members(team, persons, open, times);
        Map<String, Member> byId = members.stream().collect(Collectors.toMap(Member::id, Function.identity()));

        List<Ticket> queue = new ArrayList<>();
        List<Ticket> stranded = new ArrayList<>();
        List<Ticket> atRisk = new ArrayList<>();
        for (OpenTicket ticket : open) {
            if (ticket.state() == TicketState.RESOLVED) {
                continue;
            }
            Ticket line = line(ticket, now, names);
            String owner = ticket.owner();
            Instant due = ticket.due();
            if (owner == null) {
                queue.add(line);
            } else if (due != null && isStranded(byId.get(owner), due)) {
                stranded.add(line);
            } else if (due != null && due.isBefore(now.plus(SOON))) {
                atRisk.add(line);
            }
        }
        List<Offer> offers = offers(key, open, reader);
        List<Need> needs = needs(members, queue, stranded, offers, byId, now);
        return new ShiftBoard(
                team,
                now,
                (int) members.stream()
                        .filter(Member::isHere)
                        .filter(member -> !member.leads())
                        .count(),
                needs.stream().limit(MOST_NEEDS).toList(),
                Math.max(0, needs.size() - MOST_NEEDS),
                members,
                (int) Stream.of(atRisk, stranded, queue)
                        .flatMap(List::stream)
                        .filter(ticket -> isSoon(ticket, now))
                        .count(),
                atRisk,
                stranded,
                queue,
                offers);
    }

    /** What the roster says of a team around now: asked once. */
    private final class Now {

        private final Instant now;
        private final Map<String, List<Presence>> presences;
        private final Map<String, Absence> absent;
        private final Set<String> present;
        private final Map<String, NoShows.Missing> missing;

        Now(String team, Instant now) {
            this.now = now;
            presences = roster.presences(team, now.minus(BACK), now.plus(AHEAD)).stream()
                    .filter(presence -> presence.end().isAfter(now))
                    .collect(Collectors.groupingBy(Presence::person));
            absent = roster.absencesIn(team, now, now.plusMillis(1)).stream()
                    .filter(absence -> absence.covers(now))
                    .collect(Collectors.toMap(Absence::person, Function.identity(), (first, second) -> first));
            present = new HashSet<>(roster.agentsOnShift(team, now));
            missing = noShows.missingFrom(team).stream()
                    .collect(Collectors.toMap(NoShows.Missing::person, Function.identity(), (first, second) -> second));
        }

        Optional<Presence> running(String person) {
            return presences.getOrDefault(person, List.of()).stream()
                    .filter(presence -> presence.covers(now))
                    .max(Comparator.comparing(Presence::end));
        }

        @Nullable
        Instant next(String person) {
            return presences.getOrDefault(person, List.of()).stream()
                    .map(Presence::start)
                    .filter(start -> start.isAfter(now))
                    .min(Comparator.naturalOrder())
                    .orElse(null);
        }
    }

    private Map<String, Person> persons(String team) {
        Map<String, Person> persons = new LinkedHashMap<>();
        Stream.concat(people.agentsOf(team).stream(), people.supervisorsOf(team).stream())
                .forEach(person -> persons.putIfAbsent(person.id(), person));
        return persons;
    }

    private String name(Map<String, Person> persons, String id) {
        Person known = persons.get(id);
        return known != null
                ? known.name()
                : people.person(id).map(Person::name).orElse(id);
    }

    private List<Member> members(Team team, Map<String, Person> persons, List<OpenTicket> open, Now times) {
        Set<String> agents =
                people.agentsOf(team.key()).stream().map(Person::id).collect(Collectors.toSet());
        Map<String, Abilities> abilities = people.abilities(persons.keySet());
        int standard = routing.routing(team.key()).capacity();
        Map<String, List<OpenTicket>> owned = open.stream()
                .filter(ticket -> ticket.owner() != null && ticket.state() != TicketState.RESOLVED)
                .collect(Collectors.groupingBy(ticket -> Objects.requireNonNull(ticket.owner())));
        return persons.values().stream()
                .map(person -> {
                    Integer own = Optional.ofNullable(abilities.get(person.id()))
                            .map(Abilities::capacity)
                            .orElse(null);
                    return member(
                            person,
                            !agents.contains(person.id()),
                            owned.getOrDefault(person.id(), List.of()),
                            own == null ? standard : own,
                            times);
                })
                // Supervisors are shown while they are there, or have tickets like everybody.
                .filter(member -> !member.leads() || member.isHere() || member.open() > 0)
                .sorted(Comparator.comparing(Member::presence).thenComparing(Member::name))
                .toList();
    }

    private Member member(Person person, boolean leads, List<OpenTicket> owned, int capacity, Now times) {
        String id = person.id();
        Optional<Presence> running = times.running(id);
        Absence absence = times.absent.get(id);
        NoShows.Missing missing = times.missing.get(id);
        ShiftBoard.Presence presence;
        Instant until;
        if (absence != null) {
            presence = ShiftBoard.Presence.ABSENT;
            until = absence.to();
        } else if (missing != null) {
            presence = missing.comesAt() == null ? ShiftBoard.Presence.MISSING : ShiftBoard.Presence.LATE;
            until = missing.comesAt();
        } else if (running.isPresent()) {
            Presence work = running.get();
            presence = work.isOnBreak(times.now) ? ShiftBoard.Presence.BREAK : ShiftBoard.Presence.ON;
            until = presence == ShiftBoard.Presence.ON
                    ? work.end()
                    : work.breaks().stream()
                            .filter(pause -> pause.covers(times.now))
                            .map(pause -> pause.end())
                            .max(Comparator.naturalOrder())
                            .orElse(work.end());
        } else if (times.present.contains(id)) {
            // In a shift of another team, or in no roster at all.
            presence = ShiftBoard.Presence.ON;
            until = null;
        } else {
            presence = ShiftBoard.Presence.OFF;
            until = times.next(id);
        }
        OpenTicket nearest = owned.stream()
                .filter(ticket -> ticket.due() != null)
                .min(Comparator.comparing(ticket -> Objects.requireNonNull(ticket.due())))
                .orElse(null);
        return new Member(
                id,
                person.name(),
                leads,
                presence,
                until,
                owned.size(),
                (int) owned.stream()
                        .filter(ticket -> !ticket.state().isWaiting())
                        .count(),
                capacity,
                nearest == null ? null : nearest.due(),
                nearest == null ? null : nearest.atRisk(),
                (int) owned.stream().filter(ticket -> isLate(ticket, times.now)).count(),
                absence == null ? null : absence.id(),
                presence == ShiftBoard.Presence.MISSING && missing != null
                        ? noShows.openTask(missing.shift(), id)
                                .map(task -> "/camunda/app/tasklist/default/#/?task=" + task)
                                .orElse(null)
                        : null);
    }

    private static boolean isLate(OpenTicket ticket, Instant now) {
        Instant due = ticket.due();
        return due != null && due.isBefore(now);
    }

    /** Its owner is not there, and will not be before it falls due. */
    private static boolean isStranded(@Nullable Member owner, Instant due) {
        if (owner == null) {
            return true;
        }
        return switch (owner.presence()) {
            case ON, BREAK -> false;
            case LATE, ABSENT, OFF, MISSING -> owner.until() == null || due.isBefore(owner.until());
        };
    }

    private static Ticket line(OpenTicket ticket, Instant now, Function<String, String> names) {
        String owner = ticket.owner();
        return new Ticket(
                ticket.number().value(),
                ticket.subject(),
                ticket.customerName(),
                ticket.priority() == Priority.CRITICAL || ticket.priority() == Priority.HIGH,
                owner,
                owner == null ? null : names.apply(owner),
                ticket.due(),
                ticket.atRisk(),
                isLate(ticket, now));
    }

    private List<Offer> offers(String team, List<OpenTicket> open, Actor reader) {
        Map<TicketNumber, OpenTicket> byNumber =
                open.stream().collect(Collectors.toMap(OpenTicket::number, Function.identity()));
        return handovers.pending(team, reader).stream()
                .map(pending -> {
                    OpenTicket ticket = byNumber.get(pending.ticket());
                    return new Offer(
                            pending.line(),
                            pending.ticket().value(),
                            pending.subject(),
                            pending.senderName(),
                            pending.receiver(),
                            pending.receiverName(),
                            pending.note(),
                            pending.redirected(),
                            pending.answerBy(),
                            pending.due(),
                            ticket == null ? null : ticket.atRisk());
                })
                .toList();
    }

    /** Who is missing comes first: nobody else can say where they are. Then what is late, and what soon will be. */
    private static List<Need> needs(
            List<Member> members,
            List<Ticket> queue,
            List<Ticket> stranded,
            List<Offer> offers,
            Map<String, Member> byId,
            Instant now) {
        List<Need> needs = new ArrayList<>();
        for (Member member : members) {
            if (member.presence() == ShiftBoard.Presence.MISSING) {
                needs.add(new Need(Why.MISSING, "late", member, null, member.question(), member.open()));
            }
        }
        List<Need> timed = new ArrayList<>();
        for (Ticket ticket : stranded) {
            Member owner = ticket.owner() == null ? null : byId.get(ticket.owner());
            // Where somebody is missing, the question is where they are; their tickets move by themselves once that is
            // known. Who is to come may come too late.
            if (owner == null
                    || owner.presence() != ShiftBoard.Presence.MISSING && (isSoon(ticket, now) || !isAwaited(owner))) {
                timed.add(new Need(Why.STRANDED, tone(ticket), owner, ticket, null, 1));
            }
        }
        queue.stream()
                .filter(ticket -> isSoon(ticket, now))
                .forEach(ticket -> timed.add(new Need(Why.QUEUE, tone(ticket), null, ticket, null, 1)));
        timed.sort(Comparator.comparing(
                need -> Objects.requireNonNull(need.ticket()).due(), Comparator.nullsLast(Comparator.naturalOrder())));
        needs.addAll(timed);
        offers.stream()
                .filter(Offer::redirected)
                .map(offer -> new Need(Why.PLACE, "warn", null, ticket(offer, now), null, 1))
                .forEach(needs::add);
        for (Member member : members) {
            if (member.isHere() && member.late() > 0) {
                needs.add(new Need(Why.LATE, "warn", member, null, null, member.late()));
            }
        }
        return needs;
    }

    private static Ticket ticket(Offer offer, Instant now) {
        Instant due = offer.due();
        return new Ticket(
                offer.number(),
                offer.subject(),
                "",
                false,
                null,
                offer.from(),
                due,
                offer.atRisk(),
                due != null && due.isBefore(now));
    }

    private static boolean isSoon(Ticket ticket, Instant now) {
        Instant due = ticket.due();
        return due != null && due.isBefore(now.plus(SOON));
    }

    private static boolean isAwaited(Member owner) {
        return owner.presence() == ShiftBoard.Presence.MISSING || owner.presence() == ShiftBoard.Presence.LATE;
    }

    private static String tone(Ticket ticket) {
        return ticket.late() ? "late" : "warn";
    }
}
