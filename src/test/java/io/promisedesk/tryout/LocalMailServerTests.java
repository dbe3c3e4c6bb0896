package io.promisedesk.tryout;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.Flags;
import jakarta.mail.Folder;
import jakarta.mail.Message;
import jakarta.mail.Session;
import jakarta.mail.Store;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.mail.SimpleMailMessage;
import org.springframework.mail.javamail.JavaMailSenderImpl;

class LocalMailServerTests {

    private static final Instant TOMORROW = Instant.parse("2031-03-04T10:00:00Z");

    @TempDir
    Path folder;

    @Test
    void keepsMailForEverybodyOverARestart() throws Exception {
        LocalMailServer first = start();
        try {
            send(first, "kim@example.com", "support@promisedesk.local", "First");
            send(first, "kim@example.com", "Support@promisedesk.local", "Second");
            send(first, "support@promisedesk.local", "kim@example.com", "Answer");
            markSeen(first, "support@promisedesk.local", 1);
            delete(first, "support@promisedesk.local", 2);
        } finally {
            first.stop();
        }

        LocalMailServer second = start();
        try {
            assertThat(second.mailboxes())
                    .extracting(Mailbox::address)
                    .containsExactly("kim@example.com", "support@promisedesk.local");
            try (Store store = connect(second, "support@promisedesk.local");
                    Folder inbox = store.getFolder("INBOX")) {
                inbox.open(Folder.READ_ONLY);
                assertThat(inbox.getMessageCount()).isEqualTo(1);
                Message kept = inbox.getMessage(1);
                assertThat(kept.getSubject()).isEqualTo("First");
                assertThat(kept.isSet(Flags.Flag.SEEN)).isTrue();
                assertThat(kept.getReceivedDate()).as("our clock's time").isEqualTo(Date.from(TOMORROW));
            }
        } finally {
            second.stop();
        }
    }

    @Test
    void takesMailForSomebodyWhoLoggedInBeforeAnyCame() throws Exception {
        LocalMailServer server = start();
        try {
            connect(server, "early@example.com").close();

            send(server, "kim@example.com", "early@example.com", "Hello");

            assertThat(server.mailbox("early@example.com").messages()).hasSize(1);
        } finally {
            server.stop();
        }
    }

    private LocalMailServer start() {
        LocalMailServer server = new LocalMailServer(0, 0, folder, Clock.fixed(TOMORROW, ZoneOffset.UTC));
        server.start();
        return server;
    }

    private static void send(LocalMailServer server, String from, String to, String subject) {
        JavaMailSenderImpl sender = new JavaMailSenderImpl();
        sender.setHost("127.0.0.1");
        sender.setPort(server.smtpPort());
        SimpleMailMessage mail = new SimpleMailMessage();
        mail.setFrom(from);
        mail.setTo(to);
        mail.setSubject(subject);
        mail.setText("Hello");
        sender.send(mail);
    }

    private static void markSeen(LocalMailServer server, String address, int number) throws Exception {
        setFlag(server, address, number, Flags.Flag.SEEN);
    }

    private static void delete(LocalMailServer server, String address, int number) throws Exception {
        setFlag(server, address, number, Flags.Flag.DELETED);
    }

    private static void setFlag(LocalMailServer server, String address, int number, Flags.Flag flag) throws Exception {
        try (Store store = connect(server, address);
                Folder inbox = store.getFolder("INBOX")) {
            inbox.open(Folder.READ_WRITE);
            inbox.getMessage(number).setFlag(flag, true);
        }
    }

    private static Store connect(LocalMailServer server, String address) throws Exception {
        Store store = Session.getInstance(new Properties()).getStore("imap");
        store.connect("127.0.0.1", server.imapPort(), address, "any");
        return store;
    }
}
