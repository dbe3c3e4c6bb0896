package io.promisedesk.notification;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What left: for whoever receives answers to it. */
@Component
public class SentMails {

    /**
     * A mail that was sent or is about to be.
     *
     * @param ticket number of its ticket, or null
     * @param person user id where it went to one of ours, or null where it went to a customer
     */
    public record SentMail(@Nullable String ticket, @Nullable String person) {}

    private final JdbcClient jdbc;
    private final MailSettings settings;

    SentMails(JdbcClient jdbc, MailSettings settings) {
        this.jdbc = jdbc;
        this.settings = settings;
    }

    /** @param messageId with its angle brackets */
    public Optional<SentMail> byMessageId(String messageId) {
        return jdbc.sql("select ticket, person from notification_mail where message_id = :messageId")
                .param("messageId", messageId)
                .query((row, n) -> new SentMail(row.getString("ticket"), row.getString("person")))
                .optional();
    }

    /** Whether mail about this ticket went to that customer's address. */
    public boolean wentTo(String ticket, String address) {
        return jdbc.sql(
                        """
                        select exists (select from notification_mail
                                       where ticket = :ticket and lower(recipient) = lower(:address) and person is null)
                        """)
                .param("ticket", ticket)
                .param("address", address)
                .query(Boolean.class)
                .single();
    }

    /** A mail server has reported that a mail did not arrive and never will: it counts as failed. */
    public void bounced(String messageId, String report) {
        jdbc.sql(
                        """
                        update notification_mail set state = 'FAILED', last_error = :report
                        where message_id = :messageId and state = 'SENT'
                        """)
                .param("messageId", messageId)
                .param("report", report)
                .update();
    }

    /** Whether that is the address we send from. */
    public boolean isOurs(String address) {
        return settings.fromAddress().getAddress().equalsIgnoreCase(address);
    }
}
