package io.promisedesk.channel;

import io.promisedesk.channel.AsideMail.Reason;
import io.promisedesk.channel.ImapMailbox.Uid;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.stereotype.Component;

/**
 * Reads the mailbox. A mail is marked only after what became of it is committed, so a crash in between makes it come
 * again, and then it is known by its Message-ID. A mail that fails is tried again with growing pauses while the others
 * go on, and set aside when it has failed often enough. Where the mailbox does not hand it out, only if another mail was
 * handed out meanwhile: else it is the mail server that fails, and every mail of the box would go aside empty.
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
    private final Map<Uid, Failures> failing = new HashMap<>();
    private volatile @Nullable ImapMailbox mailbox;

    MailboxReader(MailIntake intake, MailboxSettings settings, IntakeSettings limits, Clock clock, BeanFactory beans) {
        this.intake = intake;
        this.settings = settings;
        this.limits = limits;
        this.clock = clock;
        this.beans = beans;
    }

    /**
     * Takes all mail that stands in the mailbox. What has failed before comes last, so that it keeps nothing back that it
     * breaks the connection for.
     *
     * @return how many mails failed and will be tried again
     */
    public synchronized int readOnce() throws MessagingException {
        ImapMailbox open = mailbox();
        Set<Uid> seen = new HashSet<>();
        Map<Uid, MimeMessage> again = new LinkedHashMap<>();
        for (Message message : open.untaken()) {
            Uid uid = open.uidOf(message);
            seen.add(uid);
            if (!failing.containsKey(uid)) {
                take(open, (MimeMessage) message, uid);
            } else if (isDue(uid)) {
                again.put(uid, (MimeMessage) message);
            }
        }
        for (Map.Entry<Uid, MimeMessage> failed : again.entrySet()) {
            take(open, failed.getValue(), failed.getKey());
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

    private boolean isDue(Uid uid) {
        Failures failures = failing.get(uid);
        return failures == null || !clock.instant().isBefore(failures.next());
    }

    /**
     * Whatever goes wrong with one mail must not keep the others back: also an error that is no exception, or a connection
     * that breaks each time this mail is read.
     */
    private void take(ImapMailbox open, MimeMessage message, Uid uid) throws MessagingException {
        Failures before = failing.getOrDefault(uid, Failures.NONE);
        boolean stored = before.stored();
        try {
            if (!stored && before.isEnough() && before.brokeConnection() && before.isItsOwnFault()) {
                setAside(placeholder(open, uid), clock.instant(), before.cause());
            } else if (!stored) {
                read(message, uid);
            }
            stored = true;
            open.markTaken(message);
            failing.remove(uid);
        } catch (Throwable e) {
            boolean connected = open.isConnected();
            Failures failures = before.andOneMore(stored, !connected, String.valueOf(rootOf(e)), clock.instant());
            failing.put(uid, failures);
            if (!connected) {
                throw new MessagingException("The connection was lost: " + failures.cause(), asException(e));
            }
            LOG.warn("{} could not be taken, {} times by now", open.nameOf(uid), failures.times(), e);
            if (failures.isEnough() && !stored) {
                setAside(open, message, uid, failures.cause());
            }
        }
    }

    private void read(MimeMessage message, Uid uid) throws MessagingException, IOException {
        if (isTooLarge(message)) {
            intake.takeAside(headers(message), receivedAt(message), Reason.TOO_LARGE, message.getSize() + " bytes");
        } else {
            intake.take(source(message, uid), receivedAt(message));
        }
    }

    /**
     * With as much of it as can be had: all, its headers, or where it stands. Less than all only where that is the mail's
     * own fault; else it is tried again.
     */
    private void setAside(ImapMailbox open, MimeMessage message, Uid uid, String cause) {
        Instant receivedAt = attempt(() -> receivedAt(message)).orElse(clock.instant());
        boolean stored =
                attempt(() -> setAside(source(message, uid), receivedAt, cause)).isPresent();
        if (!stored && failing.getOrDefault(uid, Failures.NONE).isItsOwnFault()) {
            stored = attempt(() -> setAside(headers(message), receivedAt, cause))
                    .or(() -> attempt(() -> setAside(placeholder(open, uid), receivedAt, cause)))
                    .isPresent();
        }
        if (stored) {
            failing.computeIfPresent(uid, (key, failures) -> failures.whenStored());
            attempt(() -> {
                open.markTaken(message);
                return failing.remove(uid);
            });
        }
    }

    private boolean setAside(byte[] raw, Instant receivedAt, String cause) {
        LOG.error("A mail is set aside: {}", cause);
        intake.takeAside(raw, receivedAt, Reason.FAILED, cause);
        return true;
    }

    private static <T> Optional<T> attempt(Callable<T> step) {
        try {
            return Optional.ofNullable(step.call());
        } catch (Throwable e) {
            LOG.warn("It cannot be set aside that way: {}", String.valueOf(rootOf(e)));
            return Optional.empty();
        }
    }

    private static Exception asException(Throwable failure) {
        return failure instanceof Exception exception ? exception : new IllegalStateException(failure);
    }

    private static byte[] placeholder(ImapMailbox open, Uid uid) {
        return ("Subject: " + open.nameOf(uid) + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
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

    private boolean isTooLarge(MimeMessage message) throws MessagingException {
        return message.getSize() > limits.sizeLimit().toBytes();
    }

    /** Never of a mail that is too large: a node that runs out of memory ends, and so would the one that takes over. */
    private byte[] source(MimeMessage message, Uid uid) throws MessagingException, IOException {
        if (isTooLarge(message)) {
            throw new MessagingException("Too large to be read: " + message.getSize() + " bytes");
        }
        var bytes = new ByteArrayOutputStream(Math.max(1024, message.getSize()));
        message.writeTo(bytes);
        if (bytes.size() == 0) {
            // So Jakarta Mail says that the server has answered NO.
            throw new MessagingException("The mail server hands nothing out");
        }
        failing.replaceAll((other, failures) -> other.equals(uid) ? failures : failures.whenAnotherCame());
        return bytes.toByteArray();
    }

    private static byte[] headers(MimeMessage message) throws MessagingException {
        var lines = new StringBuilder();
        for (Enumeration<String> all = message.getAllHeaderLines(); all.hasMoreElements(); ) {
            lines.append(all.nextElement()).append("\r\n");
        }
        return lines.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    /**
     * @param stored whether what became of the mail is committed and only its mark in the mailbox is missing
     * @param brokeConnection whether the connection was gone afterwards
     * @param anotherCame whether the mailbox has handed another mail out since this one failed first
     * @param isItsOwnFault whether this one has failed again after that
     */
    private record Failures(
            int times,
            Instant next,
            boolean stored,
            boolean brokeConnection,
            boolean anotherCame,
            boolean isItsOwnFault,
            String cause) {

        static final Failures NONE = new Failures(0, Instant.MIN, false, false, false, false, "");

        Failures andOneMore(boolean stored, boolean brokeConnection, String cause, Instant now) {
            Duration pause = PAUSES.get(Math.min(times, PAUSES.size() - 1));
            return new Failures(times + 1, now.plus(pause), stored, brokeConnection, anotherCame, anotherCame, cause);
        }

        Failures whenStored() {
            return new Failures(times, next, true, brokeConnection, anotherCame, isItsOwnFault, cause);
        }

        Failures whenAnotherCame() {
            return new Failures(times, next, stored, brokeConnection, true, isItsOwnFault, cause);
        }

        boolean isEnough() {
            return times > PAUSES.size();
        }
    }
}
