package io.promisedesk.replay.process;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.impl.bpmn.helper.BpmnProperties;
import org.camunda.bpm.engine.impl.bpmn.parser.AbstractBpmnParseListener;
import org.camunda.bpm.engine.impl.bpmn.parser.BpmnParseListener;
import org.camunda.bpm.engine.impl.cfg.AbstractProcessEnginePlugin;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.cfg.auth.DefaultAuthorizationProvider;
import org.camunda.bpm.engine.impl.jobexecutor.TimerDeclarationImpl;
import org.camunda.bpm.engine.impl.persistence.entity.AuthorizationEntity;
import org.camunda.bpm.engine.impl.pvm.process.ActivityImpl;
import org.camunda.bpm.engine.impl.util.xml.Element;
import org.camunda.bpm.engine.task.Task;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/**
 * What the engine need not do for a life that is over: arm timers that never fire, and let people of the past have their
 * tasks. A sixth of all its statements.
 */
@Component
@Profile("replay")
class RecordedLife extends AbstractProcessEnginePlugin {

    @Override
    public void preInit(ProcessEngineConfigurationImpl engine) {
        List<BpmnParseListener> listeners = engine.getCustomPostBPMNParseListeners();
        if (listeners == null) {
            listeners = new ArrayList<>();
            engine.setCustomPostBPMNParseListeners(listeners);
        }
        listeners.add(new WithoutTimers());
        engine.setResourceAuthorizationProvider(new WithoutPermissionsOnTasks());
    }

    private static final class WithoutTimers extends AbstractBpmnParseListener {

        @Override
        public void parseBoundaryTimerEventDefinition(Element timer, boolean interrupting, ActivityImpl event) {
            Map<String, TimerDeclarationImpl> timers =
                    event.getEventScope().getProperties().get(BpmnProperties.TIMER_DECLARATIONS);
            if (timers != null) {
                timers.remove(event.getActivityId());
            }
        }
    }

    private static final class WithoutPermissionsOnTasks extends DefaultAuthorizationProvider {

        @Override
        public AuthorizationEntity @Nullable [] newTaskAssignee(Task task, String before, String after) {
            return null;
        }

        @Override
        public AuthorizationEntity @Nullable [] newTaskOwner(Task task, String before, String after) {
            return null;
        }

        @Override
        public AuthorizationEntity @Nullable [] newTaskUserIdentityLink(Task task, String user, String type) {
            return null;
        }

        @Override
        public AuthorizationEntity @Nullable [] newTaskGroupIdentityLink(Task task, String group, String type) {
            return null;
        }

        @Override
        public AuthorizationEntity @Nullable [] deleteTaskUserIdentityLink(Task task, String user, String type) {
            return null;
        }

        @Override
        public AuthorizationEntity @Nullable [] deleteTaskGroupIdentityLink(Task task, String group, String type) {
            return null;
        }
    }
}
