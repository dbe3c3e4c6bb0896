package io.promisedesk.kpi.process;

import io.promisedesk.kpi.Diagram;
import io.promisedesk.kpi.Mark;
import io.promisedesk.kpi.MarkedDefinition;
import io.promisedesk.kpi.Marks;
import io.promisedesk.platform.engine.EngineAccess;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.repository.ProcessDefinition;
import org.camunda.bpm.model.bpmn.BpmnModelInstance;
import org.camunda.bpm.model.bpmn.instance.BaseElement;
import org.camunda.bpm.model.bpmn.instance.ExtensionElements;
import org.camunda.bpm.model.bpmn.instance.FlowNode;
import org.camunda.bpm.model.bpmn.instance.SubProcess;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaProperties;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaProperty;
import org.camunda.bpm.model.xml.instance.ModelElementInstance;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Reads {@code kpi.stage} and {@code kpi.milestone} from the extension properties of deployed models. */
@Component
class DeployedMarks implements Marks {

    private final RepositoryService repository;
    private final EngineAccess access;

    DeployedMarks(RepositoryService repository, EngineAccess access) {
        this.repository = repository;
        this.access = access;
    }

    @Override
    public Optional<MarkedDefinition> of(String processDefinitionId) {
        return access.unrestricted(() -> {
            ProcessDefinition definition = repository
                    .createProcessDefinitionQuery()
                    .processDefinitionId(processDefinitionId)
                    .singleResult();
            return Optional.ofNullable(definition)
                    .map(known -> new MarkedDefinition(
                            known.getId(),
                            known.getKey(),
                            known.getVersion(),
                            marks(repository.getBpmnModelInstance(known.getId()))));
        });
    }

    @Override
    public Optional<Diagram> diagram(String processDefinitionId) {
        return access.unrestricted(() -> Optional.ofNullable(repository
                        .createProcessDefinitionQuery()
                        .processDefinitionId(processDefinitionId)
                        .singleResult())
                .map(definition -> Diagram.read(definition.getKey(), xml(definition.getId()))));
    }

    private String xml(String definition) {
        try (InputStream model = repository.getProcessModel(definition)) {
            return new String(model.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<Mark> marks(BpmnModelInstance model) {
        return model.getModelElementsByType(FlowNode.class).stream()
                .map(node -> new Mark(
                        node.getId(), property(node, "kpi.stage"), property(node, "kpi.milestone"), depth(node)))
                .filter(mark -> mark.stage() != null || mark.milestone() != null)
                .toList();
    }

    private static @Nullable String property(BaseElement element, String name) {
        ExtensionElements extensions = element.getExtensionElements();
        if (extensions == null) {
            return null;
        }
        return extensions.getElementsQuery().filterByType(CamundaProperties.class).list().stream()
                .flatMap(properties -> properties.getCamundaProperties().stream())
                .filter(property -> name.equals(property.getCamundaName()))
                .map(CamundaProperty::getCamundaValue)
                .filter(value -> value != null && !value.isBlank())
                .findFirst()
                .orElse(null);
    }

    private static int depth(ModelElementInstance element) {
        return (int) Stream.<ModelElementInstance>iterate(
                        element.getParentElement(), parent -> parent != null, ModelElementInstance::getParentElement)
                .filter(SubProcess.class::isInstance)
                .count();
    }
}
