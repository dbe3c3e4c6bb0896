package io.promisedesk.notification;

import io.promisedesk.platform.security.Actor;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What waits to be told, for whoever must know when the next mail of notices leaves. */
@Component
public class NoticeDesk {

    private final WaitingNotices waiting;
    private final JdbcClient jdbc;
    private final MailSettings settings;
    private final Clock clock;

    NoticeDesk(WaitingNotices waiting, JdbcClient jdbc, MailSettings settings, Clock clock) {
        this.waiting = waiting;
        this.jdbc = jdbc;
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * A notice that could not be put into words yet.
     *
     * @param person user id of who is to be told
     * @param dueAt when it is tried again
     * @param error what its writer said last
     */
    public record Troubled(
            String kind, String person, @Nullable String ticket, int attempts, Instant dueAt, String error) {}

    /** The latest first; for supervisors and administrators. */
    public List<Troubled> troubled(Actor by) {
        MailDesk.check(by);
        return jdbc.sql(
                        """
                        select kind, person, ticket, attempts, due_at, last_error from notification_notice
                        where state = 'WAITING' and attempts > 0 order by id desc limit 50
                        """)
                .query((row, n) -> new Troubled(
                        row.getString("kind"),
                        row.getString("person"),
                        row.getString("ticket"),
                        row.getInt("attempts"),
                        row.getTimestamp("due_at").toInstant(),
                        row.getString("last_error")))
                .list();
    }

    /** Whether a person was or will be told that of a ticket, with such data; what was dropped does not count. */
    public boolean tells(String person, String kind, String ticket, String name, String value) {
        return jdbc.sql(
                        """
                        select exists (select from notification_notice
                            where ticket = :ticket and person = :person and kind = :kind
                                and data ->> :name = :value and state <> 'DROPPED')
                        """)
                .param("ticket", ticket)
                .param("person", person)
                .param("kind", kind)
                .param("name", name)
                .param("value", value)
                .query(Boolean.class)
                .single();
    }

    /** Whether something is to be told now, that is as soon as the sender looks. */
    public boolean isAnythingDue() {
        return !waiting.recipientsDue().isEmpty();
    }

    /** When the first of those leaves that wait for a shift, for the end of a pause or for another attempt. */
    public Optional<Instant> nextDue() {
        return jdbc.sql(
                        """
                        select min(leaves) due from (
                            select greatest(min(n.due_at), min(r.last_mail_at) + make_interval(secs => :pause)) leaves
                            from notification_notice n left join notification_recipient r using (person)
                            where n.state = 'WAITING' group by n.person) person
                        where leaves > :now
                        """)
                .param("pause", settings.digestPause().toMillis() / 1000.0)
                .param("now", Timestamp.from(clock.instant()))
                .query((row, n) -> Optional.ofNullable(row.getObject("due", OffsetDateTime.class)))
                .single()
                .map(OffsetDateTime::toInstant);
    }
}
