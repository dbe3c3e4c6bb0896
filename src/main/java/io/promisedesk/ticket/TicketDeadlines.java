package io.promisedesk.ticket;

import io.promisedesk.sla.ClockDesk;
import io.promisedesk.sla.ClockView;
import io.promisedesk.sla.Metric;
import io.promisedesk.ticket.Ladder.Phase;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** The promises of a ticket as its process, its tasks and its lists see them. */
@Component
public class TicketDeadlines {

    /** Priority of a task from which a promise counts as at risk; the filter "At risk" asks for it. */
    public static final int URGENCY_AT_RISK = 70;

    public static final int URGENCY_OVERDUE = 90;

    private final ClockDesk clocks;
    private final TicketLadders ladders;
    private final TicketRepository tickets;
    private final TicketSettings settings;
    private final Clock clock;

    TicketDeadlines(
            ClockDesk clocks, TicketLadders ladders, TicketRepository tickets, TicketSettings settings, Clock clock) {
        this.ladders = ladders;
        this.clocks = clocks;
        this.tickets = tickets;
        this.settings = settings;
        this.clock = clock;
    }

    /** @param promise {@code response} (first or next), {@code resolution} or {@code update} (promised news) */
    public static List<Metric> metricsOf(String promise) {
        return switch (promise) {
            case "response" -> List.of(Metric.FIRST_RESPONSE, Metric.NEXT_RESPONSE);
            case "resolution" -> List.of(Metric.RESOLUTION);
            case "update" -> List.of(Metric.PROMISED_UPDATE);
            default -> throw new IllegalArgumentException("no promise is called " + promise);
        };
    }

    static String promiseOf(Metric metric) {
        return switch (metric) {
            case FIRST_RESPONSE, NEXT_RESPONSE -> "response";
            case RESOLUTION -> "resolution";
            case PROMISED_UPDATE -> "update";
        };
    }

    /** Whether it belongs to a history that was replayed, of which no timer ever fires. */
    public boolean areOfThePast(TicketNumber number) {
        return tickets.find(number).filter(Ticket::isRecorded).isPresent();
    }

    /** The clock of that promise that runs just now; empty while it is paused. */
    public Optional<ClockView> running(TicketNumber number, String promise) {
        return open(number, promise).filter(view -> view.state() == ClockView.State.RUNNING);
    }

    /** The clock of that promise that can still be kept or broken, running or paused. */
    Optional<ClockView> open(TicketNumber number, String promise) {
        return metricsOf(promise).stream()
                .flatMap(metric -> clocks.open(number.value(), metric).stream())
                .findFirst();
    }

    /** The next rung that an escalation may climb; empty where none is left, or while the clock does not run. */
    public Optional<Instant> nextRung(TicketNumber number, String promise, Phase phase) {
        return running(number, promise).flatMap(view -> nextRung(number, view, phase));
    }

    /**
     * The next rung that a running escalation climbs, or else its end: an escalation of a risk ends at the deadline, any
     * other once nothing is left to come. Empty while the clock does not run.
     */
    public Optional<Instant> nextRungOrEnd(TicketNumber number, String promise, Phase phase) {
        return running(number, promise).map(view -> {
            Instant next = nextRung(number, view, phase).orElseGet(clock::instant);
            Instant due = Objects.requireNonNull(view.due());
            return phase == Phase.AT_RISK && due.isBefore(next) ? due : next;
        });
    }

    private Optional<Instant> nextRung(TicketNumber number, ClockView view, Phase phase) {
        Ticket ticket = tickets.find(number).orElseThrow();
        return ladders.toCome(ticket, view, phase).stream()
                .map(TicketLadders.StepView::at)
                .findFirst();
    }

    public Optional<Instant> nearest(TicketNumber number) {
        return nearest(clocks.clocks(number.value()));
    }

    static Optional<Instant> nearest(List<ClockView> views) {
        return views.stream()
                .filter(view -> view.state() == ClockView.State.RUNNING)
                .map(ClockView::due)
                .filter(Objects::nonNull)
                .min(Comparator.naturalOrder());
    }

    public int urgency(TicketNumber number) {
        return urgency(
                clocks.clocks(number.value()),
                tickets.find(number).map(Ticket::priority).orElse(Priority.MODERATE));
    }

    int urgency(List<ClockView> views, Priority priority) {
        Instant now = clock.instant();
        int urgency =
                switch (priority) {
                    case LOW -> 30;
                    case MODERATE -> 50;
                    case HIGH -> 60;
                    case CRITICAL -> 65;
                };
        for (ClockView view : views) {
            if (view.state() == ClockView.State.RUNNING) {
                Instant due = view.due();
                Instant atRisk = view.atRisk();
                if (due != null && !now.isBefore(due)) {
                    return URGENCY_OVERDUE;
                }
                if (atRisk != null && !now.isBefore(atRisk)) {
                    urgency = URGENCY_AT_RISK;
                }
            }
        }
        return urgency;
    }

    /**
     * After the time of the settings or half of what the nearest promise leaves, whichever comes first: who was promised an
     * answer within the hour does not lie for half of it. Counted from when the ticket lost its owner and not from now: a
     * timer that asks again gets the same answer.
     */
    public Instant unassignedTooLong(TicketNumber number) {
        Instant since = tickets.find(number).orElseThrow().ownerSince();
        Instant latest = since.plus(settings.unassignedTooLong());
        return nearest(number)
                .filter(since::isBefore)
                .map(due -> since.plus(Duration.between(since, due).dividedBy(2)))
                .filter(half -> half.isBefore(latest))
                .orElse(latest);
    }

    /** Counted from when the ticket was resolved, likewise. */
    public Instant autoClose(TicketNumber number) {
        return tickets.find(number).orElseThrow().stateSince().plus(settings.autoClose());
    }
}
