package io.promisedesk.handover;

import io.promisedesk.roster.RosterChanged;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.annotation.Profile;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** What the process {@code no-show} must not wait for the engine's next planning to hear of. */
@Component
@Profile("!replay")
class NoShowEvents {

    private final NoShows noShows;
    private volatile boolean ready;

    NoShowEvents(NoShows noShows) {
        this.noShows = noShows;
    }

    @EventListener(ApplicationReadyEvent.class)
    void started() {
        ready = true;
        noShows.plan();
    }

    /** Before that the processes may not be deployed yet. */
    @EventListener(RosterChanged.class)
    void rosterChanged() {
        if (ready) {
            noShows.plan();
        }
    }

    @EventListener
    void rulesChanged(TeamRulesChanged event) {
        if (ready) {
            noShows.rulesChanged(event.rules().team());
        }
    }
}
