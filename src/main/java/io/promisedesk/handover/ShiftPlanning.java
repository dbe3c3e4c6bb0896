package io.promisedesk.handover;

import io.promisedesk.roster.RosterChanged;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.annotation.Profile;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Plans at once what must not wait for the engine's next planning ({@code plan-shifts.bpmn}): after a start, so that
 * shifts that run already are caught up with, and when the roster has changed.
 */
@Component
@Profile("!replay")
class ShiftPlanning {

    private final ShiftPlans plans;
    private final GoneOwners goneOwners;
    private volatile boolean ready;

    ShiftPlanning(ShiftPlans plans, GoneOwners goneOwners) {
        this.plans = plans;
        this.goneOwners = goneOwners;
    }

    @EventListener(ApplicationReadyEvent.class)
    void started() {
        ready = true;
        plans.planShifts();
        goneOwners.started();
    }

    /** Before that the processes may not be deployed yet. */
    @EventListener(RosterChanged.class)
    void rosterChanged() {
        if (ready) {
            plans.planShifts();
        }
    }
}
