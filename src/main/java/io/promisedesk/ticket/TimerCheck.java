package io.promisedesk.ticket;

import io.promisedesk.notification.NoticeRequested;
import io.promisedesk.notification.NoticesRequested;
import io.promisedesk.people.PeopleDesk;
import io.promisedesk.sla.ClockDesk;
import io.promisedesk.sla.ClockView;
import io.promisedesk.ticket.Ladder.Phase;
import io.promisedesk.ticket.TimerReport.Finding;
import io.promisedesk.ticket.TimerReport.Kind;
import io.promisedesk.ticket.TimerReports.Begun;
import io.promisedesk.ticket.process.TicketFlow;
import io.promisedesk.ticket.process.TicketTimers;
import io.promisedesk.ticket.process.TicketTimers.Absent;
import io.promisedesk.ticket.process.TicketTimers.Look;
import io.promisedesk.ticket.process.TicketTimers.Question;
import io.promisedesk.ticket.process.TicketTimers.Running;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.NonTransientDataAccessResourceException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Proves that the timers of every open ticket agree with the ledger, and mends those that do not: after a part of the
 * data was restored, after somebody has had a hand in the engine's tables, after a fault of ours. Each ticket is looked at
 * under its lock in a transaction of its own. Where a timer had fired at a wrong time nothing was told wrongly:
 * {@link TicketEscalations#climb} asks the ledger again and waits for the right moment.
 */
@Component
class TimerCheck {

    private static final Logger LOG = LoggerFactory.getLogger(TimerCheck.class);

    /** "PDtime" as a number: any that nobody else uses. */
    private static final long LOCK = 0x504474696D65L;

    private static final int BATCH = 100;
    private static final List<String> PROMISES = List.of("response", "resolution", "update");

    private final TicketRepository tickets;
    private final TicketDeadlines deadlines;
    private final TicketLadders ladders;
    private final ClockDesk clocks;
    private final TicketMoves moves;
    private final TicketFlow flow;
    private final TicketTimers timers;
    private final TimerReports reports;
    private final PeopleDesk people;
    private final ApplicationEventPublisher events;
    private final JdbcClient jdbc;
    private final DataSource dataSource;
    private final TransactionTemplate transaction;
    private final Clock clock;

    TimerCheck(
            TicketRepository tickets,
            TicketDeadlines deadlines,
            TicketLadders ladders,
            ClockDesk clocks,
            TicketMoves moves,
            TicketFlow flow,
            TicketTimers timers,
            TimerReports reports,
            PeopleDesk people,
            ApplicationEventPublisher events,
            JdbcClient jdbc,
            DataSource dataSource,
            PlatformTransactionManager transactions,
            Clock clock) {
        this.tickets = tickets;
        this.deadlines = deadlines;
        this.ladders = ladders;
        this.clocks = clocks;
        this.moves = moves;
        this.flow = flow;
        this.timers = timers;
        this.reports = reports;
        this.people = people;
        this.events = events;
        this.jdbc = jdbc;
        this.dataSource = dataSource;
        this.transaction = new TransactionTemplate(transactions);
        this.clock = clock;
    }

    /**
     * Looks at every open ticket; goes on where a check was interrupted.
     *
     * @param goOn asked before each ticket
     * @return empty where another node is at it, or it was told to stop
     */
    Optional<TimerReport> run(BooleanSupplier goOn) {
        try (Connection session = dataSource.getConnection()) {
            if (!ask(session, "select pg_try_advisory_lock(?)")) {
                return Optional.empty();
            }
            try {
                return check(goOn);
            } finally {
                ask(session, "select pg_advisory_unlock(?)");
            }
        } catch (SQLException e) {
            throw new DataAccessResourceFailureException("the check of timers lost its database session", e);
        }
    }

    private Optional<TimerReport> check(BooleanSupplier goOn) {
        Begun check = reports.begin(clock.instant());
        String position = check.position();
        for (List<String> next = openAfter(position); !next.isEmpty(); next = openAfter(position)) {
            for (String number : next) {
                if (!goOn.getAsBoolean()) {
                    return Optional.empty();
                }
                check(check.id(), new TicketNumber(number));
            }
            position = next.get(next.size() - 1);
            reports.progress(check.id(), position, next.size());
        }
        findOrphans(check.id());
        return Optional.of(finish(check.id()));
    }

    private List<String> openAfter(String position) {
        return jdbc.sql(
                        """
                        select number from ticket_ticket
                        where number > :position and state not in ('CLOSED', 'CANCELLED') and not recorded order by number limit :batch
                        """)
                .param("position", position)
                .param("batch", BATCH)
                .query(String.class)
                .list();
    }

    private void check(long check, TicketNumber number) {
        try {
            transaction.executeWithoutResult(
                    status -> findings(number).forEach(finding -> reports.found(check, finding)));
        } catch (RuntimeException e) {
            if (isDatabaseGone(e)) {
                // No finding on this ticket: the next check goes on with it.
                throw e;
            }
            LOG.warn("The timers of {} could not be compared with the ledger", number, e);
            reports.found(
                    check, new Finding(number.value(), Kind.FAILED, "", null, null, String.valueOf(e.getMessage())));
        }
    }

    private List<Finding> findings(TicketNumber number) {
        Ticket ticket = tickets.lock(number).orElse(null);
        if (ticket == null || ticket.state().isOver()) {
            return List.of();
        }
        String instance = ticket.processInstanceOrNull();
        Look look =
                instance == null ? null : timers.align(number.value(), instance).orElse(null);
        if (instance == null || look == null) {
            return List.of(finding(ticket, Kind.NO_PROCESS, String.valueOf(instance)));
        }
        List<Finding> findings = new ArrayList<>();
        look.moved()
                .forEach(moved -> findings.add(
                        new Finding(number.value(), Kind.MOVED, moved.element(), moved.was(), moved.due(), null)));
        Set<String> watched = new HashSet<>(look.watched());
        for (Absent timer : look.absent()) {
            if (isNeeded(ticket, timer, look)) {
                timers.arm(timer);
                findings.add(finding(ticket, Kind.MISSING, timer.element()));
                if (timer.question() == Question.OVERDUE) {
                    watched.add(String.valueOf(timer.promise()));
                }
            }
        }
        if (flow.ownersTaskId(instance) == null) {
            findings.add(finding(ticket, Kind.NO_TASK, instance));
            return findings;
        }
        for (String promise : PROMISES) {
            // In a model from before routing a ticket without a team has no timers of the resolution: they come with
            // the
            // work.
            boolean comesLater = promise.equals("resolution") && flow.workComesLater(instance);
            if (!comesLater
                    && deadlines
                            .open(number, promise)
                            .filter(view -> !watched.contains(promise)
                                    && !look.isEscalating(promise, Phase.OVERDUE)
                                    && mustBeWatched(ticket, view))
                            .isPresent()) {
                findings.add(finding(ticket, Kind.UNWATCHED, promise));
            }
        }
        if (!findings.isEmpty()) {
            moves.showDeadline(ticket);
        }
        return findings;
    }

    /** Whether a timer that may have fired is really gone. */
    private boolean isNeeded(Ticket ticket, Absent timer, Look look) {
        if (timer.mustStand()) {
            return true;
        }
        String promise = timer.promise();
        return switch (timer.question()) {
            case AT_RISK ->
                promise != null
                        && deadlines
                                .nextRung(ticket.number, promise, Phase.AT_RISK)
                                .isPresent()
                        && deadlines
                                .running(ticket.number, promise)
                                .filter(this::isBefore)
                                .isPresent()
                        && !look.isEscalating(promise, Phase.AT_RISK);
            case OVERDUE ->
                promise != null
                        && deadlines
                                .open(ticket.number, promise)
                                .filter(view -> mustBeWatched(ticket, view))
                                .isPresent()
                        && !look.isEscalating(promise, Phase.OVERDUE);
            case UNASSIGNED_TOO_LONG -> clock.instant().isBefore(deadlines.unassignedTooLong(ticket.number));
            case OTHER -> false;
        };
    }

    /** Whether its end, or a rung after it, is still to come. Whoever has heard of all of it need not hear again. */
    private boolean mustBeWatched(Ticket ticket, ClockView view) {
        boolean nothingFired = ladders.steps(ticket, view.metric()).stream()
                .filter(step -> Phase.OVERDUE.holds(step.step().rung()))
                .allMatch(step -> step.reached().firedAt() == null);
        return isBefore(view) && nothingFired
                || !ladders.toCome(ticket, view, Phase.OVERDUE).isEmpty();
    }

    private boolean isBefore(ClockView view) {
        Instant due = view.due();
        return due != null && clock.instant().isBefore(due);
    }

    /** Processes of tickets that are not open, or not there. */
    private void findOrphans(long check) {
        int first = 0;
        for (List<Running> page = timers.running(first, BATCH); !page.isEmpty(); page = timers.running(first, BATCH)) {
            List<String> known = jdbc.sql(
                            """
                            select process_instance from ticket_ticket
                            where process_instance = any (:instances) and state not in ('CLOSED', 'CANCELLED')
                            """)
                    .param("instances", page.stream().map(Running::instance).toArray(String[]::new))
                    .query(String.class)
                    .list();
            page.stream()
                    .filter(running -> !known.contains(running.instance()))
                    // It may have ended meanwhile, together with its ticket.
                    .filter(running -> timers.runs(running.instance()))
                    .forEach(running -> reports.found(
                            check,
                            new Finding(running.ticket(), Kind.NO_TICKET, running.instance(), null, null, null)));
            first += page.size();
        }
    }

    private TimerReport finish(long check) {
        TimerReport report = transaction.execute(status -> {
            reports.finish(check, clock.instant());
            TimerReport done = reports.find(check).orElseThrow();
            if (done.differing() > 0) {
                tell(done);
            }
            return done;
        });
        if (report == null) {
            throw new IllegalStateException("no report");
        }
        LOG.info(
                "Timers compared with the ledger: {} tickets, {} differed, {} of them repaired",
                report.checked(),
                report.differing(),
                report.repaired());
        return report;
    }

    private void tell(TimerReport report) {
        events.publishEvent(new NoticesRequested(people.administrators().stream()
                .map(person -> new NoticeRequested(
                        "timers:%d:%s".formatted(report.id(), person.id()),
                        TimerNotice.KIND,
                        person.id(),
                        null,
                        report.unrepaired() > 0,
                        Map.of("check", String.valueOf(report.id()))))
                .toList()));
    }

    /** Also where the engine's own exception says that its connection broke. */
    private static boolean isDatabaseGone(RuntimeException e) {
        if (e instanceof CannotCreateTransactionException || e instanceof NonTransientDataAccessResourceException) {
            return true;
        }
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            // Connection exception, or the server ends sessions.
            if (cause instanceof SQLException sql
                    && sql.getSQLState() != null
                    && sql.getSQLState().matches("08.*|57P0.")) {
                return true;
            }
        }
        return false;
    }

    private static Finding finding(Ticket ticket, Kind kind, @Nullable String element) {
        return new Finding(ticket.number.value(), kind, element == null ? "" : element, null, null, null);
    }

    private static boolean ask(Connection session, String question) throws SQLException {
        try (PreparedStatement statement = session.prepareStatement(question)) {
            statement.setLong(1, LOCK);
            try (ResultSet answer = statement.executeQuery()) {
                return answer.next() && answer.getBoolean(1);
            }
        }
    }
}
