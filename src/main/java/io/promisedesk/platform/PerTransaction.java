package io.promisedesk.platform;

import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * What is remembered as long as the present transaction lasts, whichever way it ends. A transaction within a transaction
 * has its own.
 */
public final class PerTransaction<T> {

    private final Supplier<T> fresh;

    public PerTransaction(Supplier<T> fresh) {
        this.fresh = fresh;
    }

    /** @throws IllegalStateException outside of a transaction */
    public T get() {
        Remembered known = remembered();
        if (known == null) {
            known = new Remembered(fresh.get());
            TransactionSynchronizationManager.registerSynchronization(known);
            TransactionSynchronizationManager.bindResource(this, known);
        }
        return known.value;
    }

    /** What {@link #get} remembers already; empty outside of a transaction, too. */
    public Optional<T> known() {
        return Optional.ofNullable(remembered()).map(known -> known.value);
    }

    @SuppressWarnings("unchecked") // Nobody else binds under this key.
    private @Nullable Remembered remembered() {
        return (Remembered) TransactionSynchronizationManager.getResource(this);
    }

    private final class Remembered implements TransactionSynchronization {

        final T value;

        Remembered(T value) {
            this.value = Objects.requireNonNull(value);
        }

        @Override
        public void suspend() {
            TransactionSynchronizationManager.unbindResource(PerTransaction.this);
        }

        @Override
        public void resume() {
            TransactionSynchronizationManager.bindResource(PerTransaction.this, this);
        }

        @Override
        public void afterCompletion(int status) {
            TransactionSynchronizationManager.unbindResourceIfPossible(PerTransaction.this);
        }
    }
}
