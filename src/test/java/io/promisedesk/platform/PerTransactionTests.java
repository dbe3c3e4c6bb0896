package io.promisedesk.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.AbstractPlatformTransactionManager;
import org.springframework.transaction.support.DefaultTransactionStatus;
import org.springframework.transaction.support.TransactionTemplate;

class PerTransactionTests {

    private final PerTransaction<List<String>> remembered = new PerTransaction<>(ArrayList::new);
    private final TransactionTemplate transaction = new TransactionTemplate(new Transactions());

    @Test
    void remembersUntilTheTransactionEnds() {
        transaction.executeWithoutResult(status -> {
            remembered.get().add("ticket");
            assertThat(remembered.get()).containsExactly("ticket");
            assertThat(remembered.known()).contains(List.of("ticket"));
        });

        transaction.executeWithoutResult(
                status -> assertThat(remembered.known()).isEmpty());
    }

    @Test
    void forgetsWhatWasRolledBack() {
        transaction.executeWithoutResult(status -> {
            remembered.get().add("ticket");
            status.setRollbackOnly();
        });

        transaction.executeWithoutResult(status -> assertThat(remembered.get()).isEmpty());
    }

    @Test
    void givesATransactionWithinATransactionItsOwn() {
        var inner = new TransactionTemplate(java.util.Objects.requireNonNull(transaction.getTransactionManager()));
        inner.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
        transaction.executeWithoutResult(status -> {
            remembered.get().add("outer");

            inner.executeWithoutResult(nested -> {
                assertThat(remembered.known()).isEmpty();
                remembered.get().add("inner");
            });

            assertThat(remembered.get()).containsExactly("outer");
        });
    }

    @Test
    void remembersNothingOutsideOfATransaction() {
        assertThat(remembered.known()).isEmpty();
        assertThatIllegalStateException().isThrownBy(remembered::get);
    }

    /** Begins and ends nothing; what hangs on transactions is all that matters here. */
    private static final class Transactions extends AbstractPlatformTransactionManager {

        private static final long serialVersionUID = 1L;

        private static final ThreadLocal<Integer> DEPTH = ThreadLocal.withInitial(() -> 0);

        @Override
        protected Object doGetTransaction() {
            return new Object();
        }

        @Override
        protected boolean isExistingTransaction(Object any) {
            return DEPTH.get() > 0;
        }

        @Override
        protected void doBegin(Object any, TransactionDefinition definition) {
            DEPTH.set(DEPTH.get() + 1);
        }

        @Override
        protected Object doSuspend(Object any) {
            return any;
        }

        @Override
        protected void doResume(Object any, Object suspended) {
            // Nothing was suspended.
        }

        @Override
        protected void doCommit(DefaultTransactionStatus status) {
            // Nothing was begun.
        }

        @Override
        protected void doRollback(DefaultTransactionStatus status) {
            // Nothing was begun.
        }

        @Override
        protected void doCleanupAfterCompletion(Object any) {
            DEPTH.set(DEPTH.get() - 1);
        }
    }
}
