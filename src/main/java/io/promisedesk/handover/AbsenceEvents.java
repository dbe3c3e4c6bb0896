package io.promisedesk.handover;

import io.promisedesk.roster.AbsenceChanged;
import io.promisedesk.roster.AbsenceReported;
import io.promisedesk.roster.RosterChanged;
import io.promisedesk.ticket.TicketEvent;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.annotation.Profile;
import org.springframework.context.event.EventListener;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.transaction.event.TransactionPhase;
import org.springframework.transaction.event.TransactionalEventListener;

/**
 * What the process {@code absence} has to hear of, each in the transaction in which it happens. Until the application is
 * ready the processes may not be deployed yet: what the roster's file brings before that is caught up with then.
 */
@Component
@Profile("!replay")
class AbsenceEvents {

    private final Absences absences;
    private final AbsenceCatchUp catchUp;
    private volatile boolean ready;

    AbsenceEvents(Absences absences, AbsenceCatchUp catchUp) {
        this.absences = absences;
        this.catchUp = catchUp;
    }

    @EventListener(ApplicationReadyEvent.class)
    void started() {
        ready = true;
        catchUp.catchUp();
    }

    @EventListener
    void reported(AbsenceReported event) {
        if (ready) {
            absences.recorded(event.absence());
        }
    }

    @EventListener
    void changed(AbsenceChanged event) {
        if (ready) {
            absences.changed(event.before(), event.after());
        }
    }

    @EventListener(RosterChanged.class)
    void rosterChanged() {
        if (ready) {
            absences.lookAgain(null);
        }
    }

    @EventListener
    void ticketMoved(TicketEvent event) {
        String before = event.previousOwner();
        if (before != null && !before.equals(event.owner()) && !before.equals(event.by())) {
            switch (event.kind()) {
                case OWNER_CHANGED, HANDED_OVER, TRANSFERRED -> absences.left(before, event.ticket());
                default -> {
                    // Its owner has stayed.
                }
            }
        }
    }

    /** After {@link GoneOwners} has decided: what then still is with somebody absent waits for the next colleagues. */
    @TransactionalEventListener(phase = TransactionPhase.BEFORE_COMMIT)
    @Order(10)
    void ticketWokeUp(TicketEvent event) {
        String owner = event.owner();
        if (owner != null && !owner.equals(event.by())) {
            switch (event.kind()) {
                case CUSTOMER_WROTE, MERGED, REOPENED, OWNER_CHANGED, RESUMED -> absences.lookAgain(owner);
                default -> {
                    // Nothing else makes a ticket more urgent.
                }
            }
        }
    }
}
