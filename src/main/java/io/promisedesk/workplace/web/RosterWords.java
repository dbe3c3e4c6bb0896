package io.promisedesk.workplace.web;

import io.promisedesk.people.PeopleDesk;
import io.promisedesk.people.Person;
import io.promisedesk.people.Team;
import io.promisedesk.platform.i18n.Texts;
import io.promisedesk.roster.Finding;
import io.promisedesk.roster.Span;
import io.promisedesk.roster.Swap;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** A roster in the reader's words; times in the zone of the team. */
@Component
class RosterWords {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm");

    private final Texts texts;
    private final PeopleDesk people;

    RosterWords(Texts texts, PeopleDesk people) {
        this.texts = texts;
        this.people = people;
    }

    String say(Locale language, String key, Object... arguments) {
        return texts.get(language, "workplace.roster." + key, arguments);
    }

    String name(@Nullable String person) {
        return person == null ? "" : people.person(person).map(Person::name).orElse(person);
    }

    static String time(Instant at, ZoneId zone) {
        return TIME.format(at.atZone(zone));
    }

    /** "08:00–16:00"; midnight as an end is 24:00. */
    static String times(Instant from, Instant to, ZoneId zone) {
        ZonedDateTime end = to.atZone(zone);
        boolean midnight = end.toLocalTime().equals(LocalTime.MIDNIGHT) && to.isAfter(from);
        return time(from, zone) + "–" + (midnight ? "24:00" : TIME.format(end));
    }

    /** "Mon 2 March, 08:00–16:00". */
    String dated(Span span, ZoneId zone, Locale language) {
        return date(span.start().atZone(zone).toLocalDate(), language) + ", " + times(span.start(), span.end(), zone);
    }

    String date(LocalDate date, Locale language) {
        return DateTimeFormatter.ofPattern("EEE d MMMM", language).format(date);
    }

    /** What a finding says, short enough to stand beside what causes it. */
    String brief(Finding finding, ZoneId zone, Locale language) {
        String key = "finding." + finding.kind().name().toLowerCase(Locale.ROOT);
        return switch (finding.kind()) {
            case GAP -> say(language, key, times(finding.from(), finding.to(), zone));
            case UNDERSTAFFED -> say(language, key, times(finding.from(), finding.to(), zone), (int) finding.amount());
            case SHORT_REST ->
                finding.amount() == 0 ? say(language, "finding.no_rest") : say(language, key, (int) finding.amount());
            case DOUBLE_BOOKING -> say(language, key, team(finding.other()));
            default -> say(language, key);
        };
    }

    /** The same with whom and when. */
    String sentence(Finding finding, ZoneId zone, Locale language) {
        String brief = brief(finding, zone, language);
        String day = date(finding.from().atZone(zone).toLocalDate(), language);
        return finding.person() == null
                ? say(language, "finding.ofTeam", day, brief)
                : say(language, "finding.ofPerson", name(finding.person()), day, brief);
    }

    private String team(@Nullable String key) {
        return key == null ? "" : people.team(key).map(Team::name).orElse(key);
    }

    /** "Boris Ivanov takes Mon 2 March, 08:00–16:00 for Anna Weber; in return …". */
    String sentence(Swap swap, ZoneId zone, Locale language) {
        Span back = swap.back();
        String given = dated(swap.given(), zone, language);
        return back == null
                ? say(language, "swap.give", name(swap.giver()), given, name(swap.taker()))
                : say(
                        language,
                        "swap.change",
                        name(swap.giver()),
                        given,
                        name(swap.taker()),
                        dated(back, zone, language));
    }
}
