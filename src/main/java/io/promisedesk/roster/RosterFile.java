package io.promisedesk.roster;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.promisedesk.people.PeopleDesk;
import io.promisedesk.people.Person;
import io.promisedesk.platform.StartRefused;
import io.promisedesk.platform.security.Actor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Profile;
import org.springframework.context.event.EventListener;
import org.springframework.core.annotation.Order;
import org.springframework.core.io.Resource;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Applies {@code roster.yaml}: replaces the patterns and what an earlier version of the file brought; what was planned at
 * the desk stays. The same content a second time changes nothing.
 */
@Component
@Profile("!replay")
@EnableConfigurationProperties(RosterSettings.class)
class RosterFile {

    private static final Logger LOG = LoggerFactory.getLogger(RosterFile.class);
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .addModule(new JavaTimeModule())
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private final RosterSettings settings;
    private final RosterTables tables;
    private final PeopleDesk people;
    private final Clock clock;
    private final ApplicationEventPublisher events;
    private final TransactionTemplate transaction;

    RosterFile(
            RosterSettings settings,
            RosterTables tables,
            PeopleDesk people,
            Clock clock,
            ApplicationEventPublisher events,
            TransactionTemplate transaction) {
        this.settings = settings;
        this.tables = tables;
        this.people = people;
        this.clock = clock;
        this.events = events;
        this.transaction = transaction;
    }

    /** After the people, whose teams it names. */
    @EventListener(ApplicationStartedEvent.class)
    @Order(100)
    void applyConfigured() {
        if (settings.file() != null) {
            apply(settings.file());
        }
    }

    /** @return whether the content was new */
    boolean apply(Resource file) {
        String yaml;
        try {
            yaml = file.getContentAsString(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the roster " + file.getDescription(), e);
        }
        Content content = parse(yaml, file.getDescription());
        boolean fresh = Boolean.TRUE.equals(transaction.execute(status -> {
            if (!tables.replaceFile(digest(yaml), clock.instant())) {
                return false;
            }
            content.teams.forEach(this::write);
            replaceAbsences(content.absences.stream().map(this::absence).toList());
            events.publishEvent(new RosterChanged(clock.instant()));
            return true;
        }));
        if (fresh) {
            LOG.info("Roster applied from {}", file.getDescription());
        }
        return fresh;
    }

    private void write(String team, TeamRoster roster) {
        ZoneId zone = people.team(team)
                .orElseThrow(() -> new StartRefused(List.of("The roster names the team \"" + team
                        + "\", which does not exist: correct the file or create the team first.")))
                .zone();
        for (Week week : roster.week) {
            add(team, "", 7, Pattern.MONDAY, week.from, week.to, slots(week));
        }
        for (Rotation rotation : roster.rotations) {
            add(
                    team,
                    rotation.name == null ? "" : rotation.name,
                    rotation.days(),
                    rotation.anchor,
                    rotation.from,
                    rotation.to,
                    slots(rotation));
        }
        for (Dated dated : roster.shifts) {
            Span span = new Span(
                    dated.start.atZone(zone).toInstant(), dated.end.atZone(zone).toInstant());
            tables.put(
                    new PlannedShift(team, zone, span, known(dated.people), breaks(dated.breaks), PlannedShift.BY_FILE),
                    null);
        }
    }

    private void add(
            String team,
            String name,
            int days,
            LocalDate anchor,
            @Nullable LocalDate from,
            @Nullable LocalDate to,
            List<Slot> slots) {
        tables.add(
                new Pattern(0, team, name, days, anchor, from, to, slots, RosterTables.FILE, 1),
                Actor.SYSTEM.id(),
                clock.instant());
    }

    private List<Slot> slots(Week week) {
        List<String> people = known(week.people);
        return week.days.stream()
                .map(day ->
                        new Slot(day.day.getValue() - 1, week.start.time, week.end.time, people, breaks(week.breaks)))
                .toList();
    }

    private List<Slot> slots(Rotation rotation) {
        return rotation.shifts().stream()
                .flatMap(shift -> shift.days.stream()
                        .map(day -> new Slot(
                                rotation.checked(day) - 1,
                                shift.start.time,
                                shift.end.time,
                                known(shift.people),
                                breaks(shift.breaks))))
                .toList();
    }

    private List<Break> breaks(List<Pause> pauses) {
        return pauses.stream()
                .map(Pause::pause)
                .peek(pause -> known(pause.person() == null ? List.of() : List.of(pause.person())))
                .toList();
    }

    private Absence absence(AbsenceRow row) {
        known(List.of(row.person));
        ZoneId zone = people.person(row.person).map(Person::zone).orElse(ZoneOffset.UTC);
        return new Absence(
                0,
                row.person,
                row.kind == null ? Absence.Kind.OTHER : row.kind.kind,
                row.first.atStartOfDay(zone).toInstant(),
                row.last.plusDays(1).atStartOfDay(zone).toInstant(),
                null,
                Actor.SYSTEM.id(),
                true);
    }

    /** Those that an earlier version of the file brought already stay the same, so that nothing begins anew. */
    private void replaceAbsences(List<Absence> wanted) {
        Set<Absence> missing = new LinkedHashSet<>(wanted);
        for (Absence known : tables.absencesOfFile()) {
            if (!missing.remove(withoutId(known))) {
                tables.removeAbsence(known.id());
                events.publishEvent(new AbsenceChanged(known, null));
            }
        }
        for (Absence absence : missing) {
            events.publishEvent(new AbsenceReported(tables.add(absence, RosterTables.FILE, clock.instant())));
        }
    }

    private static Absence withoutId(Absence known) {
        return new Absence(
                0,
                known.person(),
                known.kind(),
                known.from(),
                known.to(),
                known.note(),
                known.recordedBy(),
                known.wholeDays());
    }

    private List<String> known(List<String> ids) {
        ids.stream()
                .filter(id -> people.person(id).isEmpty())
                .forEach(id -> LOG.warn("The roster names \"{}\", who is not a user (yet)", id));
        return ids;
    }

    private static Content parse(String yaml, String description) {
        try {
            return YAML.readValue(yaml, Content.class);
        } catch (JsonProcessingException e) {
            var at = e.getLocation();
            throw new StartRefused(
                    List.of("The roster %s cannot be read%s: %s"
                            .formatted(
                                    description, at == null ? "" : ", line " + at.getLineNr(), e.getOriginalMessage())),
                    e);
        }
    }

    private static String digest(String yaml) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(yaml.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    record Content(
            @JsonSetter(nulls = Nulls.AS_EMPTY) Map<String, TeamRoster> teams,
            @JsonSetter(nulls = Nulls.AS_EMPTY) List<AbsenceRow> absences) {}

    record TeamRoster(
            @JsonSetter(nulls = Nulls.AS_EMPTY) List<Week> week,
            @JsonSetter(nulls = Nulls.AS_EMPTY) List<Rotation> rotations,
            @JsonSetter(nulls = Nulls.AS_EMPTY) List<Dated> shifts) {}

    record Week(
            @JsonProperty(required = true) List<Day> days,
            @JsonProperty(required = true) WallTime start,
            @JsonProperty(required = true) WallTime end,
            @JsonProperty(required = true) List<String> people,
            @JsonSetter(nulls = Nulls.AS_EMPTY) List<Pause> breaks,
            @Nullable LocalDate from,
            @Nullable LocalDate to) {}

    /**
     * Either a length in days with shifts on some of them, or so many days of work and so many free with one shift.
     *
     * @param anchor day 1
     */
    record Rotation(
            @Nullable String name,
            @JsonProperty(required = true) LocalDate anchor,
            @Nullable Integer length,
            @JsonProperty("shifts") @JsonSetter(nulls = Nulls.AS_EMPTY) List<RotationShift> given,
            @Nullable Integer work,
            @Nullable Integer free,
            @Nullable WallTime start,
            @Nullable WallTime end,
            @JsonSetter(nulls = Nulls.AS_EMPTY) List<String> people,
            @JsonSetter(nulls = Nulls.AS_EMPTY) List<Pause> breaks,
            @Nullable LocalDate from,
            @Nullable LocalDate to) {

        int days() {
            int days;
            if (length != null && work == null && free == null) {
                days = length;
            } else if (length == null && work != null && work > 0 && free != null && free >= 0) {
                days = work + free;
            } else {
                throw wrong("needs either \"length\" with \"shifts\", or \"work\" and \"free\" (days)");
            }
            if (days < 1 || days > Pattern.MOST_DAYS) {
                throw wrong("may be 1 to " + Pattern.MOST_DAYS + " days long");
            }
            return days;
        }

        List<RotationShift> shifts() {
            if (work == null) {
                return given;
            }
            if (start == null || end == null || people.isEmpty()) {
                throw wrong("with \"work\" and \"free\" needs \"start\", \"end\" and \"people\"");
            }
            return List.of(
                    new RotationShift(IntStream.rangeClosed(1, work).boxed().toList(), start, end, people, breaks));
        }

        int checked(int day) {
            if (day < 1 || day > days()) {
                throw wrong("has no day " + day + ": its days are 1 to " + days());
            }
            return day;
        }

        private StartRefused wrong(String what) {
            return new StartRefused(List.of("The roster's rotation "
                    + (name == null ? "from " + anchor : "\"" + name + "\"") + " " + what + "."));
        }
    }

    record RotationShift(
            @JsonProperty(required = true) List<Integer> days,
            @JsonProperty(required = true) WallTime start,
            @JsonProperty(required = true) WallTime end,
            @JsonProperty(required = true) List<String> people,
            @JsonSetter(nulls = Nulls.AS_EMPTY) List<Pause> breaks) {}

    record Dated(
            @JsonProperty(required = true) LocalDateTime start,
            @JsonProperty(required = true) LocalDateTime end,
            @JsonProperty(required = true) List<String> people,
            @JsonSetter(nulls = Nulls.AS_EMPTY) List<Pause> breaks) {}

    record AbsenceRow(
            @JsonProperty(required = true) String person,
            @Nullable AbsenceKind kind,
            @JsonProperty(value = "from", required = true) LocalDate first,
            @JsonProperty(value = "to", required = true) LocalDate last) {}

    /** {@code vacation}, {@code sickness} or {@code other}. */
    record AbsenceKind(Absence.Kind kind) {

        @JsonCreator
        static AbsenceKind of(String name) {
            for (Absence.Kind kind : Absence.Kind.values()) {
                if (kind.name().equalsIgnoreCase(name)) {
                    return new AbsenceKind(kind);
                }
            }
            throw new IllegalArgumentException("\"" + name + "\" is no absence: use vacation, sickness, other");
        }
    }

    /** {@code 12:00-12:30} for all of the shift, {@code 12:00-12:30 anna} for one. */
    record Pause(Break pause) {

        @JsonCreator
        static Pause of(String text) {
            return new Pause(Break.of(text));
        }
    }

    /** {@code mon} to {@code sun}. */
    record Day(DayOfWeek day) {

        @JsonCreator
        static Day of(String name) {
            for (DayOfWeek day : DayOfWeek.values()) {
                if (day.name().substring(0, 3).equalsIgnoreCase(name)) {
                    return new Day(day);
                }
            }
            throw new IllegalArgumentException("\"" + name + "\" is no weekday: use mon, tue, wed, thu, fri, sat, sun");
        }
    }

    /** {@code 08:00}; {@code 24:00} is midnight at the end of the day. */
    record WallTime(LocalTime time) {

        @JsonCreator
        static WallTime of(String text) {
            return new WallTime(text.equals("24:00") ? LocalTime.MIDNIGHT : LocalTime.parse(text));
        }
    }
}
