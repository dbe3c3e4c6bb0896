package io.promisedesk.notification;

import org.springframework.context.ApplicationContext;

/** Lets notices and the outbox be sent at once: their own threads do not run in tests. */
public final class Postman {

    private Postman() {}

    public static void send(ApplicationContext application) {
        application.getBean(NoticeSender.class).sendDue();
        application.getBean(OutboxSender.class).sendDue();
    }
}
