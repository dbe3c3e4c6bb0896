package io.promisedesk.handover.process;

import io.promisedesk.platform.engine.EngineAccess;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.Optional;
import org.camunda.bpm.engine.ManagementService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.task.Task;
import org.springframework.stereotype.Component;

/** What the application tells the processes {@code shift} and {@code handover}. Runs in the caller's transaction. */
@Component
public class HandoverFlow {

    private final EngineAccess engine;
    private final RuntimeService runtime;
    private final TaskService tasks;
    private final ManagementService management;

    HandoverFlow(EngineAccess engine, RuntimeService runtime, TaskService tasks, ManagementService management) {
        this.engine = engine;
        this.runtime = runtime;
        this.tasks = tasks;
        this.management = management;
    }

    /** @return id of the process instance */
    public String shiftPlanned(String shift) {
        return engine.unrestricted(
                () -> runtime.startProcessInstanceByKey(ShiftProcess.ID, shift).getId());
    }

    /** @return id of the process instance */
    public String offered(long handover, String receiver) {
        return engine.unrestricted(() -> runtime.startProcessInstanceByKey(
                        HandoverProcess.ID,
                        HandoverProcess.businessKey(handover),
                        Map.of(HandoverProcess.RECEIVER, receiver))
                .getId());
    }

    public void nothingLeft(String instance) {
        tell(instance, HandoverProcess.NOTHING_LEFT);
    }

    /** The receiver has gone, or every ticket has been answered for elsewhere: their task is over. */
    public void waitNoLonger(String instance) {
        tell(instance, HandoverProcess.WAIT_NO_LONGER);
    }

    /** The roster knows the shift no more. */
    public void shiftTakenOut(String instance) {
        tell(instance, ShiftProcess.TAKEN_OUT);
    }

    /** Somebody was taken out of the running shift. */
    public void somebodyLeft(String instance) {
        tell(instance, ShiftProcess.SOMEBODY_LEFT);
    }

    /** An instance of an older diagram that does not listen goes on as it was drawn. */
    private void tell(String instance, String message) {
        engine.unrestricted(() -> runtime.createMessageCorrelation(message)
                .processInstanceId(instance)
                .correlateAll());
    }

    /** Every timer of the shift asks anew when it is due; a designer's own as well. */
    public void timesMoved(String instance, Instant handOverUntil) {
        engine.unrestricted(() -> {
            management
                    .createJobQuery()
                    .processInstanceId(instance)
                    .timers()
                    .list()
                    .forEach(timer -> management.recalculateJobDuedate(timer.getId(), false));
            tasks.createTaskQuery()
                    .processInstanceId(instance)
                    .taskDefinitionKey(ShiftProcess.HAND_OVER_TICKETS)
                    .list()
                    .forEach(task -> {
                        task.setDueDate(Date.from(handOverUntil));
                        tasks.saveTask(task);
                    });
        });
    }

    /** Id of the open task of a hand-over, if somebody still has to answer. */
    public Optional<String> openTask(String instance) {
        return engine.unrestricted(() -> Optional.ofNullable(
                        tasks.createTaskQuery().processInstanceId(instance).singleResult())
                .map(Task::getId));
    }
}
