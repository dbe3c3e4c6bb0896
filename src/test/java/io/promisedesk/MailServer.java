package io.promisedesk;

import com.icegreen.greenmail.user.GreenMailUser;
import com.icegreen.greenmail.user.UserException;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;

/**
 * One mail server per JVM, SMTP and IMAP on free ports; empty before each test. The application sends to it and reads
 * its support mailbox, both by hand: {@code OutboxSender.sendDue()}, {@code MailboxReader.readOnce()}.
 */
public class MailServer implements ApplicationContextInitializer<ConfigurableApplicationContext>, BeforeEachCallback {

    public static final String SUPPORT = "support@promisedesk.local";
    public static final String PASSWORD = "support";

    @Override
    public void initialize(ConfigurableApplicationContext context) {
        context.getEnvironment().getPropertySources().addFirst(new MapPropertySource("mail-server", properties()));
    }

    public static Map<String, Object> properties() {
        return Map.of(
                "spring.mail.host",
                "127.0.0.1",
                "spring.mail.port",
                Server.INSTANCE.getSmtp().getPort(),
                "promisedesk.mail.imap.host",
                "127.0.0.1",
                "promisedesk.mail.imap.port",
                Server.INSTANCE.getImap().getPort(),
                "promisedesk.mail.imap.ssl",
                "none",
                "promisedesk.mail.imap.user",
                SUPPORT,
                "promisedesk.mail.imap.password",
                PASSWORD);
    }

    @Override
    public void beforeEach(ExtensionContext test) throws Exception {
        Server.INSTANCE.purgeEmailFromAllMailboxes();
    }

    /** Mails that have arrived for an address, oldest first. */
    public static List<MimeMessage> mailsTo(String address) {
        return Arrays.stream(Server.INSTANCE.getReceivedMessagesForDomain(address))
                .toList();
    }

    /** Puts a mail into the support mailbox as if it had just arrived. */
    public static void deliver(byte[] raw) {
        try {
            deliver(new MimeMessage(session(), new java.io.ByteArrayInputStream(raw)));
        } catch (MessagingException e) {
            throw new IllegalArgumentException("not even a broken mail", e);
        }
    }

    public static void deliver(MimeMessage mail) {
        supportMailbox().deliver(mail);
    }

    /** The server itself: to stop and start its services, or to look into a mailbox. */
    public static GreenMail greenMail() {
        return Server.INSTANCE;
    }

    public static jakarta.mail.Session session() {
        return jakarta.mail.Session.getInstance(new Properties());
    }

    private static GreenMailUser supportMailbox() {
        return Server.INSTANCE.getUserManager().getUserByEmail(SUPPORT);
    }

    private static final class Server {

        static final GreenMail INSTANCE = start();

        private static GreenMail start() {
            var server = new GreenMail(new ServerSetup[] {
                new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP),
                new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_IMAP)
            });
            server.start();
            try {
                server.getUserManager().createUser(SUPPORT, SUPPORT, PASSWORD);
            } catch (UserException e) {
                throw new IllegalStateException(e);
            }
            return server;
        }
    }
}
