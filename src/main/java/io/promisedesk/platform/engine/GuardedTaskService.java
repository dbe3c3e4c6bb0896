package io.promisedesk.platform.engine;

import io.promisedesk.platform.Refusal;
import java.io.InputStream;
import java.util.Map;
import org.camunda.bpm.engine.impl.TaskServiceImpl;
import org.camunda.bpm.engine.task.Attachment;
import org.camunda.bpm.engine.task.Comment;
import org.camunda.bpm.engine.task.Task;
import org.camunda.bpm.engine.variable.VariableMap;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what a person sends while completing a task out of the process: see {@link FormValues}. What would go past the
 * desk (delegation, BPMN errors and escalations thrown by a browser) is refused.
 */
final class GuardedTaskService extends TaskServiceImpl {

    private final UserTaskEvents events;

    GuardedTaskService(UserTaskEvents events) {
        this.events = events;
    }

    /**
     * Gives the task back (nobody) or passes it on. The engine has one permission for this, which would also let an
     * assignee rewrite who may see the task, so nobody has it: whoever holds the task, or leads, may try, and the desk
     * hears of it and decides.
     */
    @Override
    public void setAssignee(String taskId, @Nullable String userId) {
        Task task = seenTask(taskId);
        if (task != null && isHeard(task) && events.mayAskToAssign(task.getAssignee(), userId)) {
            commandExecutor.execute(context -> context.runWithoutAuthorization(() -> {
                super.setAssignee(taskId, userId);
                return true;
            }));
        } else {
            super.setAssignee(taskId, userId);
        }
    }

    @Override
    public Comment createComment(String taskId, String processInstanceId, String message) {
        refuseBesideTheTicket(taskId);
        return super.createComment(taskId, processInstanceId, message);
    }

    @Override
    public void addComment(String taskId, String processInstanceId, String message) {
        refuseBesideTheTicket(taskId);
        super.addComment(taskId, processInstanceId, message);
    }

    @Override
    public Attachment createAttachment(
            String type,
            String taskId,
            String processInstanceId,
            String name,
            String description,
            InputStream content) {
        refuseBesideTheTicket(taskId);
        return super.createAttachment(type, taskId, processInstanceId, name, description, content);
    }

    @Override
    public Attachment createAttachment(
            String type, String taskId, String processInstanceId, String name, String description, String url) {
        refuseBesideTheTicket(taskId);
        return super.createAttachment(type, taskId, processInstanceId, name, description, url);
    }

    /** The engine would keep it where no colleague, customer or audit finds it. */
    private void refuseBesideTheTicket(@Nullable String taskId) {
        Task task = taskId == null ? null : seenTask(taskId);
        if (task != null && isHeard(task)) {
            throw EngineFailures.kept(Refusal.forbidden("platform.refused.besideTheTicket"));
        }
    }

    private boolean isHeard(Task task) {
        return task.getProcessDefinitionId() != null && events.areHeardFor(task.getProcessDefinitionId());
    }

    /** The task if a person acts and sees it with their own permissions; null for what we do ourselves. */
    private @Nullable Task seenTask(String taskId) {
        return EngineAccess.isOurs() ? null : createTaskQuery().taskId(taskId).singleResult();
    }

    @Override
    public void complete(String taskId) {
        complete(taskId, Map.of());
    }

    @Override
    public void complete(String taskId, @Nullable Map<String, Object> variables) {
        if (EngineAccess.isOurs()) {
            super.complete(taskId, variables);
        } else {
            FormValues.during(FormValues.of(variables), () -> {
                super.complete(taskId, null);
                return true;
            });
        }
    }

    @Override
    public VariableMap completeWithVariablesInReturn(
            String taskId, @Nullable Map<String, Object> variables, boolean deserializeValues) {
        return EngineAccess.isOurs()
                ? super.completeWithVariablesInReturn(taskId, variables, deserializeValues)
                : FormValues.during(
                        FormValues.of(variables),
                        () -> super.completeWithVariablesInReturn(taskId, null, deserializeValues));
    }

    @Override
    public void delegateTask(String taskId, String userId) {
        refuseUnlessOurs();
        super.delegateTask(taskId, userId);
    }

    @Override
    public void resolveTask(String taskId, @Nullable Map<String, Object> variables) {
        refuseUnlessOurs();
        super.resolveTask(taskId, variables);
    }

    @Override
    public void resolveTask(String taskId) {
        refuseUnlessOurs();
        super.resolveTask(taskId);
    }

    @Override
    public void handleBpmnError(String taskId, String errorCode) {
        refuseUnlessOurs();
        super.handleBpmnError(taskId, errorCode);
    }

    @Override
    public void handleBpmnError(String taskId, String errorCode, String errorMessage) {
        refuseUnlessOurs();
        super.handleBpmnError(taskId, errorCode, errorMessage);
    }

    @Override
    public void handleBpmnError(
            String taskId, String errorCode, @Nullable String errorMessage, @Nullable Map<String, Object> variables) {
        refuseUnlessOurs();
        super.handleBpmnError(taskId, errorCode, errorMessage, variables);
    }

    @Override
    public void handleEscalation(String taskId, String escalationCode) {
        refuseUnlessOurs();
        super.handleEscalation(taskId, escalationCode);
    }

    @Override
    public void handleEscalation(String taskId, String escalationCode, @Nullable Map<String, Object> variables) {
        refuseUnlessOurs();
        super.handleEscalation(taskId, escalationCode, variables);
    }

    private static void refuseUnlessOurs() {
        if (!EngineAccess.isOurs()) {
            throw EngineFailures.kept(Refusal.forbidden("platform.refused.taskOperation"));
        }
    }
}
