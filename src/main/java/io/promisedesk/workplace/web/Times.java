package io.promisedesk.workplace.web;

import io.promisedesk.people.PeopleDesk;
import io.promisedesk.people.Person;
import io.promisedesk.platform.i18n.Texts;
import io.promisedesk.platform.security.CurrentActor;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.stereotype.Component;

/** Points in time as the reader wants to read them: own zone, own language. Public because templates call it. */
@Component("times")
public class Times {

    private final CurrentActor actor;
    private final PeopleDesk people;
    private final Texts texts;
    private final Clock clock;

    Times(CurrentActor actor, PeopleDesk people, Texts texts, Clock clock) {
        this.actor = actor;
        this.people = people;
        this.texts = texts;
        this.clock = clock;
    }

    /** For example "2 March 2026, 10:00". */
    public String full(Instant instant) {
        return format(instant.atZone(zone()), "d MMMM uuuu, HH:mm");
    }

    /** As short as it stays clear: "10:00" today, "Tue 3 March, 10:00" this year, else with the year. */
    public String nearby(Instant instant) {
        ZonedDateTime time = instant.atZone(zone());
        return time.toLocalDate().equals(today()) ? format(time, "HH:mm") : dated(instant);
    }

    /** With its day also where that is today, for times that stand beside others: "Tue 3 March, 10:00". */
    public String dated(Instant instant) {
        ZonedDateTime time = instant.atZone(zone());
        return format(time, time.getYear() == today().getYear() ? "EEE d MMMM, HH:mm" : "d MMMM uuuu, HH:mm");
    }

    private LocalDate today() {
        return clock.instant().atZone(zone()).toLocalDate();
    }

    /** How far something moves, for example "+1 d 2 h". Days are of 24 hours. */
    public String shift(Duration by) {
        Duration length = by.abs();
        List<String> parts = new ArrayList<>();
        add(parts, length.toDays(), "workplace.unit.d");
        add(parts, length.toHoursPart(), "sla.unit.h");
        add(parts, length.toMinutesPart(), "sla.unit.min");
        return (by.isNegative() ? "−" : "+") + (parts.isEmpty() ? "0" : String.join(" ", parts));
    }

    private void add(List<String> parts, long amount, String unit) {
        if (amount > 0) {
            parts.add(amount + " " + texts.get(LocaleContextHolder.getLocale(), unit));
        }
    }

    private static String format(ZonedDateTime time, String pattern) {
        Locale locale = LocaleContextHolder.getLocale();
        return DateTimeFormatter.ofPattern(pattern, locale).format(time);
    }

    /** The zone in which the reader reads. */
    public ZoneId zone() {
        return people.person(actor.get().id()).map(Person::zone).orElse(ZoneOffset.UTC);
    }
}
