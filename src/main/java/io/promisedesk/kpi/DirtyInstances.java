package io.promisedesk.kpi;

import io.promisedesk.ticket.TicketNumber;
import java.util.HashSet;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Remembers whose facts are out of date: one row per changed instance and transaction, written in the transaction of the
 * change itself, so that neither can be lost without the other. At once and not before the commit: what changes in
 * somebody else's {@code beforeCommit} would come too late for that.
 */
@Component
public class DirtyInstances {

    private final JdbcClient jdbc;

    DirtyInstances(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The history of that root process instance changes in the present transaction. */
    public void changed(String rootInstance) {
        if (ofThisTransaction().instances.add(rootInstance)) {
            jdbc.sql("insert into kpi_dirty (instance) values (:instance)")
                    .param("instance", rootInstance)
                    .update();
        }
    }

    /** Something a fact of that ticket depends on changes in the present transaction, outside the engine. */
    void changed(TicketNumber ticket) {
        jdbc.sql(
                        "select process_instance from kpi_source_ticket where number = :number and process_instance is not null")
                .param("number", ticket.value())
                .query(String.class)
                .optional()
                .ifPresent(this::changed);
    }

    private static Known ofThisTransaction() {
        for (TransactionSynchronization synchronization : TransactionSynchronizationManager.getSynchronizations()) {
            if (synchronization instanceof Known known) {
                return known;
            }
        }
        Known known = new Known();
        TransactionSynchronizationManager.registerSynchronization(known);
        return known;
    }

    /** Hangs on the transaction; a nested one has synchronizations, and so one of these, of its own. */
    private static final class Known implements TransactionSynchronization {

        final Set<String> instances = new HashSet<>();
    }
}
