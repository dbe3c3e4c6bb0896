package io.promisedesk.roster;

import biweekly.Biweekly;
import biweekly.ICalVersion;
import biweekly.ICalendar;
import biweekly.component.VEvent;
import biweekly.property.Status;
import biweekly.property.Transparency;
import biweekly.util.DateTimeComponents;
import biweekly.util.Duration;
import biweekly.util.ICalDate;
import io.promisedesk.people.PeopleDesk;
import io.promisedesk.people.Person;
import io.promisedesk.people.Team;
import io.promisedesk.platform.Refusal;
import io.promisedesk.platform.i18n.Texts;
import io.promisedesk.platform.security.Actor;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Rosters as iCalendar (RFC 5545): from five weeks ago to four months ahead, times in UTC. An event keeps its UID as long as
 * its shift keeps its start, so that calendar programs change it instead of doubling it.
 */
@Component
public class RosterCalendars {

    private static final java.time.Duration BACK = java.time.Duration.ofDays(35);
    private static final java.time.Duration AHEAD = java.time.Duration.ofDays(120);
    /** How often calendar programs shall look again. */
    private static final Duration REFRESHED = Duration.builder().hours(1).build();

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm");

    private final RosterBook roster;
    private final RosterRights rights;
    private final PeopleDesk people;
    private final Texts texts;
    private final Clock clock;

    RosterCalendars(RosterBook roster, RosterRights rights, PeopleDesk people, Texts texts, Clock clock) {
        this.roster = roster;
        this.rights = rights;
        this.people = people;
        this.texts = texts;
        this.clock = clock;
    }

    /**
     * Somebody's shifts in all teams, and their absences.
     *
     * @throws Refusal where the reader is neither that person nor plans for them
     */
    public String ofPerson(String id, Locale language, Actor reader) {
        Person person = people.person(id).orElseThrow(() -> Refusal.notFound("roster.refused.unknownPerson", id));
        if (!reader.id().equals(id) && !rights.mayPlanFor(id, reader)) {
            throw Refusal.forbidden("roster.refused.readPerson");
        }
        Instant now = clock.instant();
        ICalendar calendar = calendar(texts.get(language, "roster.ics.person", person.name()));
        roster.presences(now.minus(BACK), now.plus(AHEAD))
                .filter(presence -> presence.person().equals(id))
                .forEach(presence -> calendar.addEvent(shift(presence, language)));
        roster.absencesOf(id, now.minus(BACK), now.plus(AHEAD))
                .forEach(absence -> calendar.addEvent(absence(
                        absence,
                        texts.get(
                                language, "roster.ics." + absence.kind().name().toLowerCase(Locale.ROOT)),
                        person.zone())));
        return write(calendar);
    }

    /**
     * A team's shifts with who is there and, for those who plan it, who is absent. Colleagues see absences on the roster,
     * behind a log-in; a calendar's address needs none, so when exactly somebody is away does not go out by theirs.
     *
     * @throws Refusal where the reader may not read the team's roster
     */
    public String ofTeam(String key, Locale language, Actor reader) {
        Team team = people.team(key).orElseThrow(() -> Refusal.notFound("roster.refused.unknownTeam", key));
        if (!rights.mayRead(key, reader)) {
            throw Refusal.forbidden("roster.refused.read", team.name());
        }
        Instant now = clock.instant();
        ICalendar calendar = calendar(texts.get(language, "roster.ics.team", team.name()));
        roster.shiftsStarting(now.minus(BACK), now.plus(AHEAD)).stream()
                .filter(shift -> shift.team().equals(key))
                .forEach(shift -> calendar.addEvent(shift(shift, team)));
        if (rights.mayPlan(key, reader)) {
            roster.absencesIn(key, now.minus(BACK), now.plus(AHEAD)).forEach(absence -> {
                ZoneId zone = people.person(absence.person()).map(Person::zone).orElse(team.zone());
                calendar.addEvent(
                        absence(absence, texts.get(language, "roster.ics.absent", name(absence.person())), zone));
            });
        }
        return write(calendar);
    }

    private ICalendar calendar(String name) {
        ICalendar calendar = new ICalendar();
        calendar.setVersion(ICalVersion.V2_0);
        calendar.setProductId("-//Promisedesk//Roster//EN");
        calendar.setMethod("PUBLISH");
        calendar.setName(name);
        calendar.setExperimentalProperty("X-WR-CALNAME", name);
        calendar.setRefreshInterval(REFRESHED);
        calendar.setExperimentalProperty("X-PUBLISHED-TTL", "PT1H");
        return calendar;
    }

    private VEvent shift(Presence presence, Locale language) {
        Team team = people.team(presence.team()).orElse(null);
        String name = team == null ? presence.team() : team.name();
        VEvent event = event(
                "shift-%s-%s-%s".formatted(presence.team(), presence.start(), presence.person()),
                texts.get(language, "roster.ics.shift", name));
        event.setDateStart(Date.from(presence.start()), true);
        event.setDateEnd(Date.from(presence.end()), true);
        if (!presence.breaks().isEmpty() && team != null) {
            event.setDescription(texts.get(
                    language,
                    "roster.ics.breaks",
                    presence.breaks().stream()
                            .map(pause -> TIME.format(pause.start().atZone(team.zone())) + "–"
                                    + TIME.format(pause.end().atZone(team.zone())))
                            .collect(Collectors.joining(", ")),
                    team.zone().getId()));
        }
        return event;
    }

    private VEvent shift(Shift shift, Team team) {
        List<String> names = shift.people().stream()
                .map(this::name)
                .sorted(Comparator.naturalOrder())
                .toList();
        VEvent event = event(
                "shift-%s-%s-%s".formatted(shift.team(), shift.start(), shift.end()),
                team.name() + ": " + String.join(", ", names));
        event.setDateStart(Date.from(shift.start()), true);
        event.setDateEnd(Date.from(shift.end()), true);
        return event;
    }

    /** Whole days as days, in the person's zone; without an end as far as the calendar reaches. */
    private VEvent absence(Absence absence, String summary, ZoneId zone) {
        VEvent event = event("absence-" + absence.id(), summary);
        event.setTransparency(Transparency.opaque());
        Instant to = endOf(absence.to());
        if (absence.wholeDays()) {
            event.setDateStart(day(absence.from(), zone), false);
            event.setDateEnd(day(lastMidnight(to, zone), zone), false);
        } else {
            event.setDateStart(Date.from(absence.from()), true);
            event.setDateEnd(Date.from(to), true);
        }
        return event;
    }

    private Instant endOf(@Nullable Instant to) {
        return to == null ? clock.instant().plus(AHEAD) : to;
    }

    private static Instant lastMidnight(Instant at, ZoneId zone) {
        LocalDate day = LocalDate.ofInstant(at, zone);
        return at.atZone(zone).toLocalTime().equals(LocalTime.MIDNIGHT)
                ? at
                : day.plusDays(1).atStartOfDay(zone).toInstant();
    }

    private static ICalDate day(Instant at, ZoneId zone) {
        LocalDate day = LocalDate.ofInstant(at, zone);
        return new ICalDate(new DateTimeComponents(day.getYear(), day.getMonthValue(), day.getDayOfMonth()), false);
    }

    private VEvent event(String uid, String summary) {
        VEvent event = new VEvent();
        event.setUid(uid + "@promisedesk");
        event.setSummary(summary);
        event.setDateTimeStamp(Date.from(clock.instant()));
        event.setStatus(Status.confirmed());
        return event;
    }

    private String name(String person) {
        return people.person(person).map(Person::name).orElse(person);
    }

    private static String write(ICalendar calendar) {
        return Biweekly.write(calendar).go();
    }
}
