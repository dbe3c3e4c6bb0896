package io.promisedesk.kpi;

import io.promisedesk.ticket.TicketNumber;
import java.util.LinkedHashSet;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Remembers whose facts are out of date: one row per changed instance and transaction, written just before the commit of
 * the change itself, so that neither can be lost without the other.
 */
@Component
public class DirtyInstances {

    private final JdbcClient jdbc;

    DirtyInstances(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The history of that root process instance changes in the present transaction. */
    public void changed(String rootInstance) {
        Changes changes = ofThisTransaction();
        changes.instances.add(rootInstance);
        changes.appendIfTooLate();
    }

    /** Something a fact of that ticket depends on changes in the present transaction, outside the engine. */
    void changed(TicketNumber ticket) {
        Changes changes = ofThisTransaction();
        changes.tickets.add(ticket.value());
        changes.appendIfTooLate();
    }

    private Changes ofThisTransaction() {
        for (TransactionSynchronization known : TransactionSynchronizationManager.getSynchronizations()) {
            if (known instanceof Changes changes) {
                return changes;
            }
        }
        Changes changes = new Changes();
        TransactionSynchronizationManager.registerSynchronization(changes);
        return changes;
    }

    /** A nested transaction has synchronizations, and so changes, of its own. */
    private final class Changes implements TransactionSynchronization {

        private final Set<String> instances = new LinkedHashSet<>();
        private final Set<String> tickets = new LinkedHashSet<>();

        private boolean committing;

        @Override
        public void beforeCommit(boolean readOnly) {
            committing = true;
            append();
        }

        /** What another synchronization changes after this one had its turn. */
        private void appendIfTooLate() {
            if (committing) {
                append();
            }
        }

        private void append() {
            jdbc.sql(
                            """
                            insert into kpi_dirty (instance)
                            select unnest(:instances::text[])
                            union
                            select process_instance from kpi_source_ticket
                            where number = any (:tickets::text[]) and process_instance is not null
                            """)
                    .param("instances", instances.toArray(String[]::new))
                    .param("tickets", tickets.toArray(String[]::new))
                    .update();
            instances.clear();
            tickets.clear();
        }
    }
}
