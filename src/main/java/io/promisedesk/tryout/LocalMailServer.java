package io.promisedesk.tryout;

import com.icegreen.greenmail.configuration.GreenMailConfiguration;
import com.icegreen.greenmail.user.UserException;
import com.icegreen.greenmail.user.UserManager;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Stream;
import org.springframework.context.SmartLifecycle;

/**
 * The try-out's mail server on loopback: takes mail for everybody, keeps it in files, and lets anybody read it with any
 * password. Up before whoever reads or sends mail, down after them.
 */
final class LocalMailServer implements SmartLifecycle {

    private final GreenMail server;
    private final Path folder;
    private final Clock clock;
    private final Map<String, Mailbox> mailboxes = new ConcurrentSkipListMap<>();

    LocalMailServer(int smtpPort, int imapPort, Path folder, Clock clock) {
        this.server = new GreenMail(new ServerSetup[] {
                    onLoopback(smtpPort, ServerSetup.PROTOCOL_SMTP), onLoopback(imapPort, ServerSetup.PROTOCOL_IMAP)
                })
                .withConfiguration(GreenMailConfiguration.aConfig().withDisabledAuthentication());
        this.folder = folder;
        this.clock = clock;
    }

    private static ServerSetup onLoopback(int port, String protocol) {
        ServerSetup setup = new ServerSetup(port, "127.0.0.1", protocol);
        setup.setServerStartupTimeout(10_000);
        return setup;
    }

    @Override
    public void start() {
        mailboxes.clear();
        server.getUserManager().setMessageDeliveryHandler((message, recipient) -> mailbox(recipient.getEmail()));
        knownAddresses().forEach(this::mailbox);
        mailbox(CustomerMail.SUPPORT);
        server.start();
    }

    @Override
    public void stop() {
        server.stop();
    }

    @Override
    public boolean isRunning() {
        return server.isRunning();
    }

    @Override
    public int getPhase() {
        return Integer.MIN_VALUE;
    }

    int smtpPort() {
        return server.getSmtp().getPort();
    }

    int imapPort() {
        return server.getImap().getPort();
    }

    /** All mailboxes that exist, by address. */
    List<Mailbox> mailboxes() {
        return List.copyOf(mailboxes.values());
    }

    boolean has(String address) {
        return mailboxes.containsKey(address.strip().toLowerCase(Locale.ROOT));
    }

    /** The mailbox of that address; made when there is none. */
    synchronized Mailbox mailbox(String address) {
        return mailboxes.computeIfAbsent(address.strip().toLowerCase(Locale.ROOT), this::open);
    }

    private Mailbox open(String address) {
        UserManager users = server.getUserManager();
        try {
            // For logging in over IMAP, where any password does; logging in before any mail came makes one too.
            if (users.getUserByEmail(address) == null) {
                users.createUser(address, address, "");
            }
        } catch (UserException e) {
            throw new IllegalStateException("cannot make a mailbox for " + address, e);
        }
        Path own = folder.resolve(URLEncoder.encode(address, StandardCharsets.UTF_8));
        return new Mailbox(address, own, users.getImapHostManager(), clock);
    }

    private List<String> knownAddresses() {
        try {
            Files.createDirectories(folder);
            try (Stream<Path> content = Files.list(folder)) {
                return content.filter(Files::isDirectory)
                        .map(own -> URLDecoder.decode(own.getFileName().toString(), StandardCharsets.UTF_8))
                        .toList();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
