package io.promisedesk.ticket;

import io.promisedesk.people.PeopleDesk;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.sla.CalendarDesk;
import io.promisedesk.sla.ClockDesk;
import io.promisedesk.sla.ClockView;
import io.promisedesk.sla.Explanation;
import io.promisedesk.sla.Metric;
import io.promisedesk.ticket.UsualRemainingTime.OpenCase;
import io.promisedesk.ticket.UsualRemainingTime.Remaining;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * Tells the customer that a promise is kept later: before the deadline passes, once per clock, naming a time only where
 * comparable tickets give one; or because somebody has taken more time. Whether told or not, and why, stands in the audit. It
 * moves no deadline: what was promised stays promised.
 */
@Component
class EarlyWarning {

    private static final Logger LOG = LoggerFactory.getLogger(EarlyWarning.class);

    /** What the audit says where the customer has been told of another time, by whomever. */
    static final String TOLD = "customer-told";

    /** What the audit says where somebody has taken more time. */
    static final String EXTENDED = "extended";

    private static final String NOT_TOLD = "customer-not-told";
    private static final String MACHINE = "automatic-sender";
    private static final Duration SOON = Duration.ofDays(1);
    private static final int QUARTER = 15;

    private final TicketRepository tickets;
    private final TicketMails mails;
    private final PeopleDesk people;
    private final ClockDesk clocks;
    private final CalendarDesk calendars;
    private final UsualRemainingTime usual;
    private final Clock clock;

    EarlyWarning(
            TicketRepository tickets,
            TicketMails mails,
            PeopleDesk people,
            ClockDesk clocks,
            CalendarDesk calendars,
            UsualRemainingTime usual,
            Clock clock) {
        this.tickets = tickets;
        this.mails = mails;
        this.people = people;
        this.clocks = clocks;
        this.calendars = calendars;
        this.usual = usual;
        this.clock = clock;
    }

    /** @param view a running clock whose deadline lies ahead */
    void tell(Ticket ticket, ClockView view) {
        Instant now = clock.instant();
        String metric = TicketMoves.name(view.metric());
        if (!Ladder.promisesToCustomer(view.metric())
                || tickets.hasHappened(ticket.number, TOLD, metric, view.startedAt())) {
            return;
        }
        // Who has taken more time without saying so has made a promise of their own: the customer knows of the first
        // one.
        Instant due = Objects.requireNonNull(view.due());
        Instant promised = tickets.firstSaid(ticket.number, EXTENDED, metric, view.startedAt(), "before")
                .orElse(due);
        // Whoever has taken more time knows better than figures that would keep the promise.
        Optional<Estimate> estimate = estimate(ticket, view, now)
                .filter(found -> !due.isAfter(promised) || found.at().isAfter(promised));
        String silence = silence(ticket, view, promised, estimate);
        if (silence != null) {
            keepSilent(ticket, metric, silence, now);
            return;
        }
        Instant seen =
                estimate.map(found -> sensible(found.at(), now, found.zone())).orElse(null);
        Instant expected = seen == null && due.isAfter(promised) ? due : seen;
        Instant news = expected != null || view.metric() == Metric.PROMISED_UPDATE
                ? null
                : promisedNews(ticket).orElse(null);
        Map<String, Object> detail = journalled(view, promised, expected);
        estimate.map(Estimate::remaining).ifPresent(remaining -> {
            detail.put("tickets", remaining.tickets());
            detail.put("comparison", TicketMoves.name(remaining.comparison()));
        });
        tell(
                ticket,
                view,
                String.valueOf(view.id()),
                new CustomerMails.Later(promised, expected, news, null, seen != null),
                detail,
                Actor.SYSTEM);
    }

    /**
     * Tells the customer, whom the service level promises that, that somebody has taken more time. Of the delay of an answer
     * nobody is told, which would be an answer; nor is a machine told of anything.
     *
     * @param promised the deadline until then
     * @param view the clock as it is now
     */
    void tellExtension(Ticket ticket, @Nullable Instant promised, ClockView view, String reason, Actor by) {
        if (!Ladder.promisesToCustomer(view.metric())) {
            return;
        }
        if (!tickets.mayAutoReply(ticket.number)) {
            keepSilent(ticket, TicketMoves.name(view.metric()), MACHINE, clock.instant());
            return;
        }
        tell(
                ticket,
                view,
                "%d:%s".formatted(view.id(), view.due()),
                new CustomerMails.Later(promised, view.due(), null, reason, false),
                journalled(view, promised, view.due()),
                by);
    }

    private void tell(
            Ticket ticket,
            ClockView view,
            String occasion,
            CustomerMails.Later later,
            Map<String, Object> detail,
            Actor by) {
        mails.tellLater(
                ticket,
                people.customer(ticket.customerId()).orElseThrow(),
                view.target().zone(),
                occasion,
                later);
        tickets.audit(ticket.number, clock.instant(), by.id(), TOLD, detail);
    }

    private void keepSilent(Ticket ticket, String metric, String because, Instant now) {
        Map<String, Object> detail = Map.of("metric", metric, "because", because);
        tickets.audit(ticket.number, now, Actor.SYSTEM.id(), NOT_TOLD, detail);
    }

    /** What the audit keeps of a time that the customer was told. */
    private static Map<String, Object> journalled(
            ClockView view, @Nullable Instant promised, @Nullable Instant expected) {
        Map<String, Object> detail = new HashMap<>();
        detail.put("metric", TicketMoves.name(view.metric()));
        detail.put("clock", view.id());
        detail.put("promised", String.valueOf(promised));
        if (expected != null) {
            detail.put("expected", expected.toString());
        }
        return detail;
    }

    /** @return why the customer is better not told; null where they are */
    private @Nullable String silence(Ticket ticket, ClockView view, Instant promised, Optional<Estimate> estimate) {
        if (!tickets.mayAutoReply(ticket.number)) {
            return MACHINE;
        }
        if (view.metric() == Metric.RESOLUTION
                && promisedNews(ticket).filter(news -> !news.isAfter(promised)).isPresent()) {
            return "news-promised";
        }
        // "It takes longer" would be untrue as far as anybody can tell.
        if (estimate.filter(found -> !found.at().isAfter(promised)).isPresent()) {
            return "figures";
        }
        return null;
    }

    /** Until when an agent has promised to write; empty where that is over or not promised. */
    private Optional<Instant> promisedNews(Ticket ticket) {
        return clocks.open(ticket.number.value(), Metric.PROMISED_UPDATE)
                .filter(news -> news.state() == ClockView.State.RUNNING)
                .map(ClockView::due)
                .filter(clock.instant()::isBefore);
    }

    private record Estimate(Instant at, ZoneId zone, Remaining remaining) {}

    /** Of solving for the first time alone: figures count neither news nor from a reopening on. */
    private Optional<Estimate> estimate(Ticket ticket, ClockView view, Instant now) {
        if (view.metric() != Metric.RESOLUTION || view.n() > 1) {
            return Optional.empty();
        }
        Explanation explanation = clocks.explain(view.subject(), view.metric(), view.n(), List.of())
                .orElseThrow();
        OpenCase open = new OpenCase(
                ticket.team(),
                ticket.category(),
                TicketMoves.name(ticket.priority()),
                explanation.calendar().key(),
                explanation.elapsed());
        return usual(ticket, open)
                .map(remaining -> new Estimate(
                        calendars.calendar(explanation.calendar()).due(now, remaining.time()),
                        explanation.calendar().zone(),
                        remaining));
    }

    /** Whoever must hear of a promise in danger does so whatever becomes of the figures. */
    private Optional<Remaining> usual(Ticket ticket, OpenCase open) {
        try {
            return usual.remaining(open);
        } catch (DataAccessException | TransactionException e) {
            LOG.warn("{}: no figures to name the customer a time from", ticket.number, e);
            return Optional.empty();
        }
    }

    /** As people name times: up to the next quarter of an hour, or to the full hour where it is a day away. */
    static Instant sensible(Instant at, Instant now, ZoneId zone) {
        ZonedDateTime hour = at.atZone(zone).truncatedTo(ChronoUnit.HOURS);
        int step = Duration.between(now, at).compareTo(SOON) < 0 ? QUARTER : 60;
        for (ZonedDateTime named = hour; ; named = named.plusMinutes(step)) {
            if (!named.toInstant().isBefore(at)) {
                return named.toInstant();
            }
        }
    }
}
