package io.promisedesk.handover;

import io.promisedesk.handover.NoShowTables.NoShow;
import io.promisedesk.handover.NoShowTables.RollCall;
import io.promisedesk.handover.process.NoShowFlow;
import io.promisedesk.people.PeopleDesk;
import io.promisedesk.people.Person;
import io.promisedesk.platform.Refusal;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.platform.security.CurrentActor;
import io.promisedesk.platform.security.Role;
import io.promisedesk.roster.Absence;
import io.promisedesk.roster.RosterDesk;
import io.promisedesk.roster.Shift;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Who has not appeared for their shift: the domain side of the process {@code no-show}. Only for teams that want it
 * ({@link TeamRules#noShowAfter}); nobody is declared absent without a human who says so.
 */
@Service
public class NoShows {

    static final String HERE = "here";
    static final String LATER = "later";
    static final String ABSENT = "absent";

    /** What an absence lasts until, where not to the end of the shift. */
    static final String OPEN = "open";

    private static final Duration AHEAD = Duration.ofHours(24);
    private static final Duration LONGEST_SHIFT = Duration.ofHours(25);

    private final NoShowTables tables;
    private final TeamRulesDesk rules;
    private final SignsOfLife signs;
    private final AbsenceMails mails;
    private final HandoverWords words;
    private final Offers offers;
    private final NoShowFlow flow;
    private final RosterDesk roster;
    private final PeopleDesk people;
    private final CurrentActor actors;
    private final Clock clock;

    NoShows(
            NoShowTables tables,
            TeamRulesDesk rules,
            SignsOfLife signs,
            AbsenceMails mails,
            HandoverWords words,
            Offers offers,
            NoShowFlow flow,
            RosterDesk roster,
            PeopleDesk people,
            CurrentActor actors,
            Clock clock) {
        this.tables = tables;
        this.rules = rules;
        this.signs = signs;
        this.mails = mails;
        this.words = words;
        this.offers = offers;
        this.flow = flow;
        this.roster = roster;
        this.people = people;
        this.actors = actors;
        this.clock = clock;
    }

    /**
     * Somebody who is missing from their shift.
     *
     * @param comesAt when they are to come; null where nobody has said anything yet
     */
    public record Missing(String person, String shift, Instant askedAt, @Nullable Instant comesAt) {}

    /** Starts the process of each shift that begins soon or runs, of the teams that want it. */
    @Transactional
    public void plan() {
        Instant now = clock.instant();
        Map<String, Boolean> asks = new HashMap<>();
        for (Shift shift : roster.shiftsStarting(now.minus(LONGEST_SHIFT), now.plus(AHEAD))) {
            if (shift.end().isAfter(now)
                    && asks.computeIfAbsent(shift.team(), team -> rules.of(team).noShowAfter() != null)
                    && tables.plan(shift)) {
                tables.started(shift.key(), flow.shiftPlanned(shift.key()));
            }
        }
    }

    /** The team asks earlier, later, or not at all any more. */
    @Transactional
    public void rulesChanged(String team) {
        plan();
        tables.of(team, clock.instant()).stream()
                .flatMap(call -> Optional.ofNullable(call.processInstance()).stream())
                .forEach(flow::timesMoved);
    }

    /** Whether a team of that person wants to know of those who do not appear. */
    public boolean asksAbout(String person) {
        return people.person(person).map(Person::teams).orElse(Set.of()).stream()
                .anyMatch(team -> rules.of(team).noShowAfter() != null);
    }

    /** Where the team asks no more: when the shift ends, and nobody is missed. */
    public Instant asksAt(String shift) {
        RollCall call = tables.get(shift);
        Duration after = rules.of(call.team()).noShowAfter();
        return after == null ? call.end() : begin(call).plus(after);
    }

    /** From when somebody is missed: the begin of the shift, or when the team began to ask in the middle of it. */
    private Instant begin(RollCall call) {
        return rules.asksSince(call.team())
                .filter(since -> since.isAfter(call.start()))
                .orElse(call.start());
    }

    public Instant endOf(String shift) {
        return tables.get(shift).end();
    }

    /**
     * Who is on this shift now and has given no sign since a little before it began. Those who answer for the team are told.
     * A shift that the roster does not know any more misses nobody.
     */
    @Transactional
    public void findMissing(String key) {
        RollCall call = tables.get(key);
        Instant now = clock.instant();
        Duration after = rules.of(call.team()).noShowAfter();
        if (after == null || !now.isBefore(call.end())) {
            return;
        }
        Set<String> agents =
                people.agentsOf(call.team()).stream().map(Person::id).collect(Collectors.toSet());
        List<String> expected = roster.shift(key).map(Shift::people).orElse(List.of()).stream()
                .filter(agents::contains)
                .filter(person -> roster.isOnShift(person, now))
                .toList();
        Map<String, Instant> seen = signs.latest(expected);
        // The shift may have been made longer or moved since they were asked about: once is enough.
        Set<String> asked = tables.askedAbout(call);
        // Whoever is early has been here; of the time before the team began to ask nobody knows.
        Instant begin = begin(call);
        Instant since = begin.equals(call.start()) ? begin.minus(after) : begin;
        for (String person : expected) {
            Instant last = seen.get(person);
            if ((last == null || last.isBefore(since)) && !asked.contains(person)) {
                tables.ask(key, person, now).ifPresent(id -> tell(call, id, person, last, now));
            }
        }
    }

    private void tell(RollCall call, long id, String person, @Nullable Instant last, Instant now) {
        roster.supervisorsToTell(call.team(), now).stream()
                .filter(to -> !to.equals(person))
                .forEach(to -> mails.hasNotAppeared(id, person, begin(call), last, now.toString(), to));
    }

    public List<String> missing(String shift) {
        return tables.unanswered(shift).stream().map(NoShow::person).toList();
    }

    /** User ids of those who may answer: whoever answers for the team now, all its supervisors, the dispatchers. */
    public Collection<String> answerers(String shift) {
        String team = tables.get(shift).team();
        Set<String> answerers = new LinkedHashSet<>(roster.supervisorsToTell(team, clock.instant()));
        Stream.concat(people.supervisorsOf(team).stream(), people.dispatchers().stream())
                .map(Person::id)
                .forEach(answerers::add);
        return answerers;
    }

    /** @throws Refusal where that person does not answer for the team */
    public void requireAnswerer(String shift, String person) {
        if (!actors.of(person).is(Role.ADMIN) && !answerers(shift).contains(person)) {
            throw Refusal.forbidden("handover.refused.noShow");
        }
    }

    /** Who is missing since when, and what waits for them, in the reader's words. */
    public String who(String shift, String person, String reader) {
        RollCall call = tables.get(shift);
        Instant last = signs.latest(List.of(person)).get(person);
        return words.text(
                reader,
                "handover.noShow.who",
                words.name(person),
                words.time(call.start(), reader),
                last == null ? words.text(reader, "handover.noShow.neverSeen") : words.time(last, reader),
                offers.openTicketsOf(person).size());
    }

    /**
     * What somebody knows of the missing person; carried out by {@link #carryOut}.
     *
     * @param answer {@code here}, {@code later} or {@code absent}
     * @param comesAt of {@code later}: wall-clock time such as 10:30, in the zone of who answers
     * @param until of {@code absent}: {@code open} for until further notice; else to the end of the shift
     */
    @Transactional
    public void answer(
            String shift, String person, String answer, @Nullable String comesAt, @Nullable String until, Actor by) {
        requireAnswerer(shift, by.id());
        RollCall call = tables.get(shift);
        NoShow noShow = tables.noShow(shift, person);
        Instant comes = null;
        Instant absentTo = null;
        NoShowTables.Answer said;
        switch (answer) {
            case HERE -> said = NoShowTables.Answer.HERE;
            case LATER -> {
                said = NoShowTables.Answer.LATER;
                comes = timeToCome(call, comesAt, words.zone(by.id()));
            }
            case ABSENT -> {
                said = NoShowTables.Answer.ABSENT;
                absentTo = OPEN.equals(until) ? null : call.end();
            }
            default -> throw Refusal.invalid("answer", "handover.refused.noShowAnswer");
        }
        if (!tables.answer(noShow.id(), said, comes, absentTo, by.id(), clock.instant())) {
            throw Refusal.conflict("handover.refused.noShowAnswered", words.name(person));
        }
    }

    private Instant timeToCome(RollCall call, @Nullable String time, ZoneId zone) {
        Instant now = clock.instant();
        try {
            LocalTime wall = LocalTime.parse(Objects.requireNonNullElse(time, ""));
            ZonedDateTime today = now.atZone(zone).truncatedTo(ChronoUnit.DAYS);
            Instant comes = today.with(wall).toInstant();
            if (!comes.isAfter(now)) {
                comes = today.plusDays(1).with(wall).toInstant();
            }
            if (comes.isBefore(call.end())) {
                return comes;
            }
        } catch (DateTimeException e) {
            // Said below: there is no such time.
        }
        throw Refusal.invalid("comesAt", "handover.refused.comesAt");
    }

    /**
     * Absent: the roster hears of it in the name of who answered, and the process {@code absence} does the rest.
     *
     * @return whether the person is to come later
     */
    @Transactional
    public boolean carryOut(String shift, String person) {
        NoShow noShow = tables.noShow(shift, person);
        if (noShow.answer() == NoShowTables.Answer.ABSENT) {
            roster.reportAbsence(
                    person,
                    Absence.Kind.OTHER,
                    tables.get(shift).start(),
                    noShow.absentTo(),
                    null,
                    actors.of(Objects.requireNonNull(noShow.answeredBy())));
        }
        return noShow.answer() == NoShowTables.Answer.LATER;
    }

    public Instant comesAt(String shift, String person) {
        return Objects.requireNonNull(tables.noShow(shift, person).comesAt());
    }

    /** The time at which they were to come has passed. */
    @Transactional
    public boolean isStillMissing(String shift, String person) {
        NoShow noShow = tables.noShow(shift, person);
        Instant now = clock.instant();
        Instant last = signs.latest(List.of(person)).get(person);
        boolean missing = (last == null || last.isBefore(noShow.askedAt())) && roster.isOnShift(person, now);
        if (missing) {
            tables.askAgain(noShow.id(), now);
            tell(tables.get(shift), noShow.id(), person, last, now);
        }
        return missing;
    }

    /** They have given a sign: whoever was to say where they are need not. */
    @Transactional
    public void appeared(String person) {
        for (NoShow noShow : tables.about(person)) {
            if (tables.answer(noShow.id(), NoShowTables.Answer.APPEARED, null, null, null, clock.instant())) {
                Optional.ofNullable(tables.get(noShow.shift()).processInstance())
                        .ifPresent(instance -> flow.appeared(instance, person));
            }
        }
    }

    /** Who is missing from the running shifts of a team. */
    public List<Missing> missingFrom(String team) {
        return tables.open(team, clock.instant()).stream()
                .map(noShow -> new Missing(noShow.person(), noShow.shift(), noShow.askedAt(), noShow.comesAt()))
                .toList();
    }

    /** Of the tasks that ask about somebody, and that the reader may see: the name of whom, by task id. */
    public Map<String, String> askedAbout(Collection<String> tasks) {
        Map<String, String> names = new HashMap<>();
        flow.askedAbout(tasks).forEach((task, person) -> names.put(task, words.name(person)));
        return names;
    }

    /** Id of the engine's task about that number, while it waits for an answer. */
    public Optional<String> openTask(long noShow) {
        return tables.find(noShow).filter(found -> found.answer() == null).flatMap(found -> Optional.ofNullable(
                        tables.get(found.shift()).processInstance())
                .flatMap(instance -> flow.openTask(instance, found.person())));
    }

    /** The same by shift and person. */
    public Optional<String> openTask(String shift, String person) {
        return openTask(tables.noShow(shift, person).id());
    }
}
