package io.promisedesk.tryout;

import com.icegreen.greenmail.imap.ImapHostManager;
import com.icegreen.greenmail.mail.MovingMessage;
import com.icegreen.greenmail.store.FolderListener;
import com.icegreen.greenmail.store.MailFolder;
import com.icegreen.greenmail.store.StoredMessage;
import com.icegreen.greenmail.user.UserImpl;
import jakarta.mail.Flags;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One person's or customer's inbox. Each mail is a file before it is in the box, so what the sender was told to be taken
 * survives a kill; flags and deletions follow in the file's name. Received is what our clock says, which the time machine
 * may have moved ahead.
 */
final class Mailbox extends UserImpl {

    private static final Pattern FILE_NAME = Pattern.compile("(\\d+)-(\\d+)(s?)\\.eml");
    private static final Session SESSION = Session.getInstance(new Properties());

    private final Path folder;
    private final MailFolder inbox;
    private final Clock clock;
    /** The mails' files in the order of the inbox. */
    private final List<Path> files = new ArrayList<>();

    private long lastNumber;

    Mailbox(String address, Path folder, ImapHostManager host, Clock clock) {
        super(address, address, "", host);
        this.folder = folder;
        this.clock = clock;
        try {
            this.inbox = host.getInbox(this);
            restore();
        } catch (Exception e) {
            throw new IllegalStateException("cannot restore the mail of " + address + " from " + folder, e);
        }
        inbox.addListener(new FollowInFiles());
    }

    String address() {
        return getEmail();
    }

    /** Its mails, oldest first. */
    List<StoredMessage> messages() {
        return List.copyOf(inbox.getMessages());
    }

    @Override
    public void deliver(MovingMessage message) {
        deliver(message.getMessage());
    }

    @Override
    public synchronized void deliver(MimeMessage message) {
        try {
            Instant received = clock.instant();
            Path file = folder.resolve("%08d-%d.eml".formatted(++lastNumber, received.toEpochMilli()));
            write(message, file);
            files.add(file);
            inbox.appendMessage(read(file), new Flags(), Date.from(received));
        } catch (IOException | MessagingException e) {
            throw new IllegalStateException("cannot keep a mail for " + address(), e);
        }
    }

    private void restore() throws IOException, MessagingException {
        Files.createDirectories(folder);
        try (Stream<Path> content = Files.list(folder)) {
            for (Path file : content.sorted().toList()) {
                Matcher name = FILE_NAME.matcher(file.getFileName().toString());
                if (name.matches()) {
                    Flags flags = name.group(3).isEmpty() ? new Flags() : new Flags(Flags.Flag.SEEN);
                    lastNumber = Long.parseLong(name.group(1));
                    files.add(file);
                    inbox.appendMessage(read(file), flags, new Date(Long.parseLong(name.group(2))));
                }
            }
        }
    }

    private static MimeMessage read(Path file) throws IOException, MessagingException {
        try (InputStream in = Files.newInputStream(file)) {
            return new MimeMessage(SESSION, in);
        }
    }

    private static void write(MimeMessage message, Path file) throws IOException, MessagingException {
        Path partial = file.resolveSibling(file.getFileName() + ".part");
        try (OutputStream out = Files.newOutputStream(partial)) {
            message.writeTo(out);
        }
        Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Mail clients mark and delete; the files follow. */
    private final class FollowInFiles implements FolderListener {

        @Override
        public void flagsUpdated(int position, Flags flags, @Nullable Long uid) {
            synchronized (Mailbox.this) {
                Path file = files.get(position - 1);
                Matcher name = FILE_NAME.matcher(file.getFileName().toString());
                if (name.matches()) {
                    String seen = flags.contains(Flags.Flag.SEEN) ? "s" : "";
                    Path renamed = folder.resolve(name.group(1) + "-" + name.group(2) + seen + ".eml");
                    try {
                        files.set(position - 1, Files.move(file, renamed));
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }
            }
        }

        @Override
        public void expunged(int position) {
            synchronized (Mailbox.this) {
                try {
                    Files.deleteIfExists(files.remove(position - 1));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }

        @Override
        public void added(int position) {}

        @Override
        public void mailboxDeleted() {}
    }
}
