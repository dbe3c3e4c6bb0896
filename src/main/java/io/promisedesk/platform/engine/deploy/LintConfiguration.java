package io.promisedesk.platform.engine.deploy;

import io.promisedesk.platform.engine.ProcessContract;
import io.promisedesk.platform.engine.Steps;
import io.promisedesk.platform.engine.lint.DecisionCheck;
import io.promisedesk.platform.engine.lint.EngineParse;
import io.promisedesk.platform.engine.lint.ModelLint;
import io.promisedesk.platform.engine.lint.Vocabulary;
import java.util.Map;
import java.util.TreeMap;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.ClassUtils;

/** The lint with what this application brings: its steps, the contracts of its rooms, its engine. */
@Configuration(proxyBeanMethods = false)
class LintConfiguration {

    @Bean
    ModelLint modelLint(
            ApplicationContext context,
            ObjectProvider<ProcessContract> contracts,
            ObjectProvider<DecisionCheck> checks,
            ProcessEngine engine) {
        var configuration = (ProcessEngineConfigurationImpl) engine.getProcessEngineConfiguration();
        return new ModelLint(
                new Vocabulary(
                        steps(context),
                        contracts.orderedStream().toList(),
                        configuration.getHistoryTimeToLive() != null),
                new EngineParse(configuration),
                checks.orderedStream().toArray(DecisionCheck[]::new));
    }

    private static Map<String, Class<?>> steps(ApplicationContext context) {
        Map<String, Class<?>> steps = new TreeMap<>();
        for (String name : context.getBeanNamesForAnnotation(Steps.class)) {
            Class<?> type = context.getType(name);
            if (type != null) {
                steps.put(name, ClassUtils.getUserClass(type));
            }
        }
        return steps;
    }
}
