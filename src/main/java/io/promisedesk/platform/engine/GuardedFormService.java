package io.promisedesk.platform.engine;

import java.util.Collection;
import java.util.Map;
import org.camunda.bpm.engine.impl.FormServiceImpl;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.camunda.bpm.engine.variable.VariableMap;
import org.jspecify.annotations.Nullable;

/** The twin of {@link GuardedTaskService} for what Tasklist sends with a form. */
final class GuardedFormService extends FormServiceImpl {

    private final UserTaskEvents events;

    GuardedFormService(UserTaskEvents events) {
        this.events = events;
    }

    @Override
    public VariableMap getTaskFormVariables(String taskId) {
        return getTaskFormVariables(taskId, null, true);
    }

    /** With what the rooms offer: {@link UserTaskListener#opening}. */
    @Override
    public VariableMap getTaskFormVariables(
            String taskId, @Nullable Collection<String> formVariables, boolean deserializeObjectValues) {
        VariableMap values = super.getTaskFormVariables(taskId, formVariables, deserializeObjectValues);
        Map<String, Object> offered = commandExecutor.execute(
                command -> events.opening(command.getTaskManager().findTaskById(taskId)));
        offered.forEach((key, value) -> {
            if (formVariables == null || formVariables.isEmpty() || formVariables.contains(key)) {
                values.putValue(key, value);
            }
        });
        return values;
    }

    @Override
    public void submitTaskForm(String taskId, @Nullable Map<String, Object> properties) {
        FormValues.during(FormValues.of(properties), () -> {
            super.submitTaskForm(taskId, Map.of());
            return true;
        });
    }

    @Override
    public VariableMap submitTaskFormWithVariablesInReturn(
            String taskId, @Nullable Map<String, Object> properties, boolean deserializeValues) {
        return FormValues.during(
                FormValues.of(properties),
                () -> super.submitTaskFormWithVariablesInReturn(taskId, Map.of(), deserializeValues));
    }

    @Override
    public ProcessInstance submitStartForm(
            String processDefinitionId, String businessKey, @Nullable Map<String, Object> properties) {
        return FormValues.during(
                FormValues.of(properties), () -> super.submitStartForm(processDefinitionId, businessKey, Map.of()));
    }

    @Override
    public ProcessInstance submitStartForm(String processDefinitionId, @Nullable Map<String, Object> properties) {
        return FormValues.during(FormValues.of(properties), () -> super.submitStartForm(processDefinitionId, Map.of()));
    }
}
