package io.promisedesk.sla;

import java.time.Clock;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.event.EventListener;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** After a working calendar was edited: every open clock on it goes over to the new version, and its ledger says so. */
@Component
class CalendarEdits {

    private static final Logger LOG = LoggerFactory.getLogger(CalendarEdits.class);

    private final JdbcClient jdbc;
    private final Calendars calendars;
    private final ClockDesk clocks;
    private final ApplicationEventPublisher events;
    private final TransactionTemplate transaction;
    private final Clock clock;

    CalendarEdits(
            JdbcClient jdbc,
            Calendars calendars,
            ClockDesk clocks,
            ApplicationEventPublisher events,
            PlatformTransactionManager transactions,
            Clock clock) {
        this.jdbc = jdbc;
        this.calendars = calendars;
        this.clocks = clocks;
        this.events = events;
        this.transaction = new TransactionTemplate(transactions);
        this.clock = clock;
    }

    @EventListener(ApplicationReadyEvent.class)
    void applyAll() {
        calendars.currentVersions().forEach(this::apply);
    }

    void apply(String calendar, int version) {
        List<String> subjects = outdated(calendar, version, null).stream()
                .map(OpenClock::subject)
                .distinct()
                .toList();
        subjects.forEach(subject -> apply(calendar, version, subject));
        if (!subjects.isEmpty()) {
            LOG.info("Open clocks of {} subjects go over to version {} of {}", subjects.size(), version, calendar);
        }
    }

    private void apply(String calendar, int version, String subject) {
        try {
            transaction.executeWithoutResult(tx -> goOver(calendar, version, subject));
        } catch (OptimisticLockingFailureException somebodyWasFaster) {
            transaction.executeWithoutResult(tx -> goOver(calendar, version, subject));
        }
    }

    private void goOver(String calendar, int version, String subject) {
        // One node at a time; the second finds nothing left to do.
        jdbc.sql("select pg_advisory_xact_lock(hashtext('sla_calendar'))")
                .query()
                .listOfRows();
        List<OpenClock> open = outdated(calendar, version, subject);
        for (OpenClock outdated : open) {
            clocks.open(subject, outdated.metric())
                    .ifPresent(view -> clocks.retarget(
                            subject, view.metric(), view.target(), clock.instant(), "calendar version " + version));
        }
        if (!open.isEmpty()) {
            events.publishEvent(new ClocksMoved(subject));
        }
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
