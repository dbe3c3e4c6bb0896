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
import org.springframework.stereotype.Component;

/**
 * Tells the customer before a deadline passes that it will, once per clock, and names a time only where comparable tickets
 * give one. Whether told or not, and why, stands in the audit. It moves no deadline: what was promised stays promised.
 */
@Component
class EarlyWarning {

    /** What the audit says where the customer has been told of another time, by whomever. */
    static final String TOLD = "customer-told";

    private static final String NOT_TOLD = "customer-not-told";
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
        Instant promised = Objects.requireNonNull(view.due());
        String metric = TicketMoves.name(view.metric());
        if (!Ladder.promisesToCustomer(view.metric())
                || tickets.hasHappened(ticket.number, TOLD, metric, view.startedAt())) {
            return;
        }
        Optional<Estimate> estimate = estimate(ticket, view, now);
        String silence = silence(ticket, view, estimate);
        if (silence != null) {
            Map<String, Object> detail = Map.of("metric", metric, "because", silence);
            tickets.audit(ticket.number, now, Actor.SYSTEM.id(), NOT_TOLD, detail);
            return;
        }
        Instant expected =
                estimate.map(found -> sensible(found.at(), now, found.zone())).orElse(null);
        Instant news = expected != null || view.metric() == Metric.PROMISED_UPDATE
                ? null
                : promisedNews(ticket).orElse(null);
        Map<String, Object> detail = journalled(view, promised, expected);
        estimate.map(Estimate::remaining).ifPresent(remaining -> {
            detail.put("tickets", remaining.tickets());
            detail.put("comparison", TicketMoves.name(remaining.comparison()));
        });
        mails.tellLater(
                ticket,
                people.customer(ticket.customerId()).orElseThrow(),
                view.target().zone(),
                String.valueOf(view.id()),
                new CustomerMails.Later(promised, expected, news, null, expected != null));
        tickets.audit(ticket.number, now, Actor.SYSTEM.id(), TOLD, detail);
    }

    /** What the audit keeps of a time that the customer was told. */
    static Map<String, Object> journalled(ClockView view, @Nullable Instant promised, @Nullable Instant expected) {
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
    private @Nullable String silence(Ticket ticket, ClockView view, Optional<Estimate> estimate) {
        Instant promised = Objects.requireNonNull(view.due());
        if (!tickets.mayAutoReply(ticket.number)) {
            return "automatic-sender";
        }
        if (tickets.hasHappened(ticket.number, "extended", TicketMoves.name(view.metric()), view.startedAt())) {
            return "more-time";
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
        return usual.remaining(open)
                .map(remaining -> new Estimate(
                        calendars.calendar(explanation.calendar()).due(now, remaining.time()),
                        explanation.calendar().zone(),
                        remaining));
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
