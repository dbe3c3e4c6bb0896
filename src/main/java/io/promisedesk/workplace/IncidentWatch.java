package io.promisedesk.workplace;

import org.springframework.context.annotation.Profile;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Looks every minute whether something has got stuck. Tests look by hand. */
@Component
@Profile("!test & !replay")
class IncidentWatch {

    private final Incidents incidents;

    IncidentWatch(Incidents incidents) {
        this.incidents = incidents;
    }

    @Scheduled(initialDelayString = "PT20S", fixedDelayString = "PT1M")
    void look() {
        incidents.look();
    }
}
