package io.promisedesk.replay;

import io.promisedesk.kpi.Miner;
import io.promisedesk.platform.StartRefused;
import io.promisedesk.replay.HistoryFile.Survey;
import io.promisedesk.replay.ReplayTables.Run;
import io.promisedesk.replay.process.ReplayClock;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.annotation.Profile;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * Replays the file that {@code promisedesk.replay} names, from where it stood, and mines what came of it; only then the
 * application is ready. It goes on to show the figures, unless {@code promisedesk.replay.then} says {@code exit}.
 */
@Component
@Profile("replay")
class ReplayRunner implements ApplicationRunner {

    private static final Logger LOG = LoggerFactory.getLogger(ReplayRunner.class);
    private static final long SAY_EVERY = Duration.ofSeconds(5).toNanos();
    private static final String REPORT = ".left-out.csv";

    private final Replay replay;
    private final ReplayTables tables;
    private final ReplayFigures figures;
    private final ReplayClock replayClock;
    private final Miner miner;
    private final Clock clock;
    private final HistoryFile file;
    private final boolean exit;
    private final String url;

    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean running;
    private volatile boolean stopping;
    private volatile int percent;

    ReplayRunner(
            Replay replay,
            ReplayTables tables,
            ReplayFigures figures,
            ReplayClock replayClock,
            Miner miner,
            Clock clock,
            @Value("${" + ReplayMode.PROPERTY + "}") String file,
            @Value("${" + ReplayMode.PROPERTY + ".then:serve}") String then,
            @Value("${promisedesk.url:http://localhost:8080}") String url) {
        this.replay = replay;
        this.tables = tables;
        this.figures = figures;
        this.replayClock = replayClock;
        this.miner = miner;
        this.clock = clock;
        this.file = new HistoryFile(Path.of(file), clock.instant());
        this.exit = then.equals("exit");
        this.url = url;
    }

    @Override
    public void run(ApplicationArguments arguments) throws IOException {
        running = true;
        try {
            if (stopping) {
                return;
            }
            Survey survey = file.survey();
            Run run = begin(survey);
            if (run.finishedAt() == null) {
                replay(survey, run);
            } else {
                LOG.info("{} was replayed on this installation before: nothing to do", file.path());
            }
            if (!stopping) {
                conclude();
            }
        } finally {
            replayClock.tickOn();
            running = false;
            ended.countDown();
        }
    }

    /** The run that goes on, or a new one. */
    private Run begin(Survey survey) {
        Run run = tables.run().orElse(null);
        if (run == null) {
            if (!tables.isInstallationEmpty()) {
                throw new StartRefused(
                        "A history is replayed on an empty installation only, and this one has tickets or customers: give it a database of its own (with Maven: another PROMISEDESK_TRYOUT_DATA).");
            }
            tables.begin(file.path().toString(), survey.digest(), clock.instant());
            return tables.run().orElseThrow();
        }
        if (!run.digest().equals(survey.digest())) {
            throw new StartRefused(
                    run.finishedAt() == null
                            ? "This installation is in the middle of another history (%s, line %d): start it with that one to go on, or give %s a database of its own."
                                    .formatted(run.file(), run.position(), file.path())
                            : "This installation holds another history (%s): give %s a database of its own."
                                    .formatted(run.file(), file.path()));
        }
        return run;
    }

    private void replay(Survey survey, Run run) throws IOException {
        boolean resumed = run.position() > 1;
        LOG.info(
                "Replaying {}: {} rows, {} tickets{}",
                file.path(),
                survey.rows(),
                survey.tickets(),
                resumed ? "; going on after line " + run.position() : "");
        replay.standAt(run.position());
        long begun = System.nanoTime();
        long said = begun;
        long before = 0;
        long done = 0;
        long events = run.events();
        Replay.Remembering remembering = resumed ? replay.new Remembering() : null;
        try (Reader reader = file.open()) {
            HistoryRows rows = new HistoryRows(reader, file.latest());
            for (Row row = rows.next(); row != null && !stopping; row = rows.next()) {
                if (remembering != null && row.line() <= run.position()) {
                    remembering.remember(row);
                    before++;
                    continue;
                }
                events += replay.happen(row) ? 1 : 0;
                done++;
                percent = (int) (100 * (before + done) / survey.rows());
                if (System.nanoTime() - said > SAY_EVERY) {
                    said = System.nanoTime();
                    say(survey, before, done, said - begun);
                }
            }
        }
        double seconds = (System.nanoTime() - begun) / 1e9;
        if (stopping) {
            LOG.info(
                    "Stopped after {} of {} rows: start again with the same file to go on",
                    before + done,
                    survey.rows());
            return;
        }
        replayClock.tickOn();
        long minedFrom = System.nanoTime();
        int mined = miner.mineAll();
        LOG.info(
                "Replayed {} events in {} s ({} tickets/s, {} events/s); mined {} changes in {} s",
                events,
                Math.round(seconds),
                perSecond(survey.tickets() * (double) done / Math.max(1, survey.rows()), seconds),
                perSecond(done, seconds),
                mined,
                Math.round((System.nanoTime() - minedFrom) / 1e9));
        tables.finish(clock.instant());
    }

    private static void say(Survey survey, long before, long done, long nanos) {
        double seconds = nanos / 1e9;
        double share = (double) done / survey.rows();
        long left = Math.round(seconds * (survey.rows() - before - done) / done);
        LOG.info(
                "{} % ({} of {} events), {} tickets/s, {} events/s, {} left",
                100 * (before + done) / survey.rows(),
                before + done,
                survey.rows(),
                perSecond(survey.tickets() * share, seconds),
                perSecond(done, seconds),
                Duration.ofSeconds(left).toString().substring(2).toLowerCase(Locale.ROOT));
    }

    private static String perSecond(double count, double seconds) {
        return String.format(Locale.ROOT, "%.1f", count / Math.max(seconds, 0.001));
    }

    private void conclude() {
        Run run = tables.run().orElseThrow();
        report(tables.faults());
        Instant first = run.firstAt();
        Instant last = run.lastAt();
        if (first == null || last == null) {
            LOG.warn("Not one event of {} could be replayed", file.path());
            return;
        }
        LOG.info(
                "{} is replayed.\n\n{}\n  {}/kpi?{}\n",
                file.path(),
                figures.table(run.events(), first, last),
                url,
                ReplayFigures.period(first, last));
        if (!exit) {
            LOG.info(
                    "This application goes on to show the figures and does nothing else. Start it without --promisedesk.replay to work with it.");
        }
    }

    private void report(List<Row.Fault> faults) {
        if (faults.isEmpty()) {
            LOG.info("Every row was replayed");
            return;
        }
        Path report = file.path().resolveSibling(file.path().getFileName() + REPORT);
        StringBuilder text = new StringBuilder("line,ticket,reason\n");
        faults.forEach(fault -> text.append(fault.line())
                .append(',')
                .append(quoted(fault.ticket() == null ? "" : fault.ticket()))
                .append(',')
                .append(quoted(fault.reason()))
                .append('\n'));
        try {
            Files.writeString(report, text);
            LOG.warn("{} rows were left out: {} (and table replay_fault) says which and why", faults.size(), report);
        } catch (IOException | UncheckedIOException e) {
            LOG.warn(
                    "{} rows were left out: table replay_fault says which and why ({} cannot be written: {})",
                    faults.size(),
                    report,
                    e.getMessage());
        }
    }

    private static String quoted(String value) {
        return '"' + value.replace("\"", "\"\"") + '"';
    }

    /** How much is done of what is still going on; negative where nothing is. */
    int percent() {
        return running ? percent : -1;
    }

    @EventListener
    @Order(Ordered.LOWEST_PRECEDENCE)
    void exit(ApplicationReadyEvent ready) {
        if (exit) {
            System.exit(SpringApplication.exit(ready.getApplicationContext(), () -> 0));
        }
    }

    /** The event under way is finished; what comes after it waits for the next start. */
    @EventListener(ContextClosedEvent.class)
    void stop() throws InterruptedException {
        stopping = true;
        if (running && !ended.await(30, TimeUnit.SECONDS)) {
            LOG.warn("The replay did not stop in time; it goes on after the last event that was committed");
        }
    }
}
