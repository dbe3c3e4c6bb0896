package io.promisedesk.channel;

import jakarta.mail.MessagingException;
import org.springframework.context.ApplicationContext;

/** Lets the mailbox be read at once: its own thread does not run in tests. */
public final class Letterbox {

    private Letterbox() {}

    public static void read(ApplicationContext application) throws MessagingException {
        MailboxReader reader = application.getBean(MailboxReader.class);
        try {
            reader.readOnce();
        } finally {
            // The server ends a connection that says nothing for a while; the next reading may be minutes away.
            reader.disconnect();
        }
    }
}
