package io.promisedesk.workplace.web;

import io.promisedesk.people.PeopleDesk;
import io.promisedesk.people.Person;
import io.promisedesk.platform.security.CurrentActor;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.stereotype.Component;

/** Points in time as the reader wants to read them: own zone, own language. Public because templates call it. */
@Component("times")
public class Times {

    private final CurrentActor actor;
    private final PeopleDesk people;
    private final Clock clock;

    Times(CurrentActor actor, PeopleDesk people, Clock clock) {
        this.actor = actor;
        this.people = people;
        this.clock = clock;
    }

    /** For example "2 March 2026, 10:00". */
    public String full(Instant instant) {
        return format(instant.atZone(zone()), "d MMMM uuuu, HH:mm");
    }

    /** As short as it stays clear: "10:00" today, "Tue 3 March, 10:00" this year, else with the year. */
    public String nearby(Instant instant) {
        ZonedDateTime time = instant.atZone(zone());
        LocalDate today = clock.instant().atZone(zone()).toLocalDate();
        if (time.toLocalDate().equals(today)) {
            return format(time, "HH:mm");
        }
        return format(time, time.getYear() == today.getYear() ? "EEE d MMMM, HH:mm" : "d MMMM uuuu, HH:mm");
    }

    private static String format(ZonedDateTime time, String pattern) {
        Locale locale = LocaleContextHolder.getLocale();
        return DateTimeFormatter.ofPattern(pattern, locale).format(time);
    }

    private ZoneId zone() {
        return people.person(actor.get().id()).map(Person::zone).orElse(ZoneOffset.UTC);
    }
}
