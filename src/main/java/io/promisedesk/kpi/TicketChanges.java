package io.promisedesk.kpi;

import io.promisedesk.handover.HandoverEvent;
import io.promisedesk.ticket.TicketEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** What happens to a ticket may touch its conversation, clocks, attributes or hand-overs, which history does not show. */
@Component
class TicketChanges {

    private final DirtyInstances dirty;

    TicketChanges(DirtyInstances dirty) {
        this.dirty = dirty;
    }

    @EventListener
    void on(TicketEvent event) {
        dirty.changed(event.ticket());
    }

    @EventListener
    void on(HandoverEvent event) {
        dirty.changed(event.ticket());
    }
}
