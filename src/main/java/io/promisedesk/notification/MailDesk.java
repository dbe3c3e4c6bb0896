package io.promisedesk.notification;

import io.promisedesk.platform.Refusal;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.platform.security.Role;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** What supervisors and administrators can see of outgoing mail and do about it; 403 for everybody else. */
@Component
public class MailDesk {

    /** Where an outgoing mail stands. */
    public enum State {
        PENDING,
        SENDING,
        SENT,
        FAILED
    }

    /**
     * An outgoing mail, without what it says.
     *
     * @param attempts how often it was tried
     * @param dueAt when it is tried (again), while it is pending
     * @param error what the mail server said last, or null
     */
    public record Mail(
            long id,
            State state,
            String kind,
            String recipient,
            String subject,
            @Nullable String ticket,
            int attempts,
            Instant createdAt,
            Instant dueAt,
            @Nullable Instant sentAt,
            @Nullable String error) {}

    private final JdbcClient jdbc;
    private final Clock clock;

    MailDesk(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** Newest first. */
    public List<Mail> list(@Nullable State state, int limit, int offset, Actor by) {
        check(by);
        return jdbc.sql(
                        """
                        select id, state, kind, recipient, subject, ticket, attempts, created_at, due_at, sent_at, last_error
                        from notification_mail where :anyState or state = :state
                        order by id desc limit :limit offset :offset
                        """)
                .param("anyState", state == null)
                .param("state", state == null ? "" : state.name())
                .param("limit", limit)
                .param("offset", offset)
                .query((row, n) -> {
                    Timestamp sentAt = row.getTimestamp("sent_at");
                    return new Mail(
                            row.getLong("id"),
                            State.valueOf(row.getString("state")),
                            row.getString("kind"),
                            row.getString("recipient"),
                            row.getString("subject"),
                            row.getString("ticket"),
                            row.getInt("attempts"),
                            row.getTimestamp("created_at").toInstant(),
                            row.getTimestamp("due_at").toInstant(),
                            sentAt == null ? null : sentAt.toInstant(),
                            row.getString("last_error"));
                })
                .list();
    }

    public int count(@Nullable State state, Actor by) {
        check(by);
        return jdbc.sql("select count(*) from notification_mail where :anyState or state = :state")
                .param("anyState", state == null)
                .param("state", state == null ? "" : state.name())
                .query(Integer.class)
                .single();
    }

    /** Has a failed mail tried again, and a waiting one tried now. One that was sent, or is being sent, is a conflict. */
    @Transactional
    public void retry(long id, Actor by) {
        check(by);
        int updated = jdbc.sql(
                        """
                        update notification_mail set state = 'PENDING', due_at = :now, tell_at = null, created_at =
                            case when state = 'FAILED' then :now else created_at end
                        where id = :id and state in ('PENDING', 'FAILED')
                        """)
                .param("now", Timestamp.from(clock.instant()))
                .param("id", id)
                .update();
        if (updated == 0) {
            boolean exists = jdbc.sql("select exists (select from notification_mail where id = :id)")
                    .param("id", id)
                    .query(Boolean.class)
                    .single();
            throw exists
                    ? Refusal.conflict("notification.refused.sent")
                    : Refusal.notFound("notification.refused.noMail", String.valueOf(id));
        }
    }

    static void check(Actor by) {
        if (!by.is(Role.SUPERVISOR) && !by.is(Role.ADMIN)) {
            throw Refusal.forbidden("notification.refused.notForYou");
        }
    }
}
