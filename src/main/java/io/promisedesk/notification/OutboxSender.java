package io.promisedesk.notification;

import static java.util.Objects.requireNonNull;

import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Transport;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.MimeMessage;
import java.io.UnsupportedEncodingException;
import java.time.Clock;
import java.util.List;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPSenderFailedException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.mail.javamail.JavaMailSenderImpl;
import org.springframework.stereotype.Component;

/**
 * Takes mail out of the outbox and gives it to the SMTP server. Any number of nodes may do so at once. A node that dies
 * between the server's "accepted" and our "sent" makes the mail leave a second time after the lease, under the same
 * {@code Message-ID}, by which mail servers and programs recognise it as the same.
 */
@Component
class OutboxSender {

    private static final Logger LOG = LoggerFactory.getLogger(OutboxSender.class);

    private final Outbox outbox;
    private final MailSettings settings;
    private final Clock clock;
    private final ObjectProvider<JavaMailSenderImpl> server;

    OutboxSender(Outbox outbox, MailSettings settings, Clock clock, ObjectProvider<JavaMailSenderImpl> server) {
        this.outbox = outbox;
        this.settings = settings;
        this.clock = clock;
        this.server = server;
    }

    /**
     * Sends all that is due, over one connection, and tells of what was given up.
     *
     * @return how many mails the server has accepted
     */
    public int sendDue() {
        try {
            return sendAll();
        } finally {
            tellOfFailed();
        }
    }

    private void tellOfFailed() {
        for (long id : outbox.untold()) {
            try {
                outbox.tell(id);
            } catch (RuntimeException e) {
                LOG.error("Not everybody could be told that mail {} has failed; they will be told later", id, e);
                outbox.tellLater(id);
            }
        }
    }

    private int sendAll() {
        JavaMailSenderImpl smtp = server.getIfAvailable();
        if (smtp == null) {
            return 0;
        }
        int sent = 0;
        try (Connection connection = new Connection(smtp)) {
            for (List<OutgoingMail> next = outbox.takeNext(); !next.isEmpty(); next = outbox.takeNext()) {
                OutgoingMail mail = next.get(0);
                try {
                    connection.open();
                } catch (MessagingException e) {
                    // The server's fault, not this mail's: the others would fare no better now.
                    notSent(mail, e, false);
                    return sent;
                }
                if (send(mail, connection)) {
                    sent++;
                }
            }
        }
        return sent;
    }

    private boolean send(OutgoingMail mail, Connection connection) {
        try {
            connection.send(MimeMails.compose(connection.session(), mail, settings.fromAddress(), clock.instant()));
        } catch (MessagingException | UnsupportedEncodingException | RuntimeException e) {
            connection.close();
            notSent(mail, e, isFinal(e));
            return false;
        }
        outbox.markSent(mail);
        return true;
    }

    private void notSent(OutgoingMail mail, Exception why, boolean forGood) {
        boolean failed = outbox.markNotSent(mail, describe(why), forGood);
        LOG.atLevel(failed ? Level.ERROR : Level.WARN)
                .log(
                        "Mail {} ({} to {}) {}: {}",
                        mail.id(),
                        mail.kind(),
                        mail.recipient(),
                        failed ? "has failed for good" : "was not sent and will be tried again",
                        describe(why));
    }

    /** Whether the server has said that this mail will never do (reply codes 5xx), or the address is none. */
    private static boolean isFinal(Exception failure) {
        for (Throwable cause = failure; cause != null; cause = next(cause)) {
            if (cause instanceof AddressException
                    || cause instanceof SMTPAddressFailedException address && address.getReturnCode() >= 500
                    || cause instanceof SMTPSendFailedException send && send.getReturnCode() >= 500
                    || cause instanceof SMTPSenderFailedException sender && sender.getReturnCode() >= 500) {
                return true;
            }
        }
        return false;
    }

    private static @Nullable Throwable next(Throwable cause) {
        return cause instanceof MessagingException messaging ? messaging.getNextException() : cause.getCause();
    }

    private static String describe(Exception failure) {
        StringBuilder text = new StringBuilder();
        for (Throwable cause = failure; cause != null && text.length() < 1000; cause = next(cause)) {
            if (!(cause instanceof SendFailedException) || cause.getMessage() != null) {
                text.append(text.isEmpty() ? "" : "; ")
                        .append(String.valueOf(cause.getMessage()).strip());
            }
        }
        return text.toString();
    }

    /** One SMTP connection for a run of mails; opened with the first, and again after a failure. */
    private static final class Connection implements AutoCloseable {

        private final JavaMailSenderImpl smtp;
        private @Nullable Transport transport;

        Connection(JavaMailSenderImpl smtp) {
            this.smtp = smtp;
        }

        jakarta.mail.Session session() {
            return smtp.getSession();
        }

        void open() throws MessagingException {
            Transport present = transport;
            if (present == null || !present.isConnected()) {
                String protocol = smtp.getProtocol() == null ? JavaMailSenderImpl.DEFAULT_PROTOCOL : smtp.getProtocol();
                Transport fresh = session().getTransport(protocol);
                fresh.connect(smtp.getHost(), smtp.getPort(), blankToNull(smtp.getUsername()), smtp.getPassword());
                transport = fresh;
            }
        }

        void send(MimeMessage message) throws MessagingException {
            requireNonNull(transport).sendMessage(message, message.getAllRecipients());
        }

        private static @Nullable String blankToNull(@Nullable String value) {
            return value == null || value.isBlank() ? null : value;
        }

        @Override
        public void close() {
            Transport open = transport;
            transport = null;
            if (open != null) {
                try {
                    open.close();
                } catch (MessagingException e) {
                    LOG.debug("The SMTP connection did not close properly", e);
                }
            }
        }
    }
}
