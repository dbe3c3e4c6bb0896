package io.promisedesk.platform.engine;

import io.promisedesk.platform.security.Actor;
import java.util.Map;
import java.util.Set;

/**
 * What a room hears about the user tasks of its processes when a person acts on them through Tasklist or the engine's
 * REST interface, and where it may refuse by throwing a {@link io.promisedesk.platform.Refusal}: the engine then rolls
 * back and the task stays as it was. Not called for what the room itself does through {@link EngineAccess}.
 */
public interface UserTaskListener {

    /** Ids of the processes whose tasks it wants to hear of. */
    Set<String> processes();

    /** A person claimed the task, gave it back (assignee null) or assigned it to somebody. */
    default void assigned(UserTask task, Actor by) {}

    /**
     * Somebody opens the form of the task: values that it needs besides the process variables, such as what a select field
     * offers. Asked each time, so that nobody chooses among the colleagues of yesterday.
     */
    default Map<String, Object> opening(UserTask task) {
        return Map.of();
    }

    /**
     * A person completes the task.
     *
     * @param values what the form sent, only keys of the form; they do not become process variables
     * @return process variables to set instead, for the gateways that follow
     */
    Map<String, Object> completing(UserTask task, FormValues values, Actor by);
}
