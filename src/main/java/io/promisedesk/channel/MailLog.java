package io.promisedesk.channel;

import io.promisedesk.ticket.TicketNumber;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Which mails were read and what became of them. */
@Component
class MailLog {

    private final JdbcClient jdbc;

    MailLog(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Writes the mail down. Where another node is doing the same at this moment, waits for what becomes of it there.
     *
     * @return its row, or empty where the mail is known
     */
    Optional<Long> add(String key, IncomingMail mail, Instant receivedAt, Instant now) {
        return jdbc.sql(
                        """
                        insert into channel_mail (message_key, fingerprint, sender, subject, received_at, taken_at, outcome)
                        values (:key, :fingerprint, :sender, :subject, :receivedAt, :now, 'ASIDE')
                        on conflict (message_key) do nothing
                        returning id
                        """)
                .param("key", key)
                .param("fingerprint", mail.fingerprint())
                .param("sender", mail.sender())
                .param("subject", mail.subject())
                .param("receivedAt", Timestamp.from(receivedAt))
                .param("now", Timestamp.from(now))
                .query(Long.class)
                .optional();
    }

    /** Whether what is known under this key is this very mail. */
    boolean isTheSame(IncomingMail mail) {
        return jdbc.sql("select fingerprint = :fingerprint from channel_mail where message_key = :key")
                .param("fingerprint", mail.fingerprint())
                .param("key", mail.key())
                .query(Boolean.class)
                .single();
    }

    void settle(long id, Outcome outcome, @Nullable TicketNumber ticket) {
        jdbc.sql("update channel_mail set outcome = :outcome, ticket = :ticket where id = :id")
                .param("outcome", outcome.name())
                .param("ticket", ticket == null ? null : ticket.value())
                .param("id", id)
                .update();
    }

    Optional<TicketNumber> ticketOf(String messageId) {
        return jdbc.sql("select ticket from channel_mail where message_key = :key and ticket is not null")
                .param("key", messageId)
                .query(String.class)
                .optional()
                .map(TicketNumber::new);
    }

    boolean hasWritten(String sender, TicketNumber ticket) {
        return jdbc.sql(
                        """
                        select exists (select from channel_mail
                                       where ticket = :ticket and sender = :sender and outcome in ('OPENED', 'JOINED'))
                        """)
                .param("ticket", ticket.value())
                .param("sender", sender)
                .query(Boolean.class)
                .single();
    }

    int mailsOf(String sender, Instant since) {
        return jdbc.sql("select count(*) from channel_mail where sender = :sender and taken_at > :since")
                .param("sender", sender)
                .param("since", Timestamp.from(since))
                .query(Integer.class)
                .single();
    }

    /** What became of a mail. */
    enum Outcome {
        OPENED,
        JOINED,
        NOTED,
        ASIDE
    }
}
