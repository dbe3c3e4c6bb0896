package io.promisedesk.workplace;

import io.promisedesk.people.PeopleDesk;
import io.promisedesk.people.Person;
import io.promisedesk.ticket.TicketEvent;
import io.promisedesk.ticket.TicketNumber;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * What people are told until they have seen it: a ticket became theirs, their customer wrote, a mail did not arrive.
 * Written in the transaction of the event and read by polling, so it works whichever node serves the page, and is there
 * the next morning, too. Of one kind only the last on a ticket is kept, and of all of them the latest: a list that nobody
 * reads does not grow.
 */
@Component
public class Notices {

    static final int MOST = 50;

    private final JdbcClient jdbc;
    private final PeopleDesk people;

    Notices(JdbcClient jdbc, PeopleDesk people) {
        this.people = people;
        this.jdbc = jdbc;
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
        String before = event.previousOwner();
        if (before != null && !before.equals(event.owner())) {
            seen(event.ticket(), before);
        }
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
            case CUSTOMER_WROTE, MERGED -> Kind.CUSTOMER_WROTE;
            case MAIL_FAILED -> Kind.MAIL_FAILED;
            default -> null;
        };
    }

    private void write(String person, Kind kind, TicketEvent event) {
        jdbc.sql(
                        """
                        insert into workplace_notice (person, kind, ticket, by, at)
                        values (:person, :kind, :ticket, :by, :at)
                        on conflict (person, ticket, kind) do update set id = default, by = excluded.by, at = excluded.at
                        """)
                .param("person", person)
                .param("kind", kind.name())
                .param("ticket", event.ticket().value())
                .param("by", event.by())
                .param("at", Timestamp.from(event.at()))
                .update();
        jdbc.sql(
                        """
                        delete from workplace_notice where person = :person and id <= (
                            select id from workplace_notice where person = :person order by id desc offset :most limit 1)
                        """)
                .param("person", person)
                .param("most", MOST)
                .update();
    }

    /** What a person has not seen yet, latest first. */
    public List<Notice> unseen(String person) {
        return jdbc.sql("select id, kind, ticket, by, at from workplace_notice where person = :person order by id desc")
                .param("person", person)
                .query((row, n) -> new Notice(
                        row.getLong("id"),
                        Kind.valueOf(row.getString("kind")),
                        new TicketNumber(row.getString("ticket")),
                        row.getString("by"),
                        row.getTimestamp("at").toInstant()))
                .list();
    }

    /** The person has opened that ticket. */
    public void seen(TicketNumber ticket, String person) {
        jdbc.sql("delete from workplace_notice where person = :person and ticket = :ticket")
                .param("person", person)
                .param("ticket", ticket.value())
                .update();
    }

    /** The person has put away these notices; those of others stay. */
    public void seen(List<Long> ids, String person) {
        jdbc.sql("delete from workplace_notice where person = :person and id = any (:ids)")
                .param("person", person)
                .param("ids", ids.toArray(Long[]::new))
                .update();
    }
}
