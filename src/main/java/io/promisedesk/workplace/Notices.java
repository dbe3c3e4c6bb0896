package io.promisedesk.workplace;

import io.promisedesk.people.PeopleDesk;
import io.promisedesk.people.Person;
import io.promisedesk.ticket.TicketEvent;
import io.promisedesk.ticket.TicketNumber;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * What people are told on the page they have open: a ticket became theirs, their customer wrote, a mail did not arrive. Written in the
 * transaction of the event and read by polling, so it works whichever node serves the page. A page asks for all of the
 * last minutes and leaves out what it has shown: nothing is lost when two transactions commit in another order than
 * their ids.
 */
@Component
public class Notices {

    static final Duration FRESH = Duration.ofMinutes(10);

    private final JdbcClient jdbc;
    private final Clock clock;
    private final PeopleDesk people;

    Notices(JdbcClient jdbc, Clock clock, PeopleDesk people) {
        this.people = people;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    public enum Kind {
        ASSIGNED,
        CUSTOMER_WROTE,
        MAIL_FAILED
    }

    /** @param by user id, {@code system} or {@code customer} */
    public record Notice(long id, Kind kind, TicketNumber ticket, String by, Instant at) {}

    @EventListener
    void on(TicketEvent event) {
        Kind kind = kindOf(event);
        if (kind != null) {
            listeners(event, kind).stream()
                    .filter(person -> !person.equals(event.by()))
                    .forEach(person -> write(person, kind, event));
        }
    }

    /** The owner; what nobody owns and must not be missed: the team's supervisors. */
    private List<String> listeners(TicketEvent event, Kind kind) {
        if (event.owner() != null) {
            return List.of(event.owner());
        }
        return kind == Kind.MAIL_FAILED && event.team() != null
                ? people.supervisorsOf(event.team()).stream().map(Person::id).toList()
                : List.of();
    }

    private static @Nullable Kind kindOf(TicketEvent event) {
        return switch (event.kind()) {
            case OPENED, OWNER_CHANGED, HANDED_OVER, TRANSFERRED ->
                Objects.equals(event.owner(), event.previousOwner()) ? null : Kind.ASSIGNED;
            case CUSTOMER_WROTE -> Kind.CUSTOMER_WROTE;
            case MAIL_FAILED -> Kind.MAIL_FAILED;
            default -> null;
        };
    }

    private void write(String person, Kind kind, TicketEvent event) {
        jdbc.sql("delete from workplace_notice where person = :person and at < :old")
                .param("person", person)
                .param("old", Timestamp.from(event.at().minus(Duration.ofDays(1))))
                .update();
        jdbc.sql(
                        """
                        insert into workplace_notice (person, kind, ticket, by, at)
                        values (:person, :kind, :ticket, :by, :at)
                        """)
                .param("person", person)
                .param("kind", kind.name())
                .param("ticket", event.ticket().value())
                .param("by", event.by())
                .param("at", Timestamp.from(event.at()))
                .update();
    }

    /** What a person was told in the last minutes, oldest first. */
    public List<Notice> recent(String person) {
        return jdbc.sql(
                        """
                        select id, kind, ticket, by, at from workplace_notice
                        where person = :person and at > :since order by id desc limit 20
                        """)
                .param("person", person)
                .param("since", Timestamp.from(clock.instant().minus(FRESH)))
                .query((row, n) -> new Notice(
                        row.getLong("id"),
                        Kind.valueOf(row.getString("kind")),
                        new TicketNumber(row.getString("ticket")),
                        row.getString("by"),
                        row.getTimestamp("at").toInstant()))
                .list();
    }
}
