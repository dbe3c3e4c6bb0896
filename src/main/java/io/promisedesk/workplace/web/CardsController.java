package io.promisedesk.workplace.web;

import io.promisedesk.handover.NoShows;
import io.promisedesk.ticket.OpenTicket;
import io.promisedesk.ticket.TicketDesk;
import io.promisedesk.ticket.TicketNumber;
import io.promisedesk.workplace.process.TaskTickets;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What Tasklist's cards show of the tickets, or the people, behind the tasks: one call for a whole list. */
@RestController
@RequestMapping("/api/workplace")
class CardsController {

    private static final int MOST_TASKS = 100;

    private final TaskTickets taskTickets;
    private final TicketDesk desk;
    private final NoShows noShows;

    CardsController(TaskTickets taskTickets, TicketDesk desk, NoShows noShows) {
        this.noShows = noShows;
        this.taskTickets = taskTickets;
        this.desk = desk;
    }

    /**
     * @param number null where the task is about a person
     * @param subject of the ticket, or the name of whom the task is about
     * @param due nearest deadline among the running clocks; null while none runs
     * @param atRisk when that clock counts as at risk
     */
    record Card(
            String task,
            @Nullable String number,
            String subject,
            @Nullable String customer,
            @Nullable String priority,
            @Nullable Instant due,
            @Nullable Instant atRisk) {}

    @GetMapping("/cards")
    List<Card> cards(@RequestParam List<String> tasks) {
        Map<String, TicketNumber> tickets =
                taskTickets.of(tasks.stream().limit(MOST_TASKS).toList());
        Map<TicketNumber, OpenTicket> found = desk.find(new HashSet<>(tickets.values())).stream()
                .collect(Collectors.toMap(OpenTicket::number, Function.identity()));
        Map<String, String> missing =
                noShows.askedAbout(tasks.stream().limit(MOST_TASKS).toList());
        return tasks.stream()
                .flatMap(task -> found.containsKey(tickets.get(task))
                        ? Stream.of(card(task, found.get(tickets.get(task))))
                        : Optional.ofNullable(missing.get(task)).stream()
                                .map(name -> new Card(task, null, name, null, null, null, null)))
                .toList();
    }

    private static Card card(String task, OpenTicket ticket) {
        return new Card(
                task,
                ticket.number().value(),
                ticket.subject(),
                ticket.customerName(),
                ticket.priority().name().toLowerCase(Locale.ROOT),
                ticket.due(),
                ticket.atRisk());
    }
}
