package io.promisedesk.kpi;

import io.promisedesk.kpi.Overview.Flow;
import io.promisedesk.kpi.Overview.Live;
import io.promisedesk.kpi.Overview.Load;
import io.promisedesk.kpi.Overview.StageShare;
import io.promisedesk.people.PeopleDesk;
import io.promisedesk.people.Team;
import io.promisedesk.platform.Refusal;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.roster.Presence;
import io.promisedesk.roster.RosterDesk;
import io.promisedesk.roster.Span;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** What takes more than one figure, and what takes more than figures: who is on shift. Refuses what {@link Figures} refuses. */
@Component
@Transactional(readOnly = true)
public class Dashboard {

    private final Figures figures;
    private final PeopleDesk people;
    private final RosterDesk roster;
    private final Clock clock;

    Dashboard(Figures figures, PeopleDesk people, RosterDesk roster, Clock clock) {
        this.figures = figures;
        this.people = people;
        this.roster = roster;
        this.clock = clock;
    }

    /** For supervisors and administrators. */
    public Overview overview(Selection ask, Actor reader) {
        requireLead(reader);
        return new Overview(
                live(ask, reader),
                count(ask, Measure.ARRIVALS, reader),
                count(ask, Measure.SOLVED, reader),
                figure(ask, Measure.REOPEN_RATE, reader),
                figures.summary(ask.of(Measure.SLA_COMPLIANCE), reader),
                stages(ask, reader),
                figures.summary(ask.of(Measure.ARRIVALS, Dimension.CATEGORY), reader).stream()
                        .sorted(Comparator.comparingLong(Group::n).reversed())
                        .toList());
    }

    /** One figure over the whole period; empty where nothing fell into it. */
    public Optional<Group> figure(Selection ask, Measure measure, Actor reader) {
        return figures.summary(ask.of(measure), reader).stream().findFirst();
    }

    private long count(Selection ask, Measure measure, Actor reader) {
        return figure(ask, measure, reader).map(Group::n).orElse(0L);
    }

    public Live live(Selection ask, Actor reader) {
        Instant now = clock.instant();
        Selection lastHour = ask.between(now.minus(Duration.ofHours(1)), now);
        List<Group> ages = figures.summary(lastHour.of(Measure.BACKLOG, Dimension.AGE), reader);
        return new Live(
                ages,
                ages.stream().mapToLong(Group::n).sum(),
                count(lastHour, Measure.PROMISES_OVERDUE, reader),
                count(lastHour, Measure.PROMISES_AT_RISK, reader),
                count(lastHour, Measure.ARRIVALS, reader),
                teams(ask).stream()
                        .mapToInt(team -> roster.agentsOnShift(team, now).size())
                        .sum());
    }

    public List<Flow> flow(Selection ask, Dimension bucket, Actor reader) {
        List<Group> arrived = figures.series(ask.of(Measure.ARRIVALS), bucket, reader);
        Map<String, Group> solved = byKey(figures.series(ask.of(Measure.SOLVED), bucket, reader));
        Map<String, Group> open = byKey(figures.series(ask.of(Measure.BACKLOG), bucket, reader));
        String present = Figures.name(clock.instant().atZone(ask.zone()), bucket);
        return arrived.stream()
                .map(group -> new Flow(
                        group.key(),
                        group.n(),
                        n(solved, group.key()),
                        // What has not come yet has no backlog.
                        group.key().compareTo(present) > 0 ? null : Long.valueOf(n(open, group.key()))))
                .toList();
    }

    /** Hours that tickets of the selection spent in each stage, by the team that had them then; largest first. */
    public List<StageShare> stages(Selection ask, Actor reader) {
        List<Group> spent = figures.cross(ask.of(Measure.TIME_SPENT, Dimension.TEAM), Dimension.STAGE, reader);
        double all = spent.stream().mapToDouble(Dashboard::total).sum();
        return spent.stream()
                .filter(group -> total(group) > 0)
                .map(group -> new StageShare(
                        group.key(), String.valueOf(group.bucket()), total(group), total(group) / all, group.tickets()))
                .sorted(Comparator.comparingDouble(StageShare::hours).reversed())
                .toList();
    }

    private static double total(Group group) {
        Double total = group.total();
        return total == null ? 0 : total;
    }

    /** For supervisors and administrators. Who is on shift is known by team, and by nothing else that can be selected. */
    public List<Load> load(Selection ask, Dimension bucket, Actor reader) {
        requireLead(reader);
        List<Group> arrived = figures.series(ask.of(Measure.ARRIVALS), bucket, reader);
        List<ZonedDateTime> stretches = Figures.starts(ask.of(Measure.ARRIVALS), bucket);
        List<Instant> starts = stretches.stream().map(ZonedDateTime::toInstant).toList();
        double[] hours = new double[starts.size()];
        Instant until = earlier(ask.to(), clock.instant());
        if (ask.from().isBefore(until)) {
            for (String team : teams(ask)) {
                roster.presences(team, ask.from(), until)
                        .forEach(presence -> add(presence, starts, ask.from(), until, hours));
            }
        }
        // By name: an hour that comes twice when clocks are set back is one stretch.
        Map<String, Double> byBucket = new HashMap<>();
        for (int i = 0; i < hours.length; i++) {
            byBucket.merge(Figures.name(stretches.get(i), bucket), hours[i], Double::sum);
        }
        return arrived.stream()
                .map(group -> new Load(group.key(), group.n(), byBucket.getOrDefault(group.key(), 0.0)))
                .toList();
    }

    private static void add(Presence presence, List<Instant> starts, Instant from, Instant until, double[] hours) {
        for (int i = 0; i < starts.size(); i++) {
            Instant start = later(starts.get(i), from);
            Instant end = i + 1 < starts.size() ? earlier(starts.get(i + 1), until) : until;
            if (presence.start().isBefore(end) && presence.end().isAfter(start)) {
                hours[i] += hours(presence.start(), presence.end(), start, end);
                for (Span pause : presence.breaks()) {
                    hours[i] -= hours(pause.start(), pause.end(), start, end);
                }
            }
        }
    }

    private static double hours(Instant start, Instant end, Instant from, Instant until) {
        Duration both = Duration.between(later(start, from), earlier(end, until));
        return both.isNegative() ? 0 : both.toSeconds() / 3600.0;
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private List<String> teams(Selection ask) {
        String team = ask.only().get(Dimension.TEAM);
        return team != null
                ? List.of(team)
                : people.teams().stream().map(Team::key).toList();
    }

    private static void requireLead(Actor reader) {
        if (!reader.leads()) {
            throw Refusal.forbidden("kpi.refused.overview");
        }
    }

    private static Map<String, Group> byKey(List<Group> groups) {
        return groups.stream().collect(Collectors.toMap(Group::key, Function.identity()));
    }

    private static long n(Map<String, Group> groups, String key) {
        Group group = groups.get(key);
        return group == null ? 0 : group.n();
    }
}
