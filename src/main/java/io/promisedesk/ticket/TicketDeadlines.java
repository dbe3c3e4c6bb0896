package io.promisedesk.ticket;

import io.promisedesk.sla.ClockDesk;
import io.promisedesk.sla.ClockView;
import io.promisedesk.sla.Metric;
import java.time.Clock;
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
    private final TicketRepository tickets;
    private final TicketSettings settings;
    private final Clock clock;

    TicketDeadlines(ClockDesk clocks, TicketRepository tickets, TicketSettings settings, Clock clock) {
        this.clocks = clocks;
        this.tickets = tickets;
        this.settings = settings;
        this.clock = clock;
    }

    /** @param promise {@code response} (first or next) or {@code resolution} */
    public static List<Metric> metricsOf(String promise) {
        return switch (promise) {
            case "response" -> List.of(Metric.FIRST_RESPONSE, Metric.NEXT_RESPONSE);
            case "resolution" -> List.of(Metric.RESOLUTION);
            default -> throw new IllegalArgumentException("no promise is called " + promise);
        };
    }

    static String promiseOf(Metric metric) {
        return metric == Metric.RESOLUTION ? "resolution" : "response";
    }

    /** The clock of that promise that runs just now; empty while it is paused. */
    public Optional<ClockView> running(TicketNumber number, String promise) {
        return metricsOf(promise).stream()
                .flatMap(metric -> clocks.open(number.value(), metric).stream())
                .filter(view -> view.state() == ClockView.State.RUNNING)
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

    public Instant unassignedTooLong(TicketNumber number) {
        return clock.instant().plus(settings.unassignedTooLong());
    }

    public Instant autoClose(TicketNumber number) {
        return clock.instant().plus(settings.autoClose());
    }

    public Instant tellAgain(ClockView view) {
        Instant due = Objects.requireNonNull(view.due());
        return due.plus(settings.tellAgainAfter());
    }
}
