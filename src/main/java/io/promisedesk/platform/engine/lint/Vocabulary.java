package io.promisedesk.platform.engine.lint;

import io.promisedesk.platform.engine.ProcessContract;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the application brings that a model may speak of.
 *
 * @param steps the classes behind the names that expressions may use
 * @param contracts what the rooms need of their processes
 * @param keepsHistoryByDefault whether the engine has a time to live for processes that set none
 */
public record Vocabulary(Map<String, Class<?>> steps, List<ProcessContract> contracts, boolean keepsHistoryByDefault) {

    /** Names of all messages that anything sends. */
    Set<String> messages() {
        return contracts.stream()
                .flatMap(contract -> contract.messages().stream())
                .collect(Collectors.toSet());
    }
}
