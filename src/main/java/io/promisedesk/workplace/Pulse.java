package io.promisedesk.workplace;

import io.promisedesk.ticket.TicketEvent;
import io.promisedesk.ticket.TicketNumber;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** How often something has happened to a ticket: what a page compares to know that it shows an old state. */
@Component
public class Pulse {

    private final JdbcClient jdbc;

    Pulse(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @EventListener
    void on(TicketEvent event) {
        jdbc.sql(
                        """
                        insert into workplace_pulse (ticket, beats) values (:ticket, 1)
                        on conflict (ticket) do update set beats = workplace_pulse.beats + 1
                        """)
                .param("ticket", event.ticket().value())
                .update();
    }

    public long of(TicketNumber ticket) {
        return jdbc.sql("select beats from workplace_pulse where ticket = :ticket")
                .param("ticket", ticket.value())
                .query(Long.class)
                .optional()
                .orElse(0L);
    }
}
