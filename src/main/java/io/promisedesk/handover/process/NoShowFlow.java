package io.promisedesk.handover.process;

import io.promisedesk.platform.engine.EngineAccess;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.ManagementService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.runtime.Job;
import org.camunda.bpm.engine.task.Task;
import org.springframework.stereotype.Component;

/** What the application tells the process {@code no-show}. Runs in the caller's transaction. */
@Component
public class NoShowFlow {

    private final EngineAccess engine;
    private final RuntimeService runtime;
    private final TaskService tasks;
    private final ManagementService management;

    NoShowFlow(EngineAccess engine, RuntimeService runtime, TaskService tasks, ManagementService management) {
        this.engine = engine;
        this.runtime = runtime;
        this.tasks = tasks;
        this.management = management;
    }

    /** @return id of the process instance */
    public String shiftPlanned(String shift) {
        return engine.unrestricted(
                () -> runtime.startProcessInstanceByKey(NoShowProcess.ID, shift).getId());
    }

    /** Nobody needs to say any more where that person is. */
    public void appeared(String instance, String person) {
        taskAbout(instance, person)
                .ifPresent(task -> engine.unrestricted(
                        () -> runtime.messageEventReceived(NoShowProcess.APPEARED, task.getExecutionId())));
    }

    /** What its timers ask has changed. */
    public void timesMoved(String instance) {
        List<Job> timers = engine.unrestricted(() ->
                management.createJobQuery().processInstanceId(instance).timers().list());
        engine.unrestricted(() -> timers.forEach(job -> management.recalculateJobDuedate(job.getId(), false)));
    }

    /** Of these tasks the ones that ask about somebody: whom, by task id. Whoever may not see a task does not learn it. */
    public Map<String, String> askedAbout(Collection<String> taskIds) {
        return taskIds.isEmpty()
                ? Map.of()
                : tasks
                        .createTaskQuery()
                        .taskDefinitionKey(NoShowProcess.HAS_NOT_APPEARED)
                        .taskIdIn(taskIds.toArray(String[]::new))
                        .list()
                        .stream()
                        .collect(Collectors.toMap(Task::getId, this::missing));
    }

    private String missing(Task task) {
        return engine.unrestricted(() -> (String) tasks.getVariable(task.getId(), NoShowProcess.MISSING));
    }

    /** Id of the open task in which somebody is to say where that person is. */
    public Optional<String> openTask(String instance, String person) {
        return taskAbout(instance, person).map(Task::getId);
    }

    private Optional<Task> taskAbout(String instance, String person) {
        return engine.openTasks(instance).stream()
                .filter(task -> person.equals(missing(task)))
                .findFirst();
    }
}
