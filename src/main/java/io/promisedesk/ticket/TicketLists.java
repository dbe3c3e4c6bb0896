package io.promisedesk.ticket;

import io.promisedesk.sla.ClockDesk;
import io.promisedesk.sla.ClockView;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
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
        return withDue(jdbc.sql(
                        SELECT
                                + "where t.owner = :owner and t.state not in ('CLOSED', 'CANCELLED') and not t.recorded order by t.number")
                .param("owner", owner)
                .query(TicketLists::map)
                .list());
    }

    /** Of many people at once. */
    List<OpenTicket> unsolvedTicketsOf(Collection<String> owners) {
        return owners.isEmpty()
                ? List.of()
                : withDue(jdbc.sql(
                                SELECT
                                        + """
                                        where t.owner = any (:owners) and t.state not in ('RESOLVED', 'CLOSED', 'CANCELLED')
                                            and not t.recorded
                                        order by t.number
                                        """)
                        .param("owners", owners.toArray(String[]::new))
                        .query(TicketLists::map)
                        .list());
    }

    /** The team of each ticket that has one. */
    Map<TicketNumber, String> teams(Collection<TicketNumber> numbers) {
        return jdbc
                .sql("select number, team from ticket_ticket where number = any (:numbers) and team is not null")
                .param("numbers", TicketFacts.array(numbers))
                .query((row, n) -> Map.entry(new TicketNumber(row.getString(1)), row.getString(2)))
                .list()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** Of a team, in its queue and with its agents. */
    List<OpenTicket> openTicketsIn(String team, int most) {
        return withDue(jdbc.sql(
                        SELECT
                                + "where t.team = :team and t.state not in ('CLOSED', 'CANCELLED') order by t.number limit :most")
                .param("team", team)
                .param("most", most)
                .query(TicketLists::map)
                .list());
    }

    Optional<OpenTicket> find(TicketNumber number) {
        return find(List.of(number)).stream().findFirst();
    }

    List<OpenTicket> find(Collection<TicketNumber> numbers) {
        return numbers.isEmpty()
                ? List.of()
                : withDue(jdbc.sql(SELECT + "where t.number = any (:numbers)")
                        .param(
                                "numbers",
                                numbers.stream().map(TicketNumber::value).toArray(String[]::new))
                        .query(TicketLists::map)
                        .list());
    }

    private List<OpenTicket> withDue(List<OpenTicket> tickets) {
        Map<String, ClockView> nearest = clocks.nearest(
                tickets.stream().map(ticket -> ticket.number().value()).toList());
        return tickets.stream()
                .map(ticket -> withDue(ticket, nearest.get(ticket.number().value())))
                .sorted(Comparator.comparing(OpenTicket::due, Comparator.nullsLast(Comparator.naturalOrder())))
                .toList();
    }

    private static OpenTicket withDue(OpenTicket ticket, @Nullable ClockView nearest) {
        return nearest == null
                ? ticket
                : new OpenTicket(
                        ticket.number(),
                        ticket.subject(),
                        ticket.customerName(),
                        ticket.state(),
                        ticket.priority(),
                        ticket.team(),
                        ticket.owner(),
                        nearest.due(),
                        nearest.atRisk());
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
                null,
                null);
    }
}
