package io.promisedesk.tryout;

import io.promisedesk.platform.StartRefused;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** What is up before the application context and goes down after it: the locked data folder and the database on it. */
final class TryoutServices implements AutoCloseable {

    private final DataFolder folder;
    private final CompletableFuture<LocalDatabase> database;
    private boolean closed;

    private TryoutServices(DataFolder folder, CompletableFuture<LocalDatabase> database) {
        this.folder = folder;
        this.database = database;
    }

    /** Takes the folder at once, or refuses; the database starts in the background. */
    static TryoutServices start(Path data) {
        DataFolder folder = DataFolder.open(data);
        var database = new CompletableFuture<LocalDatabase>();
        Thread starter = new Thread(
                () -> {
                    try {
                        database.complete(LocalDatabase.start(folder.database()));
                    } catch (Throwable e) {
                        database.completeExceptionally(e);
                    }
                },
                "database-start");
        starter.start();
        return new TryoutServices(folder, database);
    }

    /** The database; waits until it is up. */
    LocalDatabase database() {
        try {
            return database.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof StartRefused refused ? refused : e;
        }
    }

    Path mailFolder() {
        return folder.mail();
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        database.exceptionally(e -> null)
                .thenAccept(running -> {
                    if (running != null) {
                        running.close();
                    }
                })
                .join();
        try {
            folder.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
