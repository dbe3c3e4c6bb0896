package io.promisedesk.tryout;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.context.annotation.Profile;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** What makes the desk look lived in. Mail is sent once the application serves, so that nobody waits for it. */
@Component
@Profile("tryout & !replay")
class FirstMinutes {

    private static final Logger LOG = LoggerFactory.getLogger(FirstMinutes.class);

    private final TryoutRoster roster;
    private final Samples samples;

    FirstMinutes(TryoutRoster roster, Samples samples) {
        this.roster = roster;
        this.samples = samples;
    }

    /** Before the shifts of the day are looked at for the first time. */
    @EventListener(ApplicationStartedEvent.class)
    void planShifts() {
        roster.extend();
    }

    @EventListener(ApplicationReadyEvent.class)
    void prepare() {
        Thread thread = new Thread(this::work, "first-minutes");
        thread.setDaemon(true);
        thread.start();
    }

    private void work() {
        try {
            samples.play();
        } catch (RuntimeException e) {
            LOG.warn("The try-out's sample mail is not complete", e);
        }
    }
}
