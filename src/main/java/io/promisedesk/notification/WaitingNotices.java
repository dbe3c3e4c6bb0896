package io.promisedesk.notification;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.promisedesk.roster.RosterChanged;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** The tables of notices and of who was told when. WAITING → SENT, or DROPPED where there was nothing to tell any more. */
@Component
class WaitingNotices {

    /** Sets the advisory locks of recipients apart from others. */
    private static final int LOCK = 0x6e6f7469;

    private static final TypeReference<Map<String, String>> DATA = new TypeReference<>() {};

    private final JdbcClient jdbc;
    private final ObjectMapper json;
    private final Clock clock;
    private final MailSettings settings;

    WaitingNotices(JdbcClient jdbc, ObjectMapper json, Clock clock, MailSettings settings) {
        this.jdbc = jdbc;
        this.json = json;
        this.clock = clock;
        this.settings = settings;
    }

    @EventListener
    @Transactional
    public void add(NoticeRequested notice) {
        add(new NoticesRequested(List.of(notice)));
    }

    /** Writes them down in the transaction of whoever wants them told. Whether somebody is on shift is asked later. */
    @EventListener
    @Transactional
    public void add(NoticesRequested requested) {
        List<NoticeRequested> notices = requested.notices();
        if (notices.isEmpty()) {
            return;
        }
        jdbc.sql(
                        """
                        insert into notification_notice (key, kind, person, ticket, at_once, data, created_at, due_at)
                        select key, kind, person, ticket, at_once, data::jsonb, :now, :now
                        from unnest(:keys, :kinds, :persons, :tickets, :atOnce, :data)
                            as asked (key, kind, person, ticket, at_once, data)
                        on conflict (key) do nothing
                        """)
                .param("keys", texts(notices, NoticeRequested::key))
                .param("kinds", texts(notices, NoticeRequested::kind))
                .param("persons", texts(notices, NoticeRequested::person))
                .param("tickets", texts(notices, NoticeRequested::ticket))
                .param("atOnce", notices.stream().map(NoticeRequested::atOnce).toArray(Boolean[]::new))
                .param("data", texts(notices, notice -> toJson(notice.data())))
                .param("now", Timestamp.from(clock.instant()))
                .update();
    }

    private static @Nullable String[] texts(
            List<NoticeRequested> notices, Function<NoticeRequested, @Nullable String> text) {
        return notices.stream().map(text).toArray(String[]::new);
    }

    /** Who waits for a shift may be on shift now, or later than thought: they are looked at again. */
    @EventListener
    @Transactional
    public void lookAgain(RosterChanged changed) {
        jdbc.sql(
                        """
                        update notification_notice set due_at = :now, held_for_shift = false
                        where state = 'WAITING' and held_for_shift
                        """)
                .param("now", Timestamp.from(clock.instant()))
                .update();
    }

    /** Whom something is due for and who has had no mail of notices within the pause; the longest waiting first. */
    List<String> recipientsDue() {
        return jdbc.sql(
                        """
                        select n.person from notification_notice n left join notification_recipient r using (person)
                        where n.state = 'WAITING' and n.due_at <= :now and (%s)
                        group by n.person order by min(n.due_at), n.person
                        """
                                .formatted(RESTED))
                .param("now", now())
                .param("pauseAgo", pauseAgo())
                .query(String.class)
                .list();
    }

    /** A last mail in the future is none: the clock has jumped back. */
    private static final String RESTED =
            "r.last_mail_at is null or r.last_mail_at <= :pauseAgo or r.last_mail_at > :now";

    /** Keeps the person's notices from other nodes until the transaction ends; false where another node has them. */
    @Transactional(propagation = Propagation.MANDATORY)
    public boolean lock(String person) {
        return jdbc.sql("select pg_try_advisory_xact_lock(:lock, hashtext(:person))")
                .param("lock", LOCK)
                .param("person", person)
                .query(Boolean.class)
                .single();
    }

    /** The person's notices that are due, oldest first; none within the pause after their last mail. */
    @Transactional(propagation = Propagation.MANDATORY)
    public List<Notice> takeDue(String person, int most) {
        return jdbc.sql(
                        """
                        select n.* from notification_notice n left join notification_recipient r using (person)
                        where n.person = :person and n.state = 'WAITING' and n.due_at <= :now and (%s)
                        order by n.id limit :most for update of n skip locked
                        """
                                .formatted(RESTED))
                .param("most", most)
                .param("person", person)
                .param("now", now())
                .param("pauseAgo", pauseAgo())
                .query(this::read)
                .list();
    }

    /** Ids of what is due for the person besides, later than that one. */
    @Transactional(propagation = Propagation.MANDATORY)
    public List<Long> takeMore(String person, long after, boolean alsoWhatCanWait) {
        return jdbc.sql(
                        """
                        select id from notification_notice
                        where person = :person and state = 'WAITING' and due_at <= :now and id > :after
                            and (at_once or :alsoWhatCanWait)
                        order by id for update skip locked
                        """)
                .param("person", person)
                .param("now", now())
                .param("after", after)
                .param("alsoWhatCanWait", alsoWhatCanWait)
                .query(Long.class)
                .list();
    }

    /** @param until start of the person's next shift, or when to look again */
    void hold(List<Notice> notices, Instant until) {
        jdbc.sql(
                        """
                        update notification_notice set due_at = :until, held_for_shift = true where id = any (:ids)
                        """)
                .param("until", Timestamp.from(until))
                .param("ids", ids(notices))
                .update();
    }

    void drop(List<Notice> notices, String why) {
        jdbc.sql(
                        """
                        update notification_notice set state = 'DROPPED', settled_at = :now, last_error = :why
                        where id = any (:ids)
                        """)
                .param("now", now())
                .param("why", why)
                .param("ids", ids(notices))
                .update();
    }

    /** Later again, with growing pauses. */
    void postpone(Notice notice, String error) {
        int attempts = jdbc.sql(
                        """
                        update notification_notice set attempts = attempts + 1, last_error = :error where id = :id
                        returning attempts
                        """)
                .param("error", error)
                .param("id", notice.id())
                .query(Integer.class)
                .single();
        jdbc.sql("update notification_notice set due_at = :again where id = :id")
                .param("again", Timestamp.from(clock.instant().plus(Outbox.pauseAfter(attempts))))
                .param("id", notice.id())
                .update();
    }

    void markSent(List<Long> notices, String person, String mail) {
        jdbc.sql(
                        """
                        update notification_notice set state = 'SENT', settled_at = :now, mail = :mail, last_error = null
                        where id = any (:ids)
                        """)
                .param("now", now())
                .param("mail", mail)
                .param("ids", notices.toArray(Long[]::new))
                .update();
        jdbc.sql(
                        """
                        insert into notification_recipient (person, last_mail_at) values (:person, :now)
                        on conflict (person) do update set last_mail_at = excluded.last_mail_at
                        """)
                .param("person", person)
                .param("now", now())
                .update();
    }

    private Timestamp now() {
        return Timestamp.from(clock.instant());
    }

    private Timestamp pauseAgo() {
        return Timestamp.from(clock.instant().minus(settings.digestPause()));
    }

    private static Long[] ids(List<Notice> notices) {
        return notices.stream().map(Notice::id).toArray(Long[]::new);
    }

    private Notice read(ResultSet row, int n) throws SQLException {
        return new Notice(
                row.getLong("id"),
                row.getString("key"),
                row.getString("kind"),
                row.getString("person"),
                row.getString("ticket"),
                row.getBoolean("at_once"),
                row.getTimestamp("created_at").toInstant(),
                fromJson(row.getString("data")));
    }

    private String toJson(Map<String, String> data) {
        try {
            return json.writeValueAsString(data);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private Map<String, String> fromJson(String data) {
        try {
            return json.readValue(data, DATA);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
