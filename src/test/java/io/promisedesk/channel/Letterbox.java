package io.promisedesk.channel;

import jakarta.mail.MessagingException;
import org.springframework.context.ApplicationContext;

/** Lets the mailbox be read at once: its own thread does not run in tests. */
public final class Letterbox {

    private Letterbox() {}

    public static void read(ApplicationContext application) throws MessagingException {
        application.getBean(MailboxReader.class).readOnce();
    }
}
