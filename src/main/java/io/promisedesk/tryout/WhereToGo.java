package io.promisedesk.tryout;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.web.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.annotation.Profile;
import org.springframework.context.event.EventListener;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** The last lines of the start: where to go, who can log in, how to send a first mail. */
@Component
@Profile("tryout & !replay")
class WhereToGo {

    private static final Logger LOG = LoggerFactory.getLogger(WhereToGo.class);

    private final TryoutSettings settings;

    WhereToGo(TryoutSettings settings) {
        this.settings = settings;
    }

    @EventListener
    @Order(Ordered.LOWEST_PRECEDENCE)
    void ready(ApplicationReadyEvent event) {
        if (event.getApplicationContext() instanceof ServletWebServerApplicationContext web) {
            LOG.info(text("http://localhost:" + web.getWebServer().getPort(), settings.smtpPort()));
        }
    }

    static String text(String base, int smtpPort) {
        return """


                Promisedesk is ready: %1$s/tryout  (five minutes, step by step)

                  Tasklist   %1$s/camunda/app/tasklist/default/
                  Tickets    %1$s/tickets
                  Figures    %1$s/kpi
                  Mail       %1$s/tryout  (every mail as its recipient sees it, and the time machine)

                Log in with password demo as anna, boris, clara, dmitri (agents), vera, victor (supervisors),
                olga (dispatcher), denis (designer), admin or integrator.

                Write to the service desk as a customer:

                  %2$s
                """
                .formatted(base, firstMail(smtpPort));
    }

    /** One line for a POSIX shell. */
    static String firstMail(int smtpPort) {
        return "printf 'From: Kim <kim@example.com>\\nTo: support@promisedesk.local\\nSubject: Where is my parcel?\\n\\nIt was due on Monday.\\n'"
                + " | curl -sS smtp://localhost:%d --mail-from kim@example.com --mail-rcpt support@promisedesk.local -T -"
                        .formatted(smtpPort);
    }
}
