package io.promisedesk.handover.process;

import io.promisedesk.platform.engine.EngineAccess;
import java.util.Map;
import java.util.Optional;
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

    HandoverFlow(EngineAccess engine, RuntimeService runtime, TaskService tasks) {
        this.engine = engine;
        this.runtime = runtime;
        this.tasks = tasks;
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
        engine.unrestricted(() -> runtime.createMessageCorrelation(HandoverProcess.NOTHING_LEFT)
                .processInstanceId(instance)
                .correlateAll());
    }

    /** Id of the open task of a hand-over, if somebody still has to answer. */
    public Optional<String> openTask(String instance) {
        return engine.unrestricted(() -> Optional.ofNullable(
                        tasks.createTaskQuery().processInstanceId(instance).singleResult())
                .map(Task::getId));
    }
}
