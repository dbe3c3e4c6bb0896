package io.promisedesk.ticket;

import io.promisedesk.sla.ClockDesk;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Open tickets in the short form. */
@Component
class TicketLists {

    private static final String SELECT =
            """
            select t.number, t.subject, coalesce(c.name, c.email) customer, t.state, t.priority, t.team, t.owner
            from ticket_ticket t join people_customer c on c.id = t.customer_id
            """;

    private final JdbcClient jdbc;
    private final ClockDesk clocks;

    TicketLists(JdbcClient jdbc, ClockDesk clocks) {
        this.jdbc = jdbc;
        this.clocks = clocks;
    }

    List<OpenTicket> openTicketsOf(String owner) {
        return withDue(
                jdbc.sql(SELECT + "where t.owner = :owner and t.state not in ('CLOSED', 'CANCELLED') order by t.number")
                        .param("owner", owner)
                        .query(TicketLists::map)
                        .list());
    }

    Optional<OpenTicket> find(TicketNumber number) {
        return withDue(jdbc.sql(SELECT + "where t.number = :number")
                        .param("number", number.value())
                        .query(TicketLists::map)
                        .list())
                .stream()
                .findFirst();
    }

    private List<OpenTicket> withDue(List<OpenTicket> tickets) {
        Map<String, Instant> due = clocks.nearestDue(
                tickets.stream().map(ticket -> ticket.number().value()).toList());
        return tickets.stream()
                .map(ticket -> new OpenTicket(
                        ticket.number(),
                        ticket.subject(),
                        ticket.customerName(),
                        ticket.state(),
                        ticket.priority(),
                        ticket.team(),
                        ticket.owner(),
                        due.get(ticket.number().value())))
                .sorted(Comparator.comparing(OpenTicket::due, Comparator.nullsLast(Comparator.naturalOrder())))
                .toList();
    }

    private static OpenTicket map(ResultSet row, int index) throws SQLException {
        return new OpenTicket(
                new TicketNumber(row.getString("number")),
                row.getString("subject"),
                row.getString("customer"),
                TicketState.valueOf(row.getString("state")),
                Priority.valueOf(row.getString("priority")),
                row.getString("team"),
                row.getString("owner"),
                null);
    }
}
