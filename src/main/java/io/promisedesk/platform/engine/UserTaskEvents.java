package io.promisedesk.platform.engine;

import io.promisedesk.platform.Refusal;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.platform.security.CurrentActor;
import io.promisedesk.platform.security.Role;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.delegate.DelegateTask;
import org.camunda.bpm.engine.delegate.TaskListener;
import org.camunda.bpm.engine.impl.bpmn.behavior.UserTaskActivityBehavior;
import org.camunda.bpm.engine.impl.bpmn.parser.AbstractBpmnParseListener;
import org.camunda.bpm.engine.impl.persistence.entity.TaskEntity;
import org.camunda.bpm.engine.impl.pvm.process.ActivityImpl;
import org.camunda.bpm.engine.impl.pvm.process.ScopeImpl;
import org.camunda.bpm.engine.impl.task.TaskDefinition;
import org.camunda.bpm.engine.impl.util.xml.Element;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** The one task listener of the application: attached to every user task as it is parsed, so models need none. */
@Component
class UserTaskEvents extends AbstractBpmnParseListener {

    private final ObjectProvider<UserTaskListener> listeners;
    private final ObjectProvider<CurrentActor> currentActor;
    private final FormKeys formKeys;

    UserTaskEvents(
            ObjectProvider<UserTaskListener> listeners, ObjectProvider<CurrentActor> currentActor, FormKeys formKeys) {
        this.listeners = listeners;
        this.currentActor = currentActor;
        this.formKeys = formKeys;
    }

    @Override
    public void parseUserTask(Element userTask, ScopeImpl scope, ActivityImpl activity) {
        TaskDefinition definition = ((UserTaskActivityBehavior) activity.getActivityBehavior()).getTaskDefinition();
        definition.addBuiltInTaskListener(TaskListener.EVENTNAME_ASSIGNMENT, this::assigned);
        definition.addBuiltInTaskListener(TaskListener.EVENTNAME_COMPLETE, this::completing);
    }

    private void assigned(DelegateTask delegate) {
        if (EngineAccess.isOurs()) {
            return;
        }
        UserTask task = describe(delegate);
        interested(task).forEach(listener -> listener.assigned(task, actor()));
    }

    private void completing(DelegateTask delegate) {
        if (EngineAccess.isOurs()) {
            return;
        }
        UserTask task = describe(delegate);
        FormValues values = FormValues.current();
        String form = formOf(delegate);
        List<String> unknown =
                values.keys().stream().filter(key -> !formKeys.has(form, key)).toList();
        if (!unknown.isEmpty()) {
            throw Refusal.invalid(
                    unknown.get(0), "platform.refused.unknownFormKeys", String.join(", ", unknown), task.element());
        }
        for (UserTaskListener listener : interested(task)) {
            Map<String, Object> variables = listener.completing(task, values, actor());
            if (!variables.isEmpty()) {
                delegate.setVariables(variables);
            }
        }
    }

    /** What the rooms add to the values of a form that is being opened; within an engine command. */
    Map<String, Object> opening(DelegateTask delegate) {
        UserTask task = describe(delegate);
        Map<String, Object> values = new HashMap<>();
        interested(task).forEach(listener -> values.putAll(listener.opening(task)));
        return values;
    }

    private List<UserTaskListener> interested(UserTask task) {
        return listeners
                .orderedStream()
                .filter(listener -> listener.processes().contains(task.process()))
                .toList();
    }

    /** Whether some room hears of the tasks of that process. */
    boolean areHeardFor(String processDefinitionId) {
        String process = processDefinitionId.substring(0, processDefinitionId.indexOf(':'));
        return listeners.stream().anyMatch(listener -> listener.processes().contains(process));
    }

    /** Whoever has the task, takes a free one, or leads people may ask the desk; others need not. */
    boolean mayAskToAssign(@Nullable String present, @Nullable String next) {
        Actor actor = actor();
        return actor.id().equals(present)
                || present == null && actor.id().equals(next)
                || actor.is(Role.SUPERVISOR)
                || actor.is(Role.DISPATCHER)
                || actor.is(Role.ADMIN);
    }

    private Actor actor() {
        return currentActor.getObject().get();
    }

    private static @Nullable String formOf(DelegateTask delegate) {
        var form = ((TaskEntity) delegate).getTaskDefinition().getCamundaFormDefinitionKey();
        return form == null ? null : form.getExpressionText();
    }

    private static UserTask describe(DelegateTask delegate) {
        String definition = delegate.getProcessDefinitionId();
        return new UserTask(
                delegate.getId(),
                delegate.getTaskDefinitionKey(),
                definition.substring(0, definition.indexOf(':')),
                delegate.getProcessInstanceId(),
                delegate.getExecution().getProcessBusinessKey(),
                delegate.getAssignee());
    }
}
