package io.promisedesk.roster;

import io.promisedesk.people.PeopleDesk;
import io.promisedesk.people.Person;
import io.promisedesk.platform.Refusal;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.roster.Absence.Kind;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;

/** Records who is absent when, and tells those who listen. Works in the caller's transaction. */
@Component
class AbsenceBook {

    private static final int LONGEST_NOTE = 500;
    private static final DateTimeFormatter WRITTEN = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm");

    private final RosterTables tables;
    private final RosterRights rights;
    private final PeopleDesk people;
    private final Clock clock;
    private final ApplicationEventPublisher events;

    AbsenceBook(
            RosterTables tables,
            RosterRights rights,
            PeopleDesk people,
            Clock clock,
            ApplicationEventPublisher events) {
        this.tables = tables;
        this.rights = rights;
        this.people = people;
        this.clock = clock;
        this.events = events;
    }

    /** @param last the last day; null: until further notice */
    Absence wholeDays(
            String person, Kind kind, LocalDate first, @Nullable LocalDate last, @Nullable String note, Actor by) {
        if (last != null && last.isBefore(first)) {
            throw Refusal.invalid("last", "roster.refused.absence");
        }
        ZoneId zone = known(person).zone();
        return new Absence(
                0,
                person,
                kind,
                first.atStartOfDay(zone).toInstant(),
                last == null ? null : last.plusDays(1).atStartOfDay(zone).toInstant(),
                note,
                by.id(),
                true);
    }

    Absence timed(String person, Kind kind, Instant from, @Nullable Instant to, @Nullable String note, Actor by) {
        Instant end = to == null ? null : to.truncatedTo(ChronoUnit.MILLIS);
        return timed(0, person, kind, from.truncatedTo(ChronoUnit.MILLIS), end, note, by.id());
    }

    private Absence timed(
            long id, String person, Kind kind, Instant from, @Nullable Instant to, @Nullable String note, String by) {
        return new Absence(
                id, person, kind, from, to, note, by, isWholeDays(known(person).zone(), from, to));
    }

    private static boolean isWholeDays(ZoneId zone, Instant from, @Nullable Instant to) {
        return isMidnight(zone, from) && (to == null || isMidnight(zone, to));
    }

    private static boolean isMidnight(ZoneId zone, Instant at) {
        LocalDate day = LocalDate.ofInstant(at, zone);
        return day.atStartOfDay(zone).toInstant().equals(at);
    }

    private Person known(String person) {
        return people.person(person)
                .orElseThrow(() -> Refusal.invalid("person", "roster.refused.unknownPerson", person));
    }

    /** @param source what it was taken from: a file, the desk */
    Absence report(Absence said, Actor by, String source) {
        requireAllowed(said, by);
        tables.lock("absences of " + said.person());
        Absence absence = untilTheNext(said);
        Optional<Absence> same = same(absence);
        if (same.isPresent()) {
            return same.get();
        }
        check(absence);
        Absence recorded = tables.add(absence, source, clock.instant());
        events.publishEvent(new AbsenceReported(recorded));
        rosterChanged();
        return recorded;
    }

    Optional<Absence> same(Absence absence) {
        return tables.absencesOf(absence.person(), absence.from(), absence.to()).stream()
                .filter(known -> known.kind() == absence.kind()
                        && known.from().equals(absence.from())
                        && Objects.equals(known.to(), absence.to()))
                .findFirst();
    }

    /** @param seen version that was edited; null: whatever it is now */
    Absence change(
            long id,
            @Nullable String seen,
            Kind kind,
            Instant from,
            @Nullable Instant to,
            @Nullable String note,
            Actor by) {
        Absence before = locked(id);
        requireAllowed(before, by);
        if (seen != null && !seen.equals(before.version())) {
            throw Refusal.conflict("roster.refused.absenceChanged");
        }
        Absence fresh = timed(before.person(), kind, from, to, note, by);
        Absence after = untilTheNext(new Absence(
                id, fresh.person(), kind, fresh.from(), fresh.to(), note, before.recordedBy(), fresh.wholeDays()));
        requireAllowed(after, by);
        check(after);
        if (!after.equals(before)) {
            tables.change(after);
            events.publishEvent(new AbsenceChanged(before, after));
            rosterChanged();
        }
        return after;
    }

    void end(long id, Instant end, Actor by) {
        Absence before = locked(id);
        if (!end.isAfter(before.from())) {
            cancel(id, by);
        } else {
            change(id, null, before.kind(), before.from(), end, before.note(), by);
        }
    }

    void cancel(long id, Actor by) {
        Absence before = locked(id);
        requireAllowed(before, by);
        tables.removeAbsence(id);
        events.publishEvent(new AbsenceChanged(before, null));
        rosterChanged();
    }

    private Absence locked(long id) {
        Absence seen = tables.absence(id).orElseThrow(() -> Refusal.notFound("roster.refused.unknownAbsence"));
        tables.lock("absences of " + seen.person());
        return tables.absence(id).orElseThrow(() -> Refusal.notFound("roster.refused.unknownAbsence"));
    }

    private void requireAllowed(Absence absence, Actor by) {
        boolean ownSickness = absence.person().equals(by.id()) && absence.kind() == Kind.SICKNESS;
        if (!ownSickness && !rights.mayPlanFor(absence.person(), by)) {
            throw Refusal.forbidden("roster.refused.recordAbsence");
        }
    }

    /**
     * Whoever does not know yet when they are back is absent, as far as this absence says it, until one begins that is
     * recorded already and that it may not overlap.
     */
    private Absence untilTheNext(Absence absence) {
        return absence.to() != null
                ? absence
                : tables.absencesOf(absence.person(), absence.from(), null).stream()
                        .filter(other -> other.id() != absence.id()
                                && other.from().isAfter(absence.from())
                                && !mayOverlap(other, absence))
                        .map(Absence::from)
                        .min(Comparator.naturalOrder())
                        .map(next -> timed(
                                absence.id(),
                                absence.person(),
                                absence.kind(),
                                absence.from(),
                                next,
                                absence.note(),
                                absence.recordedBy()))
                        .orElse(absence);
    }

    /** @throws Refusal where it cannot be recorded */
    void check(Absence absence) {
        Person person = known(absence.person());
        Instant to = absence.to();
        if (to != null && !to.isAfter(absence.from())) {
            throw Refusal.invalid("to", "roster.refused.absenceEnd");
        }
        if (absence.note() != null && absence.note().length() > LONGEST_NOTE) {
            throw Refusal.invalid("note", "roster.refused.note", LONGEST_NOTE);
        }
        tables.absencesOf(absence.person(), absence.from(), to).stream()
                .filter(other -> other.id() != absence.id() && !mayOverlap(other, absence))
                .findFirst()
                .ifPresent(other -> refuseOverlap(other, person));
    }

    /** Whoever is on vacation may fall ill, and who is ill until further notice may have planned a vacation. */
    private static boolean mayOverlap(Absence one, Absence other) {
        return one.kind() != other.kind() && (one.kind() == Kind.SICKNESS || other.kind() == Kind.SICKNESS);
    }

    private static void refuseOverlap(Absence other, Person person) {
        String from = WRITTEN.format(other.from().atZone(person.zone()));
        Instant to = other.to();
        if (to == null) {
            throw Refusal.conflict("roster.refused.absentAlreadyOpen", person.name(), from);
        }
        throw Refusal.conflict(
                "roster.refused.absentAlready", person.name(), from, WRITTEN.format(to.atZone(person.zone())));
    }

    private void rosterChanged() {
        events.publishEvent(new RosterChanged(clock.instant()));
    }
}
