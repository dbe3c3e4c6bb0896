package io.promisedesk.channel;

import jakarta.mail.Flags;
import jakarta.mail.Folder;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.UIDFolder;
import jakarta.mail.URLName;
import jakarta.mail.search.AndTerm;
import jakarta.mail.search.ComparisonTerm;
import jakarta.mail.search.FlagTerm;
import jakarta.mail.search.ReceivedDateTerm;
import jakarta.mail.search.SearchTerm;
import java.util.Date;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.angus.mail.imap.IMAPFolder;
import org.eclipse.angus.mail.imap.IMAPStore;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.integration.mail.ImapMailReceiver;

/**
 * The mailbox, with Spring Integration's connection. Its {@code receive()} is not used: it marks mail before anybody has
 * stored it, and a node that dies in between loses that mail. Neither is its {@code waitForNewMessages()}: that returns
 * at once as long as the server calls a message recent, which it does until the folder is closed.
 */
final class ImapMailbox extends ImapMailReceiver {

    /** Marks what we have taken, so that mail which a human opens in a mail program is not skipped. */
    static final String TAKEN = "PromisedeskTaken";

    /**
     * Names a message for ever.
     *
     * @param validity UIDVALIDITY: where the server changes it, all numbers start anew
     */
    record Uid(long validity, long number) {}

    private final MailboxSettings settings;
    private boolean foundNothing;
    private int messagesBeforeSearch;

    ImapMailbox(MailboxSettings settings, BeanFactory beans) {
        super(new URLName(
                        protocol(settings),
                        settings.host(),
                        settings.portOrDefault(),
                        settings.folder(),
                        settings.user(),
                        settings.password())
                .toString());
        this.settings = settings;
        setBeanFactory(beans);
        setJavaMailProperties(properties(settings));
        setShouldDeleteMessages(false);
        setAutoCloseFolder(false);
        afterPropertiesSet();
    }

    private static String protocol(MailboxSettings settings) {
        return settings.ssl() == MailboxSettings.Protection.IMPLICIT ? "imaps" : "imap";
    }

    private static Properties properties(MailboxSettings settings) {
        var properties = new Properties();
        String prefix = "mail." + protocol(settings) + ".";
        properties.setProperty(prefix + "connectiontimeout", "10000");
        // Longer than IDLE is left alone, so that only a dead connection runs into it.
        properties.setProperty(
                prefix + "timeout",
                String.valueOf(settings.check().plusSeconds(30).toMillis()));
        properties.setProperty(prefix + "writetimeout", "20000");
        properties.setProperty(prefix + "peek", "true");
        properties.setProperty(prefix + "partialfetch", "false");
        if (settings.ssl() == MailboxSettings.Protection.STARTTLS) {
            properties.setProperty(prefix + "starttls.enable", "true");
            properties.setProperty(prefix + "starttls.required", "true");
        }
        return properties;
    }

    /** Mail that nobody has taken yet, oldest first. */
    Message[] untaken() throws MessagingException {
        openFolder();
        messagesBeforeSearch = getFolder().getMessageCount();
        Message[] found = searchForNewMessages();
        foundNothing = found.length == 0;
        return found;
    }

    /**
     * Returns when the server announces something, or after a while. Waits only where the last search found nothing and
     * nothing has come since.
     */
    void awaitNew() throws MessagingException {
        IMAPFolder folder = (IMAPFolder) getFolder();
        if (!foundNothing || folder.getMessageCount() != messagesBeforeSearch) {
            return;
        }
        // Asking whether it is open makes a folder leave IDLE.
        var end = CompletableFuture.runAsync(
                folder::isOpen,
                CompletableFuture.delayedExecutor(Math.max(2, settings.check().toSeconds()), TimeUnit.SECONDS));
        try {
            folder.idle(true);
        } finally {
            end.cancel(false);
        }
    }

    /** Whether the connection stands, so that what failed is the fault of one message. */
    boolean isConnected() {
        Folder folder = getFolder();
        return folder != null && folder.isOpen() && folder.getStore().isConnected();
    }

    /** For people, also where nothing else of the message can be read. */
    String nameOf(Uid uid) {
        return "UID %d (UIDVALIDITY %d) in %s".formatted(uid.number(), uid.validity(), settings.folder());
    }

    /** Not its number in the folder, which changes when others are removed. */
    Uid uidOf(Message message) throws MessagingException {
        var folder = (UIDFolder) getFolder();
        return new Uid(folder.getUIDValidity(), folder.getUID(message));
    }

    @Override
    protected Message[] searchForNewMessages() throws MessagingException {
        SearchTerm term = new AndTerm(notYet(), new FlagTerm(new Flags(Flags.Flag.DELETED), false));
        if (settings.since() != null) {
            term = new AndTerm(term, new ReceivedDateTerm(ComparisonTerm.GE, Date.from(settings.since())));
        }
        return getFolder().search(term);
    }

    private SearchTerm notYet() {
        return new FlagTerm(keepsKeywords() ? new Flags(TAKEN) : new Flags(Flags.Flag.SEEN), false);
    }

    private boolean keepsKeywords() {
        Flags permanent = getFolder().getPermanentFlags();
        return permanent != null && permanent.contains(Flags.Flag.USER);
    }

    /** Only after the commit: whoever dies before sees the mail again and finds that it is known. */
    void markTaken(Message message) throws MessagingException {
        if (keepsKeywords()) {
            message.setFlags(new Flags(TAKEN), true);
        }
        message.setFlag(Flags.Flag.SEEN, true);
        String archive = settings.archive();
        if (archive != null && !archive.isBlank()) {
            moveTo(archive, message);
        }
    }

    private void moveTo(String archive, Message message) throws MessagingException {
        Folder target = getFolder().getStore().getFolder(archive);
        if (!target.exists()) {
            target.create(Folder.HOLDS_MESSAGES);
        }
        IMAPFolder source = (IMAPFolder) getFolder();
        Message[] one = {message};
        if (((IMAPStore) source.getStore()).hasCapability("MOVE")) {
            source.moveMessages(one, target);
        } else {
            source.copyMessages(one, target);
            message.setFlag(Flags.Flag.DELETED, true);
        }
    }

    /** Lets go of the connection; the next call opens another. */
    void disconnect() {
        try {
            closeFolder();
        } catch (RuntimeException e) {
            logger.debug(e, "The mailbox did not close properly");
        }
    }

    @Override
    public @Nullable String toString() {
        return settings.user() + " at " + settings.host();
    }
}
