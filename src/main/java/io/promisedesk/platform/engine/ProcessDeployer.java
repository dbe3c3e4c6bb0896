package io.promisedesk.platform.engine;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.repository.DeploymentBuilder;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.annotation.Order;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.stereotype.Component;

/** Deploys {@code processes/} and {@code forms/} as one set with relative names: an unchanged set is no new version. */
@Component
class ProcessDeployer {

    private final RepositoryService repository;
    private final FormKeys formKeys;

    ProcessDeployer(RepositoryService repository, FormKeys formKeys) {
        this.repository = repository;
        this.formKeys = formKeys;
    }

    @EventListener(ApplicationStartedEvent.class)
    @Order(0)
    void deploy() throws IOException {
        Map<String, byte[]> set = new TreeMap<>();
        var resolver = new PathMatchingResourcePatternResolver();
        for (String folder : new String[] {"processes", "forms"}) {
            for (Resource resource : resolver.getResources("classpath*:/" + folder + "/**/*.*")) {
                String path = resource.getURL().getPath();
                String name = path.substring(path.lastIndexOf("/" + folder + "/") + 1);
                if (name.endsWith(".bpmn") || name.endsWith(".dmn") || name.endsWith(".form")) {
                    set.put(name, resource.getContentAsByteArray());
                }
            }
        }
        if (set.isEmpty()) {
            return;
        }
        DeploymentBuilder deployment =
                repository.createDeployment().name("promisedesk").enableDuplicateFiltering(false);
        for (Map.Entry<String, byte[]> file : set.entrySet()) {
            deployment.addInputStream(file.getKey(), new ByteArrayInputStream(file.getValue()));
            if (file.getKey().endsWith(".form")) {
                formKeys.learn(file.getValue());
            }
        }
        deployment.deploy();
    }
}
