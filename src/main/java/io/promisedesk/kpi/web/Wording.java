package io.promisedesk.kpi.web;

import io.promisedesk.kpi.Dimension;
import io.promisedesk.people.PeopleDesk;
import io.promisedesk.people.Person;
import io.promisedesk.people.Team;
import io.promisedesk.platform.i18n.Texts;
import java.text.NumberFormat;
import java.util.Locale;
import org.springframework.stereotype.Component;

/** Figures in words: durations a person can grasp, shares, names of teams. */
@Component
class Wording {

    private final Texts texts;
    private final PeopleDesk people;

    Wording(Texts texts, PeopleDesk people) {
        this.texts = texts;
        this.people = people;
    }

    String text(Locale language, String key, Object... arguments) {
        return texts.get(language, key, arguments);
    }

    /** The text of that key, or else a word of the reader's. */
    String translated(String key, Locale language, String otherwise) {
        return texts.has(language, key) ? text(language, key) : otherwise;
    }

    /** Minutes below two hours, hours below three days, else days of 24 hours. */
    String duration(double hours, Locale language) {
        if (hours * 60 < 1) {
            return text(language, "kpi.duration.seconds", number(hours * 3600, 0, language));
        }
        if (hours < 2) {
            return text(language, "kpi.duration.minutes", number(hours * 60, 0, language));
        }
        return hours < 72
                ? text(language, "kpi.duration.hours", number(hours, 1, language))
                : text(language, "kpi.duration.days", number(hours / 24, 1, language));
    }

    /** Business time in hours however long: its days are of no fixed length. */
    String duration(double hours, boolean business, Locale language) {
        return business && hours >= 72
                ? text(language, "kpi.duration.hours", number(hours, 0, language))
                : duration(hours, language);
    }

    /** The name of a value of a dimension. */
    String value(Dimension dimension, String key, Locale language) {
        if (key.equals("none") && dimension != Dimension.TEAM && dimension != Dimension.STAGE) {
            return text(language, "kpi.value.none");
        }
        return switch (dimension) {
            case TEAM -> team(key, language);
            case OWNER -> people.person(key).map(Person::name).orElse(key);
            case CATEGORY -> category(key, language);
            case PRIORITY -> label("workplace.priority.", key, language);
            case CHANNEL -> label("workplace.channel.", key, language);
            case TIER -> label("kpi.tier.", key, language);
            case STAGE -> label("kpi.stage.", key, language);
            case CLOCK -> label("kpi.clock.", key, language);
            case OUTCOME -> label("kpi.outcome.", key, language);
            case AGE -> label("kpi.age.", key, language);
            case ELEMENT -> translated("process.ticket." + key, language, key);
            case VERSION -> version(key, language);
            default -> key;
        };
    }

    private String version(String key, Locale language) {
        int colon = key.lastIndexOf(':');
        if (colon < 0) {
            return key;
        }
        String process = key.substring(0, colon);
        return text(
                language, "kpi.version", translated("process." + process, language, process), key.substring(colon + 1));
    }

    String percent(double share, Locale language) {
        NumberFormat format = NumberFormat.getPercentInstance(language);
        format.setMaximumFractionDigits(share > 0.99 && share < 1 ? 1 : 0);
        return format.format(share);
    }

    String number(double value, int digits, Locale language) {
        NumberFormat format = NumberFormat.getNumberInstance(language);
        format.setMaximumFractionDigits(digits);
        return format.format(value);
    }

    /** Designers name categories freely; those of the project have a name in every language. */
    String category(String key, Locale language) {
        String named = "workplace.category." + key;
        return texts.has(language, named) ? text(language, named) : key;
    }

    String team(String key, Locale language) {
        return people.team(key)
                .map(Team::name)
                .orElseGet(() -> key.equals("none") ? text(language, "kpi.team.none") : key);
    }

    /** A label that a designer's own stage or clock may not have. */
    String label(String prefix, String key, Locale language) {
        return texts.has(language, prefix + key) ? text(language, prefix + key) : key;
    }
}
