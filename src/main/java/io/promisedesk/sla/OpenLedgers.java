package io.promisedesk.sla;

import io.promisedesk.sla.ClockStore.StoredClock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * The ledgers that the present transaction has read. A step in a ticket's life asks for its clocks a dozen times (each
 * timer, task and mail does); the database is asked once. Safe, because every line is written through here and a line that
 * somebody else wrote meanwhile makes ours collide with its key.
 */
@Component
class OpenLedgers {

    private final ClockStore store;

    OpenLedgers(ClockStore store) {
        this.store = store;
    }

    /** All clocks of a subject; what the caller changes in the list, later callers in this transaction see. */
    List<StoredClock> of(String subject) {
        return known().computeIfAbsent(subject, store::all);
    }

    private Map<String, List<StoredClock>> known() {
        if (TransactionSynchronizationManager.getResource(this) instanceof Known known) {
            return known.subjects;
        }
        Known known = new Known();
        TransactionSynchronizationManager.bindResource(this, known);
        TransactionSynchronizationManager.registerSynchronization(known);
        return known.subjects;
    }

    private final class Known implements TransactionSynchronization {

        final Map<String, List<StoredClock>> subjects = new HashMap<>();

        @Override
        public void suspend() {
            TransactionSynchronizationManager.unbindResource(OpenLedgers.this);
        }

        @Override
        public void resume() {
            TransactionSynchronizationManager.bindResource(OpenLedgers.this, this);
        }

        @Override
        public void afterCompletion(int status) {
            TransactionSynchronizationManager.unbindResourceIfPossible(OpenLedgers.this);
        }
    }
}
