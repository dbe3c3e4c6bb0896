package io.promisedesk.tryout.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.promisedesk.Engine;
import io.promisedesk.PromisedeskTest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.model.bpmn.Bpmn;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@PromisedeskTest
class DueJobsTests {

    @Autowired
    ProcessEngineConfigurationImpl configuration;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    Clock clock;

    @Autowired
    Engine engine;

    private String deployment = "";

    @BeforeEach
    void deployTwoTimersInARow() {
        deployment = configuration
                .getRepositoryService()
                .createDeployment()
                .addModelInstance(
                        "two-timers.bpmn",
                        Bpmn.createExecutableProcess("two-timers")
                                .camundaHistoryTimeToLive(1)
                                .startEvent()
                                .intermediateCatchEvent("event_first")
                                .name("First")
                                .timerWithDuration("PT30M")
                                .intermediateCatchEvent("event_second")
                                .timerWithDuration("PT20M")
                                .endEvent()
                                .done())
                .deploy()
                .getId();
        configuration.getRuntimeService().startProcessInstanceByKey("two-timers", "T-2026-000001");
    }

    @AfterEach
    void undeploy() {
        configuration.getRepositoryService().deleteDeployment(deployment, true);
    }

    @Test
    void runsWhatIsDueAndSeesWhatFollows() {
        DueJobs jobs = new DueJobs(configuration, jdbc, clock);
        Instant start = Engine.MONDAY_MORNING;

        assertThat(timers(jobs))
                .extracting(DueJobs.Timer::due, DueJobs.Timer::element, DueJobs.Timer::name)
                .containsExactly(tuple(start.plus(Duration.ofMinutes(30)), "event_first", "First"));

        engine.setTime(start.plus(Duration.ofMinutes(30)));
        assertThat(jobs.drain()).isPositive();

        assertThat(timers(jobs))
                .extracting(DueJobs.Timer::due, DueJobs.Timer::element)
                .containsExactly(tuple(start.plus(Duration.ofMinutes(50)), "event_second"));

        engine.setTime(start.plus(Duration.ofMinutes(50)));
        jobs.drain();
        assertThat(timers(jobs)).isEmpty();
        assertThat(jobs.drain()).isZero();
    }

    private List<DueJobs.Timer> timers(DueJobs jobs) {
        return jobs.timers(engine.now(), 100).stream()
                .filter(timer -> timer.process().equals("two-timers"))
                .toList();
    }
}
