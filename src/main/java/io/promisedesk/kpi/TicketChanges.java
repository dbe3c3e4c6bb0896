package io.promisedesk.kpi;

import io.promisedesk.ticket.TicketEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Whatever happens to a ticket may touch its conversation, its clocks or its attributes, which history does not show. */
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
}
