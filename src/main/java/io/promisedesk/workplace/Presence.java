package io.promisedesk.workplace;

import io.promisedesk.ticket.TicketEvent;
import io.promisedesk.ticket.TicketNumber;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Who is writing an answer to which ticket, on whatever node: a row in the database that the page of the writer renews
 * every few seconds, and that runs out by itself.
 */
@Component
public class Presence {

    /** How long a sign of life counts; pages renew it three times as often. */
    static final Duration LASTS = Duration.ofSeconds(20);

    private final JdbcClient jdbc;
    private final Clock clock;

    Presence(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    public void writes(TicketNumber ticket, String person) {
        jdbc.sql(
                        """
                        insert into workplace_presence (ticket, person, writing_until) values (:ticket, :person, :until)
                        on conflict (ticket, person) do update set writing_until = excluded.writing_until
                        """)
                .param("ticket", ticket.value())
                .param("person", person)
                .param("until", Timestamp.from(clock.instant().plus(LASTS)))
                .update();
    }

    /** Whoever has sent what they wrote writes no more, whichever way they sent it. */
    @EventListener
    void on(TicketEvent event) {
        if (event.kind() == TicketEvent.Kind.REPLIED || event.kind() == TicketEvent.Kind.NOTED) {
            stopped(event.ticket(), event.by());
        }
    }

    private void stopped(TicketNumber ticket, String person) {
        jdbc.sql("delete from workplace_presence where ticket = :ticket and person = :person")
                .param("ticket", ticket.value())
                .param("person", person)
                .update();
    }

    /** User ids of the others who are writing. */
    public List<String> othersWriting(TicketNumber ticket, String reader) {
        return jdbc.sql(
                        """
                        select person from workplace_presence
                        where ticket = :ticket and person <> :reader and writing_until > :now order by person
                        """)
                .param("ticket", ticket.value())
                .param("reader", reader)
                .param("now", Timestamp.from(clock.instant()))
                .query(String.class)
                .list();
    }
}
