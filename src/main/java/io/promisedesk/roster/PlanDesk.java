package io.promisedesk.roster;

import io.promisedesk.people.PeopleDesk;
import io.promisedesk.people.Person;
import io.promisedesk.people.Team;
import io.promisedesk.platform.Refusal;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.sla.BusinessCalendar;
import io.promisedesk.sla.CalendarDesk;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * What people plan with: a team's roster as a reader may see it, changes on one date, patterns, and what hours should be
 * staffed by. Agents read the rosters of their teams; supervisors of the team, dispatchers and administrators plan.
 */
@Service
public class PlanDesk {

    /** Counts where a team has chosen none, if there is such a calendar. */
    static final String USUAL_CALENDAR = "business-hours";

    private static final int LONGEST_NAME = 80;
    private static final int MOST_SLOTS = 400;
    /** Enough for a month and the days around it. */
    private static final Duration LONGEST_VIEW = Duration.ofDays(63);

    private final RosterTables tables;
    private final RosterBook roster;
    private final RosterRights rights;
    private final SwapDesk swaps;
    private final StaffingTable staffing;
    private final AbsenceBook absences;
    private final PeopleDesk people;
    private final CalendarDesk calendars;
    private final ObjectProvider<ExpectedLoad> load;
    private final Clock clock;
    private final ApplicationEventPublisher events;

    PlanDesk(
            RosterTables tables,
            RosterBook roster,
            RosterRights rights,
            SwapDesk swaps,
            StaffingTable staffing,
            AbsenceBook absences,
            PeopleDesk people,
            CalendarDesk calendars,
            ObjectProvider<ExpectedLoad> load,
            Clock clock,
            ApplicationEventPublisher events) {
        this.tables = tables;
        this.roster = roster;
        this.rights = rights;
        this.swaps = swaps;
        this.staffing = staffing;
        this.absences = absences;
        this.people = people;
        this.calendars = calendars;
        this.load = load;
        this.clock = clock;
        this.events = events;
    }

    /** Teams whose roster that person may read, those of their own first. */
    public List<Team> teams(Actor reader) {
        return Stream.concat(
                        people.teams().stream().filter(team -> reader.isIn(team.key())),
                        people.teams().stream().filter(team -> !reader.isIn(team.key())))
                .filter(team -> rights.mayRead(team.key(), reader))
                .toList();
    }

    public boolean mayPlan(String team, Actor reader) {
        return rights.mayPlan(team, reader);
    }

    /** @throws Refusal where that person may not read it */
    @Transactional
    public RosterView view(String team, Instant from, Instant to, Actor reader) {
        return view(readable(team, reader), from, to, reader, null);
    }

    /** What would be found wrong if this were saved; changes nothing. Refuses what {@link #edit} refuses. */
    @Transactional
    public List<Finding> check(ShiftEdit edit, Actor by) {
        Team team = planned(edit.team(), by);
        Change change = change(edit, team);
        Instant from = edit.start().atZone(team.zone()).toInstant();
        Instant to = edit.end().atZone(team.zone()).toInstant();
        return view(team, from.minus(ShiftFindings.REST), to.plus(ShiftFindings.REST), by, change).findings().stream()
                .filter(finding -> finding.person() == null
                        ? finding.from().isBefore(to) && finding.to().isAfter(from)
                        : edit.people().contains(finding.person()))
                .toList();
    }

    /** What would be found wrong with the two if the colleague confirmed now: of whom the reader may know it. */
    @Transactional
    public List<Finding> check(Swap swap, Actor reader) {
        Team team = people.team(swap.team()).orElse(null);
        if (team == null || !rights.mayRead(team.key(), reader)) {
            return List.of();
        }
        List<Span> spans = swap.back() == null ? List.of(swap.given()) : List.of(swap.given(), swap.back());
        return spans.stream()
                .flatMap(span -> {
                    Instant first = span.start().minus(RosterBook.LONGEST).minus(ShiftFindings.REST);
                    Instant last = span.end().plus(ShiftFindings.REST);
                    Derivation before = roster.derivation(first, last);
                    List<Swap> swapped = new ArrayList<>(before.swaps());
                    swapped.add(swap.as(Swap.State.CONFIRMED, clock.instant()));
                    Derivation after = new Derivation(
                            before.patterns(), before.dated(), swapped, before.absences(), before.zoneOfTeam());
                    String comes = span.equals(swap.given()) ? swap.taker() : swap.giver();
                    return shiftFindings(team.key(), after, after.planned(first, last))
                            .findings(span.start().minus(ShiftFindings.REST), last)
                            .stream()
                            .filter(finding -> comes.equals(finding.person()) && finding.kind() != Finding.Kind.ABSENT);
                })
                .filter(finding -> rights.mayPlan(team.key(), reader) || isFor(finding, reader))
                .distinct()
                .toList();
    }

    private Team readable(String key, Actor reader) {
        Team team = people.team(key).orElseThrow(() -> Refusal.notFound("roster.refused.unknownTeam", key));
        if (!rights.mayRead(key, reader)) {
            throw Refusal.forbidden("roster.refused.read", team.name());
        }
        return team;
    }

    private Team planned(String key, Actor by) {
        Team team = people.team(key).orElseThrow(() -> Refusal.notFound("roster.refused.unknownTeam", key));
        rights.requirePlanner(key, by);
        return team;
    }

    private RosterView view(Team team, Instant from, Instant to, Actor reader, @Nullable Change change) {
        if (!from.isBefore(to) || Duration.between(from, to).compareTo(LONGEST_VIEW) > 0) {
            throw Refusal.invalid("date", "roster.refused.period", LONGEST_VIEW.toDays());
        }
        boolean plans = rights.mayPlan(team.key(), reader);
        // As far around as somebody's rest reaches.
        Instant first = from.minus(RosterBook.LONGEST).minus(ShiftFindings.REST);
        Instant last = to.plus(ShiftFindings.REST);
        Derivation derivation = roster.derivation(first, last);
        if (change != null) {
            derivation = change.on(derivation);
        }
        List<PlannedShift> all = derivation.planned(first, last);
        List<PlannedShift> own = all.stream()
                .filter(shift -> shift.team().equals(team.key()) && shift.span().touches(from, to))
                .toList();
        Staffing chosen = staffing.of(team.key(), usualCalendar());
        Derivation derived = derivation;
        Coverage coverage = coverage(team, own, derived, chosen, from, to);
        List<Instant> starts = hours(from, to);
        List<StaffedHour> hours = coverage.hours(starts, expected(team.key(), starts));
        // Nobody can mend what lies behind.
        Instant now = clock.instant();
        List<Finding> findings = new ArrayList<>(coverage.findings(hours.stream()
                .filter(hour -> hour.start().plus(Coverage.HOUR).isAfter(now))
                .toList()));
        findings.addAll(shiftFindings(team.key(), derived, all).findings(from, to));
        return new RosterView(
                team,
                from,
                to,
                own.stream().map(shift -> plan(shift, derived)).toList(),
                roster.absencesIn(team.key(), from, to).stream()
                        .map(absence -> plans || absence.person().equals(reader.id()) ? absence : discreet(absence))
                        .toList(),
                swaps.of(team.key(), from, to).stream()
                        .filter(swap -> plans || swap.concerns(reader.id()) || !swap.isOpen())
                        .toList(),
                findings.stream()
                        .filter(finding -> finding.isAhead(now))
                        .filter(finding -> plans || isFor(finding, reader))
                        .toList(),
                hours,
                chosen,
                plans);
    }

    private static boolean isFor(Finding finding, Actor reader) {
        return finding.person() == null || finding.person().equals(reader.id());
    }

    private static ShiftPlan plan(PlannedShift shift, Derivation derivation) {
        return new ShiftPlan(
                shift.key(),
                shift.team(),
                shift.span(),
                shift.people(),
                shift.breaks(),
                shift.isDated(),
                shift.version(),
                derivation.presences(shift));
    }

    private static Absence discreet(Absence absence) {
        return new Absence(
                absence.id(),
                absence.person(),
                Absence.Kind.OTHER,
                absence.from(),
                absence.to(),
                null,
                "",
                absence.wholeDays());
    }

    private Coverage coverage(
            Team team, List<PlannedShift> shifts, Derivation derivation, Staffing chosen, Instant from, Instant to) {
        Set<String> leading = new HashSet<>();
        people.supervisorsOf(team.key()).forEach(person -> leading.add(person.id()));
        Set<String> rostered = tables.rostered();
        Map<String, List<Absence>> always = new HashMap<>();
        for (Person agent : people.agentsOf(team.key())) {
            leading.remove(agent.id());
            if (!rostered.contains(agent.id())) {
                always.put(agent.id(), roster.absencesOf(agent.id(), from, to));
            }
        }
        List<Presence> there = shifts.stream()
                .flatMap(shift -> derivation.presences(shift).stream())
                .filter(presence -> !leading.contains(presence.person()) && !always.containsKey(presence.person()))
                .toList();
        return new Coverage(there, always.values(), promised(chosen.calendar(), team), chosen.rate());
    }

    private BiPredicate<Instant, Instant> promised(@Nullable String key, Team team) {
        if (key == null || !calendars.keys().contains(key)) {
            return (from, to) -> false;
        }
        BusinessCalendar calendar = calendars.calendar(calendars.current(key, team.zone()));
        return (from, to) -> !calendar.between(from, to).isZero();
    }

    private @Nullable String usualCalendar() {
        return calendars.keys().contains(USUAL_CALENDAR) ? USUAL_CALENDAR : null;
    }

    private static List<Instant> hours(Instant from, Instant to) {
        List<Instant> hours = new ArrayList<>();
        for (Instant hour = from.truncatedTo(ChronoUnit.HOURS); hour.isBefore(to); hour = hour.plus(Coverage.HOUR)) {
            hours.add(hour);
        }
        return hours;
    }

    private List<OptionalDouble> expected(String team, List<Instant> hours) {
        ExpectedLoad known = load.getIfAvailable();
        List<OptionalDouble> expected = known == null ? List.of() : known.arrivals(team, hours);
        return expected.size() == hours.size() ? expected : Collections.nCopies(hours.size(), OptionalDouble.empty());
    }

    private ShiftFindings shiftFindings(String team, Derivation derivation, List<PlannedShift> shifts) {
        Set<String> users = new HashSet<>();
        Set<String> members = rights.members(team);
        shifts.stream()
                .filter(shift -> shift.team().equals(team))
                .flatMap(shift -> shift.people().stream())
                .distinct()
                .filter(person ->
                        members.contains(person) || people.person(person).isPresent())
                .forEach(users::add);
        return new ShiftFindings(team, derivation, shifts, members, users);
    }

    /**
     * Changes a shift on its date, or plans one. It counts from then on as planned for that date, whatever becomes of the
     * patterns.
     *
     * @throws Refusal where somebody else has changed the shift since, or a part is wrong
     */
    @Transactional
    public void edit(ShiftEdit edit, Actor by) {
        Team team = planned(edit.team(), by);
        tables.lock("plan of " + team.key());
        write(change(edit, team), by);
    }

    /** There is no such shift on that date. */
    @Transactional
    public void remove(String key, String seen, Actor by) {
        PlannedShift shift = seen(key, seen, by);
        write(without(shift), by);
    }

    /** What was planned for that team at that start is taken back: the patterns hold again. */
    @Transactional
    public void restore(String key, String seen, Actor by) {
        PlannedShift shift = seen(key, seen, by);
        tables.removeAt(shift.team(), shift.start());
        rosterChanged();
    }

    private PlannedShift seen(String key, String seen, Actor by) {
        PlannedShift shift = roster.planned(key).orElseThrow(() -> Refusal.conflict("roster.refused.shiftGone"));
        rights.requirePlanner(shift.team(), by);
        tables.lock("plan of " + shift.team());
        return current(key, seen);
    }

    private PlannedShift current(String key, @Nullable String seen) {
        PlannedShift shift = roster.planned(key).orElseThrow(() -> Refusal.conflict("roster.refused.shiftGone"));
        if (!shift.version().equals(seen)) {
            throw Refusal.conflict("roster.refused.shiftChanged");
        }
        return shift;
    }

    /**
     * What takes the place of everything that a team has at some starts: a dated shift hides what patterns say at its
     * start, so the others there become dated, too.
     */
    private record Change(String team, Map<Instant, List<PlannedShift>> byStart) {

        Derivation on(Derivation before) {
            List<PlannedShift> dated = new ArrayList<>(before.dated());
            dated.removeIf(shift -> shift.team().equals(team) && byStart.containsKey(shift.start()));
            byStart.values().forEach(dated::addAll);
            return new Derivation(before.patterns(), dated, before.swaps(), before.absences(), before.zoneOfTeam());
        }
    }

    private Change change(ShiftEdit edit, Team team) {
        PlannedShift wanted = wanted(edit, team);
        Change change = edit.key() == null
                ? new Change(team.key(), new HashMap<>())
                : without(current(edit.key(), edit.seen()));
        List<PlannedShift> there =
                change.byStart.computeIfAbsent(wanted.start(), start -> new ArrayList<>(at(team.key(), start)));
        there.removeIf(shift -> shift.people().isEmpty());
        Optional<PlannedShift> same =
                there.stream().filter(shift -> shift.key().equals(wanted.key())).findFirst();
        there.remove(same.orElse(null));
        there.add(same.map(wanted::with).orElse(wanted));
        return change;
    }

    private Change without(PlannedShift shift) {
        List<PlannedShift> others = new ArrayList<>(at(shift.team(), shift.start()));
        others.removeIf(other -> other.key().equals(shift.key()));
        if (others.isEmpty()) {
            others.add(
                    new PlannedShift(shift.team(), shift.zone(), shift.span(), List.of(), List.of(), clock.instant()));
        }
        Map<Instant, List<PlannedShift>> byStart = new HashMap<>();
        byStart.put(shift.start(), others);
        return new Change(shift.team(), byStart);
    }

    private List<PlannedShift> at(String team, Instant start) {
        return roster.planned(start, start.plusMillis(1)).stream()
                .filter(shift -> shift.team().equals(team))
                .map(shift -> new PlannedShift(
                        shift.team(), shift.zone(), shift.span(), shift.people(), shift.breaks(), clock.instant()))
                .toList();
    }

    private PlannedShift wanted(ShiftEdit edit, Team team) {
        Span span = new Span(
                edit.start().atZone(team.zone()).toInstant(),
                edit.end().atZone(team.zone()).toInstant());
        Duration length = span.length();
        if (length.isNegative() || length.isZero() || length.compareTo(RosterBook.LONGEST_SHIFT) > 0) {
            throw Refusal.invalid("end", "roster.refused.length", RosterBook.LONGEST_SHIFT.toHours());
        }
        if (edit.people().isEmpty()) {
            throw Refusal.invalid("people", "roster.refused.nobody");
        }
        requireUsers(edit.people());
        for (Break pause : edit.breaks()) {
            Optional<Span> in = pause.in(span, team.zone());
            if (in.isEmpty() || in.get().length().compareTo(length) >= 0) {
                throw Refusal.invalid("breaks", "roster.refused.break", pause.toString());
            }
            if (pause.person() != null && !edit.people().contains(pause.person())) {
                throw Refusal.invalid("breaks", "roster.refused.breakOf", pause.toString());
            }
        }
        return new PlannedShift(team.key(), team.zone(), span, edit.people(), edit.breaks(), clock.instant());
    }

    private void requireUsers(List<String> ids) {
        for (String id : ids) {
            if (people.person(id).isEmpty()) {
                throw Refusal.invalid("people", "roster.refused.unknownPerson", id);
            }
        }
    }

    private void write(Change change, Actor by) {
        change.byStart.forEach((start, shifts) -> {
            tables.removeAt(change.team, start);
            shifts.forEach(shift -> tables.put(shift, by.id()));
        });
        rosterChanged();
    }

    private void rosterChanged() {
        events.publishEvent(new RosterChanged(clock.instant()));
    }

    /**
     * As {@link RosterDesk#changeAbsence}, for somebody who has seen it.
     *
     * @throws Refusal where somebody else has changed it since
     */
    @Transactional
    public void changeAbsence(
            long id,
            String seen,
            Absence.Kind kind,
            Instant from,
            @Nullable Instant to,
            @Nullable String note,
            Actor by) {
        absences.change(id, seen, kind, from, to, note, by);
    }

    /** Patterns of a team, in the order in which they were made. */
    public List<Pattern> patterns(String team, Actor reader) {
        readable(team, reader);
        return tables.patterns().stream()
                .filter(pattern -> pattern.team().equals(team))
                .toList();
    }

    /**
     * Saves a pattern: a new one where its id is 0, else the next version of what {@link Pattern#version} says was edited.
     *
     * @throws Refusal where somebody else has changed it since, or a part is wrong
     */
    @Transactional
    public void save(Pattern pattern, Actor by) {
        planned(pattern.team(), by);
        tables.lock("plan of " + pattern.team());
        check(pattern);
        if (pattern.id() == 0) {
            tables.add(pattern, by.id(), clock.instant());
        } else {
            requireOfTeam(pattern);
            if (!tables.change(pattern, by.id(), clock.instant())) {
                throw Refusal.conflict("roster.refused.patternChanged");
            }
        }
        rosterChanged();
    }

    @Transactional
    public void removePattern(String team, long id, int version, Actor by) {
        planned(team, by);
        tables.lock("plan of " + team);
        Pattern pattern = patterns(team, by).stream()
                .filter(known -> known.id() == id && known.version() == version)
                .findFirst()
                .orElseThrow(() -> Refusal.conflict("roster.refused.patternChanged"));
        requireOfDesk(pattern);
        tables.remove(pattern);
        rosterChanged();
    }

    private void requireOfTeam(Pattern pattern) {
        Pattern known = tables.patterns().stream()
                .filter(other -> other.id() == pattern.id() && other.team().equals(pattern.team()))
                .findFirst()
                .orElseThrow(() -> Refusal.conflict("roster.refused.patternChanged"));
        requireOfDesk(known);
    }

    /** The file would bring it again. */
    private static void requireOfDesk(Pattern pattern) {
        if (pattern.source().equals(RosterTables.FILE)) {
            throw Refusal.conflict("roster.refused.patternOfFile");
        }
    }

    private void check(Pattern pattern) {
        requireOfDesk(pattern);
        if (pattern.days() < 1 || pattern.days() > Pattern.MOST_DAYS) {
            throw Refusal.invalid("days", "roster.refused.days", Pattern.MOST_DAYS);
        }
        if (pattern.name().length() > LONGEST_NAME) {
            throw Refusal.invalid("name", "roster.refused.name", LONGEST_NAME);
        }
        if (pattern.validFrom() != null
                && pattern.validTo() != null
                && pattern.validTo().isBefore(pattern.validFrom())) {
            throw Refusal.invalid("validTo", "roster.refused.validity");
        }
        if (pattern.slots().isEmpty() || pattern.slots().size() > MOST_SLOTS) {
            throw Refusal.invalid("slots", "roster.refused.slots", MOST_SLOTS);
        }
        for (Slot slot : pattern.slots()) {
            if (slot.day() < 0 || slot.day() >= pattern.days()) {
                throw Refusal.invalid("slots", "roster.refused.slotDay", slot.day() + 1, pattern.days());
            }
            if (slot.people().isEmpty()) {
                throw Refusal.invalid("slots", "roster.refused.nobody");
            }
            requireUsers(slot.people());
            Span span = slot.on(Pattern.MONDAY, ZoneOffset.UTC).orElseThrow();
            for (Break pause : slot.breaks()) {
                if (pause.in(span, ZoneOffset.UTC).isEmpty()) {
                    throw Refusal.invalid("breaks", "roster.refused.break", pause.toString());
                }
                if (pause.person() != null && !slot.people().contains(pause.person())) {
                    throw Refusal.invalid("breaks", "roster.refused.breakOf", pause.toString());
                }
            }
        }
    }

    /** Keys of the working calendars that a team may choose from. */
    public List<String> calendars() {
        return List.copyOf(calendars.keys());
    }

    /** Says what the team's hours shall be staffed by; the version is the one that was edited. */
    @Transactional
    public void staff(Staffing wanted, Actor by) {
        planned(wanted.team(), by);
        Double rate = wanted.rate();
        if (rate != null && (rate.isNaN() || rate < 0.1 || rate > 1000)) {
            throw Refusal.invalid("rate", "roster.refused.rate");
        }
        if (wanted.calendar() != null && !calendars.keys().contains(wanted.calendar())) {
            throw Refusal.invalid("calendar", "roster.refused.calendar");
        }
        if (!staffing.save(wanted, by.id(), clock.instant())) {
            throw Refusal.conflict("roster.refused.staffingChanged");
        }
    }
}
