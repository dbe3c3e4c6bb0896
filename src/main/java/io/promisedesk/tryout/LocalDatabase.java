package io.promisedesk.tryout;

import io.promisedesk.platform.StartRefused;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An embedded PostgreSQL that keeps its data. Listens on loopback only, on a free port, and trusts whoever can reach it
 * there.
 */
final class LocalDatabase implements AutoCloseable {

    static final String MAJOR_VERSION = "18";
    static final String USER = "postgres";

    private static final Logger LOG = LoggerFactory.getLogger(LocalDatabase.class);
    /** Written into the folder once its first start has succeeded: without it the folder is a torso. */
    private static final String COMPLETE = "promisedesk-complete";

    private final EmbeddedPostgres server;

    private LocalDatabase(EmbeddedPostgres server) {
        this.server = server;
    }

    /** Starts the server on the data in that folder, which the caller has locked; creates them the first time. */
    static LocalDatabase start(Path folder) {
        Path log = folder.resolveSibling(folder.getFileName() + ".log");
        ProcessBuilder.Redirect toLog = ProcessBuilder.Redirect.appendTo(log.toFile());
        try {
            Files.createDirectories(folder);
            refuseOtherVersion(folder);
            setAsideTorso(folder);
            endOrphan(folder);
            LocalDatabase database = new LocalDatabase(EmbeddedPostgres.builder()
                    .setDataDirectory(folder)
                    .setCleanDataDirectory(false)
                    .setRegisterShutdownHook(false)
                    .setPGStartupWait(Duration.ofSeconds(60))
                    .setOutputRedirector(toLog)
                    .setErrorRedirector(toLog)
                    // Upper and lower case of every alphabet, whatever the machine's locale is.
                    .setLocaleConfig("locale-provider", "builtin")
                    .setLocaleConfig("locale", "C.UTF-8")
                    .setServerConfig("listen_addresses", "127.0.0.1")
                    .setServerConfig("timezone", "UTC")
                    .setServerConfig("max_connections", "60")
                    .setServerConfig("shared_buffers", "64MB")
                    // Survives a power cut, but for the last half second.
                    .setServerConfig("fsync", "on")
                    .setServerConfig("synchronous_commit", "off")
                    .start());
            Files.writeString(folder.resolve(COMPLETE), "");
            return database;
        } catch (IOException | IllegalStateException e) {
            throw new StartRefused(
                    "The embedded PostgreSQL did not start (%s): %s says why; if the data may go, delete %s and start again."
                            .formatted(e.getMessage(), log, folder),
                    e);
        }
    }

    String jdbcUrl() {
        return "jdbc:postgresql://127.0.0.1:%d/postgres?options=-c%%20TimeZone=UTC".formatted(server.getPort());
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void refuseOtherVersion(Path folder) throws IOException {
        Path versionFile = folder.resolve("PG_VERSION");
        if (Files.exists(versionFile)) {
            String version = Files.readString(versionFile).strip();
            if (!version.isEmpty() && !version.equals(MAJOR_VERSION)) {
                throw new StartRefused(
                        "The data in %s belong to PostgreSQL %s, Promisedesk brings %s: move the folder away to start afresh, or point PROMISEDESK_TRYOUT_DATA to another one."
                                .formatted(folder, version, MAJOR_VERSION));
            }
        }
    }

    /** A first start that was interrupted leaves a half-made cluster, in which nothing can have been stored yet. */
    private static void setAsideTorso(Path folder) throws IOException {
        if (Files.exists(folder.resolve(COMPLETE))) {
            return;
        }
        try (Stream<Path> content = Files.list(folder)) {
            if (content.findAny().isEmpty()) {
                return;
            }
        }
        endOrphan(folder);
        Path aside = folder.resolveSibling(folder.getFileName() + "-incomplete-" + System.currentTimeMillis());
        Files.move(folder, aside);
        Files.createDirectories(folder);
        LOG.warn("The database in {} was never finished; it was moved to {} and a new one is made", folder, aside);
    }

    /** After a kill -9 of the application its PostgreSQL may live on, or its pid file may name a stranger. */
    private static void endOrphan(Path folder) throws IOException {
        Path pidFile = folder.resolve("postmaster.pid");
        if (!Files.exists(pidFile)) {
            return;
        }
        List<String> lines = Files.readAllLines(pidFile);
        Optional<ProcessHandle> orphan = lines.isEmpty()
                ? Optional.empty()
                : ProcessHandle.of(Long.parseLong(lines.get(0).strip())).filter(LocalDatabase::isPostgres);
        if (orphan.isPresent()) {
            LOG.info(
                    "Stopping the PostgreSQL that an earlier run left behind (process {})",
                    orphan.get().pid());
            stop(orphan.get());
        }
        Files.deleteIfExists(pidFile);
    }

    private static boolean isPostgres(ProcessHandle process) {
        return process.info().command().map(Path::of).map(Path::getFileName).map(Path::toString).stream()
                .anyMatch(name -> name.startsWith("postgres"));
    }

    private static void stop(ProcessHandle process) {
        process.destroy();
        try {
            process.onExit().get(10, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            process.destroyForcibly();
            process.onExit().join();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
