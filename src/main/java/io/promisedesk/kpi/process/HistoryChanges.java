package io.promisedesk.kpi.process;

import io.promisedesk.kpi.DirtyInstances;
import java.util.List;
import org.camunda.bpm.engine.impl.cfg.AbstractProcessEnginePlugin;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.history.event.HistoryEvent;
import org.camunda.bpm.engine.impl.history.handler.HistoryEventHandler;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import org.springframework.util.function.SingletonSupplier;

/** Tells the miner which process instances write history, within the engine's own transaction. */
@Component
class HistoryChanges extends AbstractProcessEnginePlugin implements HistoryEventHandler {

    /** Asked for late: the engine is built first. Once: history is written line by line. */
    private final SingletonSupplier<DirtyInstances> dirty;

    HistoryChanges(ObjectProvider<DirtyInstances> dirty) {
        this.dirty = SingletonSupplier.of(dirty::getObject);
    }

    @Override
    public void preInit(ProcessEngineConfigurationImpl engine) {
        engine.getCustomHistoryEventHandlers().add(this);
    }

    @Override
    public void handleEvent(HistoryEvent event) {
        String root = event.getRootProcessInstanceId();
        if (root != null) {
            dirty.obtain().changed(root);
        }
    }

    @Override
    public void handleEvents(List<HistoryEvent> events) {
        events.forEach(this::handleEvent);
    }
}
