package io.promisedesk.roster;

import biweekly.ICalendar;
import biweekly.component.VEvent;
import biweekly.io.ParseWarning;
import biweekly.io.text.ICalReader;
import biweekly.property.DateEnd;
import biweekly.property.DateStart;
import biweekly.property.DurationProperty;
import biweekly.util.DateTimeComponents;
import biweekly.util.ICalDate;
import biweekly.util.Recurrence;
import biweekly.util.com.google.ical.compat.javautil.DateIterator;
import io.promisedesk.people.PeopleDesk;
import io.promisedesk.people.Person;
import io.promisedesk.platform.Refusal;
import io.promisedesk.platform.security.Actor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.TimeZone;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Absences of one person from an iCalendar file: whole days and times, with zones, and repeated ones that come to an end. The
 * same file a second time changes nothing.
 */
@Service
public class AbsenceImport {

    static final int MOST_CHARACTERS = 1_000_000;
    private static final int MOST_EVENTS = 500;
    private static final int MOST_REPEATS = 60;
    /** What has been over for longer interests nobody. */
    private static final Duration OVER = Duration.ofDays(31);

    private final AbsenceBook absences;
    private final RosterRights rights;
    private final PeopleDesk people;
    private final Clock clock;

    AbsenceImport(AbsenceBook absences, RosterRights rights, PeopleDesk people, Clock clock) {
        this.absences = absences;
        this.rights = rights;
        this.people = people;
        this.clock = clock;
    }

    /** What becomes of an event. */
    public enum Outcome {
        TAKEN,
        KNOWN,
        REFUSED
    }

    /**
     * One event of the file.
     *
     * @param line where it begins
     * @param absence what it says; null where it cannot be read
     * @param reason why it is refused; null where it is not
     */
    public record Line(
            int line, String summary, Outcome outcome, @Nullable Absence absence, @Nullable Refusal reason) {}

    /**
     * What an import would do; changes nothing.
     *
     * @throws Refusal where the whole file cannot be read, or {@code by} may not record absences of that person
     */
    @Transactional(readOnly = true)
    public List<Line> preview(String text, String person, Absence.Kind kind, Actor by) {
        return read(text, person, kind, by);
    }

    /** Records what can be taken. */
    @Transactional
    public List<Line> take(String text, String person, Absence.Kind kind, Actor by) {
        List<Line> lines = read(text, person, kind, by);
        lines.stream()
                .filter(line -> line.outcome() == Outcome.TAKEN && line.absence() != null)
                .forEach(line -> absences.report(line.absence(), by, RosterTables.DESK));
        return lines;
    }

    private List<Line> read(String text, String id, Absence.Kind kind, Actor by) {
        Person person =
                people.person(id).orElseThrow(() -> Refusal.invalid("person", "roster.refused.unknownPerson", id));
        if (!rights.mayPlanFor(id, by)) {
            throw Refusal.forbidden("roster.refused.recordAbsence");
        }
        if (text.length() > MOST_CHARACTERS) {
            throw Refusal.tooLarge("file", "roster.refused.ics.large", MOST_CHARACTERS / 1000);
        }
        List<Integer> begins = begins(text);
        if (begins.size() > MOST_EVENTS) {
            throw Refusal.tooLarge("file", "roster.refused.ics.many", MOST_EVENTS);
        }
        List<Line> lines = new ArrayList<>();
        List<Absence> taken = new ArrayList<>();
        int event = 0;
        try (ICalReader reader = new ICalReader(text)) {
            reader.setDefaultTimezone(TimeZone.getTimeZone(person.zone()));
            boolean any = false;
            for (ICalendar calendar = reader.readNext(); calendar != null; calendar = reader.readNext()) {
                any = true;
                List<ParseWarning> warnings = reader.getWarnings();
                for (VEvent found : calendar.getEvents()) {
                    int line = event < begins.size() ? begins.get(event) : 0;
                    int next = event + 1 < begins.size() ? begins.get(event + 1) : Integer.MAX_VALUE;
                    lines.addAll(lines(found, line, unreadable(warnings, line, next), person, kind, by, taken));
                    event++;
                }
            }
            if (!any) {
                throw Refusal.invalid("file", "roster.refused.ics.none");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (lines.isEmpty()) {
            throw Refusal.invalid("file", "roster.refused.ics.empty");
        }
        return lines;
    }

    /** Numbers of the lines in which events begin. */
    private static List<Integer> begins(String text) {
        List<Integer> begins = new ArrayList<>();
        int number = 0;
        for (String line : text.split("\\r\\n|\\n|\\r", -1)) {
            number++;
            if (line.strip().equalsIgnoreCase("BEGIN:VEVENT")) {
                begins.add(number);
            }
        }
        return begins;
    }

    /** The line of a date in the event that cannot be read, or null. */
    private static @Nullable Integer unreadable(List<ParseWarning> warnings, int from, int to) {
        for (ParseWarning warning : warnings) {
            Integer at = warning.getLineNumber();
            String property = warning.getPropertyName();
            if (at != null
                    && at >= from
                    && at < to
                    && property != null
                    && property.matches("(?i)DTSTART|DTEND|DURATION|RRULE")) {
                return at;
            }
        }
        return null;
    }

    private List<Line> lines(
            VEvent event,
            int line,
            @Nullable Integer unreadable,
            Person person,
            Absence.Kind kind,
            Actor by,
            List<Absence> taken) {
        String summary = event.getSummary() == null || event.getSummary().getValue() == null
                ? ""
                : event.getSummary().getValue().strip();
        try {
            if (unreadable != null) {
                throw Refusal.invalid("file", "roster.refused.ics.date", unreadable);
            }
            if (event.getStatus() != null && event.getStatus().isCancelled()) {
                throw Refusal.invalid("file", "roster.refused.ics.cancelled");
            }
            return times(event, person.zone()).stream()
                    .map(time -> judged(line, summary, absence(time, person, kind, summary, by), taken))
                    .toList();
        } catch (Refusal refusal) {
            return List.of(new Line(line, summary, Outcome.REFUSED, null, refusal));
        }
    }

    private Absence absence(Time time, Person person, Absence.Kind kind, String summary, Actor by) {
        String note = summary.isEmpty() ? null : summary.substring(0, Math.min(200, summary.length()));
        return time.first() != null && time.last() != null
                ? absences.wholeDays(person.id(), kind, time.first(), time.last(), note, by)
                : absences.timed(person.id(), kind, time.from(), time.to(), note, by);
    }

    private Line judged(int line, String summary, Absence absence, List<Absence> taken) {
        boolean twice = taken.stream()
                .anyMatch(other -> other.from().equals(absence.from())
                        && String.valueOf(other.to()).equals(String.valueOf(absence.to())));
        if (twice || absences.same(absence).isPresent()) {
            return new Line(line, summary, Outcome.KNOWN, absence, null);
        }
        try {
            Instant to = absence.to();
            if (to != null && to.isBefore(clock.instant().minus(OVER))) {
                throw Refusal.invalid("file", "roster.refused.ics.over");
            }
            absences.check(absence);
            if (taken.stream().anyMatch(other -> other.touches(absence.from(), to))) {
                throw Refusal.invalid("file", "roster.refused.ics.overlap");
            }
        } catch (Refusal refusal) {
            return new Line(line, summary, Outcome.REFUSED, absence, refusal);
        }
        taken.add(absence);
        return new Line(line, summary, Outcome.TAKEN, absence, null);
    }

    /** @param first first day, where it is whole days */
    private record Time(Instant from, Instant to, @Nullable LocalDate first, @Nullable LocalDate last) {}

    private static List<Time> times(VEvent event, ZoneId zone) {
        DateStart start = event.getDateStart();
        if (start == null || start.getValue() == null) {
            throw Refusal.invalid("file", "roster.refused.ics.noStart");
        }
        Time one = time(event, start.getValue(), zone);
        if (event.getRecurrenceRule() == null) {
            return List.of(one);
        }
        Recurrence rule = event.getRecurrenceRule().getValue();
        if (rule == null || rule.getCount() == null && rule.getUntil() == null) {
            throw Refusal.invalid("file", "roster.refused.ics.endless");
        }
        List<Time> all = new ArrayList<>();
        DateIterator dates = event.getDateIterator(TimeZone.getTimeZone(zone));
        while (dates.hasNext()) {
            if (all.size() == MOST_REPEATS) {
                throw Refusal.invalid("file", "roster.refused.ics.often", MOST_REPEATS);
            }
            all.add(moved(one, dates.next().toInstant(), zone));
        }
        return all;
    }

    /** The same at another start: as many days, or as long. */
    private static Time moved(Time time, Instant start, ZoneId zone) {
        if (time.first() == null || time.last() == null) {
            return new Time(start, start.plus(Duration.between(time.from(), time.to())), null, null);
        }
        LocalDate first = LocalDate.ofInstant(start, zone);
        LocalDate last = first.plusDays(ChronoUnit.DAYS.between(time.first(), time.last()));
        return days(first, last, zone);
    }

    private static Time days(LocalDate first, LocalDate last, ZoneId zone) {
        return new Time(
                first.atStartOfDay(zone).toInstant(),
                last.plusDays(1).atStartOfDay(zone).toInstant(),
                first,
                last);
    }

    private static Time time(VEvent event, ICalDate start, ZoneId zone) {
        DateEnd end = event.getDateEnd();
        ICalDate until = end == null ? null : end.getValue();
        DurationProperty duration = event.getDuration();
        if (!start.hasTime()) {
            LocalDate first = day(start);
            LocalDate last = until != null
                    ? day(until).minusDays(1)
                    : duration == null
                            ? first
                            : first.plusDays(Math.max(1, duration.getValue().toMillis() / 86_400_000) - 1);
            // Some programs write the last day itself where it is a single one.
            return days(first, last.isBefore(first) ? first : last, zone);
        }
        Instant from = start.toInstant();
        Instant to = until != null
                ? until.toInstant()
                : duration == null ? from : from.plusMillis(duration.getValue().toMillis());
        if (!to.isAfter(from)) {
            throw Refusal.invalid("file", "roster.refused.absenceEnd");
        }
        return new Time(from, to, null, null);
    }

    private static LocalDate day(ICalDate date) {
        DateTimeComponents raw = date.getRawComponents();
        return LocalDate.of(raw.getYear(), raw.getMonth(), raw.getDate());
    }
}
