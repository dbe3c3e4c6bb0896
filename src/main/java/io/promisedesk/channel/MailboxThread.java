package io.promisedesk.channel;

import jakarta.mail.MessagingException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/**
 * Reads the mailbox in the background, on one node at a time: the one that holds the advisory lock of its database
 * session. PostgreSQL gives the lock free the moment that session ends, so that another node goes on within seconds.
 * Two readers at once would do no harm: each mail is taken once by its unique key.
 */
@Component
@Profile("!test & !replay")
class MailboxThread implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(MailboxThread.class);

    /** "PDmail" as a number: any that nobody else uses. */
    private static final long LOCK = 0x50446D61696CL;

    private static final Duration PAUSE = Duration.ofSeconds(2);

    private final MailboxReader reader;
    private final MailboxSettings settings;
    private final DataSource dataSource;
    private volatile @Nullable Thread thread;

    MailboxThread(MailboxReader reader, MailboxSettings settings, DataSource dataSource) {
        this.reader = reader;
        this.settings = settings;
        this.dataSource = dataSource;
    }

    @Override
    public void start() {
        if (!settings.isConfigured()) {
            LOG.info("No mail is read: promisedesk.mail.imap.host is not set");
            return;
        }
        Thread started = new Thread(this::work, "mailbox");
        started.setDaemon(true);
        thread = started;
        started.start();
    }

    private void work() {
        while (isRunning()) {
            try (Connection session = dataSource.getConnection()) {
                if (ask(session, "select pg_try_advisory_lock(?)")) {
                    try {
                        readWhileLocked(session);
                    } finally {
                        reader.disconnect();
                        ask(session, "select pg_advisory_unlock(?)");
                    }
                }
            } catch (SQLException | MessagingException e) {
                if (isRunning()) {
                    LOG.warn("The mailbox cannot be read at present; trying again: {}", e.toString());
                }
            } catch (Throwable e) {
                // Nothing ends this thread: nobody would notice that no mail is read any more.
                if (isRunning()) {
                    LOG.error("The mailbox cannot be read at present; trying again", e);
                }
            }
            pause();
        }
    }

    private void readWhileLocked(Connection session) throws SQLException, MessagingException {
        LOG.info("This node reads the mailbox {} at {}", settings.user(), settings.host());
        while (isRunning() && session.isValid(5)) {
            if (reader.readOnce() == 0) {
                reader.awaitNew();
            } else {
                pause();
            }
        }
    }

    private static boolean ask(Connection session, String question) throws SQLException {
        try (PreparedStatement statement = session.prepareStatement(question)) {
            statement.setLong(1, LOCK);
            try (ResultSet answer = statement.executeQuery()) {
                return answer.next() && answer.getBoolean(1);
            }
        }
    }

    private void pause() {
        try {
            if (isRunning()) {
                Thread.sleep(PAUSE.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void stop() {
        Thread stopping = thread;
        thread = null;
        if (stopping != null) {
            stopping.interrupt();
            try {
                // IDLE hears no interrupt, but notices that its connection is gone; it may be just about to begin.
                for (int i = 0; i < 20 && stopping.isAlive(); i++) {
                    reader.interrupt();
                    stopping.join(500);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public boolean isRunning() {
        return thread != null;
    }
}
