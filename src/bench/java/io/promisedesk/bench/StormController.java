package io.promisedesk.bench;

import io.promisedesk.platform.security.Actor;
import io.promisedesk.ticket.Channel;
import io.promisedesk.ticket.NewTicket;
import io.promisedesk.ticket.TicketDesk;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.jobexecutor.CallerRunsRejectedJobsHandler;
import org.camunda.bpm.engine.impl.jobexecutor.JobExecutor;
import org.camunda.bpm.engine.impl.jobexecutor.NotifyAcquisitionRejectedJobsHandler;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Makes tickets whose first response, and bare processes whose timer, is due at a given instant. */
@RestController
@RequestMapping("/api/bench/storm")
class StormController {

    private static final Duration FIRST_RESPONSE = Duration.ofHours(4);
    private static final int THREADS = 4;

    private final TicketDesk desk;
    private final RuntimeService runtime;
    private final JobExecutor executor;
    private final Unchecked unchecked;

    StormController(
            TicketDesk desk, RuntimeService runtime, ProcessEngineConfigurationImpl engine, Unchecked unchecked) {
        this.executor = engine.getJobExecutor();
        this.desk = desk;
        this.runtime = runtime;
        this.unchecked = unchecked;
    }

    /** @param apartMillis how long after each other they are due; 0: all in the same instant */
    record Storm(int count, Instant due, long apartMillis) {}

    /** Before the storm: what is due on this node waits. */
    @PostMapping("/hold")
    void hold() {
        executor.shutdown();
    }

    /** Who has a job and no thread for it: offers it again, as the engine is delivered, or does it, as we have it. */
    @PostMapping("/rejected-jobs/{handler}")
    void rejectedJobs(@PathVariable String handler) {
        executor.setRejectedJobsHandler(
                handler.equals("delivered")
                        ? new NotifyAcquisitionRejectedJobsHandler()
                        : new CallerRunsRejectedJobsHandler());
    }

    /** The storm begins. */
    @PostMapping("/release")
    void release() {
        executor.start();
    }

    @PostMapping("/tickets")
    void tickets(@RequestBody Storm storm) throws Exception {
        inParallel(storm.count(), i -> {
            Instant received = storm.due().plusMillis(i * storm.apartMillis()).minus(FIRST_RESPONSE);
            desk.open(
                    NewTicket.ofText(
                            "Question about my invoice",
                            "Why is it higher than last month?",
                            "customer" + i % 500 + "@example.org",
                            "A Customer",
                            Channel.WEB,
                            received),
                    Actor.SYSTEM);
        });
    }

    @PostMapping("/timers")
    void timers(@RequestBody Storm storm) throws Exception {
        inParallel(
                storm.count(),
                i -> unchecked.run(() -> runtime.startProcessInstanceByKey(
                        "bare-timer", "bare-" + i, Map.of("due", Date.from(storm.due())))));
    }

    private static void inParallel(int count, IntConsumer one) throws Exception {
        var threads = Executors.newFixedThreadPool(THREADS);
        try {
            for (Future<?> done : IntStream.range(0, count)
                    .<Future<?>>mapToObj(i -> threads.submit(() -> one.accept(i)))
                    .toList()) {
                done.get();
            }
        } finally {
            threads.shutdown();
        }
    }
}
