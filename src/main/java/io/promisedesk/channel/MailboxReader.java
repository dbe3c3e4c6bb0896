package io.promisedesk.channel;

import io.promisedesk.channel.AsideMail.Reason;
import jakarta.mail.Message;
import jakarta.mail.MessageRemovedException;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.stereotype.Component;

/**
 * Reads the mailbox. A mail is marked only after what became of it is committed, so a crash in between makes it come
 * again, and then it is known by its Message-ID. A mail that fails is tried again with growing pauses while the others
 * go on, and set aside when it has failed often enough.
 */
@Component
class MailboxReader {

    private static final Logger LOG = LoggerFactory.getLogger(MailboxReader.class);

    /** Pauses before the second, third … try. */
    private static final List<Duration> PAUSES =
            List.of(Duration.ofSeconds(2), Duration.ofSeconds(15), Duration.ofMinutes(1), Duration.ofMinutes(5));

    private final MailIntake intake;
    private final MailboxSettings settings;
    private final IntakeSettings limits;
    private final Clock clock;
    private final BeanFactory beans;
    private final Map<Long, Failures> failing = new HashMap<>();
    private volatile @Nullable ImapMailbox mailbox;

    MailboxReader(MailIntake intake, MailboxSettings settings, IntakeSettings limits, Clock clock, BeanFactory beans) {
        this.intake = intake;
        this.settings = settings;
        this.limits = limits;
        this.clock = clock;
        this.beans = beans;
    }

    /**
     * Takes all mail that stands in the mailbox.
     *
     * @return how many mails failed and will be tried again
     */
    public synchronized int readOnce() throws MessagingException {
        ImapMailbox open = mailbox();
        Set<Long> seen = new HashSet<>();
        for (Message message : open.untaken()) {
            long uid = open.uidOf(message);
            seen.add(uid);
            if (isDue(uid)) {
                take(open, (MimeMessage) message, uid);
            }
        }
        failing.keySet().retainAll(seen);
        return failing.size();
    }

    /** Returns when the server announces mail, or after a while. */
    void awaitNew() throws MessagingException {
        mailbox().awaitNew();
    }

    /** Breaks off the waiting of another thread. */
    void interrupt() {
        ImapMailbox open = mailbox;
        if (open != null) {
            open.disconnect();
        }
    }

    void disconnect() {
        ImapMailbox open = mailbox;
        mailbox = null;
        if (open != null) {
            open.disconnect();
            open.destroy();
        }
    }

    private ImapMailbox mailbox() {
        ImapMailbox open = mailbox;
        if (open == null) {
            open = new ImapMailbox(settings, beans);
            mailbox = open;
        }
        return open;
    }

    private boolean isDue(long uid) {
        Failures failures = failing.get(uid);
        return failures == null || !clock.instant().isBefore(failures.next());
    }

    private void take(ImapMailbox open, MimeMessage message, long uid) throws MessagingException {
        byte[] raw = {};
        Instant receivedAt = clock.instant();
        try {
            receivedAt = receivedAt(message);
            if (message.getSize() > limits.sizeLimit().toBytes()) {
                intake.takeAside(headers(message), receivedAt, Reason.TOO_LARGE, message.getSize() + " bytes");
            } else {
                raw = source(message);
                intake.take(raw, receivedAt);
            }
        } catch (MessageRemovedException e) {
            return;
        } catch (MessagingException | IOException e) {
            // The connection, not this mail.
            throw e instanceof MessagingException messaging
                    ? messaging
                    : new MessagingException("reading failed", (IOException) e);
        } catch (RuntimeException e) {
            if (!failedOnceMore(uid, e)) {
                return;
            }
            intake.takeAside(raw, receivedAt, Reason.FAILED, String.valueOf(rootOf(e)));
        }
        failing.remove(uid);
        open.markTaken(message);
    }

    /** @return whether it has failed often enough to be set aside */
    private boolean failedOnceMore(long uid, RuntimeException failure) {
        Failures before = failing.get(uid);
        int times = before == null ? 1 : before.times() + 1;
        if (times > PAUSES.size()) {
            LOG.error("A mail has failed {} times and is set aside", times, failure);
            return true;
        }
        LOG.warn("A mail could not be taken and will be tried again: {}", String.valueOf(rootOf(failure)));
        failing.put(uid, new Failures(times, clock.instant().plus(PAUSES.get(times - 1))));
        return false;
    }

    private static Throwable rootOf(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        return root;
    }

    /** When the mailbox took it (INTERNALDATE), never later than now: what the sender's clock says does not count. */
    private Instant receivedAt(MimeMessage message) throws MessagingException {
        Instant now = clock.instant();
        Instant stamped = message.getReceivedDate() == null
                ? now
                : message.getReceivedDate().toInstant();
        return stamped.isAfter(now) ? now : stamped;
    }

    private static byte[] source(MimeMessage message) throws MessagingException, IOException {
        var bytes = new ByteArrayOutputStream();
        message.writeTo(bytes);
        return bytes.toByteArray();
    }

    private static byte[] headers(MimeMessage message) throws MessagingException {
        var lines = new StringBuilder();
        for (Enumeration<String> all = message.getAllHeaderLines(); all.hasMoreElements(); ) {
            lines.append(all.nextElement()).append("\r\n");
        }
        return lines.append("\r\n").toString().getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
    }

    private record Failures(int times, Instant next) {}
}
