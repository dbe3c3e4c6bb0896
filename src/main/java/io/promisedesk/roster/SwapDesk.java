package io.promisedesk.roster;

import io.promisedesk.people.PeopleDesk;
import io.promisedesk.people.Person;
import io.promisedesk.platform.Refusal;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.roster.Swap.State;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Swaps and give-aways: an agent asks, the other confirms, and from then on it holds. Whoever plans the team may forbid it
 * until the first shift of it begins. Publishes {@link SwapChanged}, and {@link RosterChanged} where shifts change.
 */
@Service
public class SwapDesk {

    private static final int LONGEST_NOTE = 500;

    private final JdbcClient jdbc;
    private final RosterTables tables;
    private final RosterBook roster;
    private final RosterRights rights;
    private final PeopleDesk people;
    private final Clock clock;
    private final ApplicationEventPublisher events;

    SwapDesk(
            JdbcClient jdbc,
            RosterTables tables,
            RosterBook roster,
            RosterRights rights,
            PeopleDesk people,
            Clock clock,
            ApplicationEventPublisher events) {
        this.jdbc = jdbc;
        this.tables = tables;
        this.roster = roster;
        this.rights = rights;
        this.people = people;
        this.clock = clock;
        this.events = events;
    }

    /**
     * Asks a colleague to take a shift.
     *
     * @param given key of a shift in which {@code by} stands
     * @param back key of a shift of the same team in which the colleague stands; null: a give-away
     * @throws Refusal where one of them cannot work the other's shift, or one has begun
     */
    @Transactional
    public Swap ask(String given, String taker, @Nullable String back, @Nullable String note, Actor by) {
        PlannedShift away = roster.planned(given).orElseThrow(SwapDesk::gone);
        PlannedShift inReturn = back == null ? null : roster.planned(back).orElseThrow(SwapDesk::gone);
        if (note != null && note.length() > LONGEST_NOTE) {
            throw Refusal.invalid("note", "roster.refused.note", LONGEST_NOTE);
        }
        tables.lock("plan of " + away.team());
        Swap asked = new Swap(
                0,
                away.team(),
                by.id(),
                away.span(),
                taker,
                inReturn == null ? null : inReturn.span(),
                State.ASKED,
                note,
                clock.instant(),
                null,
                null);
        if (inReturn != null && !inReturn.team().equals(away.team())) {
            throw Refusal.invalid("back", "roster.refused.swapTeam");
        }
        check(asked);
        boolean twice = jdbc.sql(
                        """
                        select exists (select from roster_swap where state = 'ASKED' and team = :team and giver = :giver
                            and given_start = :start)
                        """)
                .param("team", asked.team())
                .param("giver", asked.giver())
                .param("start", utc(asked.given().start()))
                .query(Boolean.class)
                .single();
        if (twice) {
            throw Refusal.conflict("roster.refused.swapAsked");
        }
        return tell(find(add(asked)).orElseThrow());
    }

    /** The colleague takes it: from now on it holds. */
    @Transactional
    public Swap confirm(long id, Actor by) {
        Swap swap = locked(id);
        requireOneself(swap.taker(), by);
        requireOpen(swap);
        check(swap);
        Swap confirmed = decide(swap, State.CONFIRMED, by);
        rosterChanged();
        return confirmed;
    }

    @Transactional
    public Swap decline(long id, Actor by) {
        Swap swap = locked(id);
        requireOneself(swap.taker(), by);
        requireOpen(swap);
        return decide(swap, State.DECLINED, by);
    }

    /** Who asked thinks better of it. */
    @Transactional
    public Swap withdraw(long id, Actor by) {
        Swap swap = locked(id);
        requireOneself(swap.giver(), by);
        requireOpen(swap);
        return decide(swap, State.WITHDRAWN, by);
    }

    /** Whoever plans the team does not want it, confirmed or not; everybody keeps their shift. */
    @Transactional
    public Swap forbid(long id, Actor by) {
        Swap swap = locked(id);
        rights.requirePlanner(swap.team(), by);
        if (swap.state() != State.ASKED && swap.state() != State.CONFIRMED) {
            throw Refusal.conflict("roster.refused.swapDecided");
        }
        requireNotBegun(swap);
        Swap forbidden = decide(swap, State.FORBIDDEN, by);
        if (swap.state() == State.CONFIRMED) {
            rosterChanged();
        }
        return forbidden;
    }

    public Optional<Swap> find(long id) {
        return jdbc.sql(RosterTables.SWAPS + "where id = :id")
                .param("id", id)
                .query(RosterTables::swap)
                .optional();
    }

    /** Those of a team that are asked for or confirmed, with a shift that begins in {@code [from, to)}. */
    List<Swap> of(String team, Instant from, Instant to) {
        return jdbc.sql(
                        RosterTables.SWAPS
                                + """
                        where team = :team and state in ('ASKED', 'CONFIRMED')
                            and (given_start >= :from and given_start < :to or back_start >= :from and back_start < :to)
                        order by given_start, id
                        """)
                .param("team", team)
                .param("from", utc(from))
                .param("to", utc(to))
                .query(RosterTables::swap)
                .list();
    }

    /** Those that wait for this person's answer, the next first. */
    public List<Swap> waitingFor(String person) {
        return jdbc.sql(
                        RosterTables.SWAPS
                                + """
                        where taker = :person and state = 'ASKED' and least(given_start, back_start) > :now
                        order by least(given_start, back_start), id
                        """)
                .param("person", person)
                .param("now", utc(clock.instant()))
                .query(RosterTables::swap)
                .list();
    }

    /**
     * Who could take a shift of the actor's, and for what.
     *
     * @param forNothing whether they could simply take it
     * @param back shifts of theirs that the actor could work instead
     */
    public record Offer(String taker, boolean forNothing, List<Back> back) {}

    /** @param key of the shift */
    public record Back(String key, Span span) {}

    /** What {@link #ask} would not refuse, of shifts that begin before an instant; asked of the roster once for all. */
    @Transactional
    public List<Offer> possible(String given, Instant until, Actor by) {
        PlannedShift away = roster.planned(given).orElseThrow(SwapDesk::gone);
        Instant now = clock.instant();
        Instant first = (away.start().isBefore(now) ? away.start() : now).minus(RosterBook.LONGEST);
        Instant last = away.end().isAfter(until) ? away.end() : until;
        Derivation derivation = roster.derivation(first, last);
        List<PlannedShift> all = derivation.planned(first, last);
        Plan plan = new Plan(all, derivation.absences());
        return rights.members(away.team()).stream()
                .filter(taker -> !taker.equals(by.id()) && !away.people().contains(taker))
                .sorted()
                .map(taker -> new Offer(
                        taker,
                        plan.isFree(taker, away.span(), ""),
                        all.stream()
                                .filter(shift -> shift.team().equals(away.team())
                                        && shift.start().isAfter(now)
                                        && shift.start().isBefore(until)
                                        && shift.people().contains(taker)
                                        && !shift.people().contains(by.id()))
                                .filter(shift -> plan.isFree(taker, away.span(), shift.key())
                                        && plan.isFree(by.id(), shift.span(), away.key()))
                                .map(shift -> new Back(shift.key(), shift.span()))
                                .toList()))
                .filter(offer -> offer.forNothing() || !offer.back().isEmpty())
                .toList();
    }

    private record Plan(List<PlannedShift> shifts, List<Absence> absences) {

        /** @param leaves key of the shift that the person would leave */
        boolean isFree(String person, Span comes, String leaves) {
            return absences.stream()
                            .noneMatch(absence ->
                                    absence.person().equals(person) && absence.touches(comes.start(), comes.end()))
                    && shifts.stream()
                            .noneMatch(shift -> shift.people().contains(person)
                                    && !shift.key().equals(leaves)
                                    && shift.span().touches(comes.start(), comes.end()));
        }
    }

    private Swap locked(long id) {
        Swap seen = find(id).orElseThrow(() -> Refusal.notFound("roster.refused.unknownSwap"));
        tables.lock("plan of " + seen.team());
        return find(id).orElseThrow();
    }

    private static void requireOneself(String person, Actor by) {
        if (!by.isPerson() || !person.equals(by.id())) {
            throw Refusal.forbidden("roster.refused.swapOthers");
        }
    }

    private static void requireOpen(Swap swap) {
        if (!swap.isOpen()) {
            throw Refusal.conflict("roster.refused.swapDecided");
        }
    }

    private void requireNotBegun(Swap swap) {
        if (!clock.instant().isBefore(swap.begins())) {
            throw Refusal.conflict("roster.refused.swapBegun");
        }
    }

    private void check(Swap swap) {
        requireNotBegun(swap);
        if (swap.giver().equals(swap.taker())) {
            throw Refusal.invalid("taker", "roster.refused.swapOneself");
        }
        for (String person : List.of(swap.giver(), swap.taker())) {
            if (!rights.members(swap.team()).contains(person)) {
                throw Refusal.invalid("taker", "roster.refused.swapMember", name(person));
            }
        }
        requireInShift(swap.team(), swap.given(), swap.giver());
        Span back = swap.back();
        if (back != null) {
            requireInShift(swap.team(), back, swap.taker());
            requireFree(swap.giver(), back, swap.given(), swap.team());
        }
        requireFree(swap.taker(), swap.given(), back, swap.team());
    }

    private void requireInShift(String team, Span span, String person) {
        boolean there = roster.planned(Shift.key(team, span.start(), span.end()))
                .filter(shift -> shift.people().contains(person))
                .isPresent();
        if (!there) {
            throw Refusal.conflict("roster.refused.swapNotInShift", name(person));
        }
    }

    /** @param leaves the shift of the same team that the person would leave; null: none */
    private void requireFree(String person, Span comes, @Nullable Span leaves, String team) {
        boolean absent = !tables.absencesOf(person, comes.start(), comes.end()).isEmpty();
        if (absent) {
            throw Refusal.conflict("roster.refused.swapAbsent", name(person));
        }
        String left = leaves == null ? "" : Shift.key(team, leaves.start(), leaves.end());
        boolean busy = roster.planned(comes.start().minus(RosterBook.LONGEST), comes.end()).stream()
                .filter(shift -> shift.people().contains(person) && !shift.key().equals(left))
                .anyMatch(shift -> shift.span().touches(comes.start(), comes.end()));
        if (busy) {
            throw Refusal.conflict("roster.refused.swapBusy", name(person));
        }
    }

    private String name(String person) {
        return people.person(person).map(Person::name).orElse(person);
    }

    private long add(Swap swap) {
        Span back = swap.back();
        return jdbc.sql(
                        """
                        insert into roster_swap (team, giver, given_start, given_end, taker, back_start, back_end, state, note, asked_at)
                        values (:team, :giver, :start, :end, :taker, :backStart, :backEnd, 'ASKED', :note, :at) returning id
                        """)
                .param("team", swap.team())
                .param("giver", swap.giver())
                .param("start", utc(swap.given().start()))
                .param("end", utc(swap.given().end()))
                .param("taker", swap.taker())
                .param("backStart", back == null ? null : utc(back.start()))
                .param("backEnd", back == null ? null : utc(back.end()))
                .param("note", swap.note())
                .param("at", utc(swap.askedAt()))
                .query(Long.class)
                .single();
    }

    private Swap decide(Swap swap, State state, Actor by) {
        jdbc.sql("update roster_swap set state = :state, decided_at = :at, decided_by = :by where id = :id")
                .param("state", state.name())
                .param("at", utc(decisionTime(swap)))
                .param("by", by.id())
                .param("id", swap.id())
                .update();
        return tell(find(swap.id()).orElseThrow());
    }

    /** Not before anything of the shifts was planned, also where the clock stands still. */
    private Instant decisionTime(Swap swap) {
        return Stream.of(swap.given(), swap.back() == null ? swap.given() : swap.back())
                .flatMap(span -> roster.planned(Shift.key(swap.team(), span.start(), span.end())).stream())
                .map(PlannedShift::plannedAt)
                .reduce(clock.instant(), (one, other) -> one.isAfter(other) ? one : other);
    }

    private Swap tell(Swap swap) {
        events.publishEvent(new SwapChanged(swap));
        return swap;
    }

    private void rosterChanged() {
        tables.forget();
        events.publishEvent(new RosterChanged(clock.instant()));
    }

    private static Refusal gone() {
        return Refusal.conflict("roster.refused.shiftGone");
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
