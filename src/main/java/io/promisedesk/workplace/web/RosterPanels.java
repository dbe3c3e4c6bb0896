package io.promisedesk.workplace.web;

import io.promisedesk.people.PeopleDesk;
import io.promisedesk.people.Person;
import io.promisedesk.people.Team;
import io.promisedesk.platform.Refusal;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.roster.Absence;
import io.promisedesk.roster.Break;
import io.promisedesk.roster.Pattern;
import io.promisedesk.roster.PlanDesk;
import io.promisedesk.roster.RosterDesk;
import io.promisedesk.roster.ShiftPlan;
import io.promisedesk.roster.Slot;
import io.promisedesk.roster.SwapDesk;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.TextStyle;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.util.MultiValueMap;

/** The forms of the roster page: what stands in them when they open, and what somebody has typed. */
@Component
class RosterPanels {

    private static final int BLANK_BREAKS = 2;
    private static final int BLANK_SLOTS = 1;
    /** How far ahead one may look for a shift to have in return. */
    private static final Duration SWAPS_AHEAD = Duration.ofDays(35);

    private final PlanDesk plan;
    private final SwapDesk swaps;
    private final RosterDesk roster;
    private final PeopleDesk people;
    private final RosterWords words;
    private final Clock clock;

    RosterPanels(PlanDesk plan, SwapDesk swaps, RosterDesk roster, PeopleDesk people, RosterWords words, Clock clock) {
        this.plan = plan;
        this.swaps = swaps;
        this.roster = roster;
        this.people = people;
        this.words = words;
        this.clock = clock;
    }

    record Member(String id, String name, boolean chosen) {}

    record BreakRow(String from, String to, String who) {

        boolean isBlank() {
            return from.isBlank() && to.isBlank();
        }
    }

    /** @param title of a shift that is there already; null: a new one */
    record ShiftForm(
            @Nullable String key,
            @Nullable String seen,
            @Nullable String title,
            boolean dated,
            String start,
            String end,
            List<Member> members,
            List<BreakRow> breaks) {}

    record AbsenceForm(
            @Nullable Long id,
            String seen,
            String person,
            String name,
            boolean self,
            List<Member> members,
            String kind,
            String fromDay,
            String fromTime,
            String toDay,
            String toTime,
            String note,
            String zone) {}

    record SwapForm(String key, String sentence, List<Colleague> colleagues) {}

    /** @param forNothing whether they could simply take the shift */
    record Colleague(String id, String name, boolean forNothing, List<Choice> shifts) {}

    record Choice(String value, String label) {}

    record PatternLine(Pattern pattern, String title, List<String> slots, boolean fromFile) {}

    record SlotRow(String days, String start, String end, List<Member> members, String breaks) {}

    record PatternForm(
            long id,
            int version,
            String name,
            String days,
            String anchor,
            String validFrom,
            String validTo,
            List<SlotRow> slots) {}

    ShiftForm shift(ShiftPlan shift, Team team, Locale language) {
        return new ShiftForm(
                shift.key(),
                shift.version(),
                words.dated(shift.span(), team.zone(), language),
                shift.dated(),
                local(shift.span().start(), team.zone()),
                local(shift.span().end(), team.zone()),
                members(team.key(), shift.people()),
                padded(shift.breaks().stream().map(RosterPanels::row).toList()));
    }

    ShiftForm newShift(Team team, LocalDate day, @Nullable String person) {
        return new ShiftForm(
                null,
                null,
                null,
                false,
                day.atTime(8, 0).toString(),
                day.atTime(16, 0).toString(),
                members(team.key(), person == null ? List.of() : List.of(person)),
                padded(List.of()));
    }

    ShiftForm shift(MultiValueMap<String, String> typed, Team team, @Nullable String title) {
        return new ShiftForm(
                optional(typed, "key"),
                optional(typed, "seen"),
                title,
                "true".equals(typed.getFirst("dated")),
                text(typed, "start"),
                text(typed, "end"),
                members(team.key(), all(typed, "people")),
                padded(breakRows(typed)));
    }

    private static List<BreakRow> padded(List<BreakRow> rows) {
        List<BreakRow> padded = new ArrayList<>(rows);
        IntStream.range(0, rows.isEmpty() ? BLANK_BREAKS : 1).forEach(i -> padded.add(new BreakRow("", "", "")));
        return padded;
    }

    private static BreakRow row(Break pause) {
        return new BreakRow(
                pause.start().toString(), pause.end().toString(), Objects.requireNonNullElse(pause.person(), ""));
    }

    private static List<BreakRow> breakRows(MultiValueMap<String, String> typed) {
        List<String> from = all(typed, "breakFrom");
        List<String> to = all(typed, "breakTo");
        List<String> who = all(typed, "breakWho");
        return IntStream.range(0, from.size())
                .mapToObj(i ->
                        new BreakRow(from.get(i), i < to.size() ? to.get(i) : "", i < who.size() ? who.get(i) : ""))
                .filter(row -> !row.isBlank())
                .toList();
    }

    static List<Break> breaks(MultiValueMap<String, String> typed) {
        return breakRows(typed).stream()
                .map(row -> new Break(
                        time(row.from(), "breaks"),
                        time(row.to(), "breaks"),
                        row.who().isBlank() ? null : row.who()))
                .toList();
    }

    /** Agents and supervisors of a team, and whoever stands in its shifts besides. */
    private List<Member> members(String team, List<String> chosen) {
        Map<String, String> names = new LinkedHashMap<>();
        Stream.concat(people.agentsOf(team).stream(), people.supervisorsOf(team).stream())
                .forEach(person -> names.put(person.id(), person.name()));
        chosen.forEach(id -> names.putIfAbsent(id, words.name(id)));
        return names.entrySet().stream()
                .map(entry -> new Member(entry.getKey(), entry.getValue(), chosen.contains(entry.getKey())))
                .toList();
    }

    AbsenceForm newAbsence(Team team, LocalDate day, @Nullable String person, boolean self, Actor reader) {
        String who = self || person == null ? reader.id() : person;
        ZoneId zone = zoneOf(who);
        LocalDateTime now = LocalDateTime.ofInstant(clock.instant(), zone).truncatedTo(ChronoUnit.MINUTES);
        boolean today = self && !day.isAfter(now.toLocalDate());
        return new AbsenceForm(
                null,
                "",
                person == null && !self ? "" : who,
                words.name(who),
                self,
                members(team.key(), List.of(who)),
                self ? Absence.Kind.SICKNESS.name() : Absence.Kind.VACATION.name(),
                (today ? now.toLocalDate() : day).toString(),
                today ? now.toLocalTime().toString() : "",
                self ? "" : day.toString(),
                "",
                "",
                zone.getId());
    }

    AbsenceForm absence(Absence absence, Team team, boolean self) {
        ZoneId zone = zoneOf(absence.person());
        LocalDateTime from = LocalDateTime.ofInstant(absence.from(), zone);
        Instant end = absence.to();
        LocalDateTime to = end == null ? null : LocalDateTime.ofInstant(end, zone);
        boolean midnight = to != null && to.toLocalTime().equals(LocalTime.MIDNIGHT);
        return new AbsenceForm(
                absence.id(),
                absence.version(),
                absence.person(),
                words.name(absence.person()),
                self,
                members(team.key(), List.of(absence.person())),
                absence.kind().name(),
                from.toLocalDate().toString(),
                from.toLocalTime().equals(LocalTime.MIDNIGHT)
                        ? ""
                        : from.toLocalTime().toString(),
                to == null ? "" : (midnight ? to.toLocalDate().minusDays(1) : to.toLocalDate()).toString(),
                to == null || midnight ? "" : to.toLocalTime().toString(),
                Objects.requireNonNullElse(absence.note(), ""),
                zone.getId());
    }

    AbsenceForm absence(MultiValueMap<String, String> typed, Team team) {
        String person = text(typed, "person");
        String id = text(typed, "id");
        return new AbsenceForm(
                id.isBlank() ? null : Long.valueOf(id),
                text(typed, "seen"),
                person,
                words.name(person),
                "true".equals(typed.getFirst("self")),
                members(team.key(), List.of(person)),
                text(typed, "kind"),
                text(typed, "fromDay"),
                text(typed, "fromTime"),
                text(typed, "toDay"),
                text(typed, "toTime"),
                text(typed, "note"),
                zoneOf(person).getId());
    }

    /** What was typed as an absence; without times whole days. */
    record Typed(Instant from, @Nullable Instant to) {}

    Typed typed(AbsenceForm form) {
        ZoneId zone = zoneOf(form.person());
        LocalDate first = day(form.fromDay(), "fromDay");
        Instant from = form.fromTime().isBlank()
                ? first.atStartOfDay(zone).toInstant()
                : first.atTime(time(form.fromTime(), "fromTime")).atZone(zone).toInstant();
        if (form.toDay().isBlank()) {
            return new Typed(from, null);
        }
        LocalDate last = day(form.toDay(), "toDay");
        Instant to = form.toTime().isBlank()
                ? last.plusDays(1).atStartOfDay(zone).toInstant()
                : last.atTime(time(form.toTime(), "toTime")).atZone(zone).toInstant();
        return new Typed(from, to);
    }

    private ZoneId zoneOf(String person) {
        return people.person(person).map(Person::zone).orElse(ZoneOffset.UTC);
    }

    /** Whom one can ask to take that shift, and which of theirs one can have in return. */
    SwapForm swap(ShiftPlan given, Team team, Locale language, Actor reader) {
        List<Colleague> colleagues = swaps.possible(given.key(), clock.instant().plus(SWAPS_AHEAD), reader).stream()
                .map(offer -> new Colleague(
                        offer.taker(),
                        words.name(offer.taker()),
                        offer.forNothing(),
                        offer.back().stream()
                                .map(back -> new Choice(
                                        offer.taker() + " " + back.key(),
                                        words.dated(back.span(), team.zone(), language)))
                                .toList()))
                .toList();
        return new SwapForm(given.key(), words.dated(given.span(), team.zone(), language), colleagues);
    }

    List<PatternLine> patterns(String team, Locale language, Actor reader) {
        return plan.patterns(team, reader).stream()
                .map(pattern -> new PatternLine(
                        pattern,
                        title(pattern, language),
                        slots(pattern).entrySet().stream()
                                .map(entry -> days(pattern, entry.getValue(), language) + ": "
                                        + entry.getKey().start() + "–"
                                        + end(entry.getKey().end()) + " "
                                        + entry.getKey().people().stream()
                                                .map(words::name)
                                                .collect(Collectors.joining(", "))
                                        + (entry.getKey().breaks().isEmpty()
                                                ? ""
                                                : " · "
                                                        + words.say(
                                                                language,
                                                                "bar.breaks",
                                                                breaks(entry.getKey()
                                                                        .breaks()))))
                                .toList(),
                        pattern.source().equals("file")))
                .toList();
    }

    private static String end(LocalTime end) {
        return end.equals(LocalTime.MIDNIGHT) ? "24:00" : end.toString();
    }

    private String title(Pattern pattern, Locale language) {
        String name = pattern.name().isBlank()
                ? words.say(language, pattern.days() == 7 ? "pattern.weekly" : "pattern.unnamed")
                : pattern.name();
        String length = pattern.days() == 7
                ? name
                : name + " · "
                        + words.say(
                                language,
                                "pattern.length",
                                pattern.days(),
                                words.date(pattern.anchor(), language) + " "
                                        + pattern.anchor().getYear());
        LocalDate from = pattern.validFrom();
        LocalDate to = pattern.validTo();
        return length
                + (from == null ? "" : " · " + words.say(language, "pattern.from", from.toString()))
                + (to == null ? "" : " · " + words.say(language, "pattern.to", to.toString()));
    }

    /** Slots that differ in their day only, as one. */
    private static Map<Slot, List<Integer>> slots(Pattern pattern) {
        Map<Slot, List<Integer>> alike = new LinkedHashMap<>();
        for (Slot slot : pattern.slots()) {
            Slot anyDay = new Slot(0, slot.start(), slot.end(), slot.people(), slot.breaks());
            alike.computeIfAbsent(anyDay, key -> new ArrayList<>()).add(slot.day());
        }
        return alike;
    }

    private static boolean isWeekly(int days, LocalDate anchor) {
        return days == 7 && anchor.getDayOfWeek() == DayOfWeek.MONDAY;
    }

    private String days(Pattern pattern, List<Integer> days, Locale language) {
        if (!isWeekly(pattern.days(), pattern.anchor())) {
            return words.say(language, "pattern.days", ranges(days));
        }
        return days.stream()
                .map(day -> DayOfWeek.of(day + 1).getDisplayName(TextStyle.SHORT, language))
                .collect(Collectors.joining(", "));
    }

    /** "1-5, 8": counted from 1. */
    private static String ranges(List<Integer> days) {
        List<String> ranges = new ArrayList<>();
        List<Integer> sorted = List.copyOf(new TreeSet<>(days));
        for (int i = 0; i < sorted.size(); ) {
            int j = i;
            while (j + 1 < sorted.size() && sorted.get(j + 1) == sorted.get(j) + 1) {
                j++;
            }
            int first = sorted.get(i) + 1;
            int last = sorted.get(j) + 1;
            ranges.add(first == last ? String.valueOf(first) : first + "-" + last);
            i = j + 1;
        }
        return String.join(", ", ranges);
    }

    private static String breaks(List<Break> breaks) {
        return breaks.stream().map(Break::toString).collect(Collectors.joining(", "));
    }

    PatternForm pattern(Pattern pattern) {
        List<SlotRow> rows = new ArrayList<>();
        slots(pattern)
                .forEach((slot, days) -> rows.add(new SlotRow(
                        ranges(days),
                        slot.start().toString(),
                        slot.end().toString(),
                        members(pattern.team(), slot.people()),
                        breaks(slot.breaks()))));
        return new PatternForm(
                pattern.id(),
                pattern.version(),
                pattern.name(),
                String.valueOf(pattern.days()),
                pattern.anchor().toString(),
                Objects.toString(pattern.validFrom(), ""),
                Objects.toString(pattern.validTo(), ""),
                rows);
    }

    PatternForm newPattern(String team, LocalDate day) {
        LocalDate monday = day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
        return new PatternForm(
                0,
                0,
                "",
                "7",
                monday.toString(),
                "",
                "",
                List.of(new SlotRow("1-5", "08:00", "16:00", members(team, List.of()), "")));
    }

    PatternForm pattern(MultiValueMap<String, String> typed, String team, boolean oneMore) {
        List<SlotRow> rows = new ArrayList<>();
        List<String> days = all(typed, "slotDays");
        for (int i = 0; i < days.size(); i++) {
            rows.add(new SlotRow(
                    days.get(i),
                    all(typed, "slotStart").get(i),
                    all(typed, "slotEnd").get(i),
                    members(team, all(typed, "slotPeople" + i)),
                    all(typed, "slotBreaks").get(i)));
        }
        if (oneMore) {
            IntStream.range(0, BLANK_SLOTS)
                    .forEach(i -> rows.add(new SlotRow("", "08:00", "16:00", members(team, List.of()), "")));
        }
        return new PatternForm(
                number(text(typed, "id"), "id"),
                (int) number(text(typed, "version"), "version"),
                text(typed, "name"),
                text(typed, "days"),
                text(typed, "anchor"),
                text(typed, "validFrom"),
                text(typed, "validTo"),
                rows);
    }

    static Pattern pattern(PatternForm form, String team) {
        int length = (int) Math.min(10_000, number(form.days(), "days"));
        LocalDate anchor = day(form.anchor(), "anchor");
        List<Slot> slots = new ArrayList<>();
        for (SlotRow row : form.slots()) {
            if (row.days().isBlank()) {
                continue;
            }
            List<String> people = row.members().stream()
                    .filter(Member::chosen)
                    .map(Member::id)
                    .toList();
            for (int day : daysOf(row.days())) {
                slots.add(new Slot(
                        day - 1, time(row.start(), "slots"), time(row.end(), "slots"), people, breaksOf(row.breaks())));
            }
        }
        return new Pattern(
                form.id(),
                team,
                form.name().strip(),
                length,
                anchor,
                form.validFrom().isBlank() ? null : day(form.validFrom(), "validFrom"),
                form.validTo().isBlank() ? null : day(form.validTo(), "validTo"),
                slots,
                "desk",
                form.version());
    }

    private static Set<Integer> daysOf(String text) {
        Set<Integer> days = new TreeSet<>();
        for (String part : text.split("[,;\\s]+")) {
            String[] ends = part.split("[-–]", 2);
            int first = (int) number(ends[0], "slots");
            int last = ends.length == 1 ? first : (int) number(ends[1], "slots");
            if (first < 1 || last < first || last > Pattern.MOST_DAYS) {
                throw Refusal.invalid("slots", "workplace.roster.refused.days", part);
            }
            IntStream.rangeClosed(first, last).forEach(days::add);
        }
        return days;
    }

    private static List<Break> breaksOf(String text) {
        if (text.isBlank()) {
            return List.of();
        }
        try {
            return Stream.of(text.split(",")).map(Break::of).toList();
        } catch (IllegalArgumentException e) {
            throw Refusal.invalid("slots", "workplace.roster.refused.breaks", text);
        }
    }

    static String local(Instant at, ZoneId zone) {
        return LocalDateTime.ofInstant(at, zone).truncatedTo(ChronoUnit.MINUTES).toString();
    }

    static LocalDateTime moment(String text, String field) {
        try {
            return LocalDateTime.parse(text);
        } catch (DateTimeException e) {
            throw Refusal.invalid(field, "workplace.roster.refused.moment", text);
        }
    }

    static LocalDate day(String text, String field) {
        try {
            return LocalDate.parse(text);
        } catch (DateTimeException e) {
            throw Refusal.invalid(field, "workplace.roster.refused.day", text);
        }
    }

    static LocalTime time(String text, String field) {
        try {
            return text.equals("24:00") ? LocalTime.MIDNIGHT : LocalTime.parse(text);
        } catch (DateTimeException e) {
            throw Refusal.invalid(field, "workplace.roster.refused.time", text);
        }
    }

    static long number(String text, String field) {
        try {
            return Long.parseLong(text.strip());
        } catch (NumberFormatException e) {
            throw Refusal.invalid(field, "workplace.roster.refused.number", text);
        }
    }

    static String text(MultiValueMap<String, String> typed, String field) {
        return Objects.requireNonNullElse(typed.getFirst(field), "");
    }

    static @Nullable String optional(MultiValueMap<String, String> typed, String field) {
        String text = text(typed, field);
        return text.isBlank() ? null : text;
    }

    static List<String> all(MultiValueMap<String, String> typed, String field) {
        return typed.getOrDefault(field, List.of());
    }
}
