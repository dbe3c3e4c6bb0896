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
import io.promisedesk.platform.StartRefused;
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
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.event.EventListener;
import org.springframework.core.annotation.Order;
import org.springframework.core.io.Resource;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Applies {@code roster.yaml}: replaces the weekly patterns and what an earlier version of the file brought; shifts and
 * absences planned at the desk stay. The same content a second time changes nothing.
 */
@Component
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
            content.absences.forEach(
                    absence -> tables.put(new Absence(absence.person, absence.first, absence.last), "file"));
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
            for (Day day : week.days) {
                tables.add(new Pattern(
                        team, day.day, week.start.time, week.end.time, known(week.people), week.from, week.to));
            }
        }
        for (Dated dated : roster.shifts) {
            tables.put(
                    Shift.of(
                            team,
                            dated.start.atZone(zone).toInstant(),
                            dated.end.atZone(zone).toInstant(),
                            known(dated.people)),
                    "file");
        }
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
            @JsonSetter(nulls = Nulls.AS_EMPTY) List<Dated> shifts) {}

    record Week(
            @JsonProperty(required = true) List<Day> days,
            @JsonProperty(required = true) WallTime start,
            @JsonProperty(required = true) WallTime end,
            @JsonProperty(required = true) List<String> people,
            @Nullable LocalDate from,
            @Nullable LocalDate to) {}

    record Dated(
            @JsonProperty(required = true) LocalDateTime start,
            @JsonProperty(required = true) LocalDateTime end,
            @JsonProperty(required = true) List<String> people) {}

    record AbsenceRow(
            @JsonProperty(required = true) String person,
            @JsonProperty(value = "from", required = true) LocalDate first,
            @JsonProperty(value = "to", required = true) LocalDate last) {}

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
