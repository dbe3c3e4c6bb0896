package io.promisedesk.workplace.web;

import io.promisedesk.people.PeopleDesk;
import io.promisedesk.people.Person;
import io.promisedesk.people.Team;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.roster.Absence;
import io.promisedesk.roster.Finding;
import io.promisedesk.roster.PlanDesk;
import io.promisedesk.roster.Presence;
import io.promisedesk.roster.RosterView;
import io.promisedesk.roster.ShiftPlan;
import io.promisedesk.roster.Span;
import io.promisedesk.roster.StaffedHour;
import io.promisedesk.roster.Swap;
import io.promisedesk.roster.SwapDesk;
import java.time.Clock;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** A team's roster as the page draws it: people by days, with how each day's hours are staffed. */
@Component
class RosterScreen {

    private static final DateTimeFormatter HOUR = DateTimeFormatter.ofPattern("H");
    private static final int FINDINGS_OF_A_DAY = 3;

    private final PlanDesk plan;
    private final SwapDesk swaps;
    private final RosterWords words;
    private final PeopleDesk people;
    private final Clock clock;

    RosterScreen(PlanDesk plan, SwapDesk swaps, RosterWords words, PeopleDesk people, Clock clock) {
        this.plan = plan;
        this.swaps = swaps;
        this.words = words;
        this.people = people;
        this.clock = clock;
    }

    /** @param view week or month */
    record Screen(
            Team team,
            boolean month,
            LocalDate date,
            String title,
            LocalDate previous,
            LocalDate next,
            LocalDate today,
            String now,
            List<Day> days,
            List<Row> rows,
            List<Request> requests,
            List<String> faults,
            List<String> hints,
            boolean expects,
            boolean editable,
            RosterView roster) {

        public String view() {
            return month ? "month" : "week";
        }

        public boolean isEmpty() {
            return roster.shifts().isEmpty();
        }
    }

    /**
     * @param most agents in its best staffed hour
     * @param least agents in its worst staffed promised hour
     * @param findings gaps and hours with too few
     * @param more of them that are not shown
     */
    record Day(
            LocalDate date,
            String name,
            String number,
            String full,
            boolean today,
            boolean weekend,
            List<Mark> hours,
            String said,
            long most,
            List<Note> findings,
            int more) {

        public boolean gap() {
            return findings.stream().anyMatch(note -> !note.hint());
        }
    }

    /** An hour in the strip: how high its bar is and where the need stands, in percent of the highest. */
    record Mark(String title, int there, int needed, boolean gap, boolean few, boolean promised) {}

    /** @param hours worked in what is shown, without breaks; 0 where there are none */
    record Row(String id, String name, @Nullable String remark, long hours, boolean own, List<Cell> cells) {}

    record Cell(LocalDate date, boolean today, boolean weekend, List<Bar> bars, List<Away> away, List<Note> notes) {

        public boolean isEmpty() {
            return bars.isEmpty() && away.isEmpty() && notes.isEmpty();
        }
    }

    /**
     * A shift of somebody on one day.
     *
     * @param brief its first hour, for a month
     * @param part early, late, night: for a colour
     * @param absent they are not there at all
     */
    record Bar(
            String key,
            String times,
            String brief,
            String title,
            String part,
            boolean dated,
            boolean absent,
            boolean continued,
            List<Piece> pieces,
            @Nullable String swap) {}

    /** @param style left and width in percent of the day */
    record Piece(String style, boolean pause) {}

    record Away(long id, String kind, String brief, String times, String title, boolean open) {}

    record Note(String text, boolean hint) {}

    /**
     * A swap that is asked for or was confirmed, and what the reader can do about it.
     *
     * @param wrong what would be wrong with it
     */
    record Request(
            long id,
            String sentence,
            @Nullable String note,
            boolean asked,
            boolean confirm,
            boolean withdraw,
            boolean forbid,
            List<String> wrong) {}

    Screen draw(String team, boolean month, LocalDate asked, Locale language, Actor reader) {
        ZoneId zone = people.team(team).map(Team::zone).orElse(ZoneId.of("UTC"));
        LocalDate first =
                month ? asked.withDayOfMonth(1) : asked.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
        LocalDate end = month ? first.plusMonths(1) : first.plusWeeks(1);
        Instant now = clock.instant();
        LocalDate today = now.atZone(zone).toLocalDate();
        RosterView view = plan.view(
                team,
                first.atStartOfDay(zone).toInstant(),
                end.atStartOfDay(zone).toInstant(),
                reader);
        Drawing drawing = new Drawing(view, zone, language, today, reader);
        List<LocalDate> dates = first.datesUntil(end).toList();
        return new Screen(
                view.team(),
                month,
                asked,
                title(first, end, month, language),
                month ? first.minusMonths(1) : first.minusWeeks(1),
                end,
                today,
                RosterWords.time(now, zone),
                dates.stream().map(drawing::day).toList(),
                drawing.rows(dates),
                requests(view, now, reader)
                        .map(swap -> request(swap, view, language, reader))
                        .toList(),
                drawing.sentences(false),
                drawing.sentences(true),
                view.hours().stream().anyMatch(hour -> hour.expected().isPresent()),
                view.editable(),
                view);
    }

    private static String title(LocalDate first, LocalDate end, boolean month, Locale language) {
        if (month) {
            String name = DateTimeFormatter.ofPattern("LLLL uuuu", language).format(first);
            return name.substring(0, 1).toUpperCase(language) + name.substring(1);
        }
        LocalDate last = end.minusDays(1);
        String from = DateTimeFormatter.ofPattern(
                        first.getMonth() == last.getMonth()
                                ? "d"
                                : first.getYear() == last.getYear() ? "d MMMM" : "d MMMM uuuu",
                        language)
                .format(first);
        return from + " – "
                + DateTimeFormatter.ofPattern("d MMMM uuuu", language).format(last);
    }

    /** Those of the days that are shown, and before them whatever waits for the reader's answer, whenever it is. */
    private Stream<Swap> requests(RosterView view, Instant now, Actor reader) {
        List<Swap> waiting = swaps.waitingFor(reader.id());
        Set<Long> ids = waiting.stream().map(Swap::id).collect(Collectors.toSet());
        return Stream.concat(
                waiting.stream(),
                view.swaps().stream().filter(swap -> swap.begins().isAfter(now) && !ids.contains(swap.id())));
    }

    private Request request(Swap swap, RosterView view, Locale language, Actor reader) {
        boolean mine = swap.taker().equals(reader.id());
        ZoneId zone = people.team(swap.team()).map(Team::zone).orElse(ZoneId.of("UTC"));
        List<String> wrong = swap.isOpen() && (view.editable() || swap.concerns(reader.id()))
                ? plan.check(swap, reader).stream()
                        .map(finding -> words.sentence(finding, zone, language))
                        .toList()
                : List.of();
        return new Request(
                swap.id(),
                words.sentence(swap, zone, language),
                view.editable() || swap.concerns(reader.id()) ? swap.note() : null,
                swap.isOpen(),
                swap.isOpen() && mine,
                swap.isOpen() && swap.giver().equals(reader.id()),
                view.editable() && swap.team().equals(view.team().key()),
                wrong);
    }

    /** One drawing of one view. */
    private final class Drawing {

        private final RosterView view;
        private final ZoneId zone;
        private final Locale language;
        private final LocalDate today;
        private final Actor reader;
        private final double highest;

        Drawing(RosterView view, ZoneId zone, Locale language, LocalDate today, Actor reader) {
            this.view = view;
            this.zone = zone;
            this.language = language;
            this.today = today;
            this.reader = reader;
            this.highest = Math.max(
                    1,
                    view.hours().stream()
                            .mapToDouble(hour ->
                                    Math.max(hour.agents(), hour.needed().orElse(0)))
                            .max()
                            .orElse(1));
        }

        private Span span(LocalDate date) {
            return new Span(
                    date.atStartOfDay(zone).toInstant(),
                    date.plusDays(1).atStartOfDay(zone).toInstant());
        }

        Day day(LocalDate date) {
            Span span = span(date);
            List<Finding> own = view.findings().stream()
                    .filter(finding -> finding.person() == null
                            && finding.from().isBefore(span.end())
                            && finding.to().isAfter(span.start()))
                    .toList();
            List<StaffedHour> hours = view.hours().stream()
                    .filter(hour -> span.covers(hour.start()))
                    .toList();
            List<Note> notes =
                    own.stream().map(finding -> note(cut(finding, span))).toList();
            return new Day(
                    date,
                    format("EEE", date),
                    format("d", date),
                    format("EEEE d MMMM", date),
                    date.equals(today),
                    date.getDayOfWeek().getValue() > 5,
                    hours.stream().map(hour -> mark(hour, own)).toList(),
                    notes.isEmpty()
                            ? words.say(language, "strip.fine")
                            : notes.stream().map(Note::text).collect(Collectors.joining("; ")),
                    Math.round(hours.stream()
                            .mapToDouble(StaffedHour::agents)
                            .max()
                            .orElse(0)),
                    notes.stream().limit(FINDINGS_OF_A_DAY).toList(),
                    Math.max(0, notes.size() - FINDINGS_OF_A_DAY));
        }

        private Finding cut(Finding finding, Span span) {
            return new Finding(
                    finding.kind(),
                    finding.from().isBefore(span.start()) ? span.start() : finding.from(),
                    finding.to().isAfter(span.end()) ? span.end() : finding.to(),
                    finding.person(),
                    finding.shift(),
                    finding.other(),
                    finding.amount());
        }

        private Note note(Finding finding) {
            return new Note(
                    words.brief(finding, zone, language),
                    finding.isHint() || finding.kind() == Finding.Kind.UNDERSTAFFED);
        }

        private String format(String pattern, LocalDate date) {
            return DateTimeFormatter.ofPattern(pattern, language).format(date);
        }

        private Mark mark(StaffedHour hour, List<Finding> findings) {
            Instant end = hour.start().plus(Duration.ofHours(1));
            boolean gap = findings.stream()
                    .anyMatch(finding -> finding.kind() == Finding.Kind.GAP
                            && finding.from().isBefore(end)
                            && finding.to().isAfter(hour.start()));
            String there = String.format(language, hour.agents() % 1 == 0 ? "%.0f" : "%.1f", hour.agents());
            String title = RosterWords.time(hour.start(), zone) + " · " + words.say(language, "strip.there", there);
            if (hour.expected().isPresent()) {
                title += " · "
                        + words.say(
                                language,
                                "strip.expected",
                                String.format(language, "%.1f", hour.expected().getAsDouble()));
            }
            if (hour.needed().isPresent()) {
                title += " · "
                        + words.say(
                                language, "strip.needed.agents", hour.needed().getAsInt());
            }
            return new Mark(
                    title,
                    (int) Math.round(100 * hour.agents() / highest),
                    (int) Math.round(100 * hour.needed().orElse(0) / highest),
                    gap,
                    !gap && hour.missing() > 0 && end.isAfter(clock.instant()),
                    hour.promised());
        }

        List<Row> rows(List<LocalDate> dates) {
            Map<String, Person> agents = byId(people.agentsOf(view.team().key()));
            Map<String, Person> leading = byId(people.supervisorsOf(view.team().key()));
            Set<String> inShifts = view.shifts().stream()
                    .flatMap(shift -> shift.people().stream())
                    .collect(Collectors.toSet());
            List<String> ids = Stream.of(
                            Stream.of(reader.id()).filter(id -> agents.containsKey(id) || inShifts.contains(id)),
                            agents.keySet().stream(),
                            leading.keySet().stream().filter(inShifts::contains),
                            inShifts.stream().sorted())
                    .flatMap(list -> list)
                    .distinct()
                    .toList();
            List<Row> rows = new ArrayList<>();
            for (String id : ids) {
                Person known = agents.getOrDefault(id, leading.get(id));
                rows.add(new Row(
                        id,
                        words.name(id),
                        remark(known, leading.containsKey(id), agents.containsKey(id)),
                        hours(id),
                        id.equals(reader.id()),
                        dates.stream().map(date -> cell(id, date)).toList()));
            }
            nobody(dates).forEach(rows::add);
            return rows;
        }

        private static Map<String, Person> byId(List<Person> people) {
            Map<String, Person> byId = new LinkedHashMap<>();
            people.forEach(person -> byId.put(person.id(), person));
            return byId;
        }

        private long hours(String person) {
            Span shown = new Span(view.from(), view.to());
            long minutes = view.shifts().stream()
                    .flatMap(shift -> shift.presences().stream())
                    .filter(presence -> presence.person().equals(person))
                    .mapToLong(presence -> shared(new Span(presence.start(), presence.end()), shown)
                            - presence.breaks().stream()
                                    .mapToLong(pause -> shared(pause, shown))
                                    .sum())
                    .sum();
            return Math.round(minutes / 60.0);
        }

        private static long shared(Span one, Span other) {
            Instant from = one.start().isAfter(other.start()) ? one.start() : other.start();
            Instant to = one.end().isBefore(other.end()) ? one.end() : other.end();
            return Math.max(0, ChronoUnit.MINUTES.between(from, to));
        }

        private @Nullable String remark(@Nullable Person person, boolean leads, boolean agent) {
            if (person == null) {
                return words.say(language, "row.stranger");
            }
            String role = leads && !agent ? words.say(language, "row.supervisor") : null;
            if (person.zone().getRules().equals(zone.getRules())) {
                return role;
            }
            String own = person.zone().getId();
            return role == null ? own : role + ", " + own;
        }

        /** Shifts in which nobody stands: taken out of the patterns for their date, for example. */
        private Stream<Row> nobody(List<LocalDate> dates) {
            List<ShiftPlan> empty = view.shifts().stream()
                    .filter(shift -> shift.people().isEmpty())
                    .toList();
            if (empty.isEmpty() || !view.editable()) {
                return Stream.empty();
            }
            List<Cell> cells = dates.stream()
                    .map(date -> new Cell(
                            date,
                            date.equals(today),
                            date.getDayOfWeek().getValue() > 5,
                            empty.stream()
                                    .filter(shift ->
                                            span(date).covers(shift.span().start()))
                                    .map(shift -> bar(shift, null, span(date)))
                                    .toList(),
                            List.of(),
                            List.of()))
                    .toList();
            return Stream.of(new Row("", words.say(language, "row.nobody"), null, 0, false, cells));
        }

        private Cell cell(String person, LocalDate date) {
            Span span = span(date);
            return new Cell(
                    date,
                    date.equals(today),
                    date.getDayOfWeek().getValue() > 5,
                    view.shifts().stream()
                            .filter(shift -> shift.people().contains(person)
                                    && shift.span().touches(span.start(), span.end()))
                            .map(shift -> bar(shift, person, span))
                            .toList(),
                    view.absences().stream()
                            .filter(absence ->
                                    absence.person().equals(person) && absence.touches(span.start(), span.end()))
                            .map(absence -> away(absence, span))
                            .toList(),
                    view.findings().stream()
                            .filter(finding -> person.equals(finding.person())
                                    && finding.kind() != Finding.Kind.ABSENT
                                    && span.covers(
                                            finding.kind() == Finding.Kind.SHORT_REST ? finding.to() : finding.from()))
                            .map(this::note)
                            .toList());
        }

        private Bar bar(ShiftPlan shift, @Nullable String person, Span day) {
            List<Presence> there = shift.presences().stream()
                    .filter(presence -> presence.person().equals(person))
                    .toList();
            List<Piece> pieces = new ArrayList<>();
            for (Presence presence : there) {
                piece(new Span(presence.start(), presence.end()), day, false).forEach(pieces::add);
                presence.breaks().forEach(pause -> piece(pause, day, true).forEach(pieces::add));
            }
            boolean continued = shift.span().start().isBefore(day.start());
            String times = there.isEmpty()
                    ? RosterWords.times(shift.span().start(), shift.span().end(), zone)
                    : there.stream()
                            .map(presence -> RosterWords.times(presence.start(), presence.end(), zone))
                            .collect(Collectors.joining(", "));
            String breaks = there.stream()
                    .flatMap(presence -> presence.breaks().stream())
                    .map(pause -> RosterWords.times(pause.start(), pause.end(), zone))
                    .collect(Collectors.joining(", "));
            String title = (person == null ? "" : words.name(person) + ", ")
                    + words.dated(shift.span(), zone, language)
                    + (breaks.isEmpty() ? "" : " · " + words.say(language, "bar.breaks", breaks))
                    + (shift.dated() ? " · " + words.say(language, "bar.dated") : "")
                    + (there.isEmpty() && person != null ? " · " + words.say(language, "bar.absent") : "");
            return new Bar(
                    shift.key(),
                    continued ? "…–" + RosterWords.time(shift.span().end(), zone) : times,
                    HOUR.format(shift.span().start().atZone(zone)),
                    title,
                    part(shift.span().start()),
                    shift.dated(),
                    there.isEmpty(),
                    continued,
                    pieces,
                    swap(shift, person));
        }

        private String part(Instant start) {
            int hour = start.atZone(zone).getHour();
            return hour >= 4 && hour < 11 ? "early" : hour >= 11 && hour < 19 ? "late" : "night";
        }

        private @Nullable String swap(ShiftPlan shift, @Nullable String person) {
            for (Swap swap : view.swaps()) {
                boolean given = swap.given().start().equals(shift.span().start());
                boolean back = swap.back() != null
                        && swap.back().start().equals(shift.span().start());
                String standing =
                        swap.isOpen() ? (given ? swap.giver() : swap.taker()) : given ? swap.taker() : swap.giver();
                if ((given || back) && standing.equals(person)) {
                    return words.say(language, swap.isOpen() ? "bar.swapAsked" : "bar.swapped");
                }
            }
            return null;
        }

        private Stream<Piece> piece(Span span, Span day, boolean pause) {
            if (!span.touches(day.start(), day.end())) {
                return Stream.empty();
            }
            double whole = day.length().toMinutes();
            double left = Math.max(0, ChronoUnit.MINUTES.between(day.start(), span.start())) / whole * 100;
            double right = Math.min(whole, ChronoUnit.MINUTES.between(day.start(), span.end())) / whole * 100;
            return Stream.of(new Piece(
                    String.format(Locale.ROOT, "left:%.2f%%;width:%.2f%%", left, Math.max(1, right - left)), pause));
        }

        private Away away(Absence absence, Span day) {
            boolean known = view.editable() || absence.person().equals(reader.id());
            String kind = known ? absence.kind().name().toLowerCase(Locale.ROOT) : "away";
            Instant from = absence.from().isBefore(day.start()) ? day.start() : absence.from();
            Instant to = absence.to();
            Instant until = to == null || to.isAfter(day.end()) ? day.end() : to;
            boolean whole = from.equals(day.start()) && until.equals(day.end());
            String name = words.say(language, "absence." + kind);
            String title = name + ": " + full(absence.from()) + " – "
                    + (to == null ? words.say(language, "absence.open") : full(to))
                    + (absence.note() == null || absence.note().isBlank() ? "" : " · " + absence.note());
            return new Away(
                    absence.id(),
                    kind,
                    words.say(language, "absence.brief." + kind),
                    whole ? name : name + " " + RosterWords.times(from, until, zone),
                    title,
                    known);
        }

        private String full(Instant at) {
            return DateTimeFormatter.ofPattern("d MMMM, HH:mm", language).format(at.atZone(zone));
        }

        /** What is found on many days is said once, with the days. */
        List<String> sentences(boolean hints) {
            Map<String, List<LocalDate>> days = new LinkedHashMap<>();
            for (Finding finding : view.findings()) {
                if (finding.kind() != Finding.Kind.ABSENT && note(finding).hint() == hints) {
                    String brief = words.brief(finding, zone, language);
                    String said = finding.person() == null
                            ? brief
                            : words.say(language, "finding.who", words.name(finding.person()), brief);
                    days.computeIfAbsent(said, key -> new ArrayList<>())
                            .add(finding.from().atZone(zone).toLocalDate());
                }
            }
            return days.entrySet().stream()
                    .map(entry -> entry.getKey() + ": "
                            + entry.getValue().stream()
                                    .distinct()
                                    .map(day -> format("EEE d MMM", day))
                                    .collect(Collectors.joining(", ")))
                    .toList();
        }
    }
}
