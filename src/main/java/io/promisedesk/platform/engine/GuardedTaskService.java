package io.promisedesk.platform.engine;

import io.promisedesk.platform.Refusal;
import java.util.Map;
import org.camunda.bpm.engine.impl.TaskServiceImpl;
import org.camunda.bpm.engine.variable.VariableMap;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what a person sends while completing a task out of the process: see {@link FormValues}. What would go past the
 * desk (delegation, BPMN errors and escalations thrown by a browser) is refused.
 */
final class GuardedTaskService extends TaskServiceImpl {

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
            throw Refusal.forbidden("platform.refused.taskOperation");
        }
    }
}
