package io.promisedesk.kpi;

import java.util.Optional;

/** Reads marks from deployed models. */
public interface Marks {

    /** @return empty where the definition has been deleted */
    Optional<MarkedDefinition> of(String processDefinitionId);

    /** The model as it is drawn; empty where the definition has been deleted. */
    Optional<Diagram> diagram(String processDefinitionId);
}
