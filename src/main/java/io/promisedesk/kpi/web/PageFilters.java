package io.promisedesk.kpi.web;

import io.promisedesk.kpi.Dimension;
import io.promisedesk.kpi.Figures;
import io.promisedesk.kpi.KpiSettings;
import io.promisedesk.people.PeopleDesk;
import io.promisedesk.people.Person;
import io.promisedesk.people.Team;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.platform.security.Role;
import io.promisedesk.ticket.Channel;
import io.promisedesk.ticket.Priority;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** Reads what a page is asked for, leaving aside what it does not understand, as a link may be old; and offers what there is. */
@Component
class PageFilters {

    /** Days, today included. */
    static final List<Integer> PERIODS = List.of(1, 7, 30, 90);

    private static final int USUAL_PERIOD = 30;

    /** By what figures are compared. */
    static final List<Dimension> COMPARED = List.of(
            Dimension.TEAM,
            Dimension.CHANNEL,
            Dimension.PRIORITY,
            Dimension.CATEGORY,
            Dimension.TIER,
            Dimension.VERSION,
            Dimension.OWNER);

    static final List<Dimension> BUCKETS = List.of(Dimension.HOUR, Dimension.DAY, Dimension.WEEK, Dimension.MONTH);

    /** So that no picture has more points than a screen has dots. */
    private static final int MOST_DAYS_BY_HOUR = 31;

    private final Figures figures;
    private final PeopleDesk people;
    private final KpiSettings settings;
    private final Wording words;
    private final Clock clock;

    PageFilters(Figures figures, PeopleDesk people, KpiSettings settings, Wording words, Clock clock) {
        this.figures = figures;
        this.people = people;
        this.settings = settings;
        this.words = words;
        this.clock = clock;
    }

    /** @param personal whether it is the page of one's own figures */
    PageFilter read(HttpServletRequest http, Actor reader, boolean personal) {
        ZoneId zone = people.person(reader.id()).map(Person::zone).orElse(settings.zone());
        LocalDate today = today(zone);
        LocalDate last = date(value(http, "to"), today);
        LocalDate first = date(value(http, "from"), last.minusDays(USUAL_PERIOD - 1));
        if (first.isAfter(last) || first.plusYears(10).isBefore(last)) {
            first = last.minusDays(USUAL_PERIOD - 1);
        }
        Map<Dimension, String> only = new EnumMap<>(Dimension.class);
        for (Dimension dimension : PageFilter.DIMENSIONS) {
            value(http, dimension.code())
                    .filter(value -> !value.equals(PageFilter.ALL))
                    .filter(value -> isPossible(dimension, value))
                    .ifPresent(value -> only.put(dimension, value));
        }
        if (personal) {
            only.remove(Dimension.OWNER);
        } else if (value(http, "team").isEmpty()) {
            ownTeam(reader).ifPresent(team -> only.put(Dimension.TEAM, team));
        }
        Dimension bucket = value(http, "bucket")
                .flatMap(Dimension::of)
                .filter(BUCKETS::contains)
                .orElse(null);
        if (bucket == Dimension.HOUR && first.plusDays(MOST_DAYS_BY_HOUR).isBefore(last)) {
            bucket = null;
        }
        Dimension usual = personal ? Dimension.CATEGORY : Dimension.TEAM;
        Dimension by = value(http, "by")
                .flatMap(Dimension::of)
                .filter(COMPARED::contains)
                .filter(dimension -> dimension != Dimension.OWNER || settings.people() && !personal)
                .orElse(usual);
        return new PageFilter(
                personal ? "/kpi/me" : "/kpi",
                first,
                last,
                only,
                !value(http, "time").orElse("").equals("calendar"),
                bucket,
                by,
                zone,
                personal ? reader.id() : null);
    }

    LocalDate today(ZoneId zone) {
        return clock.instant().atZone(zone).toLocalDate();
    }

    private boolean isPossible(Dimension dimension, String value) {
        return switch (dimension) {
            case TEAM -> people.team(value).isPresent();
            case OWNER -> settings.people();
            default -> true;
        };
    }

    /** A supervisor of one team begins with that team. */
    private Optional<String> ownTeam(Actor reader) {
        List<String> own =
                people.teams().stream().map(Team::key).filter(reader::isIn).toList();
        return reader.is(Role.ADMIN) || own.size() != 1 ? Optional.empty() : Optional.of(own.get(0));
    }

    /** A select of the form, with what is chosen although nobody offers it. */
    record Choice(String name, String label, List<Option> options) {}

    record Option(String value, String label, boolean chosen) {}

    List<Choice> choices(PageFilter filter, Actor reader, Locale language) {
        List<Choice> choices = new ArrayList<>();
        for (Dimension dimension : PageFilter.DIMENSIONS) {
            if (dimension == Dimension.OWNER && (filter.isPersonal() || !settings.people())) {
                continue;
            }
            String chosen = filter.value(dimension.code());
            List<String> values = new ArrayList<>(values(dimension, reader));
            if (!chosen.isEmpty() && !values.contains(chosen)) {
                values.add(chosen);
            }
            choices.add(new Choice(
                    dimension.code(),
                    words.text(language, "kpi.dimension." + dimension.code()),
                    values.stream()
                            .map(value ->
                                    new Option(value, words.value(dimension, value, language), value.equals(chosen)))
                            .toList()));
        }
        return choices;
    }

    private List<String> values(Dimension dimension, Actor reader) {
        return switch (dimension) {
            case TEAM -> people.teams().stream().map(Team::key).toList();
            case CHANNEL -> names(Channel.values());
            case PRIORITY -> names(Priority.values());
            case CATEGORY, TIER, VERSION -> figures.values(dimension);
            case OWNER -> owners(reader);
            default -> List.of();
        };
    }

    private List<String> owners(Actor reader) {
        return people.teams().stream()
                .map(Team::key)
                .filter(team -> reader.is(Role.ADMIN) || reader.isIn(team))
                .flatMap(team -> people.agentsOf(team).stream())
                .distinct()
                .sorted(Comparator.comparing(Person::name))
                .map(Person::id)
                .toList();
    }

    private static List<String> names(Enum<?>[] values) {
        return Stream.of(values)
                .map(value -> value.name().toLowerCase(Locale.ROOT))
                .toList();
    }

    private static Optional<String> value(HttpServletRequest http, String name) {
        String[] values = http.getParameterValues(name);
        return values == null
                ? Optional.empty()
                : Arrays.stream(values)
                        .filter(value -> !value.isBlank() && value.indexOf('\0') < 0)
                        .findFirst();
    }

    private static LocalDate date(Optional<String> value, LocalDate usual) {
        try {
            LocalDate date = value.map(LocalDate::parse).orElse(usual);
            return date.getYear() < 1990 || date.getYear() > 2200 ? usual : date;
        } catch (DateTimeException e) {
            return usual;
        }
    }
}
