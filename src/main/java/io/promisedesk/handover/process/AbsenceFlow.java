package io.promisedesk.handover.process;

import io.promisedesk.platform.engine.EngineAccess;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.camunda.bpm.engine.ManagementService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.runtime.Job;
import org.camunda.bpm.engine.task.Task;
import org.springframework.stereotype.Component;

/** What the application tells the process {@code absence}. Runs in the caller's transaction. */
@Component
public class AbsenceFlow {

    private final EngineAccess engine;
    private final RuntimeService runtime;
    private final ManagementService management;

    AbsenceFlow(EngineAccess engine, RuntimeService runtime, ManagementService management) {
        this.engine = engine;
        this.runtime = runtime;
        this.management = management;
    }

    /** @return id of the process instance */
    public String recorded(long absence, String person) {
        return engine.unrestricted(() -> runtime.startProcessInstanceByKey(
                        AbsenceProcess.ID, AbsenceProcess.businessKey(absence), Map.of(AbsenceProcess.PERSON, person))
                .getId());
    }

    /** It has not begun, and will not. */
    public void cancelled(String instance) {
        engine.unrestricted(() -> runtime.createMessageCorrelation(AbsenceProcess.CANCELLED)
                .processInstanceId(instance)
                .correlate());
    }

    /** @return whether the process still waited for the person to look at the report */
    public boolean goesOn(String instance) {
        return engine.unrestricted(() -> !runtime.createMessageCorrelation(AbsenceProcess.GOES_ON)
                .processInstanceId(instance)
                .correlateAllWithResult()
                .isEmpty());
    }

    /** What its timers ask has changed. */
    public void timesMoved(String instance) {
        List<Job> timers = engine.unrestricted(() ->
                management.createJobQuery().processInstanceId(instance).timers().list());
        engine.unrestricted(() -> timers.forEach(job -> management.recalculateJobDuedate(job.getId(), false)));
    }

    /** Id of the open task in which the person looks what happened. */
    public Optional<String> openTask(String instance) {
        return engine.openTasks(instance).stream().map(Task::getId).findFirst();
    }
}
