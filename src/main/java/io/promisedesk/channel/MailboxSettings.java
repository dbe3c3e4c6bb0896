package io.promisedesk.channel;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The mailbox that customers write to.
 *
 * @param host IMAP server; where none is set no mail is read
 * @param port default 993 with {@code ssl: implicit}, else 143
 * @param ssl how the connection is protected; {@code none} only on the same machine or a trusted network
 * @param folder folder that is read
 * @param archive folder to which mail is moved once it is taken; none: it stays where it is, marked as read
 * @param since mail that came earlier is left alone, for a mailbox that was in use before
 * @param check how often to look even where the server has announced nothing
 */
@ConfigurationProperties("promisedesk.mail.imap")
record MailboxSettings(
        @Nullable String host,
        @Nullable Integer port,
        @DefaultValue("") String user,
        @DefaultValue("") String password,
        @DefaultValue("implicit") Protection ssl,
        @DefaultValue("INBOX") String folder,
        @Nullable String archive,
        @Nullable Instant since,
        @DefaultValue("60s") Duration check) {

    enum Protection {
        NONE,
        STARTTLS,
        IMPLICIT
    }

    boolean isConfigured() {
        return host != null && !host.isBlank();
    }

    int portOrDefault() {
        return port != null ? port : ssl == Protection.IMPLICIT ? 993 : 143;
    }
}
