package io.promisedesk.handover;

import io.promisedesk.people.PeopleDesk;
import io.promisedesk.platform.Refusal;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.platform.security.Role;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Each team's own rules for hand-overs, on top of what {@code promisedesk.handover.*} says for all. */
@Component
@EnableConfigurationProperties(HandoverSettings.class)
public class TeamRulesDesk {

    private static final Duration LONGEST_LEAD_TIME = Duration.ofHours(8);
    private static final Duration LONGEST_GRACE = Duration.ofHours(4);
    private static final Duration LONGEST_ACCEPTANCE = Duration.ofHours(8);
    private static final Duration LONGEST_NO_SHOW = Duration.ofHours(8);

    private final JdbcClient jdbc;
    private final HandoverSettings settings;
    private final PeopleDesk people;
    private final Clock clock;
    private final ApplicationEventPublisher events;

    TeamRulesDesk(
            JdbcClient jdbc,
            HandoverSettings settings,
            PeopleDesk people,
            Clock clock,
            ApplicationEventPublisher events) {
        this.jdbc = jdbc;
        this.settings = settings;
        this.people = people;
        this.clock = clock;
        this.events = events;
    }

    /**
     * What a team says of its own; null where what is configured for all holds.
     *
     * @param noShowAfter zero: nobody is missed
     */
    public record OwnRules(
            @Nullable Duration leadTime,
            @Nullable Duration grace,
            @Nullable Duration acceptance,
            @Nullable Duration noShowAfter,
            @Nullable Boolean tellCustomers) {

        public static final OwnRules NONE = new OwnRules(null, null, null, null, null);
    }

    /** The rules that hold; those for all where the team has none, or does not exist. */
    public TeamRules of(String team) {
        return over(team, own(team));
    }

    public OwnRules own(String team) {
        return jdbc.sql("select * from handover_team where team = :team")
                .param("team", team)
                .query(TeamRulesDesk::own)
                .optional()
                .orElse(OwnRules.NONE);
    }

    /**
     * Since when a team asks who has not appeared: nobody knows of signs of life before that.
     *
     * @return empty where it does not ask, or has asked from the start
     */
    public Optional<Instant> asksSince(String team) {
        return jdbc.sql("select no_show_since from handover_team where team = :team and no_show_since is not null")
                .param("team", team)
                .query(OffsetDateTime.class)
                .optional()
                .map(OffsetDateTime::toInstant);
    }

    private @Nullable OffsetDateTime asksSince(String team, boolean asks) {
        boolean asked = of(team).noShowAfter() != null;
        if (!asks) {
            return null;
        }
        return (asked ? asksSince(team) : Optional.of(clock.instant()))
                .map(since -> since.atOffset(ZoneOffset.UTC))
                .orElse(null);
    }

    /** What holds where a team says nothing of its own. */
    public TeamRules standard(String team) {
        return over(team, OwnRules.NONE);
    }

    public boolean mayChange(String team, Actor by) {
        return by.is(Role.ADMIN) || by.is(Role.DISPATCHER) || by.is(Role.SUPERVISOR) && by.isIn(team);
    }

    /**
     * Publishes {@link TeamRulesChanged}. Running shifts follow at once; a receiver who has been asked keeps the time that
     * they were told.
     *
     * @throws Refusal where a time is out of bounds, or the actor neither supervises the team nor dispatches
     */
    @Transactional
    public TeamRules change(String team, OwnRules rules, Actor by) {
        if (people.team(team).isEmpty()) {
            throw Refusal.notFound("handover.refused.unknownTeam", team);
        }
        if (!mayChange(team, by)) {
            throw Refusal.forbidden("handover.refused.mayNotRule");
        }
        requireWithin("leadTime", rules.leadTime(), Duration.ZERO, LONGEST_LEAD_TIME);
        requireWithin("grace", rules.grace(), Duration.ZERO, LONGEST_GRACE);
        requireWithin("acceptance", rules.acceptance(), Duration.ofMinutes(1), LONGEST_ACCEPTANCE);
        requireWithin("noShowAfter", rules.noShowAfter(), Duration.ZERO, LONGEST_NO_SHOW);
        TeamRules now = over(team, rules);
        jdbc.sql(
                        """
                        insert into handover_team (team, lead_time, grace, acceptance, no_show_after, no_show_since,
                            tell_customers, changed_at, changed_by)
                        values (:team, :leadTime, :grace, :acceptance, :noShowAfter, :noShowSince,
                            :tellCustomers, :at, :by)
                        on conflict (team) do update set lead_time = excluded.lead_time, grace = excluded.grace,
                            acceptance = excluded.acceptance, no_show_after = excluded.no_show_after,
                            no_show_since = excluded.no_show_since,
                            tell_customers = excluded.tell_customers, changed_at = excluded.changed_at,
                            changed_by = excluded.changed_by
                        """)
                .param("team", team)
                .param("leadTime", seconds(rules.leadTime()), Types.INTEGER)
                .param("grace", seconds(rules.grace()), Types.INTEGER)
                .param("acceptance", seconds(rules.acceptance()), Types.INTEGER)
                .param("noShowAfter", seconds(rules.noShowAfter()), Types.INTEGER)
                .param("noShowSince", asksSince(team, now.noShowAfter() != null), Types.TIMESTAMP_WITH_TIMEZONE)
                .param("tellCustomers", rules.tellCustomers(), Types.BOOLEAN)
                .param("at", OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC))
                .param("by", by.id())
                .update();
        events.publishEvent(new TeamRulesChanged(now));
        return now;
    }

    private TeamRules over(String team, OwnRules own) {
        Duration noShowAfter = or(own.noShowAfter(), settings.noShowAfter());
        return new TeamRules(
                team,
                or(own.leadTime(), settings.leadTime()),
                or(own.grace(), settings.grace()),
                or(own.acceptance(), settings.acceptance()),
                noShowAfter.isZero() ? null : noShowAfter,
                own.tellCustomers() == null ? settings.tellCustomers() : own.tellCustomers());
    }

    private static Duration or(@Nullable Duration own, Duration standard) {
        return own == null ? standard : own;
    }

    private static void requireWithin(String field, @Nullable Duration said, Duration least, Duration most) {
        if (said != null && (said.compareTo(least) < 0 || said.compareTo(most) > 0)) {
            throw Refusal.invalid(field, "handover.refused.outOfBounds", least.toMinutes(), most.toMinutes());
        }
    }

    private static @Nullable Integer seconds(@Nullable Duration duration) {
        return duration == null ? null : Math.toIntExact(duration.toSeconds());
    }

    private static OwnRules own(ResultSet row, int n) throws SQLException {
        return new OwnRules(
                duration(row, "lead_time"),
                duration(row, "grace"),
                duration(row, "acceptance"),
                duration(row, "no_show_after"),
                row.getObject("tell_customers", Boolean.class));
    }

    private static @Nullable Duration duration(ResultSet row, String column) throws SQLException {
        Integer seconds = row.getObject(column, Integer.class);
        return seconds == null ? null : Duration.ofSeconds(seconds);
    }
}
