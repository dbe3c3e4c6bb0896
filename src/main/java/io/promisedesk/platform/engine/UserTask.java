package io.promisedesk.platform.engine;

import org.jspecify.annotations.Nullable;

/**
 * An open user task as a room needs to know it.
 *
 * @param id the engine's task id
 * @param element id of the user task in its diagram
 * @param process id of the process
 * @param processInstance id of the process instance
 * @param businessKey business key of that instance (a ticket's number); null where the process has none
 * @param assignee user id, or null while it stands in a queue
 */
public record UserTask(
        String id,
        String element,
        String process,
        String processInstance,
        @Nullable String businessKey,
        @Nullable String assignee) {}
