package io.promisedesk.handover.process;

import io.promisedesk.handover.NoShows;
import io.promisedesk.platform.engine.EngineAccess;
import io.promisedesk.platform.engine.FormValues;
import io.promisedesk.platform.engine.UserTask;
import io.promisedesk.platform.engine.UserTaskListener;
import io.promisedesk.platform.security.Actor;
import io.promisedesk.platform.security.CurrentActor;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.camunda.bpm.engine.TaskService;
import org.springframework.stereotype.Component;

/** What those who answer for a team do with the question where somebody is. */
@Component
class NoShowTasks implements UserTaskListener {

    private final NoShows noShows;
    private final CurrentActor actor;
    private final EngineAccess engine;
    private final TaskService tasks;

    NoShowTasks(NoShows noShows, CurrentActor actor, EngineAccess engine, TaskService tasks) {
        this.noShows = noShows;
        this.actor = actor;
        this.engine = engine;
        this.tasks = tasks;
    }

    @Override
    public Set<String> processes() {
        return Set.of(NoShowProcess.ID);
    }

    @Override
    public void assigned(UserTask task, Actor by) {
        String assignee = task.assignee();
        if (task.element().equals(NoShowProcess.HAS_NOT_APPEARED) && assignee != null) {
            noShows.requireAnswerer(shift(task), assignee);
        }
    }

    @Override
    public Map<String, Object> opening(UserTask task) {
        return task.element().equals(NoShowProcess.HAS_NOT_APPEARED)
                ? Map.of(
                        "who",
                        noShows.who(shift(task), missing(task), actor.get().id()))
                : Map.of();
    }

    @Override
    public Map<String, Object> completing(UserTask task, FormValues values, Actor by) {
        if (task.element().equals(NoShowProcess.HAS_NOT_APPEARED)) {
            noShows.answer(
                    shift(task),
                    missing(task),
                    values.text("answer").orElse(""),
                    values.text("comesAt").orElse(null),
                    values.text("until").orElse(null),
                    by);
        }
        return Map.of();
    }

    private static String shift(UserTask task) {
        return Objects.requireNonNull(task.businessKey());
    }

    private String missing(UserTask task) {
        return engine.unrestricted(() -> (String) tasks.getVariable(task.id(), NoShowProcess.MISSING));
    }
}
