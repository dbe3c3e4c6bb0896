package io.promisedesk.sla;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.event.EventListener;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * After a working calendar was edited: every open clock on it goes over to the new version, and its ledger says so. Most
 * do so in the request that saved the edit; those that were too many, that a ticket in the making started on the old
 * version meanwhile or that a node left behind when it died follow within seconds.
 */
@Component
class CalendarEdits {

    private static final Logger LOG = LoggerFactory.getLogger(CalendarEdits.class);

    /** How many tickets one request, or one round in the background, takes over. */
    private static final int AT_ONCE = 200;

    private static final Duration RECENT = Duration.ofHours(1);

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(10);
    /** How often it doubles: to about twenty minutes. */
    private static final int LONGEST_PAUSE = 7;

    /** No version is called that: the hours of an edit that is not saved. */
    private static final int UNSAVED = 0;

    private final JdbcClient jdbc;
    private final Calendars calendars;
    private final ClockDesk clocks;
    private final Projection projection;
    private final ApplicationEventPublisher events;
    private final TransactionTemplate transaction;
    private final Clock clock;

    /** Of those that could not go over, by calendar and subject: when they are tried again. */
    private final Map<Behind, Retry> failed = new ConcurrentHashMap<>();

    private record Behind(String calendar, String subject) {}

    private record Retry(int attempts, Instant next) {}

    CalendarEdits(
            JdbcClient jdbc,
            Calendars calendars,
            ClockDesk clocks,
            Projection projection,
            ApplicationEventPublisher events,
            PlatformTransactionManager transactions,
            Clock clock) {
        this.jdbc = jdbc;
        this.calendars = calendars;
        this.clocks = clocks;
        this.projection = projection;
        this.events = events;
        this.transaction = new TransactionTemplate(transactions);
        this.clock = clock;
    }

    @EventListener(ApplicationReadyEvent.class)
    void applyAll() {
        calendars.latest().forEach(version -> apply(version, Integer.MAX_VALUE));
    }

    /** Looks only at what was edited lately and at what failed: that costs next to nothing. */
    @Scheduled(initialDelayString = "${promisedesk.sla.catch-up}", fixedDelayString = "${promisedesk.sla.catch-up}")
    void catchUp() {
        Set<String> edited = new TreeSet<>(
                jdbc.sql("select distinct key from sla_calendar where version > 1 and defined_at > :since")
                        .param("since", clock.instant().minus(RECENT).atOffset(ZoneOffset.UTC))
                        .query(String.class)
                        .list());
        failed.keySet().forEach(behind -> edited.add(behind.calendar()));
        edited.forEach(this::follow);
    }

    /** Takes the first so many subjects over to the newest version. */
    void follow(String calendar) {
        calendars.latest(calendar).ifPresent(version -> apply(version, AT_ONCE));
    }

    private void apply(CalendarVersion version, int most) {
        List<String> subjects = outdated(version.key(), version.version(), null).stream()
                .map(OpenClock::subject)
                .distinct()
                .filter(subject -> isTurn(new Behind(version.key(), subject)))
                .limit(most)
                .toList();
        subjects.forEach(subject -> apply(version, subject));
        if (!subjects.isEmpty()) {
            LOG.info(
                    "Open clocks of {} subjects go over to version {} of {}",
                    subjects.size(),
                    version.version(),
                    version.key());
        }
    }

    private boolean isTurn(Behind behind) {
        Retry retry = failed.get(behind);
        return retry == null || !retry.next().isAfter(clock.instant());
    }

    private void apply(CalendarVersion version, String subject) {
        Behind behind = new Behind(version.key(), subject);
        try {
            try {
                transaction.executeWithoutResult(tx -> goOver(version, subject));
            } catch (ConcurrencyFailureException somebodyWasFaster) {
                transaction.executeWithoutResult(tx -> goOver(version, subject));
            }
            failed.remove(behind);
        } catch (RuntimeException e) {
            // One that cannot must not keep the others back. What stands in its way may pass: a database that restarts.
            int attempts =
                    Optional.ofNullable(failed.get(behind)).map(Retry::attempts).orElse(0) + 1;
            Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(attempts - 1, LONGEST_PAUSE));
            failed.put(behind, new Retry(attempts, clock.instant().plus(pause)));
            LOG.error(
                    "The open clocks of {} stay on an older version of working calendar {} for now; it is tried again in {}",
                    subject,
                    version.key(),
                    pause,
                    e);
        }
    }

    private void goOver(CalendarVersion version, String subject) {
        // One node at a time; the second finds nothing left to do.
        jdbc.sql("select pg_advisory_xact_lock(hashtext('sla_calendar'))")
                .query()
                .listOfRows();
        // Clocks read before the lock would be those of before whatever holds it now.
        events.publishEvent(new ClocksWillMove(subject));
        List<OpenClock> open = outdated(version.key(), version.version(), subject);
        String reason = open.isEmpty() ? "" : reason(version.key());
        for (OpenClock outdated : open) {
            clocks.open(subject, outdated.metric())
                    .ifPresent(view -> clocks.retarget(subject, view.metric(), view.target(), clock.instant(), reason));
        }
        if (!open.isEmpty()) {
            events.publishEvent(new ClocksMoved(subject));
        }
    }

    /** Of the newest version, which is the one that a clock goes over to, even where somebody has just saved another. */
    private String reason(String calendar) {
        return jdbc.sql(
                        """
                        select concat_ws(': ', 'calendar version ' || version, reason)
                        from sla_calendar where key = :calendar order by version desc limit 1
                        """)
                .param("calendar", calendar)
                .query(String.class)
                .single();
    }

    /** How many open clocks are on an older version than the newest. */
    int behind(String calendar) {
        return calendars
                .latest(calendar)
                .map(version -> outdated(calendar, version.version(), null).size())
                .orElse(0);
    }

    /** What these hours would do to every open clock on that calendar. */
    Shifts shifts(String calendar, CalendarPlan edit) {
        return projection.shifts(
                List.copyOf(new HashSet<>(outdated(calendar, Integer.MAX_VALUE, null).stream()
                        .map(OpenClock::subject)
                        .toList())),
                (subject, metric, commitment) -> commitment.target().calendar().equals(calendar)
                        ? new Commitment(commitment.target(), UNSAVED)
                        : commitment,
                commitment -> edit.in(zone(commitment)));
    }

    private static ZoneId zone(Commitment commitment) {
        return commitment.target().zone();
    }

    private List<OpenClock> outdated(String calendar, int version, @Nullable String subject) {
        return jdbc.sql(
                        """
                        select subject, metric from sla_promise
                        where ended_at is null and calendar = :calendar and calendar_version < :version
                            and (:subject::text is null or subject = :subject)
                        order by subject
                        """)
                .param("calendar", calendar)
                .param("version", version)
                .param("subject", subject)
                .query((row, i) -> new OpenClock(
                        row.getString("subject"),
                        Metric.valueOf(row.getString("metric").toUpperCase(Locale.ROOT))))
                .list();
    }

    private record OpenClock(String subject, Metric metric) {}
}
