package io.promisedesk.notification;

import org.springframework.context.ApplicationContext;

/** Lets the outbox send at once: its own thread does not run in tests. */
public final class Postman {

    private Postman() {}

    public static void send(ApplicationContext application) {
        application.getBean(OutboxSender.class).sendDue();
    }
}
