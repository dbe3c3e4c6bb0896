package io.promisedesk.notification;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** The table of outgoing mail and its states: PENDING → SENDING → SENT, or back to PENDING, or FAILED. */
@Component
class Outbox {

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(30);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(15);

    private final JdbcClient jdbc;
    private final Clock clock;
    private final MailSettings settings;
    private final ApplicationEventPublisher events;

    Outbox(JdbcClient jdbc, Clock clock, MailSettings settings, ApplicationEventPublisher events) {
        this.events = events;
        this.jdbc = jdbc;
        this.clock = clock;
        this.settings = settings;
    }

    /** Writes the mail down in the transaction of whoever wants it; the same key a second time changes nothing. */
    @EventListener
    @Transactional
    public void add(MailRequested mail) {
        Instant now = clock.instant();
        Instant due = mail.notBefore() == null || mail.notBefore().isBefore(now) ? now : mail.notBefore();
        jdbc.sql(
                        """
                        insert into notification_mail (key, kind, recipient, recipient_name, language, subject, text, html,
                            message_id, reference_ids, automatic, ticket, person, state, created_at, due_at)
                        values (:key, :kind, :recipient, :recipientName, :language, :subject, :text, :html,
                            :messageId, :references, :automatic, :ticket, :person, 'PENDING', :now, :due)
                        on conflict (key) do nothing
                        returning id
                        """)
                .param("key", mail.key())
                .param("kind", mail.kind())
                .param("recipient", mail.to())
                .param("recipientName", mail.toName())
                .param("language", mail.language().getLanguage())
                .param("subject", mail.subject())
                .param("text", mail.text())
                .param("html", mail.html())
                .param("messageId", mail.messageId() == null ? newMessageId() : mail.messageId())
                .param("references", String.join(" ", mail.references()))
                .param("automatic", mail.automatic())
                .param("ticket", mail.ticket())
                .param("person", mail.person())
                .param("now", Timestamp.from(now))
                .param("due", Timestamp.from(due))
                .query(Long.class)
                .optional()
                .ifPresent(id -> mail.attachments().forEach(file -> addFile(id, file)));
    }

    private void addFile(long mail, MailFile file) {
        jdbc.sql(
                        """
                        insert into notification_mail_file (mail, name, content_type, content)
                        values (:mail, :name, :contentType, :content)
                        """)
                .param("mail", mail)
                .param("name", file.name())
                .param("contentType", file.contentType())
                .param("content", file.bytes())
                .update();
    }

    /**
     * Marks the next mail that is due as being sent by the caller, and hands it out. One at a time, so that a node that
     * dies leaves at most one mail of which nobody knows whether it left; that one is sent again when its lease ends.
     */
    @Transactional
    public List<OutgoingMail> takeNext() {
        Instant now = clock.instant();
        return jdbc.sql(
                        """
                        update notification_mail set state = 'SENDING', attempts = attempts + 1, due_at = :leaseEnd
                        where id = (select id from notification_mail
                                    where state in ('PENDING', 'SENDING') and due_at <= :now
                                    order by due_at, id limit 1 for update skip locked)
                        returning *
                        """)
                .param("now", Timestamp.from(now))
                .param("leaseEnd", Timestamp.from(now.plus(settings.lease())))
                .query(this::read)
                .list();
    }

    @Transactional
    public void markSent(OutgoingMail mail) {
        jdbc.sql("update notification_mail set state = 'SENT', sent_at = :now, last_error = null where id = :id")
                .param("now", Timestamp.from(clock.instant()))
                .param("id", mail.id())
                .update();
    }

    /** Later again, with growing pauses; not again where the server has refused for good or it has been tried for days. */
    @Transactional
    public boolean markNotSent(OutgoingMail mail, String error, boolean forGood) {
        Instant now = clock.instant();
        return jdbc.sql(
                        """
                        update notification_mail
                        set state = case when :forGood or created_at < :giveUp then 'FAILED' else 'PENDING' end,
                            tell_at = case when :forGood or created_at < :giveUp then cast(:now as timestamptz) end,
                            due_at = :again, last_error = :error
                        where id = :id and state = 'SENDING' and attempts = :attempts
                        returning state = 'FAILED'
                        """)
                .param("forGood", forGood)
                .param("giveUp", Timestamp.from(now.minus(settings.giveUpAfter())))
                .param("now", Timestamp.from(now))
                .param("again", Timestamp.from(now.plus(pauseAfter(mail.attempts()))))
                .param("error", error)
                .param("id", mail.id())
                .param("attempts", mail.attempts())
                .query(Boolean.class)
                .optional()
                .orElse(false);
    }

    /** Mails that were given up, of which those whom it concerns have not heard yet. */
    public List<Long> untold() {
        return jdbc.sql("select id from notification_mail where tell_at <= :now order by tell_at, id")
                .param("now", Timestamp.from(clock.instant()))
                .query(Long.class)
                .list();
    }

    /** Apart from giving it up, so that a listener that throws does not make it PENDING, and leave again, for ever. */
    @Transactional
    public void tell(long id) {
        jdbc.sql(
                        """
                        update notification_mail set tell_at = null where id = :id and tell_at is not null
                        returning kind, recipient, ticket, person, last_error
                        """)
                .param("id", id)
                .query((row, n) -> new MailFailed(
                        row.getString("kind"),
                        row.getString("recipient"),
                        nullable(row, "ticket"),
                        nullable(row, "person"),
                        row.getString("last_error")))
                .optional()
                .ifPresent(events::publishEvent);
    }

    @Transactional
    public void tellLater(long id) {
        jdbc.sql("update notification_mail set tell_at = :again where id = :id and tell_at is not null")
                .param("again", Timestamp.from(clock.instant().plus(FIRST_PAUSE)))
                .param("id", id)
                .update();
    }

    static Duration pauseAfter(int attempts) {
        Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(attempts - 1, 10));
        return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
    }

    /** Unguessable: whoever refers to it has received the mail. */
    private String newMessageId() {
        return "<" + UUID.randomUUID() + "@" + settings.domain() + ">";
    }

    private OutgoingMail read(ResultSet row, int rowNumber) throws SQLException {
        long id = row.getLong("id");
        return new OutgoingMail(
                id,
                row.getString("kind"),
                row.getString("recipient"),
                nullable(row, "recipient_name"),
                row.getString("subject"),
                row.getString("text"),
                row.getString("html"),
                row.getString("message_id"),
                Stream.of(row.getString("reference_ids").split(" "))
                        .filter(reference -> !reference.isBlank())
                        .collect(Collectors.toList()),
                row.getBoolean("automatic"),
                row.getInt("attempts"),
                files(id));
    }

    private List<MailFile> files(long mail) {
        return jdbc.sql("select name, content_type, content from notification_mail_file where mail = :mail order by id")
                .param("mail", mail)
                .query((row, n) -> new MailFile(row.getString(1), row.getString(2), row.getBytes(3)))
                .list();
    }

    private static @Nullable String nullable(ResultSet row, String column) throws SQLException {
        return row.getString(column);
    }
}
