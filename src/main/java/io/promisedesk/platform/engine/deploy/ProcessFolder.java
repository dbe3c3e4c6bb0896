package io.promisedesk.platform.engine.deploy;

import io.promisedesk.platform.StartRefused;
import io.promisedesk.platform.engine.deploy.ProcessDeployer.Attempt;
import io.promisedesk.platform.engine.deploy.ProcessDeployer.Outcome;
import io.promisedesk.platform.engine.lint.Finding;
import io.promisedesk.platform.engine.lint.Finding.Severity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Deploys when the application starts (before the port opens, a mailbox is read or a job runs) and, where the folder is
 * watched, whenever something in it was saved. It looks twice a second instead of asking the file system to tell: that
 * works on mounted volumes too. A change counts when two looks see the same, so a file half written is not read.
 */
@Component
@EnableConfigurationProperties(ProcessSettings.class)
class ProcessFolder implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(ProcessFolder.class);
    private static final long LOOK_EVERY_MILLIS = 500;
    /** About a minute. */
    private static final int LONGEST_PAUSE = 128;

    private final ProcessDeployer deployer;
    private final RunningProcesses runningProcesses;
    private final LiveModels models;
    private final ProcessSettings settings;
    private final Clock clock;

    private volatile String fingerprint = "";
    private Map<String, String> deployed = Map.of();
    private Map<String, String> seen = Map.of();
    private @Nullable String failure;
    /** How many looks the next attempt waits after a failed one, and how many of them are left. */
    private int pause;

    private int looksLeft;
    private volatile @Nullable Reading lastReading;
    private volatile @Nullable ScheduledExecutorService watch;
    private volatile boolean running;

    ProcessFolder(
            ProcessDeployer deployer,
            RunningProcesses runningProcesses,
            LiveModels models,
            ProcessSettings settings,
            Clock clock) {
        this.deployer = deployer;
        this.runningProcesses = runningProcesses;
        this.models = models;
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * What came of the last time the files were read.
     *
     * @param origin where they come from
     * @param watched whether saving a file there deploys it
     * @param at when they were read
     * @param deployed whether what was read is live
     * @param outcome what became of it; unless it is live, what was live before still is
     */
    record Reading(
            String origin, boolean watched, Instant at, boolean deployed, Outcome outcome, List<Finding> findings) {

        Reading replaced() {
            return new Reading(origin, watched, at, false, Outcome.REPLACED, findings);
        }
    }

    /** Another node, or somebody past our files, may have deployed since: what was live then need not be now. */
    @Nullable
    Reading lastReading() {
        Reading reading = lastReading;
        return reading != null && reading.outcome() == Outcome.LIVE && !models.areLive(fingerprint)
                ? reading.replaced()
                : reading;
    }

    @Override
    public void start() {
        running = true;
        seen = stamps();
        try {
            deploy();
            deployed = seen;
        } catch (IOException | RuntimeException e) {
            // Whatever the reason, a good version that is live keeps working.
            failed(e);
        }
        refuseWithoutProcesses();
        runningProcesses.check();
        if (settings.isWatched()) {
            ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor(task -> {
                Thread thread = new Thread(task, "process-folder");
                thread.setDaemon(true);
                return thread;
            });
            var unused = executor.scheduleWithFixedDelay(
                    this::look, LOOK_EVERY_MILLIS, LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS);
            watch = executor;
            log.info(
                    "Watching processes/ and forms/ in {}: saving a file deploys it.",
                    Path.of(String.valueOf(settings.folder())).toAbsolutePath().normalize());
        }
    }

    /** What keeps the application from ever opening a ticket must not look like a start that went well. */
    private void refuseWithoutProcesses() {
        Set<String> missing = deployer.missing();
        if (missing.isEmpty()) {
            return;
        }
        Reading reading = lastReading;
        List<String> reasons = new ArrayList<>();
        reasons.add("No version of these processes is live, and nothing works without them: "
                + String.join(", ", missing) + ".");
        if (reading != null) {
            reading.findings().stream()
                    .filter(Finding::isError)
                    .map(Finding::toString)
                    .forEach(reasons::add);
            reasons.add("The files were read from " + reading.origin()
                    + ". Mend them, or leave promisedesk.processes.folder empty to begin with those in the jar.");
        }
        throw new StartRefused(reasons);
    }

    private void look() {
        try {
            Map<String, String> now = stamps();
            boolean settled = now.equals(seen);
            seen = now;
            if (!settled) {
                // Something was saved: that is worth a try at once.
                pause = 0;
                looksLeft = 0;
            } else if (looksLeft > 0) {
                looksLeft--;
            } else if (!now.equals(deployed)) {
                deploy();
                deployed = now;
                failure = null;
                pause = 0;
            }
        } catch (IOException | RuntimeException e) {
            failed(e);
        }
    }

    /** What stands in the way may pass (a database that restarts): the same files are tried again, less and less often. */
    private void failed(Exception e) {
        pause = Math.min(Math.max(1, pause * 2), LONGEST_PAUSE);
        looksLeft = pause;
        remember(e);
    }

    /** @throws IOException where the files cannot be read; a file that was read and is wrong is a finding */
    private void deploy() throws IOException {
        Path folder = settings.path();
        ProcessSet set = folder == null ? ProcessSet.packaged() : ProcessSet.in(folder);
        fingerprint = set.fingerprint();
        remember(set.origin(), deployer.deploy(set, settings.isWatched() || settings.goBack()));
    }

    /** Told once, not with every attempt. */
    private void remember(Exception e) {
        String reason = String.valueOf(e.getMessage());
        if (!reason.equals(failure)) {
            log.error(
                    "The processes could not be deployed, what is live stays{}: {}",
                    settings.isWatched() ? ", and it is tried again" : "",
                    reason,
                    e instanceof IOException ? null : e);
        }
        failure = reason;
        boolean unread = e instanceof IOException;
        Finding finding = new Finding(
                Severity.ERROR,
                "processes/",
                null,
                null,
                (unread ? "The folder cannot be read: " : "They could not be deployed: ") + reason + ".",
                unread
                        ? "Correct promisedesk.processes.folder, or mount the folder."
                        : (settings.isWatched() ? "It is tried again until it works; the" : "The")
                                + " application's log has the details.");
        remember(String.valueOf(settings.folder()), new Attempt(Outcome.FAILED, List.of(finding)));
    }

    private void remember(String origin, Attempt attempt) {
        lastReading = new Reading(
                origin,
                settings.isWatched(),
                clock.instant(),
                attempt.outcome() == Outcome.LIVE,
                attempt.outcome(),
                attempt.findings());
    }

    /** Size and time of change of each file; a file that vanishes meanwhile is simply not there. */
    private Map<String, String> stamps() {
        Map<String, String> stamps = new TreeMap<>();
        Path folder = settings.path();
        if (folder != null && settings.isWatched()) {
            try {
                for (Path file : ProcessSet.listed(folder)) {
                    stamps.put(file.toString(), Files.size(file) + "@" + Files.getLastModifiedTime(file));
                }
            } catch (IOException | UncheckedIOException e) {
                log.debug("Looking again: {}", e.getMessage());
            }
        }
        return stamps;
    }

    @Override
    public void stop() {
        ScheduledExecutorService executor = watch;
        if (executor != null) {
            executor.shutdown();
            try {
                executor.awaitTermination(10, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return Integer.MIN_VALUE + 1000;
    }
}
