package io.promisedesk.platform;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** With {@code promisedesk.setup=true} the application starts once, with all that a start creates, and stops. */
@Component
@ConditionalOnProperty("promisedesk.setup")
class SetUpOnce {

    private static final Logger log = LoggerFactory.getLogger(SetUpOnce.class);

    @EventListener
    @Order(Ordered.LOWEST_PRECEDENCE)
    void stop(ApplicationReadyEvent ready) {
        log.info("The database is set up: start the nodes now.");
        System.exit(SpringApplication.exit(ready.getApplicationContext(), () -> 0));
    }
}
