package io.promisedesk.platform.engine;

import java.util.List;
import java.util.function.Supplier;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.task.Task;
import org.springframework.stereotype.Component;

/**
 * How a {@code …Flow} calls the engine. The desk has already decided that the actor may do this; the engine's own
 * permissions of that person (which are few) must not get in the way: with them on, a job query answers an agent with
 * nothing at all instead of an error. The authenticated user stays in the engine's operation log.
 */
@Component
public class EngineAccess {

    private static final ThreadLocal<Integer> DEPTH = ThreadLocal.withInitial(() -> 0);

    private final ProcessEngineConfigurationImpl engine;

    EngineAccess(ProcessEngineConfigurationImpl engine) {
        this.engine = engine;
    }

    /**
     * Runs engine calls without the person's engine permissions, in the caller's transaction. All calls inside share one
     * engine command: what one of them creates, a query inside does not see yet. Look for jobs in a second call.
     */
    public <T> T unrestricted(Supplier<T> calls) {
        return engine.getCommandExecutorTxRequired().execute(context -> {
            DEPTH.set(DEPTH.get() + 1);
            try {
                return context.runWithoutAuthorization(calls::get);
            } finally {
                leave();
            }
        });
    }

    public void unrestricted(Runnable calls) {
        unrestricted(() -> {
            calls.run();
            return true;
        });
    }

    /**
     * The open tasks of a process instance, by the engine's own select. A task query says the same at ten times the price:
     * its SQL is put together from some two hundred conditions each time, and the task is read once more to be completed.
     */
    public List<Task> openTasks(String processInstance) {
        return unrestricted(() -> List.copyOf(
                Context.getCommandContext().getTaskManager().findTasksByProcessInstanceId(processInstance)));
    }

    /** Whether the present thread is inside a call of ours: then user task listeners are not asked again. */
    static boolean isOurs() {
        return DEPTH.get() > 0;
    }

    private static void leave() {
        int depth = DEPTH.get() - 1;
        if (depth == 0) {
            DEPTH.remove();
        } else {
            DEPTH.set(depth);
        }
    }
}
