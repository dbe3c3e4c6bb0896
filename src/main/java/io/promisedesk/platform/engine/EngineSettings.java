package io.promisedesk.platform.engine;

import java.util.ArrayList;
import java.util.List;
import org.camunda.bpm.dmn.engine.impl.DefaultDmnEngineConfiguration;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.impl.bpmn.parser.BpmnParseListener;
import org.camunda.bpm.engine.impl.cfg.AbstractProcessEnginePlugin;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.interceptor.CommandInterceptor;
import org.camunda.bpm.engine.impl.jobexecutor.CallerRunsRejectedJobsHandler;
import org.camunda.bpm.engine.impl.variable.serializer.TypedValueSerializer;
import org.springframework.context.ApplicationContext;
import org.springframework.stereotype.Component;

/** What must hold whatever an operator configures; the rest is in {@code application.yaml} under {@code camunda.bpm}. */
@Component
class EngineSettings extends AbstractProcessEnginePlugin {

    private final ApplicationContext context;
    private final UserTaskEvents userTaskEvents;

    EngineSettings(ApplicationContext context, UserTaskEvents userTaskEvents) {
        this.context = context;
        this.userTaskEvents = userTaskEvents;
    }

    @Override
    public void preInit(ProcessEngineConfigurationImpl engine) {
        engine.setBeans(new StepBeans(context));
        engine.setTaskService(new GuardedTaskService(userTaskEvents));
        engine.setFilterService(new GuardedFilterService());
        engine.setFormService(new GuardedFormService(userTaskEvents));
        engine.setIdentityService(new GuardedIdentityService(context));
        var decisions = new DefaultDmnEngineConfiguration();
        decisions.setFeelEngineFactory(ParsedOnceFeel.factory());
        engine.setDmnEngineConfiguration(decisions);
        List<BpmnParseListener> listeners = engine.getCustomPreBPMNParseListeners();
        if (listeners == null) {
            listeners = new ArrayList<>();
            engine.setCustomPreBPMNParseListeners(listeners);
        }
        listeners.add(userTaskEvents);
        List<CommandInterceptor> interceptors = new ArrayList<>();
        interceptors.add(new EngineFailures.Keeper());
        interceptors.add(new QueryExpressions.Guard());
        engine.setCustomPreCommandInterceptorsTxRequired(interceptors);
        // Grants only: checking revocations is unusable on PostgreSQL.
        engine.setAuthorizationCheckRevokes("never");
        // A candidate may claim and complete, not rewrite the task.
        engine.setDefaultUserPermissionNameForTask("TASK_WORK");
        // Log-ins are throttled by LoginThrottle: the engine's own lock would let a stranger lock anybody out for good.
        engine.setLoginMaxAttempts(Integer.MAX_VALUE);
        engine.setLoginDelayBase(0);
    }

    @Override
    public void postInit(ProcessEngineConfigurationImpl engine) {
        // Where all threads are busy, whoever has acquired a job does it. By default it is offered again, and another
        // one is looked for meanwhile: in a storm of timers, one search through all that is due for each job done.
        engine.getJobExecutor().setRejectedJobsHandler(new CallerRunsRejectedJobsHandler());
    }

    @Override
    public void postProcessEngineBuild(ProcessEngine built) {
        // After every plugin's postInit: Spin places its own serializers relative to this one. A Java object as a
        // variable would be stored as Java serialization without a word: fail at once instead.
        var engine = (ProcessEngineConfigurationImpl) built.getProcessEngineConfiguration();
        TypedValueSerializer<?> serializable = engine.getVariableSerializers().getSerializerByName("serializable");
        if (serializable != null) {
            engine.getVariableSerializers().removeSerializer(serializable);
        }
    }
}
