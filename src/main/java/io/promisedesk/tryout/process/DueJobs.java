package io.promisedesk.tryout.process;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.camunda.bpm.engine.ManagementService;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.jobexecutor.JobExecutor;
import org.camunda.bpm.engine.runtime.Job;
import org.camunda.bpm.engine.runtime.JobQuery;
import org.camunda.bpm.model.xml.instance.ModelElementInstance;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Profile;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The engine's jobs, run by hand in the order in which they fall due while the job executor rests. */
@Component
@Profile("tryout")
public class DueJobs {

    private static final Logger LOG = LoggerFactory.getLogger(DueJobs.class);
    private static final Duration LAST_JOBS = Duration.ofSeconds(30);
    /** Timers whose clock stands still are parked there. */
    private static final Instant PARKED = Instant.parse("9000-01-01T00:00:00Z");

    private final ManagementService management;
    private final RepositoryService repository;
    private final JobExecutor executor;
    private final JdbcClient jdbc;
    private final Clock clock;

    DueJobs(ProcessEngineConfigurationImpl engine, JdbcClient jdbc, Clock clock) {
        this.management = engine.getManagementService();
        this.repository = engine.getRepositoryService();
        this.executor = engine.getJobExecutor();
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /**
     * A job that waits for its time.
     *
     * @param process id of the process
     * @param element id of the timer's element
     * @param name what the diagram calls it, or null
     * @param businessKey business key of the instance, a ticket's number for example
     */
    public record Timer(
            Instant due, String process, String element, @Nullable String name, @Nullable String businessKey) {}

    /** Stops the job executor, runs that, and starts it again if it ran before. */
    public void whileExecutorRests(Runnable work) {
        boolean active = executor.isActive();
        if (active) {
            executor.shutdown();
            awaitLastJobs();
        }
        try {
            work.run();
        } finally {
            if (active) {
                executor.start();
            }
        }
    }

    /** What the executor has taken already it finishes: nobody else may touch those jobs meanwhile. */
    private void awaitLastJobs() {
        long end = System.nanoTime() + LAST_JOBS.toNanos();
        while (System.nanoTime() < end && isWorking()) {
            pause();
        }
    }

    private boolean isWorking() {
        return jdbc.sql(
                        """
                        select exists (select from act_ru_job where lock_owner_ = :owner and lock_exp_time_ > :now)
                        """)
                .param("owner", executor.getLockOwner())
                .param("now", utc(clock.instant()))
                .query(Boolean.class)
                .single();
    }

    private static void pause() {
        try {
            Thread.sleep(50);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private @Nullable String name(String definition, String element) {
        ModelElementInstance named = repository.getBpmnModelInstance(definition).getModelElementById(element);
        return named == null ? null : named.getAttributeValue("name");
    }

    /** Timers that fall due after that instant, soonest first. */
    public List<Timer> timers(Instant after, int limit) {
        return jdbc.sql(
                        """
                        select j.duedate_, j.process_def_id_, d.act_id_, d.proc_def_key_, e.business_key_
                        from act_ru_job j
                        join act_ru_jobdef d on d.id_ = j.job_def_id_
                        left join act_ru_execution e on e.id_ = j.process_instance_id_
                        where j.process_def_key_ is not null and j.retries_ > 0 and j.suspension_state_ = 1
                          and j.duedate_ > :after and j.duedate_ < :parked
                        order by j.duedate_, j.id_ limit :limit
                        """)
                .param("after", utc(after))
                .param("parked", utc(PARKED))
                .param("limit", limit)
                .query((row, n) -> new Timer(
                        row.getObject("duedate_", LocalDateTime.class).toInstant(ZoneOffset.UTC),
                        row.getString("proc_def_key_"),
                        row.getString("act_id_"),
                        name(row.getString("process_def_id_"), row.getString("act_id_")),
                        row.getString("business_key_")))
                .list();
    }

    /** Runs what is due, and what that makes due, in order; what fails is left to its own retries. */
    public int drain() {
        int count = 0;
        for (Optional<Job> job = next(); job.isPresent(); job = next()) {
            try {
                management.executeJob(job.get().getId());
            } catch (RuntimeException e) {
                LOG.warn("A job that fell due failed: {}", e.getMessage());
            }
            count++;
        }
        return count;
    }

    private Optional<Job> next() {
        Optional<Job> message = first(management.createJobQuery().messages());
        return message.isPresent() ? message : first(management.createJobQuery().timers());
    }

    private static Optional<Job> first(JobQuery jobs) {
        return jobs.executable().withRetriesLeft().active().orderByJobDuedate().asc().listPage(0, 50).stream()
                // Housekeeping of the engine is left to the executor.
                .filter(job -> job.getProcessDefinitionKey() != null)
                .findFirst();
    }

    private static LocalDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC).toLocalDateTime();
    }
}
